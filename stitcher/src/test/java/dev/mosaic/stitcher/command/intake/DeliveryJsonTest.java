package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Incoming.Content;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.message.Delivery;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DeliveryJsonTest {
    private static final JobId JOB =
            new JobId(UUID.fromString("0193d5e0-0000-7000-8000-00000000abcd"));

    private final DeliveryJson json = new DeliveryJson(JsonMapper.builder().build());

    @Test
    void whatWasHandedInIsReadBack() {
        var said =
                incoming(
                        new RepoName("acme", "shop"), JOB, new Content.Text("@mosaic jobs\n\"é\""));
        assertThat(json.read(json.write(said))).isEqualTo(said);
        var spawn =
                new Incoming(
                        "api",
                        "1",
                        new Actor("local", "ann"),
                        new Origin("api", "ann"),
                        null,
                        null,
                        new Content.Bare("fix acme/shop#1"),
                        List.of(3L),
                        new Spawn("task 1", "docker", 2));
        assertThat(json.read(json.write(spawn))).isEqualTo(spawn);
        var prompt = incoming(null, null, new Content.Bare("jobs"));
        assertThat(json.read(json.write(prompt))).isEqualTo(prompt);
    }

    @Test
    void commandIsKeptAsItsText() {
        var typed = incoming(null, null, new Content.Typed(new Command.Cancel(Target.Job.of(JOB))));
        assertThat(json.read(json.write(typed)).content())
                .isEqualTo(new Content.Bare("cancel " + JOB));
    }

    @Test
    void repliesAreReadBack() {
        for (var reply :
                new Reply[] {
                    new Reply.Accepted(JOB, true, "a"),
                    new Reply.Answer("b"),
                    new Reply.Refused(Cause.NOT_BUILT, "c"),
                    new Reply.Silent()
                }) {
            assertThat(json.readReply(json.write(reply))).isEqualTo(reply);
        }
    }

    @Test
    void fieldsOfTheNextReleaseAreIgnored() {
        assertThat(
                        json.readReply(
                                "{\"kind\":\"answer\",\"fresh\":false,\"text\":\"b\",\"mood\":\"good\"}"))
                .isEqualTo(new Reply.Answer("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"form\":\"sung\"}", "not json"})
    void whatWeDidNotWriteIsRefused(String payload) {
        assertThatThrownBy(() -> json.read(new Delivery("chat", "1", "command", payload)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Incoming incoming(RepoName place, JobId thread, Content content) {
        return new Incoming(
                "chat",
                "1",
                new Actor("local", "ann"),
                new Origin("terminal", "console"),
                place,
                thread,
                content);
    }
}
