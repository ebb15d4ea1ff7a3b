package dev.mosaic.stitcher.model;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.ledger.Account;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Who may use which model on this node, right now. Tokens are kept as hashes, in memory alone: they
 * die with their run and with the node, and no other node knows them.
 */
@Component
public final class ModelAccess
        implements ApplicationListener<WebServerInitializedEvent>, DisposableBean {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Models models;
    private final @Nullable String proxyUrl;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, OpenRun> runs = new ConcurrentHashMap<>();
    private volatile int port;

    public ModelAccess(Models models, ModelSettings settings) {
        this.models = models;
        this.proxyUrl = settings.proxyUrl();
    }

    /**
     * Lets a run use a model until it is closed. Never empty; {@link Failure.Never} without such a
     * model or its price, {@link Failure.Later} as long as this server does not listen yet.
     *
     * @param account who pays for it
     * @param model as {@link Models#find} takes it
     * @param watch hears what it uses
     */
    public Mono<OpenRun> open(Account account, @Nullable String model, RunWatch watch) {
        return models.find(model).map(found -> open(account, found, watch));
    }

    /** The run that shows this token; null if there is none (any more). */
    public @Nullable OpenRun find(String token) {
        return runs.get(RunToken.hash(token));
    }

    /** Closes whatever this agent has open. Does not wait. */
    public void revoke(UUID agent) {
        runs.values().stream()
                .filter(run -> run.account().agent().equals(agent))
                .forEach(OpenRun::close);
    }

    /** Closes whatever is open on this node. Does not wait. */
    public void revokeAll() {
        runs.values().forEach(OpenRun::close);
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
    }

    @Override
    public void destroy() {
        revokeAll();
    }

    private OpenRun open(Account account, Model model, RunWatch watch) {
        var token = RunToken.next(random);
        var hash = RunToken.hash(token);
        var endpoint =
                new ModelEndpoint(
                        URI.create(server() + "/llm/" + token),
                        token,
                        model.name(),
                        model.window());
        var run = new OpenRun(account, model, watch, endpoint, () -> runs.remove(hash));
        runs.put(hash, run);
        return run;
    }

    private String server() {
        if (proxyUrl != null && !proxyUrl.isBlank()) {
            return proxyUrl.strip().replaceFirst("/+$", "");
        }
        if (port == 0) {
            throw new Failure.Later(
                    "This server does not listen yet, so no agent could reach its model.",
                    SOON,
                    null);
        }
        return "http://127.0.0.1:" + port;
    }
}
