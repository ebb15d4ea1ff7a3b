package dev.mosaic.stitcher.engine.claude;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.Steering;
import dev.mosaic.stitcher.model.ModelEndpoint;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The engine over the wire, before model servers that play scripts. */
final class ClaudeScene implements AfterEachCallback {
    static final String TOKEN = "run-token-3f9a77";
    static final long WINDOW = 100_000;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String EDIT = "str_replace_based_edit_tool";

    ClaudeSettings settings =
            new ClaudeSettings(1000, LIMIT, Duration.ofMillis(500), LIMIT, 80, true);

    private final List<FakeAnthropic> servers = new ArrayList<>();
    private URI url = URI.create("http://127.0.0.1:9");

    @Override
    public void afterEach(ExtensionContext context) {
        servers.forEach(FakeAnthropic::close);
    }

    EngineRun run(SandboxHandle sandbox, Reply... script) {
        return playing(script).start(spec(sandbox, 1));
    }

    /** As {@link #run(SandboxHandle, Reply...)}, of an agent that is steered. */
    EngineRun run(SandboxHandle sandbox, Steering steering, Reply... script) {
        return playing(script)
                .start(new RunSpec("run-1", 1, sandbox, "do it", null, endpoint(), steering, null));
    }

    /** The engine before a new server. */
    Engine playing(Reply... script) {
        servers.add(new FakeAnthropic(script));
        url = server().url();
        return engine();
    }

    /** The engine before the newest server, or before none. */
    Engine engine() {
        return new ClaudeEngine(settings, Duration.ofMillis(20));
    }

    /** Before the newest server. */
    RunSpec spec(SandboxHandle sandbox, int round) {
        return new RunSpec("run-1", round, sandbox, "do it", null, endpoint());
    }

    private ModelEndpoint endpoint() {
        return new ModelEndpoint(url, TOKEN, "claude-x", WINDOW);
    }

    FakeAnthropic server() {
        return servers.getLast();
    }

    /** What the tool answered that was used in the n-th answer of the model. */
    String told(int turn) {
        var messages = server().requests().get(turn).body().path("messages");
        return messages.path(messages.size() - 1).at("/content/0/content").asString();
    }

    static List<ToolUsed> tools(EngineRun run) {
        return run.events().ofType(ToolUsed.class).collectList().block(LIMIT);
    }

    static Reply bash(String command) {
        return FakeAnthropic.uses("bash", Map.of("command", command));
    }

    static Reply edit(String command, String path, Object... more) {
        var input = new HashMap<String, Object>(Map.of("command", command, "path", path));
        for (var i = 0; i < more.length; i += 2) {
            input.put((String) more[i], more[i + 1]);
        }
        return FakeAnthropic.uses(EDIT, input);
    }
}
