package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValkeyTest {
    @Test
    void addressMayNameUserPasswordAndDatabase() {
        var config = Valkey.config("rediss://bob:s3cret@valkey.local:7000/3");

        assertThat(config.useSingleServer().getAddress()).isEqualTo("rediss://valkey.local:7000");
        assertThat(config.useSingleServer().getDatabase()).isEqualTo(3);
        assertThat(config.getUsername()).isEqualTo("bob");
        assertThat(config.getPassword()).isEqualTo("s3cret");
    }

    @Test
    void addressMayBeShort() {
        var config = Valkey.config("redis://:s3cret@localhost");

        assertThat(config.useSingleServer().getAddress()).isEqualTo("redis://localhost:6379");
        assertThat(config.getUsername()).isNull();
        assertThat(config.getPassword()).isEqualTo("s3cret");
    }

    @Test
    void commandsDoNotBlockForLong() {
        var server = Valkey.config("redis://localhost").useSingleServer();

        assertThat(server.getTimeout()).isEqualTo(500);
        assertThat(server.getRetryAttempts()).isLessThanOrEqualTo(1);
    }

    @Test
    void publishWithoutAServerDoesNothing() {
        var valkey = new Valkey(NodeFixture.settings(1, java.time.Duration.ofSeconds(1), ""));
        valkey.start();

        valkey.publish("mosaic:wake", "");

        assertThat(valkey.connected()).isFalse();
        valkey.stop();
    }
}
