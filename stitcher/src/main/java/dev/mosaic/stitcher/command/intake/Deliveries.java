package dev.mosaic.stitcher.command.intake;

import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.job.message.Delivery;
import dev.mosaic.stitcher.job.message.Effect;
import dev.mosaic.stitcher.job.message.Inbox;
import dev.mosaic.stitcher.job.message.Outbox;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commands as they lie in the inbox, from the moment they are stored until they are answered. */
@Component
final class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    /** Their callers wait for the reply, or read the job; there is nowhere to send it later. */
    private static final Set<String> WITHOUT_OUTLET = Set.of("api", "cli");

    private final Inbox inbox;
    private final Outbox outbox;
    private final DeliveryJson json;
    private final TransactionalOperator transactions;

    Deliveries(Inbox inbox, Outbox outbox, DeliveryJson json, TransactionalOperator transactions) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.json = json;
        this.transactions = transactions;
    }

    /**
     * @param forgotten true if whoever handed it in no longer waits for the reply
     */
    record Open(Delivery delivery, Incoming incoming, boolean forgotten) {}

    /** Stores what was handed in, at most once. False if the same id was something else. */
    Mono<Boolean> store(Incoming incoming) {
        var written = json.write(incoming);
        return inbox.store(written)
                .map(receipt -> receipt.fresh() || isSame(receipt.delivery(), written));
    }

    /** What this release cannot read counts as the same: at worst it gets the reply of that. */
    private boolean isSame(Delivery before, Delivery now) {
        try {
            return json.read(before).equals(json.read(now));
        } catch (IllegalArgumentException _) {
            return true;
        }
    }

    /** What was answered to a stored delivery; empty if nothing yet. */
    Mono<Reply> reply(Incoming incoming) {
        return inbox.store(json.write(incoming))
                .mapNotNull(Delivery.Receipt::reply)
                .map(json::readReply);
    }

    /** Takes a delivery to answer it; empty if it is answered, or somebody else is at it. */
    Mono<Open> take(Incoming incoming, Duration hold) {
        return inbox.take(incoming.door(), incoming.id(), hold)
                .map(delivery -> new Open(delivery, incoming, false));
    }

    /** Takes deliveries that nobody is answering. */
    Flux<Open> takeForgotten(Duration olderThan, Duration hold, int limit) {
        return inbox.takeForgotten(olderThan, hold, limit).flatMapIterable(this::readable);
    }

    /** Does what is left to do and closes the delivery, both or neither. */
    Mono<Deed> close(Open open, Errand errand) {
        return transactions.transactional(
                errand.work().flatMap(deed -> close(open, deed.reply()).thenReturn(deed)));
    }

    private Mono<Void> close(Open open, Reply reply) {
        var closed = inbox.close(open.delivery(), json.write(reply));
        return open.forgotten() ? send(open.incoming(), reply).then(closed) : closed;
    }

    private Mono<Void> send(Incoming incoming, Reply reply) {
        if (reply instanceof Reply.Silent || WITHOUT_OUTLET.contains(incoming.origin().outlet())) {
            return Mono.empty();
        }
        var key = "reply:%s:%s".formatted(incoming.door(), incoming.id());
        return outbox.add(new Effect(key, incoming.origin(), reply.text())).then();
    }

    private List<Open> readable(Delivery delivery) {
        try {
            return List.of(new Open(delivery, json.read(delivery), true));
        } catch (IllegalArgumentException e) {
            // It stays open: a node of the next release may have written it.
            log.atWarn()
                    .addKeyValue("door", delivery.source())
                    .addKeyValue("delivery", delivery.id())
                    .setCause(e)
                    .log("A stored delivery could not be read");
            return List.of();
        }
    }
}
