package dev.mosaic.stitcher.job.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.OpenTransaction;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds when many take the same message. Each fails when its guard is taken out. */
class MessageRacesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());

    @Test
    void effectIsTakenOnce() throws Exception {
        var outlet = "outlet-" + UUID.randomUUID();
        var added =
                Crowd.race(
                        6,
                        i ->
                                stores.outbox()
                                        .add(
                                                new Effect(
                                                        "key-" + i / 2 + outlet,
                                                        new Origin(outlet, "a"),
                                                        "hi")));
        assertThat(added).filteredOn(Boolean.TRUE::equals).hasSize(3);

        var taken =
                Crowd.race(10, _ -> stores.outbox().take(Set.of(outlet), LEASE, 2).collectList());

        assertThat(taken.stream().flatMap(list -> ((List<?>) list).stream()))
                .map(pending -> ((Outbox.Pending) pending).id())
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    @Test
    void effectInTheHandsOfAnotherIsPassedOver() throws Exception {
        var outlet = "outlet-" + UUID.randomUUID();
        stores.outbox().add(new Effect("key:" + outlet, new Origin(outlet, "a"), "hi")).block();
        var taking = stores.outbox().take(Set.of(outlet), LEASE, 9).collectList();
        var first = new OpenTransaction<>(postgres, taking);

        var second = taking.toFuture();

        assertThat(first.commit()).hasSize(1);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEmpty();
    }

    @RepeatedTest(5)
    void deliveryIsTakenOnce() throws Exception {
        var delivery = new Delivery("terminal", UUID.randomUUID().toString(), "command", "{}");
        var stored = Crowd.race(6, _ -> stores.inbox().store(delivery));
        assertThat(stored).filteredOn(r -> ((Delivery.Receipt) r).fresh()).hasSize(1);

        var all = new ArrayList<Callable<?>>();
        for (var i = 0; i < 5; i++) {
            all.add(() ->
                    stores.inbox().take("terminal", delivery.id(), LEASE).blockOptional().stream()
                            .toList());
            all.add(() ->
                    stores.inbox().takeForgotten(Duration.ZERO, LEASE, 99).collectList().block());
        }

        assertThat(
                        Crowd.race(all).stream()
                                .flatMap(list -> ((List<?>) list).stream())
                                .filter(delivery::equals))
                .hasSize(1);
    }

    @RepeatedTest(5)
    void readerIsMovedByOneProcess() throws Exception {
        var reader = "reader-" + UUID.randomUUID();
        var begun =
                Crowd.race(4, i -> stores.cursors().advance(reader, 0, 10 + i).thenReturn(10L + i));
        assertThat(begun).filteredOn(Long.class::isInstance).hasSize(1);
        var at = stores.cursors().position(reader).block();

        var moved =
                Crowd.race(
                        4, i -> stores.cursors().advance(reader, at, 20 + i).thenReturn(20L + i));

        assertThat(moved).filteredOn(Long.class::isInstance).hasSize(1);
        assertThat(moved).filteredOn(IllegalStateException.class::isInstance).hasSize(3);
        assertThat(moved).contains(stores.cursors().position(reader).block());
    }
}
