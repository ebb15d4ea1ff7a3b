package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.policy.LimitSettings;
import dev.mosaic.stitcher.policy.YoloSettings;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** The desk, wired as in the program. */
public final class TestDesk {
    public static final LimitSettings LIMITS =
            new LimitSettings(Duration.ofMinutes(60), 60, 3, Duration.ofMinutes(10));

    private TestDesk() {}

    public static Desk of(
            Stores stores, Forges forges, Authority authority, CommandSettings settings) {
        return of(stores, forges, authority, settings, "off");
    }

    /**
     * @param yolo as the setting {@code mosaic.yolo}
     */
    public static Desk of(
            Stores stores,
            Forges forges,
            Authority authority,
            CommandSettings settings,
            String yolo) {
        var lookup = new Lookup(forges, stores.jobs(), authority, settings);
        return new CommandDesk(
                new FixOrders(
                        lookup,
                        forges,
                        stores.jobs(),
                        new Admission(new Engines(), LIMITS, new YoloSettings(yolo)),
                        JsonMapper.builder().build(),
                        settings),
                new JobOrders(lookup, stores.jobs(), JsonMapper.shared(), settings),
                new Answers(lookup, stores.approvals(), settings),
                new Questions(
                        lookup, authority, stores.jobs(), stores.events(), stores.log(), settings),
                settings);
    }

    /** One engine that works, one that is known and does not. */
    record Engines() implements AvailableEngines {
        @Override
        public Set<String> names() {
            return Set.of("scripted", "claude");
        }

        @Override
        public Optional<String> unavailable(String engine) {
            return engine.equals("claude")
                    ? Optional.of("The engine `claude` needs a key (`mosaic.engine.claude.key`).")
                    : Optional.empty();
        }

        @Override
        public String byDefault() {
            return "scripted";
        }
    }
}
