package dev.mosaic.stitcher.api.command;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.Caller;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.RepoFinder;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandCatalog;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.language.CommandParser;
import dev.mosaic.stitcher.command.language.Parsed;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The command language as text: what people type in chat, without the mention. */
@RestController
final class CommandController {
    private final CommandDoor door;
    private final JobFinder finder;
    private final CommandParser parser;

    CommandController(CommandDoor door, JobFinder finder, CommandParser parser) {
        this.parser = parser;
        this.door = door;
        this.finder = finder;
    }

    /**
     * @param text such as {@code fix #12}; needed
     * @param repo {@code owner/name} of what is meant where the text names no repository
     * @param job the id of what is meant where the text names no job
     */
    record CommandText(@Nullable String text, @Nullable String repo, @Nullable String job) {}

    /**
     * What the desk answered. A refusal comes as a problem with the same members.
     *
     * @param kind {@code accepted}, {@code answer} or {@code silent}
     * @param job of an accepted command only
     * @param fresh false if the job was there before; of an accepted command only
     * @param text in Markdown
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReplyView(String kind, @Nullable String job, @Nullable Boolean fresh, String text) {}

    @PostMapping("/api/commands")
    Mono<ResponseEntity<ReplyView>> command(
            @RequestBody CommandText command,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        var call = new CommandDoor.Call(caller.actor(), key);
        var text = command.text();
        if (text == null || text.isBlank()) {
            throw new Refusal(
                    BAD_REQUEST, "The field `text` is missing.", "Send a command, such as `help`.");
        }
        if (parser.parseBare(text) instanceof Parsed.Understood(var understood)) {
            caller.demand(scope(understood.verb()));
        }
        var place = command.repo() == null ? null : RepoFinder.name(command.repo());
        return thread(command.job())
                .flatMap(thread ->
                        door.hand(
                                call, place, thread.orElse(null), new Incoming.Content.Bare(text)))
                .map(CommandController::answer);
    }

    /** A token does by command what its scopes let it do by route, and no more. */
    private static Scope scope(Verb verb) {
        if (verb == Verb.KILL) {
            return Scope.KILL;
        }
        return switch (CommandCatalog.of(verb).needs()) {
            case null -> Scope.READ;
            case READ -> Scope.READ;
            case WRITE -> Scope.DISPATCH;
            case REPO_ADMIN, INSTANCE_ADMIN -> Scope.ADMIN;
        };
    }

    private Mono<Optional<JobId>> thread(@Nullable String job) {
        return job == null
                ? Mono.just(Optional.empty())
                : finder.find(job).map(Job::id).map(Optional::of);
    }

    private static ResponseEntity<ReplyView> answer(Reply reply) {
        return switch (reply) {
            case Reply.Accepted(var job, var fresh, var text) ->
                    ResponseEntity.accepted()
                            .location(URI.create("/api/runner-jobs/" + job))
                            .body(new ReplyView("accepted", job.toString(), fresh, text));
            case Reply.Answer(var text) ->
                    ResponseEntity.ok(new ReplyView("answer", null, null, text));
            case Reply.Silent _ -> ResponseEntity.ok(new ReplyView("silent", null, null, ""));
            case Reply.Refused refused -> throw new Refusal(CommandDoor.problem(refused));
        };
    }
}
