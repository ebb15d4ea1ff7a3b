package dev.mosaic.stitcher.engine.claude;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.LogLevel;
import com.anthropic.core.Timeout;
import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.model.ModelEndpoint;
import java.net.Proxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Talks with a model by the Messages API and does in the sandbox what it asks for. */
@Component
final class ClaudeEngine implements Engine, AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WRITE = Duration.ofMinutes(1);

    /** Of a whole answer; far beyond what a limit on its tokens allows. */
    private static final Duration ANSWER = Duration.ofHours(1);

    private final ClaudeSettings settings;
    private final Duration firstPause;
    private @Nullable AnthropicClient client;

    @Autowired
    ClaudeEngine(ClaudeSettings settings) {
        this(settings, FIRST_PAUSE);
    }

    /**
     * @param firstPause before a turn that failed is tried again; doubles from try to try
     */
    ClaudeEngine(ClaudeSettings settings, Duration firstPause) {
        this.settings = settings;
        this.firstPause = firstPause;
    }

    @Override
    public String name() {
        return "claude";
    }

    @Override
    public String description() {
        return "Claude: a model of Anthropic, or one that speaks its Messages API, edits files and runs commands in the sandbox.";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Optional<String> caution() {
        return Optional.of(
                "It needs a model in mosaic.model.providers, and it was tested with a model server that plays scripts: no real model has answered in Mosaic's tests.");
    }

    @Override
    public ModelNeed modelNeed() {
        return ModelNeed.MESSAGES;
    }

    @Override
    public boolean takesSteers() {
        return true;
    }

    /** Every tool is one of our own: {@link Toolbox}. */
    @Override
    public Set<Profile> profiles() {
        return EnumSet.allOf(Profile.class);
    }

    @Override
    public EngineRun start(RunSpec spec) {
        var endpoint = spec.endpoint();
        return endpoint == null
                ? new NoModel(
                        "The engine `claude` has no model to ask. Name a provider and its models in mosaic.model.providers, or choose another engine with engine=… or mosaic.engine.default.")
                : ClaudeRun.start(spec, endpoint, settings, lineTo(endpoint));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }

    private ModelLine lineTo(ModelEndpoint endpoint) {
        var own =
                client().withOptions(it ->
                        it.baseUrl(endpoint.baseUrl().toString())
                                .replaceHeaders("x-api-key", endpoint.token()));
        return new ModelLine(own, settings.patience(), firstPause);
    }

    /**
     * Made when the first run needs it, because its classes are many. It retries nothing, because a
     * retry has to be told and to end at an abort; it logs nothing, whatever the environment says;
     * and no proxy of the machine comes between Mosaic and its own proxy.
     */
    private synchronized AnthropicClient client() {
        if (client == null) {
            client =
                    AnthropicOkHttpClient.builder()
                            .baseUrl("http://127.0.0.1:9")
                            .apiKey("none")
                            .maxRetries(0)
                            .proxy(Proxy.NO_PROXY)
                            .logLevel(LogLevel.OFF)
                            .timeout(
                                    Timeout.builder()
                                            .connect(CONNECT)
                                            .read(settings.silence())
                                            .write(WRITE)
                                            .request(ANSWER)
                                            .build())
                            .build();
        }
        return client;
    }
}
