package dev.mosaic.story;

import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/**
 * The whole program with its model proxy and the engine claude, before a model server that plays
 * scripts. A token that is read costs a millionth of a dollar, one that is written 15 of them.
 */
final class ModelWorld implements BeforeAllCallback, AfterAllCallback {
    static final String KEY = "sk-test-Canary5Kw8nYc3Jd6Hf1Qp9";
    static final long A_DOLLAR = 1_000_000;

    private static final String EDITOR = "str_replace_based_edit_tool";
    private static final String PROVIDERS = "mosaic.model.providers.";

    final FakeAnthropic model;
    final MosaicWorld world;

    /**
     * @param settings as {@link MosaicWorld} takes them
     */
    ModelWorld(String... settings) {
        this(new FakeAnthropic(FakeAnthropic.says("Nothing to do.")), settings);
    }

    /**
     * @param model is closed with this world
     */
    ModelWorld(FakeAnthropic model, String... settings) {
        this.model = model;
        var fake = PROVIDERS + "fake.";
        var all =
                Stream.of(
                        fake + "base-url=" + model.root(),
                        fake + "key=" + KEY,
                        fake + "models.m.window=100000000",
                        fake + "models.m.price.input=1",
                        fake + "models.m.price.output=15",
                        fake + "models.bare.window=1000",
                        PROVIDERS + "other.api=openai",
                        PROVIDERS + "other.base-url=" + model.root(),
                        PROVIDERS + "other.models.gpt.price.input=1",
                        PROVIDERS + "other.models.gpt.price.output=1",
                        "mosaic.model.default=fake/m",
                        "mosaic.engine.claude.max-tokens=2000");
        var own = Stream.of(settings).map(ModelWorld::name).toList();
        world =
                new MosaicWorld(
                        Stream.concat(
                                        all.filter(it -> !own.contains(name(it))),
                                        Stream.of(settings))
                                .toArray(String[]::new));
    }

    private static String name(String setting) {
        return setting.substring(0, setting.indexOf('='));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        world.beforeAll(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        world.afterAll(context);
        model.close();
    }

    /** The model writes a file. @param tokens that it reads for that */
    static Reply writes(String path, String text, long tokens) {
        return FakeAnthropic.uses(
                EDITOR,
                Map.of("command", "create", "path", path, "file_text", text),
                FakeAnthropic.usage(tokens, 0, 0));
    }

    /** The model runs a command. */
    static Reply runs(String command) {
        return FakeAnthropic.uses("bash", Map.of("command", command));
    }

    /** A reply that comes when something else has happened. */
    static Reply held(CountDownLatch until, Reply reply) {
        return (server, exchange) -> {
            until.await(MosaicWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            reply.play(server, exchange);
        };
    }

    /** Waits until the model was asked so often. */
    void awaitRequests(int count) {
        await().atMost(MosaicWorld.PATIENCE).until(() -> model.requests().size() >= count);
    }

    /** What was said to the model, and by it, when it was asked. @param request from 0 */
    JsonNode messages(int request) {
        return model.requests().get(request).body().path("messages");
    }
}
