package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.text.Endings;
import io.r2dbc.spi.R2dbcException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Mono;

/**
 * Runs a claimed job and writes how it ended: the one place where a failure becomes the state of a
 * job. Returns only when the job is no longer this node's. Blocking.
 */
@Component
class JobLife {
    private static final Logger log = LoggerFactory.getLogger(JobLife.class);
    private static final int MOST_DELAYS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final Duration DATABASE_PAUSE = Duration.ofSeconds(5);

    private static final Backoff BACKOFF =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());

    private final Sequencer sequencer;
    private final Jobs jobs;
    private final Approvals approvals;
    private final BudgetExtensions extensions;
    private final Clock clock;

    JobLife(
            Sequencer sequencer,
            Jobs jobs,
            Approvals approvals,
            BudgetExtensions extensions,
            Clock clock) {
        this.sequencer = sequencer;
        this.jobs = jobs;
        this.approvals = approvals;
        this.extensions = extensions;
        this.clock = clock;
    }

    /**
     * @param stopping what the thread was interrupted for, if it was
     */
    void live(Job job, Lease lease, Stopping stopping) {
        try {
            write(lease, ending(job, lease, stopping));
        } catch (InterruptedException e) {
            stopped(lease, stopping);
        } catch (StaleJob | IllegalTransition e) {
            settle(lease);
        }
    }

    /** Runs the job; what comes back is the statement that ends it here. */
    private Mono<Job> ending(Job job, Lease lease, Stopping stopping) throws InterruptedException {
        try {
            return switch (sequencer.run(job, lease)) {
                case Ending.Completed(var summary) -> completed(jobs.complete(lease, summary));
                case Ending.Judged(var judgement, var summary) ->
                        completed(jobs.judge(lease, judgement, summary));
                case Ending.Waiting(var question) -> asked(approvals.ask(lease, question));
                case Ending.Unpaid(var question) -> asked(extensions.ask(lease, question));
                case Ending.Postponed(var reason, var until) ->
                        putOff(jobs.postpone(lease, reason, until));
                case Ending.Failed(var sentence) -> fail(lease, sentence);
            };
        } catch (Failure.Later e) {
            if (stopping.why() != null) {
                throw new InterruptedException();
            }
            return later(job, lease, e);
        } catch (Failure.Never | Failure.Denied e) {
            return fail(lease, Endings.needsAPerson(message(e)));
        } catch (StaleJob | IllegalTransition e) {
            throw e;
        } catch (DataAccessException | R2dbcException | TransactionException e) {
            if (stopping.why() == StopReason.KILLED) {
                // it may have been killed without the database, and must not begin again
                throw new InterruptedException();
            }
            log.atWarn().setCause(e).log("the database failed a running job");
            return later(
                    job,
                    lease,
                    new Failure.Later("The database did not answer.", DATABASE_PAUSE, e));
        } catch (RuntimeException e) {
            if (stopping.why() != null) {
                // a channel that was open when the interrupt came says so in its own way
                throw new InterruptedException();
            }
            log.atError().setCause(e).log("a job ended by a mistake of ours");
            return fail(lease, Endings.internal(job.id().abbreviated()));
        }
    }

    private Mono<Job> later(Job job, Lease lease, Failure.Later failure) {
        if (job.delayCount() >= MOST_DELAYS) {
            return fail(lease, Endings.triedTooOften(job.delayCount() + 1, message(failure)));
        }
        var wait = BACKOFF.after(failure.delay(), job.delayCount());
        return putOff(
                Mono.defer(() -> jobs.delay(lease, message(failure), clock.instant().plus(wait))));
    }

    private Mono<Job> fail(Lease lease, Endings sentence) {
        return between(
                Failpoint.FAILURE_DUE,
                jobs.fail(lease, sentence.error(), sentence.advice()),
                Failpoint.FAILURE_WRITTEN);
    }

    private static Mono<Job> completed(Mono<Job> statement) {
        return between(Failpoint.COMPLETION_DUE, statement, Failpoint.COMPLETION_WRITTEN);
    }

    private static Mono<Job> asked(Mono<Job> question) {
        return between(Failpoint.QUESTION_DUE, question, Failpoint.QUESTION_WRITTEN);
    }

    private static Mono<Job> putOff(Mono<Job> delay) {
        return between(Failpoint.DELAY_DUE, delay, Failpoint.DELAY_WRITTEN);
    }

    private static Mono<Job> cancelled(Mono<Job> statement) {
        return between(Failpoint.CANCELLATION_DUE, statement, Failpoint.CANCELLATION_WRITTEN);
    }

    private Mono<Job> handedBack(Lease lease) {
        return between(
                Failpoint.HAND_BACK_DUE,
                jobs.handBack(lease, "its node was shut down"),
                Failpoint.HAND_BACK_WRITTEN);
    }

    private static Mono<Job> between(Failpoint before, Mono<Job> statement, Failpoint after) {
        return Mono.<Void>fromRunnable(before::pass).then(statement).doOnNext(_ -> after.pass());
    }

    private static String message(Failure failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
    }

    private Mono<Job> killed(Lease lease, Stopping stopping) throws InterruptedException {
        return jobs.killed(lease, stopping.survivors(), stopping.took());
    }

    private void stopped(Lease lease, Stopping stopping) {
        // JGit raises the flag again when it gives up: what it asked for is done from here on
        Thread.interrupted();
        var reason = stopping.why();
        try {
            switch (reason == null ? StopReason.SHUTDOWN : reason) {
                case CANCELLED -> write(lease, cancelled(jobs.cancelled(lease)));
                case KILLED -> write(lease, cancelled(killed(lease, stopping)));
                case SHUTDOWN -> Await.done(handedBack(lease));
                case LOST ->
                        log.atWarn()
                                .log(
                                        "another node owns the job now, and its work here was dropped");
            }
        } catch (StaleJob | IllegalTransition e) {
            settle(lease);
        } catch (InterruptedException | RuntimeException e) {
            if (stopping.why() != reason) {
                // there is less time now than there was when it began to end
                stopped(lease, stopping);
                return;
            }
            log.atWarn()
                    .setCause(e)
                    .log("the end of a job was not written, and the next start will do it");
        }
    }

    /** Somebody was faster: if that was a cancel, we still owe its end. */
    private void settle(Lease lease) {
        try {
            endIfCancelled(lease);
        } catch (InterruptedException _) {
            // a thread is told to stop once, and this was it: it asks for what is done here
            settle(lease);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("a job was left to its next owner");
        }
    }

    private void endIfCancelled(Lease lease) throws InterruptedException {
        var job = Await.maybe(jobs.find(lease.job()));
        if (job != null
                && job.status() == JobStatus.CANCELLING
                && job.leaseEpoch() == lease.epoch()) {
            write(lease, cancelled(jobs.cancelled(lease)));
        }
    }

    /**
     * The end of a job must be written: a database that went away is waited for, as long as it
     * takes.
     */
    private void write(Lease lease, Mono<Job> ending) throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (true) {
            try {
                Await.done(ending);
                return;
            } catch (DataAccessException
                    | R2dbcException
                    | TransactionException
                    | Failure.Later e) {
                log.atWarn()
                        .addKeyValue("epoch", lease.epoch())
                        .setCause(e)
                        .log("the end of a job could not be written yet");
                Await.done(Mono.delay(pause));
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                                ? pause.multipliedBy(2)
                                : LONGEST_PAUSE;
            }
        }
    }
}
