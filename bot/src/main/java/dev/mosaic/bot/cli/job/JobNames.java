package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.client.Refused;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the job that a person means: by its id, by the eight digits of it that people use, or by
 * its issue ({@code 1}, {@code #1}, {@code owner/name#1}), of which the newest job counts.
 */
final class JobNames {
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?");
    private static final Pattern ISSUE =
            Pattern.compile("(?:([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)#|#)?([1-9]\\d{0,11})");
    private static final int PAGE = 200;
    private static final int PAGES = 10;

    private final Api api;

    JobNames(Api api) {
        this.api = api;
    }

    /**
     * The job as the API shows it.
     *
     * @param repo {@code owner/name} for a bare issue number; null for any
     */
    JsonNode find(String name, @Nullable String repo) throws InterruptedException {
        var id = name.toLowerCase(Locale.ROOT);
        if (ID.matcher(id).matches()) {
            return api.get("/api/runner-jobs/" + id);
        }
        var issue = ISSUE.matcher(name);
        if (!issue.matches()) {
            throw new Refused(
                    "`%s` names no job. Give its short id, or its issue as #1 or owner/name#1; `mosaic jobs` lists them."
                            .formatted(TerminalText.line(name, 60)));
        }
        var place = issue.group(1) == null ? repo : issue.group(1);
        return newest(Long.parseLong(issue.group(2)), place);
    }

    /** Where a job is found under the API. */
    static String path(JsonNode job) {
        return "/api/runner-jobs/" + job.path("id").asString();
    }

    private JsonNode newest(long issue, @Nullable String repo) throws InterruptedException {
        var found = jobsOf(issue, repo);
        if (found.isEmpty()) {
            throw new Refused(
                    "No job was ever started for %s#%d. Start one with `mosaic fix %s#%d`."
                            .formatted(
                                    repo == null ? "" : repo,
                                    issue,
                                    repo == null ? "" : repo,
                                    issue));
        }
        var repos = found.stream().map(job -> job.path("repo").asString()).distinct().toList();
        if (repos.size() > 1) {
            throw new Refused(
                    "More than one repository has jobs for #%d. Say which: %s."
                            .formatted(
                                    issue,
                                    TerminalText.line(
                                            String.join(
                                                    ", ",
                                                    repos.stream()
                                                            .map(name -> name + "#" + issue)
                                                            .toList()))));
        }
        return found.getFirst();
    }

    /** Newest first, as the pages come. */
    private List<JsonNode> jobsOf(long issue, @Nullable String repo) throws InterruptedException {
        var found = new ArrayList<JsonNode>();
        var path = "/api/runner-jobs?limit=" + PAGE;
        for (var page = 0; page < PAGES; page++) {
            var jobs = api.get(path);
            for (var job : jobs.path("jobs")) {
                if (job.path("issue").asLong() == issue
                        && (repo == null || repo.equals(job.path("repo").asString()))) {
                    found.add(job);
                }
            }
            var next = jobs.path("next").asString("");
            if (next.isEmpty()) {
                break;
            }
            path = "/api/runner-jobs?limit=%d&cursor=%s".formatted(PAGE, Api.encode(next));
        }
        return found;
    }
}
