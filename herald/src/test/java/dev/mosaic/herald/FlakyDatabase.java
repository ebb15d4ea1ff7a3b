package dev.mosaic.herald;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.binding.BindMarkersFactory;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** A database that can be unreachable for a while. */
final class FlakyDatabase implements ConnectionFactory {
    private final ConnectionFactory sound;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean away;

    FlakyDatabase(ConnectionFactory sound) {
        this.sound = sound;
    }

    DatabaseClient client() {
        return DatabaseClient.builder()
                .connectionFactory(this)
                .bindMarkers(BindMarkersFactory.indexed("$", 1))
                .build();
    }

    TransactionalOperator transactions() {
        return TransactionalOperator.create(new R2dbcTransactionManager(this));
    }

    void goAway() {
        away = true;
    }

    void comeBack() {
        away = false;
    }

    int refusals() {
        return refusals.get();
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.defer(() -> {
            if (away) {
                refusals.incrementAndGet();
                return Mono.error(new R2dbcNonTransientResourceException("no route"));
            }
            return Mono.from(sound.create());
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return sound.getMetadata();
    }
}
