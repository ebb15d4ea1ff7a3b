package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.policy.Terms;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the desk answers, in Markdown. Every refusal says what to do next.
 *
 * @param mention the name under which Mosaic is asked, such as {@code @mosaic}
 */
public record Replies(String mention) {
    private static final int NAME = 60;
    private static final int TITLE = 100;
    private static final int SENTENCE = 1_000;
    private static final int LINES_SHOWN = 8;
    private static final int NAMES_SHOWN = 10;

    public String accepted(Job job, Terms terms, List<String> notes) {
        return """
        On it: job `%s` for %s. Engine %s, gates %s, at most %s of agent time%s.%s
        %s shows how it stands, %s ends it.\
        """
                .formatted(
                        id(job),
                        subject(job),
                        Inert.code(terms.engine(), NAME),
                        terms.profile().name().toLowerCase(Locale.ROOT),
                        Spell.duration(terms.limits().wall()),
                        terms.budget() == null
                                ? ""
                                : " and %s for its model".formatted(Spell.usd(terms.budget())),
                        notes.isEmpty() ? "" : " " + String.join(" ", notes),
                        ask("status " + id(job)),
                        ask("cancel " + id(job)));
    }

    public String held(Job job, Instant until, String reason) {
        return "Job `%s` for %s is accepted, and starts at %s by itself: %s %s ends it."
                .formatted(
                        id(job),
                        subject(job),
                        Spell.at(until),
                        sentence(reason),
                        ask("cancel " + id(job)));
    }

    public String joined(Job job, String asker) {
        var first = job.request().requestedBy();
        var who = first.equals(asker) ? "You have" : Inert.code(first, NAME) + " has";
        return "%s asked for %s already: job `%s` (%s). You will be told as well. %s shows it."
                .formatted(who, subject(job), id(job), state(job), ask("status " + id(job)));
    }

    public String repeated(Job job) {
        return "This was accepted before: job `%s` for %s (%s). %s shows it."
                .formatted(id(job), subject(job), state(job), ask("status " + id(job)));
    }

    public String refused(String reason, String hint) {
        return reason + " " + hint;
    }

    public String unknownRepository(RepoName name, Collection<String> known) {
        return "There is no repository %s that you may read. %s"
                .formatted(Inert.code(name.toString(), TITLE), known(known));
    }

    public String noPlace(Collection<String> known) {
        return "It is not clear which repository you mean. Write the issue as `owner/repo#123`. %s"
                .formatted(known(known));
    }

    public String unknownForge(String forge) {
        return "Mosaic knows you from %s, which is not configured here. Ask from a forge that is."
                .formatted(Inert.code(forge, NAME));
    }

    public String unknownSite(String site, RepoName repo, long number) {
        return "No forge at %s is configured here. Write the issue as %s if it is one of ours."
                .formatted(Inert.code(site, TITLE), Inert.code(repo + "#" + number, TITLE));
    }

    public String unknownIssue(RepoName repo, IssueRef ref, List<Issue> open) {
        var some =
                open.stream()
                        .limit(NAMES_SHOWN)
                        .map(issue -> "\n- #%d %s".formatted(number(issue), title(issue.title())))
                        .collect(Collectors.joining());
        return "There is no issue #%d in %s. %s"
                .formatted(
                        ref.number(),
                        Inert.code(repo.toString(), TITLE),
                        some.isEmpty() ? "It has no open issue; open one first." : "Open:" + some);
    }

    public String closedIssue(RepoName repo, Issue issue) {
        return "Issue #%d of %s (%s) is closed. Reopen it and ask again, or name an open one."
                .formatted(number(issue), Inert.code(repo.toString(), TITLE), title(issue.title()));
    }

    public String whichIssue() {
        return "It is not clear which issue you mean. Write for example %s."
                .formatted(ask("fix #1"));
    }

    public String whichJob(String verb) {
        return "It is not clear which job you mean. Write %s or %s; %s lists the jobs."
                .formatted(ask(verb + " <job>"), ask(verb + " #123"), ask("jobs"));
    }

    public String unknownJob(String name) {
        return "There is no job `%s` that you may read. %s lists the newest."
                .formatted(HelpText.echo(name), ask("jobs"));
    }

    public String noJobYet(RepoName repo, long number) {
        return "Nobody has asked for #%d of %s yet. %s starts a job."
                .formatted(number, Inert.code(repo.toString(), TITLE), ask("fix #" + number));
    }

    /**
     * @param verb of what was to be done with its pull request
     */
    public String noPullRequest(Job job, String verb) {
        return "Job `%s` for %s has no pull request. Name one, such as `#45`, or a branch: %s."
                .formatted(id(job), subject(job), ask(verb + " branch=name"));
    }

    public String manyJobs(String name, List<Job> jobs) {
        return jobs.stream()
                .map(job -> "- `%s` %s".formatted(job.id(), subject(job)))
                .collect(
                        Collectors.joining(
                                "\n",
                                "Several jobs are called `%s`. Use the whole id:\n"
                                        .formatted(HelpText.echo(name)),
                                ""));
    }

    public String fixNamesAJob(String verb) {
        return "`fix` takes an issue, not a job. %s starts a job over that is over."
                .formatted(ask(verb));
    }

    /** How one job stands. */
    public String status(Job job, JobStory story) {
        if (story.state().isOver()) {
            return FinalWords.of(job.id(), job.request(), story);
        }
        if (story.state() instanceof JobStory.State.Waiting) {
            return QuestionText.of(job.id(), job.request(), story);
        }
        var view = StatusTexts.view(job.id(), job.request(), story);
        var lines = view.lines();
        var newest = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        return """
        Job `%s` for %s: %s, %d %%.
        %s%s ends it.\
        """
                .formatted(
                        id(job),
                        subject(job),
                        view.stage(),
                        view.percent(),
                        newest.stream()
                                .map(line -> "- " + Inert.markdownLine(line, SENTENCE) + "\n")
                                .collect(Collectors.joining()),
                        ask("cancel " + id(job)));
    }

    /** Several jobs, one line each. */
    public String jobs(List<Job> jobs, boolean live) {
        if (jobs.isEmpty()) {
            return live
                    ? "Nothing is under way. %s starts a job, %s lists what was."
                            .formatted(ask("fix #123"), ask("jobs"))
                    : "There are no jobs yet. %s starts one.".formatted(ask("fix #123"));
        }
        return jobs.stream()
                .map(job -> "- `%s` %s: %s".formatted(id(job), subject(job), state(job)))
                .collect(
                        Collectors.joining(
                                "\n",
                                live ? "Under way:\n" : "Newest first:\n",
                                "\n\n%s shows one.".formatted(ask("status <job>"))));
    }

    /**
     * The end of what a job printed.
     *
     * @param tail untrusted text, cut already
     */
    public String logs(Job job, @Nullable Stage stage, String tail, boolean cut) {
        var of = stage == null ? "" : " in " + stage.name().toLowerCase(Locale.ROOT);
        if (tail.isBlank()) {
            return "Job `%s` has printed nothing%s so far. %s shows how it stands."
                    .formatted(id(job), of, ask("status " + id(job)));
        }
        // an apostrophe instead of a backtick: nothing in the output can end the block
        return "%s of what job `%s` printed%s:\n```\n%s\n```"
                .formatted(
                        cut ? "The last lines" : "All",
                        id(job),
                        of,
                        Inert.block(tail, Integer.MAX_VALUE).replace('`', '\''));
    }

    public String cancelled(Job job) {
        return job.status() == JobStatus.CANCELLING
                ? "Stopping job `%s` for %s. You will be told when everything it ran has ended."
                        .formatted(id(job), subject(job))
                : "Job `%s` for %s is cancelled. %s starts it over."
                        .formatted(id(job), subject(job), ask("retry " + id(job)));
    }

    public String alreadyOver(Job job) {
        return "Job `%s` for %s is over already (%s). %s starts it over."
                .formatted(id(job), subject(job), state(job), ask("retry " + id(job)));
    }

    public String prioritized(Job job) {
        return "Job `%s` for %s has priority %d now."
                .formatted(id(job), subject(job), job.request().priority());
    }

    public String changedMeanwhile(Job job) {
        return "Job `%s` for %s has changed since you saw it; nothing was done. It is %s now, at version %d."
                .formatted(id(job), subject(job), state(job), job.version());
    }

    public String retried(Job job) {
        return "Job `%s` for %s starts over, attempt %d. %s shows how it stands."
                .formatted(id(job), subject(job), job.attempt(), ask("status " + id(job)));
    }

    public String notOver(Job job) {
        return "Job `%s` for %s is not over (%s), so it cannot start over. %s ends it first."
                .formatted(id(job), subject(job), state(job), ask("cancel " + id(job)));
    }

    public String otherJobLives(Job job, Job other) {
        return "Job `%s` cannot start over while job `%s` does the same (%s). %s ends it."
                .formatted(id(job), id(other), state(other), ask("cancel " + id(other)));
    }

    /**
     * @param repo null where the place has no repository
     * @param right what the person may do there; empty for nothing
     */
    public String whoami(
            String name, String forge, @Nullable RepoName repo, String right, boolean admin) {
        var here =
                repo == null
                        ? "No repository is bound to this place."
                        : "In %s you have the right: %s."
                                .formatted(
                                        Inert.code(repo.toString(), TITLE),
                                        right.isEmpty() ? "none" : right);
        return "You are %s of the forge %s. %s %s %s lists what you can ask."
                .formatted(
                        Inert.code(name, NAME),
                        Inert.code(forge, NAME),
                        here,
                        admin
                                ? "You are an instance admin."
                                : "You are no instance admin (`mosaic.access.instance-admins`).",
                        ask("help"));
    }

    /** Something broke on our side. */
    public String apology(String reference) {
        return "Something went wrong inside Mosaic, and this was not done. Try again; if it happens"
                + " again, give whoever runs Mosaic this reference: `%s`.".formatted(reference);
    }

    /** The world did not help. @param problem a sentence that is fit for people */
    public String unavailable(String problem) {
        return "%s Nothing was started; try again.".formatted(sentence(problem));
    }

    public String notStored() {
        return "Mosaic cannot reach its database, so most likely nothing was accepted. Ask again in"
                + " a minute; asking twice starts nothing twice.";
    }

    public String otherRequest() {
        return "This key was used for another request. Use a fresh one for each new request, and the"
                + " same one only to send the same again.";
    }

    public String tooSlow() {
        return "The forge did not answer in time.";
    }

    public String answeredLater() {
        return "Your command is stored, but Mosaic cannot answer it right now. It will be, as soon"
                + " as that is possible; there is no need to send it again.";
    }

    private String ask(String command) {
        return "`" + mention + " " + command + "`";
    }

    private static String known(Collection<String> names) {
        return names.isEmpty()
                ? "There is none that you may read; its administrator can give you access."
                : names.stream()
                        .limit(NAMES_SHOWN)
                        .map(name -> Inert.code(name, TITLE))
                        .collect(Collectors.joining(", ", "There is ", "."));
    }

    private static String subject(Job job) {
        return StatusTexts.of(job.request());
    }

    private static String state(Job job) {
        var state = job.status().name().toLowerCase(Locale.ROOT);
        return job.status() == JobStatus.RUNNING ? state + ", " + job.progress() + " %" : state;
    }

    private static String title(String title) {
        return Inert.markdownLine(title, TITLE);
    }

    private static String sentence(String text) {
        return Inert.markdown(text, SENTENCE);
    }

    private static String id(Job job) {
        return job.id().abbreviated();
    }

    private static long number(Issue issue) {
        return issue.ref().number();
    }
}
