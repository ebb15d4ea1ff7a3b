package dev.mosaic.stitcher.sandbox.docker.daemon;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import dev.mosaic.stitcher.failure.Failure;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine's API with a limit on every question: the library's own limits do not hold on a Unix
 * socket. What the engine says is translated: it cannot be reached or has trouble, {@link
 * Failure.Later}; it refuses, {@link Failure.Never}. That its disk is full is trouble, too.
 */
public final class Daemon {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final Duration WITH_ROOM = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 1_000;
    private static final int TROUBLE = 500;

    private final String host;
    private final Set<String> owed = ConcurrentHashMap.newKeySet();
    private @Nullable DockerClient client;

    public Daemon(String host) {
        this.host = host;
    }

    /** Asks within half a minute. An interrupt ends the question. */
    public <T> T ask(String what, Function<DockerClient, T> question) throws InterruptedException {
        return ask(what, LIMIT, question);
    }

    /**
     * Asks within a limit. An interrupt ends the question.
     *
     * @param what is asked, as people may read it
     */
    public <T> T ask(String what, Duration limit, Function<DockerClient, T> question)
            throws InterruptedException {
        var answer = new CompletableFuture<T>();
        var asking =
                Thread.ofVirtual()
                        .name("docker-" + what)
                        .start(() -> {
                            try {
                                answer.complete(question.apply(client()));
                            } catch (RuntimeException | Error e) {
                                answer.completeExceptionally(e);
                            }
                        });
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Failure.Later(
                    "The Docker engine at `%s` did not answer `%s` within %d seconds. Look at its log, or let mosaic.sandbox.docker.host name another."
                            .formatted(host, what, limit.toSeconds()),
                    AGAIN,
                    e);
        } catch (ExecutionException e) {
            throw translated(what, e.getCause());
        } finally {
            // closes the connection of a question that nobody waits for any more
            asking.interrupt();
        }
    }

    /**
     * As {@link #ask}, but an interrupt does not end it; the flag is up again afterwards. The
     * question may be asked again.
     */
    public <T> T insist(String what, Duration limit, Function<DockerClient, T> question) {
        var interrupted = Thread.interrupted();
        var deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                var left = Math.max(1, deadline - System.nanoTime());
                try {
                    return ask(what, Duration.ofNanos(left), question);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Containers that are to be removed, and were not while the engine did not answer. */
    public Set<String> owed() {
        return owed;
    }

    /** For streams, whose end nobody knows; made at the first call. */
    public synchronized DockerClient client() {
        if (client == null) {
            var config =
                    DefaultDockerClientConfig.createDefaultConfigBuilder()
                            .withDockerHost(host)
                            // no file of another program pins it: engines refuse old ones,
                            // and Docker 29 all before 1.44
                            .withApiVersion(RemoteApiVersion.UNKNOWN_VERSION)
                            .build();
            var http =
                    new ApacheDockerHttpClient.Builder()
                            .dockerHost(config.getDockerHost())
                            .sslConfig(config.getSSLConfig())
                            .maxConnections(CONNECTIONS)
                            .connectionTimeout(Duration.ofSeconds(5))
                            .build();
            client = DockerClientImpl.getInstance(config, http);
        }
        return client;
    }

    private RuntimeException translated(String what, @Nullable Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        if (cause != null && isFull(cause)) {
            return full(what, cause);
        }
        if (cause instanceof DockerException refusal) {
            var said = reason(refusal);
            return refusal.getHttpStatus() >= TROUBLE
                    ? new Failure.Later(
                            "The Docker engine could not `%s`: %s. Look at its log."
                                    .formatted(what, said),
                            AGAIN,
                            cause)
                    : new Failure.Never(
                            "The Docker engine refuses to `%s`: %s. Look at the settings mosaic.sandbox.docker."
                                    .formatted(what, said),
                            cause);
        }
        if (cause instanceof Error error) {
            return new IllegalStateException(error);
        }
        return new Failure.Later(
                "The Docker engine at `%s` cannot be reached: %s. Start it, give Mosaic's account access to it, or let mosaic.sandbox.docker.host name the one of this machine."
                        .formatted(host, root(cause)),
                AGAIN,
                cause);
    }

    /**
     * Whether the engine has no room for what it was asked for, whatever status it says that by.
     */
    public static boolean isFull(Throwable cause) {
        var said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return said.contains("no space left on device") || said.contains("disk quota exceeded");
    }

    /** Nobody whose work waits for it is to blame, and room can be made. */
    private Failure.Later full(String what, Throwable cause) {
        return new Failure.Later(
                "The Docker engine could not `%s`, because the disk that holds its data%s is full: %s. Make room there, for example with `docker system prune`, or move the engine's `data-root`."
                        .formatted(what, place(), said(cause)),
                WITH_ROOM,
                cause);
    }

    /** Where the engine keeps what it has; empty if it does not tell. */
    private String place() {
        try {
            var info = insist("info", LOOK, client -> client.infoCmd().exec());
            return info.getDockerRootDir() == null
                    ? ""
                    : ", `%s`,".formatted(info.getDockerRootDir());
        } catch (Failure e) {
            return "";
        }
    }

    private static String said(Throwable cause) {
        return cause instanceof DockerException refusal
                ? reason(refusal)
                : String.valueOf(cause.getMessage());
    }

    /** The engine answers in JSON, of which one field is for people. */
    public static String reason(DockerException refusal) {
        var text = String.valueOf(refusal.getMessage()).strip();
        var begin = text.indexOf("{\"message\":\"");
        return begin < 0 || !text.endsWith("\"}")
                ? text
                : text.substring(begin + 12, text.length() - 2).replace("\\\"", "\"");
    }

    private static String root(@Nullable Throwable cause) {
        var said = "";
        for (var each = cause; each != null; each = each.getCause()) {
            said = String.valueOf(each.getMessage());
        }
        return said;
    }
}
