package dev.mosaic.herald;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.Watcher;
import dev.mosaic.stitcher.job.message.Effect;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.job.store.Jobs;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes down what is to be told, and to whom: a wanted state for the status message of each
 * watcher's place, each question once, and one final word for each place and attempt. Joins the
 * caller's transaction, whose one connection is why everything happens one after the other.
 */
@Component
class Announcements {
    /** Who asked there reads the job by itself; nobody would hear what we say. */
    private static final Set<String> WITHOUT_OUTLET = Set.of("api", "cli");

    private final Jobs jobs;
    private final Accounts accounts;
    private final Messages messages;
    private final Outbox outbox;

    Announcements(Jobs jobs, Accounts accounts, Messages messages, Outbox outbox) {
        this.jobs = jobs;
        this.accounts = accounts;
        this.messages = messages;
        this.outbox = outbox;
    }

    Mono<Void> of(JobId job, News news) {
        if (news.seq() == 0) {
            return Mono.empty();
        }
        return jobs.watchers(job)
                .map(Watcher::origin)
                .filter(it -> !WITHOUT_OUTLET.contains(it.outlet()))
                .distinct()
                .collectList()
                .flatMap(places -> showAt(places, job, news).then(sayAt(places, job, news)));
    }

    private Mono<Void> showAt(List<Origin> places, JobId job, News news) {
        return Flux.fromIterable(places)
                .concatMap(it -> messages.want(job, it, news.seq(), !news.endings().isEmpty()))
                .then();
    }

    private Mono<Void> sayAt(List<Origin> places, JobId job, News news) {
        return askAt(places, job, news)
                .thenMany(Flux.fromIterable(news.endings()))
                .concatMap(seq -> accounts.upTo(job, seq))
                .concatMap(
                        ended -> Flux.fromIterable(places).concatMap(to -> sayFinally(ended, to)))
                .then();
    }

    private Mono<Void> askAt(List<Origin> places, JobId job, News news) {
        return Flux.fromIterable(news.questions())
                .concatMap(seq -> accounts.upTo(job, seq))
                .concatMap(waiting -> Flux.fromIterable(places).concatMap(to -> ask(waiting, to)))
                .then();
    }

    /** Each question once: its line of the log is its name. */
    private Mono<Boolean> ask(Account waiting, Origin to) {
        var key =
                "question:%s:%d:%s:%s"
                        .formatted(waiting.job(), waiting.story().seq(), to.outlet(), to.address());
        return outbox.add(new Effect(key, to, waiting.question()));
    }

    private Mono<Boolean> sayFinally(Account ended, Origin to) {
        var key = new FinalKey(ended.job(), ended.story().attempt(), to);
        return outbox.add(new Effect(key.toString(), to, ended.finalWord()));
    }
}
