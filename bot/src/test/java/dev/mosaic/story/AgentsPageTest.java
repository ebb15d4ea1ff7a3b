package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static dev.mosaic.stitcher.testkit.FakeAnthropic.uses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.job.EventView;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the transcript of docs/agents.md equal to what happens. After a change, write it anew:
 * {@code ./mvnw test -pl bot -am -Dtest=AgentsPageTest -Dmosaic.write-docs=true}
 */
@Timeout(300)
@ExtendWith(LocalEngine.class)
class AgentsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "agents.md");
    private static final Pattern TRANSCRIPT =
            Pattern.compile("(?s)(<!-- transcript: begin[^>]*-->\n).*(<!-- transcript: end -->)");
    private static final String EDITOR = "str_replace_based_edit_tool";
    private static final int LONGEST = 160;

    @RegisterExtension
    static final ModelWorld all =
            new ModelWorld(
                    Stream.concat(
                                    Stream.of(LocalEngine.settings()),
                                    Stream.of(
                                            "mosaic.queue.node-id=node-1",
                                            "mosaic.model.providers.fake.models.m.window=200000"))
                            .toArray(String[]::new));

    private static final MosaicWorld world = all.world;

    @Test
    void theTranscriptIsWhatHappens() throws IOException {
        all.model.play(
                uses(
                        "bash",
                        Map.of("command", "cat price.sh; sh test.sh"),
                        FakeAnthropic.usage(1_800, 0, 1_500)),
                afterTools(
                        1,
                        uses(
                                EDITOR,
                                Map.of(
                                        "command", "str_replace",
                                        "path", "price.sh",
                                        "old_str", "$1 * $2",
                                        "new_str", "$1 + $2"),
                                FakeAnthropic.usage(120, 1_500, 300))),
                afterTools(
                        2,
                        uses(
                                "bash",
                                Map.of("command", "sh test.sh"),
                                FakeAnthropic.usage(90, 1_800, 200))),
                afterTools(
                        3,
                        says("The price was a product; it is the sum now, and test.sh passes.")));
        var place =
                world.repository(
                        Map.of(
                                "price.sh", "echo $(( $1 * $2 ))\n",
                                "test.sh", "test \"$(sh price.sh 3 4)\" = 7\n",
                                ".mosaic.yml", "version: 1\ngates: {test: sh test.sh}\n"));

        var job = place.fix("ada", place.issue("Prices are too high"), "budget=1$");

        var over = world.awaitOver(job);
        assertThat(over.status()).as(over.error()).isEqualTo(JobStatus.COMPLETED);
        var pull = new IssueRef(place.repo().ref(), over.outcome().pullRequest());
        var forge = world.bean(Forges.class).of(place.repo().ref());
        assertThat(forge.pullRequest(pull).block().body())
                .contains("Commands ran in a container of their own");
        compare(
                "```\n%s\n```\n\nWhat the model was sent, and what it answered:\n\n```\n%s\n```\n"
                        .formatted(events(job), conversation()));
    }

    /** What the log tells of two turns may overtake each other: here each has been told first. */
    private static Reply afterTools(int count, Reply reply) {
        return (server, exchange) -> {
            await().atMost(MosaicWorld.PATIENCE)
                    .until(() ->
                            world.all("select type from job_events where type = 'agent.tool'")
                                            .size()
                                    == count);
            reply.play(server, exchange);
        };
    }

    private static void compare(String transcript) throws IOException {
        var page = Files.readString(PAGE);
        var written = TRANSCRIPT.matcher(page);
        assertThat(written.find()).isTrue();
        var wanted =
                page.substring(0, written.end(1)) + transcript + page.substring(written.start(2));
        if (Boolean.getBoolean("mosaic.write-docs")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    private static String events(JobId job) {
        var log = world.bean(JobEvents.class).of(job, 0, 1_000).collectList().block();
        return log.stream().map(it -> line(it, job)).collect(Collectors.joining("\n"));
    }

    /** In words where there are any, else its payload; without what differs from run to run. */
    private static String line(RecordedEvent event, JobId job) {
        var view = EventView.of(event);
        var text =
                view.line() == null
                        ? JsonMapper.shared().writeValueAsString(view.data())
                        : view.line();
        return "%-16s %s"
                .formatted(
                        view.type(),
                        text.replaceAll("\"agent\":\"[^\"]*\",?", "")
                                .replace(job.toString(), "<job>")
                                .replace("by " + System.getProperty("user.name"), "by ada")
                                .replaceAll("\\b\\d+(\\.\\d)? s\\b", "… s")
                                .replaceAll("\"millis\":\\d+", "\"millis\":…")
                                .replaceAll("\\b[0-9a-f]{10}\\b", "<commit>"));
    }

    /** Each request shows what it adds to the one before. */
    private static String conversation() {
        var lines =
                all.model.requests().stream()
                        .map(it -> it.body().path("messages"))
                        .flatMap(it -> last(it).stream())
                        .toList();
        return String.join("\n", lines);
    }

    private static List<String> last(JsonNode messages) {
        return messages.size() == 1
                ? List.of("user       (the task, the issue, what was found about the repository)")
                : messages.valueStream()
                        .skip(messages.size() - 2L)
                        .flatMap(message ->
                                message.path("content")
                                        .valueStream()
                                        .map(block ->
                                                "%-10s %s"
                                                        .formatted(
                                                                message.path("role").asString(),
                                                                told(block))))
                        .toList();
    }

    private static String told(JsonNode block) {
        return switch (block.path("type").asString()) {
            case "text" -> cut(block.path("text").asString());
            case "tool_use" ->
                    cut(block.path("name").asString() + " " + sorted(block.path("input")));
            case "tool_result" -> cut(said(block.path("content")));
            default -> block.path("type").asString();
        };
    }

    private static String said(JsonNode content) {
        return content.isString()
                ? content.asString()
                : content.valueStream()
                        .map(it -> it.path("text").asString())
                        .collect(Collectors.joining(" "));
    }

    private static String sorted(JsonNode input) {
        return input.propertyStream()
                .sorted(Map.Entry.comparingByKey())
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String cut(String text) {
        var line = text.strip().replace("\n", " ⏎ ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
    }
}
