package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.console.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Jobs and events in words. Titles and notes come from outside and are made harmless. */
final class JobText {
    private static final int TITLE = 60;
    private static final int NOTE = 160;

    private JobText() {}

    /** One job in one line. */
    static String line(JsonNode job) {
        return "%s  %-11s %3d %%  %s  %s"
                .formatted(
                        text(job, "shortId"),
                        status(job),
                        job.path("progress").asInt(),
                        place(job),
                        TerminalText.line(job.path("title").asString(""), TITLE));
    }

    /** A line for each job. */
    static String table(JsonNode jobs) {
        var lines = new ArrayList<String>();
        jobs.forEach(job -> lines.add(line(job)));
        return String.join("\n", lines);
    }

    /** Everything about one job. */
    static String whole(JsonNode job) {
        var lines = new ArrayList<String>();
        lines.add(line(job));
        lines.add(
                "  asked by %s, attempt %d, round %d, engine %s, profile %s"
                        .formatted(
                                text(job, "requestedBy"),
                                job.path("attempt").asInt(),
                                job.path("round").asInt(),
                                text(job, "engine"),
                                text(job, "profile")));
        for (var name : List.of("waitingFor", "branch", "verdict", "error")) {
            var value = text(job, name);
            if (!value.isEmpty()) {
                lines.add("  " + name.replace("waitingFor", "waiting for") + ": " + value);
            }
        }
        var pullRequest = job.path("pullRequest");
        if (pullRequest.isObject()) {
            lines.add(
                    ("  pull request: #%d %s"
                                    .formatted(
                                            pullRequest.path("number").asLong(),
                                            text(pullRequest, "url")))
                            .stripTrailing());
        }
        return String.join("\n", lines);
    }

    /** How a job ended, with what to do next. */
    static String ending(JsonNode job) {
        var name = "Job %s for %s".formatted(text(job, "shortId"), place(job));
        var reason = text(job, "error").replaceFirst("\\.$", "");
        return switch (text(job, "status")) {
            case "COMPLETED" ->
                    !text(job, "verdict").isEmpty()
                            ? "%s is done: the change is %s"
                                    .formatted(name, text(job, "verdict").toLowerCase(Locale.ROOT))
                            : job.path("pullRequest").isObject()
                                    ? "%s is done: pull request #%d from %s"
                                            .formatted(
                                                    name,
                                                    job.path("pullRequest").path("number").asLong(),
                                                    text(job, "branch"))
                                    : name + " is done";
            case "FAILED", "QUARANTINED" ->
                    "%s failed: %s. `mosaic logs %s` shows more, `mosaic retry %s` tries again"
                            .formatted(
                                    name,
                                    reason.isEmpty() ? "no reason was recorded" : reason,
                                    text(job, "shortId"),
                                    text(job, "shortId"));
            case "CANCELLED" ->
                    "%s was cancelled. `mosaic retry %s` starts it again"
                            .formatted(name, text(job, "shortId"));
            default -> name + " is " + status(job);
        };
    }

    /** An event in one line; empty for what people need not read. */
    static String event(JsonNode event) {
        var data = event.path("data");
        var what =
                switch (text(event, "type")) {
                    case "agent.tool" -> text(data, "tool") + ": " + text(data, "summary");
                    case "agent.note" -> text(data, "text");
                    default -> text(event, "line");
                };
        return TerminalText.line(what, NOTE);
    }

    private static String status(JsonNode job) {
        return text(job, "status").toLowerCase(Locale.ROOT);
    }

    private static String place(JsonNode job) {
        var number = job.path("issue").asLong();
        return text(job, "repo") + (number == 0 ? " " + text(job, "branch") : "#" + number);
    }

    private static String text(JsonNode node, String name) {
        return TerminalText.line(node.path(name).asString(""));
    }
}
