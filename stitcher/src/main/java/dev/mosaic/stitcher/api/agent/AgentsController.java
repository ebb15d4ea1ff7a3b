package dev.mosaic.stitcher.api.agent;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.NOT_FOUND;

import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.AgentState;
import dev.mosaic.stitcher.run.Agents;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What there is to read about agents. */
@RestController
@RequestMapping({"/api/agents", "/agents", "/orchestrator/agents"})
final class AgentsController {
    private static final String LIST = "agents";
    private static final int MOST = 200;

    private final Agents agents;
    private final Kills kills;
    private final JobFinder jobs;

    AgentsController(Agents agents, Kills kills, JobFinder jobs) {
        this.agents = agents;
        this.kills = kills;
        this.jobs = jobs;
    }

    /** Some agents, newest first. @param next the {@code cursor} of older ones, if there are any */
    record AgentPage(List<AgentView> agents, @Nullable String next) {}

    /**
     * How an agent stands.
     *
     * @param jobStatus where its job stands
     * @param progress of the job, 0 to 100
     * @param kills that were asked for of the job, newest first
     */
    record AgentStatus(AgentView agent, JobStatus jobStatus, int progress, List<KillView> kills) {}

    @GetMapping
    Mono<AgentPage> list(
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String node,
            @RequestParam(defaultValue = "false") boolean live,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageCursor.checkLimit(limit, MOST);
        var wanted = status == null ? null : state(status);
        var before = PageCursor.read(LIST, cursor, UUID::fromString);
        return ofJob(job)
                .map(id -> new Agents.Filter(wanted, id.orElse(null), node, live))
                .flatMap(filter -> Detached.list(agents.list(filter, before, limit + 1)))
                .map(found -> page(found, limit));
    }

    @GetMapping("/{id}/status")
    Mono<AgentStatus> status(@PathVariable String id) {
        return Detached.mono(agents.find(uuid(id)))
                .switchIfEmpty(Mono.error(() -> unknown(id)))
                .flatMap(agent ->
                        Mono.zip(
                                jobs.find(agent.job().toString()),
                                Detached.list(kills.of(agent.job())),
                                (job, all) -> status(agent, job, all)));
    }

    private static AgentStatus status(Agent agent, Job job, List<Kills.Kill> kills) {
        return new AgentStatus(
                AgentView.of(agent),
                job.status(),
                job.progress(),
                kills.stream().map(KillView::of).toList());
    }

    private Mono<Optional<JobId>> ofJob(@Nullable String name) {
        return name == null
                ? Mono.just(Optional.empty())
                : jobs.find(name).map(job -> Optional.of(job.id()));
    }

    private static AgentPage page(List<Agent> found, int limit) {
        var some = found.subList(0, Math.min(limit, found.size()));
        return new AgentPage(
                some.stream().map(AgentView::of).toList(),
                found.size() <= limit ? null : PageCursor.of(LIST, some.getLast().id()));
    }

    private static AgentState state(String text) {
        try {
            return AgentState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The parameter `status` cannot be %s.".formatted(VisibleText.quoted(text)),
                    "It is one of " + Arrays.toString(AgentState.values()) + ".");
        }
    }

    static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    BAD_REQUEST,
                    VisibleText.quoted(id) + " is not the id of an agent.",
                    "GET /api/agents lists the agents and their ids.");
        }
    }

    static Refusal unknown(String id) {
        return new Refusal(
                NOT_FOUND,
                "There is no agent " + VisibleText.quoted(id) + ".",
                "GET /api/agents lists the agents and their ids.");
    }
}
