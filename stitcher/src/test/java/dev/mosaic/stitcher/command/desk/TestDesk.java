package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.killswitch.Killswitch;
import dev.mosaic.stitcher.policy.LimitSettings;
import dev.mosaic.stitcher.policy.YoloSettings;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.queue.QueueSettings;
import dev.mosaic.stitcher.queue.view.Backlog;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The desk, wired as in the program. */
public final class TestDesk {
    public static final LimitSettings LIMITS =
            new LimitSettings(Duration.ofMinutes(60), 60, 3, Duration.ofMinutes(10), 1_000);

    private TestDesk() {}

    public static Desk of(
            Postgres postgres,
            Stores stores,
            Forges forges,
            Authority authority,
            CommandSettings settings) {
        return of(postgres, stores, forges, authority, settings, "off");
    }

    /**
     * @param yolo as the setting {@code mosaic.yolo}
     */
    public static Desk of(
            Postgres postgres,
            Stores stores,
            Forges forges,
            Authority authority,
            CommandSettings settings,
            String yolo) {
        var lookup = new Lookup(forges, stores.jobs(), authority, settings);
        var agents =
                new Agents(
                        postgres.client(),
                        postgres.transactions(),
                        Clock.systemUTC(),
                        stores.jobs());
        var admission =
                new Admission(
                        new Engines(),
                        LIMITS,
                        new YoloSettings(yolo),
                        new SandboxSettings("process", null, ""));
        var enrolment =
                new Enrolment(stores.jobs(), agents, JsonMapper.builder().build(), settings);
        return new CommandDesk(
                new FixOrders(
                        lookup,
                        forges,
                        admission,
                        new Engines(),
                        enrolment,
                        new InspectOrders(
                                lookup, forges, admission, new Engines(true), enrolment, settings),
                        settings),
                new JobOrders(
                        lookup,
                        stores.jobs(),
                        new SteerOrders(
                                lookup, stores.steers(), stores.steps(), new Engines(), settings),
                        JsonMapper.shared(),
                        settings),
                new Answers(lookup, stores.approvals(), stores.extensions(), settings),
                new Questions(
                        lookup, authority, stores.jobs(), stores.events(), stores.log(), settings),
                new QueueOrders(
                        lookup,
                        new Backlog(postgres.client(), queueSettings()),
                        new Pauses(postgres.client()),
                        settings),
                new KillOrders(
                        lookup,
                        new Killswitch(
                                stores.kills(),
                                new Pauses(postgres.client()),
                                agents,
                                postgres.transactions()),
                        authority,
                        settings),
                settings);
    }

    private static QueueSettings queueSettings() {
        return new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("mosaic.queue", QueueSettings.class);
    }

    /**
     * One engine that works, one that does with a model, one that is known and does not.
     *
     * @param reviews whether somebody reviews for jobs of no model
     */
    record Engines(boolean reviews) implements AvailableEngines {
        Engines() {
            this(false);
        }

        @Override
        public Set<String> names() {
            return Set.of("scripted", "paid", "claude");
        }

        @Override
        public Optional<String> unavailable(String engine) {
            return engine.equals("claude")
                    ? Optional.of("The engine `claude` needs a key (`mosaic.engine.claude.key`).")
                    : Optional.empty();
        }

        @Override
        public boolean isPriced(String engine) {
            return engine.equals("paid");
        }

        @Override
        public boolean takesSteers(String engine) {
            return engine.equals("paid");
        }

        @Override
        public Mono<String> withoutModel(String engine, String model) {
            return "unpriced".equals(model)
                    ? Mono.just("The model has no price (`mosaic.model.providers`).")
                    : Mono.empty();
        }

        @Override
        public Mono<String> withoutReviewer(String model) {
            return reviews || "paid".equals(model)
                    ? Mono.empty()
                    : Mono.just("There is no reviewer (`mosaic.review.model`).");
        }

        @Override
        public String reviewing() {
            return "claude";
        }

        @Override
        public String byDefault() {
            return "scripted";
        }
    }
}
