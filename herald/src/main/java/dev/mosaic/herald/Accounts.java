package dev.mosaic.herald;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.text.JobStory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads the accounts of jobs from their logs. Remembers the newest ones, so that a status message
 * does not read a long log again for each line.
 */
@Component
class Accounts {
    private static final int PAGE = 1_000;
    private static final int REMEMBERED = 256;

    private final Jobs jobs;
    private final JobEvents events;
    private final Map<JobId, Account> newest =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<JobId, Account> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Accounts(Jobs jobs, JobEvents events) {
        this.jobs = jobs;
        this.events = events;
    }

    /** Everything that the log tells now; empty if there is no such job. */
    Mono<Account> now(JobId job) {
        return start(job).flatMap(account -> on(account, Integer.MAX_VALUE)).doOnNext(this::keep);
    }

    /** What the log tells up to one of its lines; empty if there is no such job. */
    Mono<Account> upTo(JobId job, int seq) {
        return start(job)
                .map(known -> known.story().seq() <= seq ? known : beginning(known))
                .flatMap(account -> on(account, seq));
    }

    private Mono<Account> start(JobId job) {
        return Mono.defer(() -> Mono.justOrEmpty(known(job)))
                .switchIfEmpty(Mono.defer(() -> jobs.find(job).map(Accounts::beginning)));
    }

    private static Account beginning(Job job) {
        return new Account(job.id(), job.request(), JobStory.EMPTY);
    }

    private static Account beginning(Account account) {
        return new Account(account.job(), account.request(), JobStory.EMPTY);
    }

    /** A log has no gaps, so a full page is one that took the story on by its whole length. */
    private Mono<Account> on(Account account, int upTo) {
        var from = account.story().seq();
        return events.of(account.job(), from, PAGE)
                .takeWhile(event -> event.seq() <= upTo)
                .reduce(account.story(), JobStory::and)
                .map(story -> new Account(account.job(), account.request(), story))
                .flatMap(next ->
                        next.story().seq() - from == PAGE ? on(next, upTo) : Mono.just(next));
    }

    private Optional<Account> known(JobId job) {
        synchronized (newest) {
            return Optional.ofNullable(newest.get(job));
        }
    }

    private void keep(Account account) {
        synchronized (newest) {
            newest.merge(
                    account.job(),
                    account,
                    (old, next) -> next.story().seq() >= old.story().seq() ? next : old);
        }
    }
}
