package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.egress.Refused.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Connects to hosts that one sandbox may reach. A name is looked up once; every address it has must
 * be one that may be reached, and it is these that are connected to.
 */
final class Dialer {
    private final EgressSettings settings;
    private final Set<Target> allowed;
    private final @Nullable Set<Target> only;
    private final Resolver resolver;

    /**
     * @param only what the run may reach of that; null for all
     */
    Dialer(EgressSettings settings, @Nullable Set<String> only, Resolver resolver) {
        this.settings = settings;
        this.allowed = settings.targets();
        this.only =
                only == null
                        ? null
                        : only.stream()
                                .map(it -> Target.named("The policy of a repository", it))
                                .collect(Collectors.toUnmodifiableSet());
        this.resolver = resolver;
    }

    /**
     * An open connection; {@link Refused} if there is to be none, or none can be had.
     *
     * @param asked as the sandbox wrote it
     */
    SocketChannel dial(String asked, Visit visit) throws IOException {
        var target =
                Target.of(asked)
                        .orElseThrow(() ->
                                blocked(
                                        asked,
                                        "Only hosts by their names can be reached, as `host:port`; mosaic.egress.allow lists them."));
        if (!allowed.contains(target)) {
            throw blocked(
                    asked,
                    "Agents may not reach `%s`. If they are to, add it to mosaic.egress.allow."
                            .formatted(target));
        }
        if (only != null && !only.contains(target)) {
            throw blocked(
                    asked,
                    "This run may not reach `%s`: mosaic.egress.allow has it, but the policy of its repository does not name it."
                            .formatted(target));
        }
        return connect(target, addresses(target), visit);
    }

    private InetAddress[] addresses(Target target) {
        var found = lookedUp(target);
        var named = settings.mayBePrivate(target);
        for (var address : found) {
            if (!Addresses.mayBeReached(address, named)) {
                // which one is not the sandbox's concern
                throw blocked(
                        target.toString(),
                        "`%s` is at an address that is not of the public internet. If it is to be there, add its name to mosaic.egress.private-hosts; metadata, link-local and multicast addresses are never reached."
                                .formatted(target));
            }
        }
        return found;
    }

    /** On a thread of its own: the system's resolver has no limit and cannot be interrupted. */
    private InetAddress[] lookedUp(Target target) {
        var found = new CompletableFuture<InetAddress[]>();
        Thread.ofPlatform()
                .daemon()
                .name("egress-resolve")
                .start(() -> {
                    try {
                        found.complete(resolver.resolve(target.host()));
                    } catch (UnknownHostException | RuntimeException e) {
                        found.completeExceptionally(e);
                    }
                });
        try {
            return found.get(settings.connect().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw late(target);
        } catch (ExecutionException e) {
            throw away(target, "its name is not known");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(target, "the sandbox ends");
        }
    }

    private SocketChannel connect(Target target, InetAddress[] addresses, Visit visit)
            throws IOException {
        var deadline = System.nanoTime() + settings.connect().toNanos();
        var trouble = "it has no address";
        for (var address : addresses) {
            var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw late(target);
            }
            var channel = SocketChannel.open();
            visit.endsWith(channel);
            try {
                channel.socket().connect(new InetSocketAddress(address, target.port()), (int) left);
                return channel;
            } catch (SocketTimeoutException e) {
                channel.close();
                throw late(target);
            } catch (IOException e) {
                channel.close();
                trouble = "the connection was refused, or there is no way";
            }
        }
        throw away(target, trouble);
    }

    private static Refused blocked(String target, String why) {
        return new Refused(Kind.BLOCKED, target, why);
    }

    private static Refused away(Target target, String why) {
        return new Refused(
                Kind.AWAY,
                target.toString(),
                "`%s`, which mosaic.egress.allow has, cannot be reached: %s."
                        .formatted(target, why));
    }

    private Refused late(Target target) {
        return new Refused(
                Kind.LATE,
                target.toString(),
                "`%s` did not answer within %d ms; mosaic.egress.connect is the limit."
                        .formatted(target, settings.connect().toMillis()));
    }
}
