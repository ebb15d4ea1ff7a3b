package dev.mosaic.stitcher.command.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Incoming.Content;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.language.CommandParser;
import dev.mosaic.stitcher.command.language.CommandText;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.message.Delivery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what was handed in and what was answered for the inbox, and reads it back. Both forms only
 * grow, so that a node of the previous release can read them.
 */
@Component
final class DeliveryJson {
    /** Marks the deliveries of this package. */
    static final String EVENT = "command";

    private static final String ADDRESSED = "addressed";
    private static final String SAID = "said";

    private final JsonMapper json;

    DeliveryJson(JsonMapper json) {
        this.json = json;
    }

    /** A command is kept as the text that stands for it. */
    private record Stored(
            String forge,
            String actor,
            String outlet,
            String address,
            @Nullable String place,
            @Nullable String thread,
            String form,
            String text,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Long> versions,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Spawn spawn) {}

    private record Answered(
            String kind,
            @Nullable String job,
            boolean fresh,
            Reply.@Nullable Cause cause,
            String text) {}

    Delivery write(Incoming incoming) {
        var stored =
                new Stored(
                        incoming.actor().forge(),
                        incoming.actor().name(),
                        incoming.origin().outlet(),
                        incoming.origin().address(),
                        incoming.place() == null ? null : incoming.place().toString(),
                        incoming.thread() == null ? null : incoming.thread().toString(),
                        incoming.content() instanceof Content.Text ? SAID : ADDRESSED,
                        text(incoming.content()),
                        incoming.versions(),
                        incoming.spawn());
        return new Delivery(incoming.door(), incoming.id(), EVENT, json.writeValueAsString(stored));
    }

    /** Throws {@link IllegalArgumentException} for what this release did not write. */
    Incoming read(Delivery delivery) {
        try {
            var stored = json.readValue(delivery.payload(), Stored.class);
            return new Incoming(
                    delivery.source(),
                    delivery.id(),
                    new Actor(stored.forge(), stored.actor()),
                    new Origin(stored.outlet(), stored.address()),
                    stored.place() == null ? null : RepoName.parse(stored.place()),
                    stored.thread() == null ? null : JobId.parse(stored.thread()),
                    content(stored),
                    stored.versions(),
                    stored.spawn());
        } catch (JacksonException | NullPointerException e) {
            throw new IllegalArgumentException("not a stored command", e);
        }
    }

    String write(Reply reply) {
        var answered =
                switch (reply) {
                    case Reply.Accepted(var job, var fresh, var text) ->
                            new Answered("accepted", job.toString(), fresh, null, text);
                    case Reply.Answer(var text) -> new Answered("answer", null, false, null, text);
                    case Reply.Refused(var cause, var text) ->
                            new Answered("refused", null, false, cause, text);
                    case Reply.Silent() -> new Answered("silent", null, false, null, "");
                };
        return json.writeValueAsString(answered);
    }

    Reply readReply(String written) {
        var answered = json.readValue(written, Answered.class);
        if (answered.job() != null) {
            return new Reply.Accepted(
                    JobId.parse(answered.job()), answered.fresh(), answered.text());
        }
        if (answered.cause() != null) {
            return new Reply.Refused(answered.cause(), answered.text());
        }
        return answered.kind().equals("silent")
                ? new Reply.Silent()
                : new Reply.Answer(answered.text());
    }

    /** No longer than needed to see that it is too long. */
    static String text(Content content) {
        var text =
                switch (content) {
                    case Content.Text(var said) -> said;
                    case Content.Bare(var said) -> said;
                    case Content.Typed(var command) -> CommandText.of(command);
                };
        return CommandParser.kept(text);
    }

    private static Content content(Stored stored) {
        return switch (stored.form()) {
            case SAID -> new Content.Text(stored.text());
            case ADDRESSED -> new Content.Bare(stored.text());
            default -> throw new IllegalArgumentException("an unknown form: " + stored.form());
        };
    }
}
