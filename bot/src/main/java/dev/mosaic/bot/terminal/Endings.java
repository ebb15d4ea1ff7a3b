package dev.mosaic.bot.terminal;

import dev.mosaic.herald.FinalKey;
import dev.mosaic.herald.ToldSoFar;
import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.Jobs;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Waits for the ends of the jobs that this screen is to hear of. Blocking. */
@Component
final class Endings {
    /** What is said here wakes us; this is for what is never said here. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Endings.class);

    private final Jobs jobs;
    private final ToldSoFar toldSoFar;
    private final SaidWords said;

    Endings(Jobs jobs, ToldSoFar toldSoFar, SaidWords said) {
        this.jobs = jobs;
        this.toldSoFar = toldSoFar;
        this.said = said;
    }

    /**
     * Returns when these jobs, and all that are live now and watched by this screen, are over and
     * their final words were said here. Outlives an outage of the database.
     */
    void await(Collection<JobId> asked) throws InterruptedException {
        var open = new LinkedHashSet<>(asked);
        until(() -> collectWatched(open));
        until(() -> areTold(open));
    }

    private void until(Question question) throws InterruptedException {
        for (var known = said.count(); !isYes(question); known = said.count()) {
            said.awaitMoreThan(known, LOOK_AGAIN);
        }
    }

    private static boolean isYes(Question question) throws InterruptedException {
        try {
            return question.ask();
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("could not see which jobs are over");
            return false;
        }
    }

    /** What only the database can answer. */
    private interface Question {
        boolean ask() throws InterruptedException;
    }

    private boolean collectWatched(Set<JobId> open) throws InterruptedException {
        open.addAll(Await.value(watchedHere()));
        return true;
    }

    private boolean areTold(Set<JobId> open) throws InterruptedException {
        for (var id : Set.copyOf(open)) {
            var job = Await.maybe(jobs.find(id));
            if (job == null || isTold(job)) {
                open.remove(id);
            }
        }
        return open.isEmpty();
    }

    private Mono<Set<JobId>> watchedHere() {
        return jobs.live().filterWhen(this::isWatchedHere).map(Job::id).collect(Collectors.toSet());
    }

    private Mono<Boolean> isWatchedHere(Job job) {
        return jobs.watchers(job.id()).any(it -> it.origin().equals(TerminalOutlet.CONSOLE));
    }

    /**
     * Another process may share the console's address, and what it has said is not said here; then
     * it must do that nothing is left to say.
     */
    private boolean isTold(Job job) throws InterruptedException {
        if (!job.status().isFinal()) {
            return false;
        }
        var key = new FinalKey(job.id(), job.attempt(), TerminalOutlet.CONSOLE);
        return said.contains(key.toString())
                || !Await.value(isWatchedHere(job))
                || Await.value(toldSoFar.everythingOf(job.id(), TerminalOutlet.CONSOLE));
    }
}
