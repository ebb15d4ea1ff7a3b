package dev.mosaic.stitcher.killswitch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.queue.Leases;
import dev.mosaic.stitcher.queue.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A door of this node alone, on a port of its own, that needs neither the database nor anything
 * else of the server: for when those are what is broken. {@code GET /jobs}, {@code POST
 * /kill/<job>}, {@code POST /kill-all}, each with {@code Authorization: Bearer} and {@code
 * mosaic.killswitch.token}.
 */
@Component
final class LocalDoor implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LocalDoor.class);
    private static final int LONGEST_BODY = 8 * 1024;
    private static final String KILL = "/kill/";
    private static final String BEARER = "Bearer ";

    private final KillswitchSettings settings;
    private final LocalKills kills;
    private final Leases leases;
    private final Node node;
    private final JsonMapper json;
    private volatile @Nullable HttpServer server;
    private volatile @Nullable ExecutorService threads;

    LocalDoor(
            KillswitchSettings settings,
            LocalKills kills,
            Leases leases,
            Node node,
            JsonMapper json) {
        this.settings = settings;
        this.kills = kills;
        this.leases = leases;
        this.node = node;
        this.json = json;
    }

    /** What may come with a kill. @param reason untrusted */
    record Body(@Nullable String reason) {}

    /** An answer. */
    private record Answer(int status, Object body) {
        static Answer refused(int status, String detail, String hint) {
            return new Answer(status, Map.of("detail", detail, "hint", hint));
        }
    }

    /** Where it is; 0 if there is none. */
    int port() {
        var running = server;
        return running == null ? 0 : running.getAddress().getPort();
    }

    @Override
    public void start() {
        if (settings.token().isEmpty()) {
            return;
        }
        var place = new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
        try {
            var own = HttpServer.create(place, 0);
            var workers = Executors.newVirtualThreadPerTaskExecutor();
            own.setExecutor(workers);
            own.createContext("/", this::serve);
            own.start();
            server = own;
            threads = workers;
            log.atInfo().addKeyValue("port", port()).log("the door of the killswitch is open");
        } catch (IOException e) {
            throw new Failure.Never(
                    "The door of the killswitch cannot be opened at port %d of this machine (%s). Set mosaic.killswitch.port to one that is free, or leave mosaic.killswitch.token empty."
                            .formatted(settings.port(), e.getMessage()),
                    e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = isKnown(exchange) ? answer(exchange) : unknown();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("the door of the killswitch broke down");
                answer =
                        Answer.refused(
                                500, "This is an error in Mosaic.", "Look into the node's log.");
            }
            var bytes = json.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
        var path = exchange.getRequestURI().getPath();
        return switch (exchange.getRequestMethod()) {
            case "GET" -> path.equals("/jobs") ? new Answer(200, jobs()) : nothing();
            case "POST" -> {
                if (path.equals("/kill-all")) {
                    yield killed(leases.holding(), exchange);
                }
                if (!path.startsWith(KILL)) {
                    yield nothing();
                }
                var name = path.substring(KILL.length());
                var meant = leases.holding().stream().filter(it -> isNamed(it, name)).toList();
                yield meant.size() == 1 ? killed(meant, exchange) : notHere();
            }
            default -> nothing();
        };
    }

    private Answer killed(List<Lease> meant, HttpExchange exchange)
            throws IOException, InterruptedException {
        var bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        var reason = "";
        if (bytes.length > 0) {
            try {
                var body =
                        json.readValue(bytes, 0, Math.min(bytes.length, LONGEST_BODY), Body.class);
                reason = body.reason() == null ? "" : body.reason();
            } catch (JacksonException _) {
                return Answer.refused(
                        400,
                        "The body cannot be read; nothing was killed.",
                        "Send {\"reason\": \"…\"}, or no body.");
            }
        }
        return new Answer(200, kills.kill(meant, reason));
    }

    private Map<String, Object> jobs() {
        return Map.of(
                "node",
                node.id(),
                "jobs",
                leases.holding().stream().map(lease -> lease.job().toString()).sorted().toList());
    }

    private static boolean isNamed(Lease lease, String name) {
        return lease.job().toString().equalsIgnoreCase(name)
                || lease.job().abbreviated().equalsIgnoreCase(name);
    }

    private static Answer notHere() {
        return Answer.refused(
                404,
                "No such job runs on this node, or several do.",
                "GET /jobs lists those that do. Another node has a door of its own.");
    }

    private static Answer nothing() {
        return Answer.refused(
                404,
                "There is nothing here.",
                "GET /jobs, POST /kill/<job>, POST /kill-all: docs/killswitch.md.");
    }

    private static Answer unknown() {
        return Answer.refused(
                401,
                "This door needs its own token.",
                "Send the header `Authorization: Bearer` with mosaic.killswitch.token of this node.");
    }

    private boolean isKnown(HttpExchange exchange) {
        var shown = exchange.getRequestHeaders().getFirst("Authorization");
        return shown != null
                && shown.startsWith(BEARER)
                && MessageDigest.isEqual(
                        hash(shown.substring(BEARER.length())), hash(settings.token()));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        var running = server;
        var workers = threads;
        if (running != null && workers != null) {
            server = null;
            running.stop(0);
            workers.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** The first to open and the last to close of what can start work. */
    @Override
    public int getPhase() {
        return Leases.PHASE + 1;
    }
}
