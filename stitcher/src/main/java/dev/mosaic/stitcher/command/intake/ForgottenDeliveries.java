package dev.mosaic.stitcher.command.intake;

import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Looping;
import dev.mosaic.stitcher.loop.Pace;
import org.springframework.stereotype.Component;

/** Looks for deliveries that a dead process left unanswered: at boot, and every few seconds. */
@Component
final class ForgottenDeliveries implements Looping {
    private final Loop loop;

    ForgottenDeliveries(CommandIntake intake, CommandSettings settings) {
        loop = new Loop("deliveries", Pace.calm(settings.sweep()), intake::sweep);
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
