package dev.mosaic.herald;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.text.StatusView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Makes status messages show what they should: always the newest state, however many were wanted
 * meanwhile, and again until it is shown. A state that looks like the shown one is not shown twice.
 */
@Component
class Converger {
    private static final Logger log = LoggerFactory.getLogger(Converger.class);

    private final Messages messages;
    private final Accounts accounts;
    private final HeraldSettings settings;
    private final Backoff backoff;

    Converger(Messages messages, Accounts accounts, HeraldSettings settings) {
        this.messages = messages;
        this.accounts = accounts;
        this.settings = settings;
        this.backoff = new Backoff(settings.retryFirst(), settings.retryMost());
    }

    /**
     * Brings the messages of an outlet up to date that are due.
     *
     * @return how many were due
     */
    Mono<Integer> pass(Outlet outlet) {
        return messages.take(outlet.name(), settings.hold(), settings.parallel())
                .collectList()
                .flatMapIterable(it -> it)
                .flatMap(it -> converge(outlet, it).thenReturn(1), settings.parallel())
                .reduce(0, Integer::sum);
    }

    /**
     * Brings one message up to date, due or not.
     *
     * @return true if it shows the newest state now, or never will
     */
    Mono<Boolean> settle(Outlet outlet, JobId job, Origin at) {
        return messages.takeOne(job, at, settings.hold())
                .flatMap(it -> converge(outlet, it))
                .then(Mono.defer(() -> messages.isBehind(job, at)))
                .map(behind -> !behind);
    }

    private Mono<Void> converge(Outlet outlet, Message message) {
        return accounts.now(message.job())
                .flatMap(account -> show(outlet, message, account).thenReturn(true))
                .switchIfEmpty(giveUp(message, "there is no such job").thenReturn(true))
                .then();
    }

    private Mono<Void> show(Outlet outlet, Message message, Account account) {
        var view = account.status();
        var hash = hash(view);
        if (hash.equals(message.shownHash())) {
            var same = Objects.requireNonNullElse(message.remoteId(), "");
            return shown(message, same, account, hash);
        }
        return Attempt.at(
                        Mono.defer(() ->
                                outlet.show(message.at().address(), message.remoteId(), view)),
                        settings.patience())
                .flatMap(attempt ->
                        switch (attempt) {
                            case Attempt.Done(var id) -> {
                                Failpoint.STATUS_SHOWN.pass();
                                yield shown(message, id, account, hash);
                            }
                            case Attempt.TryAgain again -> tryAgain(message, again);
                            case Attempt.GiveUp(var error) -> giveUp(message, error);
                        });
    }

    private Mono<Void> shown(Message message, String remoteId, Account account, String hash) {
        return messages.shown(
                message,
                remoteId,
                account.story().seq(),
                new Messages.Shown(hash, settings.debounce()));
    }

    private Mono<Void> tryAgain(Message message, Attempt.TryAgain again) {
        var pause = backoff.after(message.failures(), again.atLeast());
        log.atInfo()
                .addKeyValue("job", message.job())
                .addKeyValue("outlet", message.at().outlet())
                .addKeyValue("failures", message.failures() + 1)
                .addKeyValue("error", again.error())
                .log("a status message could not be shown and was put off");
        return messages.failed(message, again.error(), pause);
    }

    private Mono<Void> giveUp(Message message, String error) {
        return messages.gaveUp(message, error)
                .doOnSuccess(_ ->
                        log.atWarn()
                                .addKeyValue("job", message.job())
                                .addKeyValue("outlet", message.at().outlet())
                                .addKeyValue("error", error)
                                .log("a status message was given up"));
    }

    private static String hash(StatusView view) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha.digest(view.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
