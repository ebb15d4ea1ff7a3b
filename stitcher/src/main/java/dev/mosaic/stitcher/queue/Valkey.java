package dev.mosaic.stitcher.queue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Topics of Valkey or Redis, as hints: a message may be lost or come twice, and there may be no
 * server at all. Nobody ever waits for it: the connection is made in the background, and tried
 * again until it stands; from then on the client itself connects again.
 */
@Component
class Valkey implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Valkey.class);

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String CALL = "call:";

    private final String url;
    private final String call = CALL + UUID.randomUUID();
    private final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
    private final Map<String, Hearing> hearing = new ConcurrentHashMap<>();
    private volatile @Nullable RedissonClient client;
    private volatile boolean running;
    private CompletableFuture<Void> connecting = CompletableFuture.completedFuture(null);

    Valkey(QueueSettings settings) {
        this.url = settings.valkeyUrl();
    }

    /** Hears a topic; to be called before the start. */
    void listen(String topic, Consumer<String> listener) {
        var ears = new Hearing(System::nanoTime);
        hearing.put(topic, ears);
        listeners.put(
                topic,
                message -> {
                    if (message.equals(call)) {
                        ears.heard();
                    } else if (!message.startsWith(CALL)) {
                        listener.accept(message);
                    }
                });
    }

    /** Calls itself on each topic now and then, and listens anew where it did not hear that. */
    void listenToItself() {
        var connected = client;
        if (connected != null) {
            hearing.forEach((topic, ears) -> listenToItself(connected, topic, ears));
        }
    }

    private void listenToItself(RedissonClient connected, String topic, Hearing ears) {
        if (ears.deaf()) {
            ears.listened();
            log.atWarn()
                    .addKeyValue("topic", topic)
                    .log("a subscription went deaf and is made anew");
            var deaf = connected.getTopic(topic, StringCodec.INSTANCE);
            deaf.removeAllListenersAsync()
                    .thenCompose(_ ->
                            deaf.addListenerAsync(
                                    String.class, (_, message) -> hear(topic, message)))
                    .whenComplete((_, failure) -> forgive(failure));
        } else if (ears.calls()) {
            publish(topic, call);
        }
    }

    private void hear(CharSequence topic, String message) {
        var listener = listeners.get(topic.toString());
        if (listener != null) {
            listener.accept(message);
        }
    }

    /**
     * Runs a script, which must do the same if it runs twice. Empty without a connection. Errors,
     * after two seconds at most, mean nothing but that it may or may not have run.
     */
    Mono<Long> eval(String script, List<Object> keys, Object... values) {
        var connected = client;
        return connected == null
                ? Mono.empty()
                : Mono.fromFuture(
                                () ->
                                        connected
                                                .getScript(StringCodec.INSTANCE)
                                                .<Long>evalAsync(
                                                        RScript.Mode.READ_WRITE,
                                                        script,
                                                        RScript.ReturnType.LONG,
                                                        keys,
                                                        values)
                                                .toCompletableFuture(),
                                true)
                        .timeout(LIMIT);
    }

    /** Returns at once and never fails. Complete when the server has it, or when it is lost. */
    CompletableFuture<Void> publish(String topic, String message) {
        var connected = client;
        if (connected == null) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return connected
                    .getTopic(topic, StringCodec.INSTANCE)
                    .publishAsync(message)
                    .<Void>handle((_, failure) -> {
                        forgive(failure);
                        return null;
                    })
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            // the client is shutting down
            forgive(e);
            return CompletableFuture.completedFuture(null);
        }
    }

    boolean connected() {
        return client != null;
    }

    @Override
    public void start() {
        running = true;
        if (url.isBlank()) {
            return;
        }
        connecting =
                Mono.<Void>fromRunnable(this::connect)
                        .subscribeOn(Schedulers.boundedElastic())
                        .retryWhen(
                                Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
                                        .maxBackoff(Duration.ofSeconds(10))
                                        .doBeforeRetry(this::complain))
                        .toFuture();
    }

    @Override
    public void stop() {
        running = false;
        connecting.cancel(true);
        disconnect();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Leases.PHASE;
    }

    private void connect() {
        var made = Redisson.create(config(url));
        try {
            listeners
                    .keySet()
                    .forEach(topic ->
                            made.getTopic(topic, StringCodec.INSTANCE)
                                    .addListener(
                                            String.class, (_, message) -> hear(topic, message)));
            hearing.values().forEach(Hearing::listened);
        } catch (RuntimeException e) {
            made.shutdown();
            throw e;
        }
        client = made;
        if (running) {
            log.atInfo().log("wake-ups through Valkey began");
        } else {
            disconnect();
        }
    }

    private synchronized void disconnect() {
        var connected = client;
        client = null;
        if (connected != null) {
            connected.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    private void complain(Retry.RetrySignal signal) {
        if (signal.totalRetries() == 0) {
            log.atWarn()
                    .addKeyValue("cause", signal.failure().getClass().getSimpleName())
                    .log("Valkey did not answer; jobs start by the timer until it does");
        }
    }

    private static void forgive(@Nullable Throwable failure) {
        if (failure != null) {
            log.atDebug().addKeyValue("cause", failure.toString()).log("a hint was lost");
        }
    }

    /** Short limits and next to no retries: a hint that comes late is worth nothing. */
    static Config config(String url) {
        var address = URI.create(url);
        var config = new Config();
        config.setThreads(2).setNettyThreads(2);
        var server =
                config.useSingleServer()
                        .setAddress(
                                "%s://%s:%d"
                                        .formatted(
                                                address.getScheme(),
                                                address.getHost(),
                                                address.getPort() < 0 ? 6379 : address.getPort()))
                        .setTimeout(500)
                        .setConnectTimeout(2_000)
                        .setRetryAttempts(1)
                        .setRetryDelay(new ConstantDelay(Duration.ofMillis(100)))
                        .setConnectionMinimumIdleSize(1)
                        .setConnectionPoolSize(4)
                        .setSubscriptionConnectionMinimumIdleSize(1)
                        .setSubscriptionConnectionPoolSize(2);
        var path = address.getPath();
        if (path != null && path.length() > 1) {
            server.setDatabase(Integer.parseInt(path.substring(1)));
        }
        var user = address.getUserInfo();
        if (user != null) {
            var colon = user.indexOf(':');
            if (colon > 0) {
                config.setUsername(user.substring(0, colon));
            }
            config.setPassword(user.substring(colon + 1));
        }
        return config;
    }
}
