package dev.mosaic.stitcher.sandbox.egress;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What commands in containers may reach.
 *
 * @param allow hosts that they may reach, {@code host} (port 443) or {@code host:port}; no
 *     patterns, no addresses
 * @param privateHosts which of these hosts may be in a private network or on this machine, such as
 *     a mirror of one's own; without a port. Whoever decides where such a name points to decides
 *     what agents reach
 * @param connect how long it may take to say where to, to find the host, and to connect to it
 * @param connections that one sandbox may have at a time; more wait
 * @param traffic bytes that one sandbox may send and receive, all its connections together
 * @param idle how long a connection may pass nothing
 */
@ConfigurationProperties("mosaic.egress")
public record EgressSettings(
        @DefaultValue List<String> allow,
        @DefaultValue List<String> privateHosts,
        @DefaultValue("32") int connections,
        @DefaultValue("2GB") DataSize traffic,
        @DefaultValue("10s") Duration connect,
        @DefaultValue("5m") Duration idle) {
    public EgressSettings {
        allow = List.copyOf(allow);
        privateHosts = List.copyOf(privateHosts);
        allow.forEach(it -> Target.named("mosaic.egress.allow", it));
        for (var host : privateHosts) {
            if (host.contains(":")) {
                throw new IllegalArgumentException(
                        "mosaic.egress.private-hosts names hosts without a port, not `%s`."
                                .formatted(host));
            }
            Target.named("mosaic.egress.private-hosts", host);
        }
        if (connections < 1 || connections > 1_000) {
            throw new IllegalArgumentException("mosaic.egress.connections is 1 to 1000.");
        }
        if (!connect.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException(
                    "mosaic.egress.connect and idle must be greater than zero.");
        }
    }

    Set<Target> targets() {
        return allow.stream()
                .map(it -> Target.named("mosaic.egress.allow", it))
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean mayBePrivate(Target target) {
        return privateHosts.stream().anyMatch(it -> it.equalsIgnoreCase(target.host()));
    }
}
