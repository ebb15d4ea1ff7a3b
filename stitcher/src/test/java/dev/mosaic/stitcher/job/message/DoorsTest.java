package dev.mosaic.stitcher.job.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** Inbox, outbox and cursors: what crosses the border of the instance. */
class DoorsTest {
    private static final Duration HOLD = Duration.ofMinutes(1);

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final String outlet = "outlet-" + UUID.randomUUID();

    @Test
    void secondDeliveryFindsTheFirstAndItsAnswer() {
        var delivery = delivery();

        assertThat(stores.inbox().store(delivery).block())
                .isEqualTo(new Delivery.Receipt(delivery, true, null));
        var changed = new Delivery(delivery.source(), delivery.id(), "other", "{}");
        assertThat(stores.inbox().store(changed).block())
                .isEqualTo(new Delivery.Receipt(delivery, false, null));

        stores.inbox().close(delivery, "On it.").block();
        stores.inbox().close(delivery, "Too late.").block();
        assertThat(stores.inbox().store(delivery).block().reply()).isEqualTo("On it.");
    }

    @Test
    void closedDeliveryIsNotTaken() {
        var delivery = delivery();
        stores.inbox().store(delivery).block();
        stores.inbox().close(delivery, "On it.").block();

        assertThat(stores.inbox().take(delivery.source(), delivery.id(), HOLD).blockOptional())
                .isEmpty();
        assertThat(stores.inbox().takeForgotten(Duration.ZERO, HOLD, 99).collectList().block())
                .doesNotContain(delivery);
    }

    @Test
    void heldDeliveryIsFreeAgainWhenTheHoldIsOver() {
        var delivery = delivery();
        stores.inbox().store(delivery).block();
        stores.inbox().take(delivery.source(), delivery.id(), HOLD).block();
        assertThat(stores.inbox().takeForgotten(Duration.ZERO, HOLD, 99).collectList().block())
                .doesNotContain(delivery);

        postgres.client()
                .sql("update inbox set held_until = now() - interval '1 s'")
                .then()
                .block();

        assertThat(
                        stores.inbox()
                                .takeForgotten(Duration.ofHours(1), HOLD, 99)
                                .collectList()
                                .block())
                .doesNotContain(delivery);
        assertThat(stores.inbox().takeForgotten(Duration.ZERO, HOLD, 99).collectList().block())
                .contains(delivery);
    }

    @Test
    void effectIsAddedOnceAndSaidOnce() {
        var effect = effect("final");
        assertThat(stores.outbox().add(effect).block()).isTrue();
        assertThat(stores.outbox().add(effect).block()).isFalse();
        var unsent = stores.outbox().unsent().block();

        var taken = take().block();
        stores.outbox().sent(taken, "42").block();

        assertThat(taken.effect()).isEqualTo(effect);
        assertThat(taken.attempts()).isZero();
        assertThat(stores.outbox().unsent().block()).isEqualTo(unsent - 1);
        assertThat(take().blockOptional()).isEmpty();
    }

    @Test
    void effectsOfOtherOutletsStay() {
        stores.outbox().add(effect("final")).block();

        assertThat(stores.outbox().take(Set.of(), HOLD, 9).collectList().block()).isEmpty();
        assertThat(stores.outbox().take(Set.of("nowhere"), HOLD, 9).collectList().block())
                .isEmpty();
    }

    @Test
    void oldestEffectComesFirst() {
        var keys = java.util.List.of("ack", "pr", "final");
        keys.forEach(key -> stores.outbox().add(effect(key)).block());

        assertThat(
                        stores.outbox()
                                .take(Set.of(outlet), HOLD, 9)
                                .map(p -> p.effect().key())
                                .collectList()
                                .block())
                .isEqualTo(keys.stream().map(key -> key + ":" + outlet).toList());
    }

    @Test
    void postponedEffectComesAgainAtItsTimeAndALateSenderCannotPutItOff() {
        stores.outbox().add(effect("final")).block();
        var first = take().block();
        stores.outbox().postpone(first, "timed out", Instant.now().plusSeconds(60)).block();
        assertThat(take().blockOptional()).isEmpty();

        stores.outbox().postpone(first, "timed out", Instant.now().minusSeconds(60)).block();
        var second = take().block();
        assertThat(second.attempts()).isEqualTo(1);

        stores.outbox().postpone(first, "late", Instant.now().minusSeconds(60)).block();
        assertThat(take().blockOptional()).isEmpty();
    }

    @Test
    void readerGoesOnWhereItWas() {
        var cursors = stores.cursors();
        assertThat(cursors.position(outlet).block()).isZero();

        cursors.advance(outlet, 0, 5).block();
        cursors.advance(outlet, 5, 9).block();

        assertThat(cursors.position(outlet).block()).isEqualTo(9);
        assertThatThrownBy(() -> cursors.advance(outlet, 5, 12).block())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cursors.advance("nobody", 5, 12).block())
                .isInstanceOf(IllegalStateException.class);
    }

    private Mono<Outbox.Pending> take() {
        return stores.outbox().take(Set.of(outlet), HOLD, 1).next();
    }

    private Effect effect(String key) {
        return new Effect(key + ":" + outlet, new Origin(outlet, "console"), "Done.");
    }

    private static Delivery delivery() {
        return new Delivery(
                "terminal", UUID.randomUUID().toString(), "command", "{\"a\": \"\\u0000\"}");
    }
}
