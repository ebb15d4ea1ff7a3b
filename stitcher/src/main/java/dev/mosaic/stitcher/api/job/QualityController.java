package dev.mosaic.stitcher.api.job;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.RepoFinder;
import dev.mosaic.stitcher.api.command.CommandDoor;
import dev.mosaic.stitcher.api.problem.Hints;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Lets other programs have the gates run on a change: a {@code check}, as in chat. */
@RestController
final class QualityController {
    private final CommandDoor door;
    private final JobFinder finder;

    QualityController(CommandDoor door, JobFinder finder) {
        this.door = door;
        this.finder = finder;
    }

    /**
     * What to check: a branch or a pull request. Every method throws a {@link Refusal} that names
     * the first field that is wrong.
     *
     * @param repo {@code owner/name}; needed
     * @param branch null where a pull request is named
     * @param pullRequest its number; null where a branch is named
     * @param base the branch to compare with; null for the one that it is meant for
     */
    record NewCheck(
            @Nullable String repo,
            @Nullable String branch,
            @Nullable Long pullRequest,
            @Nullable String base) {
        RepoName place() {
            if (repo == null) {
                throw wrong("The field `repo` is missing; it must be `owner/name`.");
            }
            return RepoFinder.name(repo);
        }

        Command.Check toCommand() {
            if ((branch == null) == (pullRequest == null)) {
                throw wrong("One of the fields `branch` and `pullRequest` must say what to check.");
            }
            try {
                return new Command.Check(
                        branch == null
                                ? new Target.IssueOf(place(), pullRequest == null ? 0 : pullRequest)
                                : new Target.Branch(branch),
                        base);
            } catch (IllegalArgumentException e) {
                throw wrong(
                        "One field is wrong: "
                                + VisibleText.inert(String.valueOf(e.getMessage()))
                                + ".");
            }
        }

        private static Refusal wrong(String detail) {
            return new Refusal(BAD_REQUEST, detail, Hints.INPUT);
        }
    }

    /** 201 for a new job, whose verdict is the answer; 200 for the one that checks that already. */
    @PostMapping("/api/quality/check")
    Mono<ResponseEntity<JobView>> check(
            @RequestBody NewCheck wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Actor actor) {
        var call = new CommandDoor.Call(actor, key);
        var command = new Incoming.Content.Typed(wanted.toCommand());
        return RunnerJobActions.taken(door.hand(call, wanted.place(), null, command), finder);
    }
}
