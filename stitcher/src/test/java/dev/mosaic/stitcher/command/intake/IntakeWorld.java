package dev.mosaic.stitcher.command.intake;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.CommandParser;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Incoming.Content;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.desk.TestDesk;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.testkit.FakeForge;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The counter over real stores and a forge in memory, with one repository of its own per world. */
final class IntakeWorld {
    final FakeForge forge = new FakeForge("f" + UUID.randomUUID().toString().substring(0, 8));
    final Repo shop = forge.repository("acme/shop");
    final List<Desk.Signal> signals = new CopyOnWriteArrayList<>();
    final CommandSettings settings;
    final Stores stores;
    final Deliveries deliveries;
    final Desk desk;
    final CommandIntake intake;

    IntakeWorld(Postgres postgres, Duration hold) {
        settings = new CommandSettings(List.of("@mosaic"), Duration.ofMillis(50), hold);
        stores = Stores.on(postgres, Clock.systemUTC());
        deliveries =
                new Deliveries(
                        stores.inbox(),
                        stores.outbox(),
                        new DeliveryJson(JsonMapper.builder().build()),
                        postgres.transactions());
        var forges = new Forges(List.of(forge));
        desk = TestDesk.of(postgres, stores, forges, new ForgeRights(forge), settings);
        intake = intake(desk);
        forge.permit(shop.name(), "ann", Permission.WRITE)
                .permit(shop.name(), "bob", Permission.WRITE)
                .permit(shop.name(), "root", Permission.READ)
                .permit(shop.name(), "eve", Permission.READ);
    }

    CommandIntake intake(Desk desk) {
        return new CommandIntake(
                new CommandParser(settings),
                desk,
                deliveries,
                signals::add,
                stores.jobs(),
                settings,
                Redactor.builtIn());
    }

    /** What Mosaic answers to a person in the repository's channel. */
    Reply says(String person, String text) {
        return intake.hand(incoming(person, text)).block(Duration.ofSeconds(30));
    }

    /** In the thread of a job. */
    Reply saysBelow(JobId job, String person, String text) {
        return intake.hand(incoming(person, text, shop.name(), job)).block(Duration.ofSeconds(30));
    }

    Incoming incoming(String person, String text) {
        return incoming(person, text, shop.name(), null);
    }

    Incoming incoming(String person, String text, RepoName place, JobId thread) {
        return new Incoming(
                "chat",
                UUID.randomUUID().toString(),
                new Actor(forge.id(), person),
                new Origin("terminal", person),
                place,
                thread,
                new Content.Text(text));
    }

    /** Rights straight from the forge; this test is not about them. */
    private record ForgeRights(FakeForge forge) implements Authority {
        @Override
        public Mono<Decision> decide(Actor actor, Right right, RepoRef repo) {
            if (right == Right.INSTANCE_ADMIN) {
                return Mono.just(
                        actor.name().equals("root")
                                ? new Decision.Granted()
                                : new Decision.Refused("no admin"));
            }
            return forge.permission(repo, actor.name())
                    .map(has ->
                            has.ordinal() > right.ordinal()
                                    ? new Decision.Granted()
                                    : new Decision.Refused("Needs " + right + "."));
        }
    }
}
