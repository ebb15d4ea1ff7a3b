package dev.mosaic.stitcher.api.agent;

import static org.springframework.http.HttpStatus.ACCEPTED;
import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.OK;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.command.CommandDoor;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.run.Agents;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Ends agents at once: the same commands as in chat, handed to the same desk. */
@RestController
final class KillController {
    private static final String KEY = "Idempotency-Key";
    private static final String WORDS = "kill all";

    private final CommandDoor door;
    private final Agents agents;
    private final JobFinder jobs;

    KillController(CommandDoor door, Agents agents, JobFinder jobs) {
        this.door = door;
        this.agents = agents;
        this.jobs = jobs;
    }

    /**
     * @param reason for the audit; untrusted
     */
    record KillReason(@Nullable String reason) {
        static String of(@Nullable KillReason given) {
            return given == null || given.reason() == null ? "" : given.reason();
        }
    }

    /**
     * @param confirm the words {@code kill all}, typed by whoever means it
     * @param reason for the audit; untrusted
     */
    record KillEverything(@Nullable String confirm, @Nullable String reason) {
        void check() {
            if (!WORDS.equals(confirm)) {
                throw new Refusal(
                        BAD_REQUEST,
                        "The field `confirm` must be `%s`; nothing was killed.".formatted(WORDS),
                        "This ends every agent on every node and pauses the instance. Send {\"confirm\": \"%s\"} if you mean it."
                                .formatted(WORDS));
            }
        }
    }

    /**
     * What became of a kill.
     *
     * @param agentId the agent that was named; null if the job was
     * @param jobStatus CANCELLED if nothing ran; else CANCELLING until its node has ended it
     * @param text in Markdown
     */
    record Killing(@Nullable String agentId, String job, JobStatus jobStatus, String text) {}

    /** What became of all. @param text how many there are, in Markdown */
    record KillingAll(boolean paused, String text) {}

    /** 202 while its node is ending it, 200 if it is over at once, 409 if it was over before. */
    @PostMapping({"/api/agents/{id}/kill", "/agents/{id}/kill", "/orchestrator/agents/{id}/kill"})
    Mono<ResponseEntity<Killing>> kill(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable KillReason reason,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            Actor actor) {
        var agent = AgentsController.uuid(id);
        var command = new Command.Kill(new Target.Job(agent.toString()), KillReason.of(reason));
        return Detached.mono(agents.find(agent))
                .switchIfEmpty(Mono.error(() -> AgentsController.unknown(id)))
                .flatMap(found ->
                        hand(new CommandDoor.Call(actor, key), command)
                                .flatMap(reply ->
                                        answer(reply, agent.toString(), found.job().toString())));
    }

    @PostMapping("/api/orchestrator/tasks/{id}/kill")
    Mono<ResponseEntity<Killing>> killTask(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable KillReason reason,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            Actor actor) {
        var call = new CommandDoor.Call(actor, key);
        return jobs.find(id)
                .map(Job::id)
                .flatMap(job ->
                        hand(call, new Command.Kill(Target.Job.of(job), KillReason.of(reason)))
                                .flatMap(reply -> answer(reply, null, job.toString())));
    }

    @PostMapping({"/api/agents/kill-all", "/agents/kill-all", "/orchestrator/agents/kill-all"})
    Mono<ResponseEntity<KillingAll>> killAll(
            @RequestBody KillEverything everything,
            @RequestHeader(name = KEY, required = false) @Nullable String key,
            Actor actor) {
        everything.check();
        var reason = everything.reason() == null ? "" : everything.reason();
        return hand(new CommandDoor.Call(actor, key), new Command.KillAll(reason))
                .map(reply -> ResponseEntity.accepted().body(new KillingAll(true, text(reply))));
    }

    private Mono<Reply> hand(CommandDoor.Call call, Command command) {
        return door.hand(call, null, null, new Incoming.Content.Typed(command));
    }

    private Mono<ResponseEntity<Killing>> answer(Reply reply, @Nullable String agent, String job) {
        var text = text(reply);
        return jobs.find(job)
                .map(now ->
                        ResponseEntity.status(now.status().isFinal() ? OK : ACCEPTED)
                                .body(new Killing(agent, job, now.status(), text)));
    }

    private static String text(Reply reply) {
        return switch (reply) {
            case Reply.Accepted accepted -> accepted.text();
            case Reply.Answer(var text) -> text;
            case Reply.Silent _ -> "";
            case Reply.Refused refused -> throw new Refusal(CommandDoor.problem(refused));
        };
    }
}
