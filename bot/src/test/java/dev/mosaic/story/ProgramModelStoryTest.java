package dev.mosaic.story;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As a process of this machine. */
@Timeout(300)
class ProgramModelStoryTest extends ProgramModelContract {
    @RegisterExtension static final ModelWorld world = worldWith(Stream.of());

    @Override
    ModelWorld all() {
        return world;
    }

    @Override
    Pattern address() {
        return Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+/llm/<token>");
    }
}
