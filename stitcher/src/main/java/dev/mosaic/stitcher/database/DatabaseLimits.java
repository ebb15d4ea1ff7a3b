package dev.mosaic.stitcher.database;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.OPTIONS;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.STATEMENT_TIMEOUT;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE;

import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Configuration;
import reactor.netty.tcp.TcpResources;

/** Sets the limits on every connection of the pool. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseLimits implements ConnectionFactoryOptionsBuilderCustomizer {
    private final DatabaseSettings settings;

    DatabaseLimits(DatabaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(ConnectionFactoryOptions.Builder options) {
        options.option(STATEMENT_TIMEOUT, settings.statement())
                .option(
                        OPTIONS,
                        Map.of(
                                "idle_in_transaction_session_timeout",
                                String.valueOf(settings.idleTransaction().toMillis())))
                .option(TCP_KEEPALIVE, true)
                .option(LOOP_RESOURCES, new WatchedLoops(TcpResources.get(), settings.silence()));
    }
}
