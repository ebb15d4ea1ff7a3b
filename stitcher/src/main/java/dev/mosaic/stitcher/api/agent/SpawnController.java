package dev.mosaic.stitcher.api.agent;

import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.OK;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.command.CommandDoor;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.AgentState;
import dev.mosaic.stitcher.run.Agents;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Lets other programs ask for agents: a {@code fix}, a {@code review} or a {@code check}, handed to
 * the same desk as in chat, of which they get the id of its first agent at once.
 */
@RestController
final class SpawnController {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final CommandDoor door;
    private final Agents agents;
    private final JobFinder jobs;

    SpawnController(CommandDoor door, Agents agents, JobFinder jobs) {
        this.door = door;
        this.agents = agents;
        this.jobs = jobs;
    }

    /**
     * The agent of a task.
     *
     * @param status SPAWNING until its job comes to it
     * @param text what the desk said, in Markdown
     */
    record Spawned(
            String agentId,
            String taskId,
            String job,
            AgentState status,
            JobStatus jobStatus,
            String text) {}

    /** 201 for a new one; 200 for the one that was asked for before, or by somebody else. */
    @PostMapping({"/api/agents/spawn", "/agents/spawn", "/orchestrator/agents/spawn"})
    Mono<ResponseEntity<Spawned>> spawn(
            @RequestBody NewAgent wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Actor actor) {
        var call = new CommandDoor.Call(actor, key);
        var type = wanted.type();
        var spawn = wanted.spawn();
        return door.spawn(call, wanted.place(), wanted.command(type), spawn)
                .map(SpawnController::accepted)
                .flatMap(accepted ->
                        Mono.zip(
                                first(accepted.job()),
                                jobs.find(accepted.job().toString()),
                                (agent, job) -> answer(accepted, spawn.task(), agent, job)));
    }

    /** Whoever has a job that others asked for may be choosing its first agent at this moment. */
    private Mono<Agent> first(JobId job) {
        return Detached.mono(agents.first(job))
                .switchIfEmpty(
                        Mono.error(() ->
                                new Failure.Later(
                                        "Job %s is about to begin its first agent, whose id is not there yet."
                                                .formatted(job.abbreviated()),
                                        SOON,
                                        null)));
    }

    private static ResponseEntity<Spawned> answer(
            Reply.Accepted accepted, String task, Agent agent, Job job) {
        return ResponseEntity.status(accepted.fresh() ? CREATED : OK)
                .location(URI.create("/api/agents/%s/status".formatted(agent.id())))
                .body(
                        new Spawned(
                                agent.id().toString(),
                                task,
                                job.id().toString(),
                                agent.state(),
                                job.status(),
                                accepted.text()));
    }

    private static Reply.Accepted accepted(Reply reply) {
        return switch (reply) {
            case Reply.Accepted accepted -> accepted;
            case Reply.Refused refused -> throw new Refusal(CommandDoor.problem(refused));
            case Reply.Answer _, Reply.Silent _ ->
                    throw new IllegalStateException("the desk neither took nor refused an agent");
        };
    }
}
