package dev.mosaic.story;

import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In a container without a network, through the forwarder. */
@Timeout(300)
@ExtendWith(LocalEngine.class)
class ProgramModelInContainerStoryTest extends ProgramModelContract {
    @RegisterExtension static final ModelWorld world = worldWith(Stream.of(LocalEngine.settings()));

    @Override
    ModelWorld all() {
        return world;
    }

    @Override
    Pattern address() {
        return Pattern.compile("http://127\\.0\\.0\\.1:3128/llm/<token>");
    }
}
