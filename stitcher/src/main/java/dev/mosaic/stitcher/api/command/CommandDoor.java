package dev.mosaic.stitcher.api.command;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.PRECONDITION_FAILED;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.problem.Hints;
import dev.mosaic.stitcher.api.problem.Problem;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.intake.CommandIntake;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Hands to the desk what callers want done. All that the API ever changes of jobs goes through
 * here.
 */
@Component
public final class CommandDoor {
    private static final String NAME = "api";
    private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");
    private static final String HELP = "The command `help` lists what can be asked.";

    private final CommandIntake intake;

    CommandDoor(CommandIntake intake) {
        this.intake = intake;
    }

    /**
     * Who calls, and the request's own name.
     *
     * @param key the header {@code Idempotency-Key}: the same key of the same actor is the same
     *     request; null for none
     * @param versions what the job may have, see {@link Incoming#versions()}
     */
    public record Call(Actor actor, @Nullable String key, @Nullable List<Long> versions) {
        /** Whatever the version of the job. */
        public Call(Actor actor, @Nullable String key) {
            this(actor, key, null);
        }

        public Call {
            if (key != null && !KEY.matcher(key).matches()) {
                throw new Refusal(
                        BAD_REQUEST,
                        "The header `Idempotency-Key` must be 1 to 200 visible ASCII characters.",
                        "Use a fresh UUID for every request, and the same one to send it again.");
            }
        }

        /** A key belongs to whoever used it: nobody gets the answer that was for another. */
        String delivery() {
            return key == null
                    ? UUID.randomUUID().toString()
                    : "%s/%s %s".formatted(actor.forge(), actor.name(), key);
        }
    }

    /**
     * The desk's answer; goes on to the end if the caller hangs up. A refusal is a value here.
     *
     * @param place the repository that is meant where none is named
     * @param thread the job that is meant where none is named
     */
    public Mono<Reply> hand(
            Call call, @Nullable RepoName place, @Nullable JobId thread, Incoming.Content content) {
        return hand(incoming(call, place, thread, content, null));
    }

    /** The desk's answer to a command by which a program asks for an agent; as the other. */
    public Mono<Reply> spawn(Call call, RepoName place, Command command, Spawn spawn) {
        return hand(incoming(call, place, null, new Incoming.Content.Typed(command), spawn));
    }

    private Mono<Reply> hand(Incoming incoming) {
        return Detached.mono(Mono.defer(() -> intake.hand(incoming)));
    }

    private static Incoming incoming(
            Call call,
            @Nullable RepoName place,
            @Nullable JobId thread,
            Incoming.Content content,
            @Nullable Spawn spawn) {
        return new Incoming(
                NAME,
                call.delivery(),
                call.actor(),
                new Origin(NAME, call.actor().name()),
                place,
                thread,
                content,
                call.versions(),
                spawn);
    }

    /** A refusal of the desk as a problem. */
    public static Problem problem(Reply.Refused refused) {
        var problem =
                switch (refused.cause()) {
                    case MISUNDERSTOOD -> Problem.of(BAD_REQUEST, refused.text(), HELP);
                    case NOT_BUILT -> Problem.of(UNPROCESSABLE_CONTENT, refused.text(), HELP);
                    case NOT_FOUND ->
                            Problem.of(
                                    NOT_FOUND,
                                    refused.text(),
                                    "Check the names of the repository, the issue and the job.");
                    case FORBIDDEN -> Problem.of(FORBIDDEN, refused.text(), Hints.RIGHT);
                    case CONFLICT ->
                            Problem.of(
                                    CONFLICT,
                                    refused.text(),
                                    "Look at the job's status. " + Hints.LEGAL_STEPS);
                    case STALE ->
                            Problem.of(
                                    PRECONDITION_FAILED,
                                    refused.text(),
                                    "Read the job again, decide anew, and send its new ETag as"
                                            + " `If-Match`.");
                    case INVALID -> Problem.of(UNPROCESSABLE_CONTENT, refused.text(), Hints.MEND);
                    case UNAVAILABLE ->
                            Problem.of(
                                    SERVICE_UNAVAILABLE,
                                    refused.text(),
                                    "Send the same request again a little later.");
                };
        return problem.with("kind", "refused")
                .with("cause", refused.cause())
                .with("text", refused.text());
    }
}
