package dev.mosaic.stitcher.engine.claude;

import com.anthropic.models.messages.ToolUseBlock;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import java.time.Duration;
import java.util.Map;

/**
 * The tools of the model, as its profile has them. Whatever it asks for gets an answer; what is
 * wrong is said to it.
 */
final class Toolbox {
    /** Bytes of output that a model is shown of one use of a tool. */
    static final int MOST_OUTPUT = 64 << 10;

    private static final String CUT_OFF =
            "Nothing was done: the input of this use was cut off, or is no JSON object. Write it anew, and in smaller pieces if it was long.";

    private final Profile profile;
    private final Editor editor;
    private final Shell shell;

    /**
     * @param limit how long one command may run
     */
    Toolbox(Profile profile, SandboxHandle sandbox, Duration limit) {
        this.profile = profile;
        this.editor = new Editor(sandbox);
        this.shell = new Shell(sandbox, limit);
    }

    /**
     * @param readable false if the input came in pieces that make no whole
     * @throws dev.mosaic.stitcher.failure.Failure.Never if the sandbox can run nothing any more
     */
    ToolAnswer use(ToolUseBlock use, boolean readable) throws InterruptedException {
        if (!readable) {
            return new ToolAnswer(use.name(), "its input was cut off", false, CUT_OFF);
        }
        var offered = Offer.names(profile);
        if (!offered.contains(use.name())) {
            return new ToolAnswer(
                    use.name(),
                    "there is no such tool",
                    false,
                    offered.isEmpty()
                            ? "There is no such tool. You have no tools."
                            : "There is no such tool. Use %s."
                                    .formatted(String.join(" or ", offered)));
        }
        var input = new Input(use._input().convert(Map.class));
        return switch (use.name()) {
            case Offer.BASH -> shell.use(input);
            case Offer.VIEW -> editor.view(input);
            default -> editor.use(input);
        };
    }
}
