package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Incoming.Content;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.desk.TestDesk;
import dev.mosaic.stitcher.command.language.CommandParser;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.store.Jobs;
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

    /** What becomes of the job of a command that is taken. */
    Reply.Accepted accepted(String person, String text) {
        var reply = says(person, text);
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return (Reply.Accepted) reply;
    }

    /** What a question is answered. */
    String answer(String person, String text) {
        return ((Reply.Answer) says(person, text)).text();
    }

    /** Why a command is not taken. */
    String refused(Reply.Cause cause, String person, String text) {
        return refused(cause, says(person, text));
    }

    static String refused(Reply.Cause cause, Reply reply) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.cause()).as(reply.text()).isEqualTo(cause));
        return reply.text();
    }

    void issue(String title) {
        forge.openIssue(shop, title);
    }

    Job job(JobId id) {
        return stores.jobs().find(id).block();
    }

    /** How many there are of the repository. */
    long jobs() {
        return stores.jobs()
                .list(new Jobs.Filter(null, shop.ref().key(), false), null, 10)
                .count()
                .block();
    }

    /** The claim of the only job of the repository that waits in the queue. */
    Lease claim() {
        var queued =
                stores.jobs()
                        .list(new Jobs.Filter(JobStatus.QUEUED, shop.ref().key(), false), null, 10)
                        .map(Job::id)
                        .single();
        return stores.running(queued.block());
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
