package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Incoming.Content;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import reactor.core.publisher.Mono;

class CommandIntakeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));

    @Test
    void sameDeliveryGetsTheSameAnswerAndOneJob() {
        world.forge.openIssue(world.shop, "x");
        var incoming = world.incoming("ann", "@mosaic fix #1");
        var first = hand(incoming);
        assertThat(hand(incoming)).isEqualTo(first);
        assertThat(world.signals).hasSize(1);
    }

    @Test
    void sameDeliveryManyTimesAtOnceIsAnsweredOnce() throws Exception {
        world.forge.openIssue(world.shop, "x");
        var incoming = world.incoming("ann", "@mosaic fix #1");
        var replies = Crowd.race(Collections.nCopies(12, () -> hand(incoming)));
        assertThat(new HashSet<>(replies)).hasSize(1);
        assertThat(replies.getFirst()).isInstanceOf(Reply.Accepted.class);
        assertThat(world.signals).hasSize(1);
        assertThat(world.jobs()).isEqualTo(1);
    }

    @Test
    void everyKindOfReplyIsRememberedWhole() {
        world.forge.openIssue(world.shop, "x");
        for (var text :
                List.of("@mosaic fix #1", "@mosaic jobs", "@mosaic plan #1", "@mosaic fix #9")) {
            var incoming = world.incoming("ann", text);
            assertThat(hand(incoming)).isEqualTo(hand(incoming));
        }
    }

    @Test
    void chatterIsNotStored() {
        var incoming = world.incoming("ann", "good morning");
        assertThat(hand(incoming)).isEqualTo(new Reply.Silent());
        assertThat(world.deliveries.take(incoming, LIMIT).blockOptional()).isEmpty();
        assertThat(stored(incoming)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@mosaic dance \u0000\ud800\u001b[31m", "@mosaic fix #1 \u0000\ud800"})
    void hostileTextIsAnswered(String text) {
        world.forge.openIssue(world.shop, "bad \u0000\ud800 title");
        assertThat(hand(world.incoming("ann", text))).isNotEqualTo(new Reply.Silent());
        assertThat(hand(world.incoming("ann", text)).text()).doesNotContain("\u001b", "\u0000");
    }

    @Test
    void hugeTextIsRefusedAndNotStoredWhole() {
        var incoming = world.incoming("ann", "@mosaic fix #1 " + "x".repeat(5_000_000));
        assertThat(hand(incoming)).isInstanceOf(Reply.Refused.class);
        assertThat(stored(incoming)).isBetween(1L, 200_000L);
    }

    @Test
    void promptNeedsNoMentionAndTypedCommandsNoText() {
        world.forge.openIssue(world.shop, "x");
        assertThat(hand(with(new Content.Bare("help")))).isInstanceOf(Reply.Answer.class);
        assertThat(hand(with(new Content.Text("help")))).isEqualTo(new Reply.Silent());
        var typed = new Command.Fix(new Target.Issue(1), FixOptions.NONE, "time=5m is the bug");
        var reply = (Reply.Accepted) hand(with(new Content.Typed(typed)));
        assertThat(world.stores.jobs().find(reply.job()).block().request().instructions())
                .isEqualTo("time=5m is the bug");
    }

    @Test
    void brokenDeskApologisesOnceWithAReference() {
        var calls = new AtomicInteger();
        var intake =
                world.intake((_, _) -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("a bug");
                });
        var incoming = world.incoming("ann", "@mosaic jobs");
        var reply = intake.hand(incoming).block(LIMIT);
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo(Cause.UNAVAILABLE));
        assertThat(reply.text()).containsPattern("reference: `[0-9a-f]{8}`").doesNotContain("bug");
        assertThat(intake.hand(incoming).block(LIMIT)).isEqualTo(reply);
        assertThat(calls).hasValue(1);
    }

    @Test
    void jobIsNotKeptWhenTheAnswerCannotBe() {
        world.forge.openIssue(world.shop, "x");
        var intake =
                world.intake((command, asked) ->
                        world.desk
                                .prepare(command, asked)
                                .map(errand ->
                                        new Errand(
                                                errand.work()
                                                        .flatMap(_ ->
                                                                Mono.error(
                                                                        new IllegalStateException(
                                                                                "after the job"))))));
        var reply = intake.hand(world.incoming("ann", "@mosaic fix #1")).block(LIMIT);
        assertThat(reply.text()).contains("reference");
        assertThat(world.jobs()).isZero();
        assertThat(world.signals).isEmpty();
    }

    @Test
    void errandWithoutAnswerIsABug() {
        var intake = world.intake((_, _) -> Mono.just(new Errand(Mono.empty())));
        assertThat(intake.hand(world.incoming("ann", "@mosaic jobs")).block(LIMIT).text())
                .contains("reference");
    }

    @Test
    void nonsenseInOurOwnStatementsIsABugAndNotAnOutage() {
        var intake =
                world.intake(failingWith(new DataIntegrityViolationException("a check"), 1_000));
        var incoming = world.incoming("ann", "@mosaic jobs");
        assertThat(intake.hand(incoming).block(LIMIT).text()).contains("reference");
    }

    @Test
    void failingDatabaseLeavesTheDeliveryToTheSweep() {
        var slow = new IntakeWorld(postgres, Duration.ofSeconds(2));
        var intake = slow.intake(failingWith(new DataAccessResourceFailureException("gone"), 1));
        var incoming = slow.incoming("ann", "@mosaic jobs");
        var reply = intake.hand(incoming).block(LIMIT);
        assertThat(reply.text()).contains("is stored", "no need to send it again");
        // a sweep may find what another test of this class left first
        await().atMost(LIMIT)
                .untilAsserted(() -> {
                    intake.sweep().block(LIMIT);
                    assertThat(sent(incoming)).containsExactly("done");
                });
        assertThat(intake.hand(incoming).block(LIMIT)).isEqualTo(new Reply.Answer("done"));
    }

    @Test
    void deliveryOfADeadProcessIsAnsweredThroughTheOutboxOnce() {
        var slow = new IntakeWorld(postgres, Duration.ofSeconds(2));
        slow.forge.openIssue(slow.shop, "x");
        var incoming = slow.incoming("ann", "@mosaic fix #1");
        slow.deliveries.store(incoming).block(LIMIT);
        slow.deliveries.take(incoming, Duration.ofSeconds(1)).block(LIMIT);

        var loop = new ForgottenDeliveries(slow.intake, slow.settings);
        loop.start();
        await().atMost(LIMIT).until(() -> !slow.signals.isEmpty());
        loop.stop();
        assertThat(loop.isRunning()).isFalse();

        assertThat(sent(incoming)).singleElement().asString().startsWith("On it: job");
        slow.intake.sweep().block(LIMIT);
        assertThat(sent(incoming)).hasSize(1);
        assertThat(slow.intake.hand(incoming).block(LIMIT)).isInstanceOf(Reply.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "cli"})
    void originsWithoutAnOutletGetNoMessageLater(String outlet) {
        var slow = new IntakeWorld(postgres, Duration.ofMillis(300));
        var incoming = with(slow, new Content.Bare("whoami"), new Origin(outlet, "x"));
        slow.deliveries.store(incoming).block(LIMIT);
        await().atMost(LIMIT)
                .untilAsserted(() -> {
                    slow.intake.sweep().block(LIMIT);
                    assertThat(slow.deliveries.reply(incoming).block(LIMIT)).isNotNull();
                });
        assertThat(sent(incoming)).isEmpty();
    }

    @Test
    void movedJobIsLookedAtAnew() {
        var calls = new AtomicInteger();
        var intake =
                world.intake((_, _) ->
                        calls.incrementAndGet() == 1
                                ? Mono.just(new Errand(Mono.error(illegal())))
                                : Mono.just(Errand.say(new Reply.Answer("anew"))));
        assertThat(intake.hand(world.incoming("ann", "@mosaic jobs")).block(LIMIT))
                .isEqualTo(new Reply.Answer("anew"));
    }

    @Test
    void deskThatHangsIsGivenUpBeforeTheDeliveryCountsAsForgotten() {
        var hasty = new IntakeWorld(postgres, Duration.ofSeconds(2));
        var intake = hasty.intake((_, _) -> Mono.never());
        assertThat(intake.hand(hasty.incoming("ann", "@mosaic jobs")).block(LIMIT).text())
                .contains("did not answer in time");
    }

    private static Desk failingWith(RuntimeException problem, int times) {
        var calls = new AtomicInteger();
        return (_, _) ->
                calls.incrementAndGet() <= times
                        ? Mono.just(new Errand(Mono.error(problem)))
                        : Mono.just(
                                new Errand(Mono.just(new Deed(new Reply.Answer("done"), null))));
    }

    private static IllegalTransition illegal() {
        return new IllegalTransition(
                new JobId(UUID.randomUUID()), JobStatus.COMPLETED, JobStatus.CANCELLED);
    }

    private Reply hand(Incoming incoming) {
        return world.intake.hand(incoming).block(LIMIT);
    }

    private Incoming with(Content content) {
        return with(world, content, new Origin("terminal", "console"));
    }

    private static Incoming with(IntakeWorld world, Content content, Origin origin) {
        return new Incoming(
                "chat",
                UUID.randomUUID().toString(),
                new Actor(world.forge.id(), "ann"),
                origin,
                world.shop.name(),
                null,
                content);
    }

    /** What was put into the outbox for a delivery. */
    private List<String> sent(Incoming incoming) {
        return world.stores
                .outbox()
                .take(Set.of("terminal", "api", "cli"), Duration.ofMillis(1), 1_000)
                .map(Outbox.Pending::effect)
                .filter(effect -> effect.key().equals("reply:chat:" + incoming.id()))
                .map(effect -> effect.text())
                .collectList()
                .block(LIMIT);
    }

    private long stored(Incoming incoming) {
        return postgres.client()
                .sql(
                        "select coalesce(sum(length(payload::text)), 0) from inbox"
                                + " where delivery_id = :id")
                .bind("id", incoming.id())
                .mapValue(Long.class)
                .one()
                .block(LIMIT);
    }
}
