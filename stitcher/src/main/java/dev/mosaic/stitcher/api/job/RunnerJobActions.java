package dev.mosaic.stitcher.api.job;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.IfMatch;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.command.CommandDoor;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.job.Job;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What can be done to jobs: the same commands as in chat, handed to the same desk. */
@RestController
@RequestMapping("/api/runner-jobs")
final class RunnerJobActions {
    private static final String PATH = "/api/runner-jobs/";
    private static final String KEY = "Idempotency-Key";

    private final CommandDoor door;
    private final JobFinder finder;

    RunnerJobActions(CommandDoor door, JobFinder finder) {
        this.door = door;
        this.finder = finder;
    }

    /**
     * @param instructions added to those that the job has
     */
    record Retry(@Nullable String instructions) {}

    /**
     * @param priority 1 to 10, 1 first
     */
    record Change(@Nullable Integer priority) {
        int required() {
            if (priority == null || priority < 1 || priority > 10) {
                throw new Refusal(
                        HttpStatus.BAD_REQUEST,
                        "The field `priority` must be 1 to 10.",
                        "It is what can be changed of a job; 1 comes first.");
            }
            return priority;
        }
    }

    /**
     * @param reason for the agent
     */
    record Rejection(@Nullable String reason) {
        String required() {
            if (reason == null || reason.isBlank()) {
                throw new Refusal(
                        HttpStatus.BAD_REQUEST,
                        "A rejection needs a `reason`.",
                        "Say what the agent should do otherwise; it reads nothing else.");
            }
            return reason;
        }
    }

    /**
     * @param text for the agent
     */
    record Say(@Nullable String text) {
        String required() {
            if (text == null || text.isBlank()) {
                throw new Refusal(
                        HttpStatus.BAD_REQUEST,
                        "The field `text` is missing.",
                        "It is what the agent is told; at most 2,000 characters.");
            }
            return text;
        }
    }

    /**
     * @param text when the agent will be told, in words
     */
    record Said(String job, String text) {}

    /**
     * @param commit the one that is approved, or its first 7 digits or more; null for the one that
     *     the job asks about
     */
    record Approve(@Nullable String commit) {
        @Nullable String checked() {
            if (commit != null && Command.Approve.commit(commit).isEmpty()) {
                throw new Refusal(
                        HttpStatus.BAD_REQUEST,
                        "The field `commit` must be 7 to 40 digits of a commit.",
                        "`head` of the event `job.waiting` has it; leave the field out to approve whatever the job asks about.");
            }
            return commit == null ? null : Command.Approve.commit(commit).orElseThrow();
        }
    }

    /** A body without fields, so that one with fields is refused and not ignored. */
    record Nothing() {}

    /** 201 for a new job; 200 for the one that was there, which the caller now watches. */
    @PostMapping
    Mono<ResponseEntity<JobView>> create(
            @RequestBody NewJob wanted,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            Actor actor) {
        var call = new CommandDoor.Call(actor, key);
        var command = new Incoming.Content.Typed(wanted.toCommand());
        return taken(door.hand(call, wanted.place(), null, command), finder);
    }

    /** The job of an order that was taken; {@link Refusal} if it was not. */
    static Mono<ResponseEntity<JobView>> taken(Mono<Reply> reply, JobFinder finder) {
        return reply.map(RunnerJobActions::accepted)
                .flatMap(accepted ->
                        finder.find(accepted.job().toString())
                                .map(job -> created(job, accepted.fresh())));
    }

    /** 202 while its owner is ending it, 200 if it is over at once. */
    @PostMapping("/{id}/cancel")
    Mono<ResponseEntity<JobView>> cancel(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Nothing nothing,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        return act(id, call(actor, key, ifMatch), Command.Cancel::new);
    }

    @DeleteMapping("/{id}")
    Mono<ResponseEntity<JobView>> delete(
            @PathVariable String id,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        return cancel(id, null, key, ifMatch, actor);
    }

    /** 200: what can be changed of a job is changed at once. */
    @PatchMapping("/{id}")
    Mono<ResponseEntity<JobView>> patch(
            @PathVariable String id,
            @RequestBody Change change,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        var call = call(actor, key, ifMatch);
        var priority = change.required();
        return change(id, call, job -> new Command.Prioritize(job, priority))
                .map(job -> answer(HttpStatus.OK, job));
    }

    @PostMapping("/{id}/retry")
    Mono<ResponseEntity<JobView>> retry(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Retry retry,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        var call = call(actor, key, ifMatch);
        var text = retry == null || retry.instructions() == null ? "" : retry.instructions();
        return act(id, call, job -> new Command.Retry(job, text));
    }

    @PostMapping("/{id}/approve")
    Mono<ResponseEntity<JobView>> approve(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Approve approve,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        var call = call(actor, key, ifMatch);
        var commit = approve == null ? null : approve.checked();
        return act(id, call, job -> new Command.Approve(job, commit));
    }

    @PostMapping("/{id}/reject")
    Mono<ResponseEntity<JobView>> reject(
            @PathVariable String id,
            @RequestBody Rejection rejection,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        var call = call(actor, key, ifMatch);
        var reason = rejection.required();
        return act(id, call, job -> new Command.Reject(job, reason));
    }

    /** 202: an agent reads it later; the answer says when. */
    @PostMapping("/{id}/say")
    Mono<ResponseEntity<Said>> say(
            @PathVariable String id,
            @RequestBody Say say,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        var call = call(actor, key, ifMatch);
        var text = say.required();
        return hand(id, call, job -> new Command.Say(job, text))
                .map(done ->
                        ResponseEntity.accepted()
                                .body(new Said(done.job().id().toString(), done.reply().text())));
    }

    private static CommandDoor.Call call(
            Actor actor, @Nullable String key, @Nullable String ifMatch) {
        return new CommandDoor.Call(actor, key, IfMatch.versions(ifMatch));
    }

    private Mono<ResponseEntity<JobView>> act(
            String id, CommandDoor.Call call, Function<Target.Job, Command> command) {
        return change(id, call, command)
                .map(job ->
                        answer(job.status().isFinal() ? HttpStatus.OK : HttpStatus.ACCEPTED, job));
    }

    /** The job behind the change. */
    private Mono<Job> change(
            String id, CommandDoor.Call call, Function<Target.Job, Command> command) {
        return hand(id, call, command).map(Done::job);
    }

    /** What was answered, and the job behind the change. */
    private record Done(Reply reply, Job job) {}

    private Mono<Done> hand(
            String id, CommandDoor.Call call, Function<Target.Job, Command> command) {
        return finder.find(id)
                .map(Job::id)
                .flatMap(job -> {
                    var typed = new Incoming.Content.Typed(command.apply(Target.Job.of(job)));
                    return door.hand(call, null, job, typed)
                            .flatMap(reply ->
                                    finder.find(job.toString())
                                            .doOnNext(now -> refuse(reply, now))
                                            .map(now -> new Done(reply, now)));
                });
    }

    private static ResponseEntity<JobView> answer(HttpStatus status, Job job) {
        return JobView.tagged(ResponseEntity.status(status), job);
    }

    private static void refuse(Reply reply, Job job) {
        if (reply instanceof Reply.Refused refused) {
            throw new Refusal(
                    CommandDoor.problem(refused)
                            .with("state", job.status())
                            .with("version", job.version()));
        }
    }

    private static Reply.Accepted accepted(Reply reply) {
        return switch (reply) {
            case Reply.Accepted accepted -> accepted;
            case Reply.Refused refused -> throw new Refusal(CommandDoor.problem(refused));
            case Reply.Answer _, Reply.Silent _ ->
                    throw new IllegalStateException("the desk neither took nor refused a job");
        };
    }

    private static ResponseEntity<JobView> created(Job job, boolean fresh) {
        var status = fresh ? HttpStatus.CREATED : HttpStatus.OK;
        var place = URI.create(PATH + job.id());
        return JobView.tagged(ResponseEntity.status(status).location(place), job);
    }
}
