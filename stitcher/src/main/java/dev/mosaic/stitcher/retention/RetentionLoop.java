package dev.mosaic.stitcher.retention;

import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Looping;
import dev.mosaic.stitcher.loop.Pace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks for what is old again and again. */
@Component
final class RetentionLoop implements Looping {
    private static final Logger log = LoggerFactory.getLogger(RetentionLoop.class);

    private final Loop loop;

    RetentionLoop(Leftovers leftovers, RetentionSettings settings) {
        // not at once: a start has better things to do
        loop =
                new Loop(
                        "retention",
                        Pace.calm(settings.every()).later(),
                        () -> leftovers.clear().doOnNext(RetentionLoop::tell));
    }

    @Override
    public Loop loop() {
        return loop;
    }

    private static void tell(long rows) {
        if (rows > 0) {
            log.atInfo().addKeyValue("rows", rows).log("old output and messages were deleted");
        }
    }
}
