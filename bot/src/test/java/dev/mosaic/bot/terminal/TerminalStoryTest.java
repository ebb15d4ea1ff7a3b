package dev.mosaic.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.herald.HeraldSettings;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.message.Cursors;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The terminal, the herald and a real database; the desk is the test. */
class TerminalStoryTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern RUNS_ON = Pattern.compile("weave round 1 {2}00:0[1-9]");
    private static final AtomicLong ISSUES = new AtomicLong(90_000);

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Incoming> handedIn = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private AnnotationConfigApplicationContext program;

    @AfterEach
    void stop() {
        stores.jobs().live().map(Job::id).collectList().block().stream()
                .forEach(it -> stores.jobs().cancel(it, "test", "over").block());
        if (program != null) {
            program.close();
        }
    }

    @Test
    void endOfInputWaitsForTheFinalWord() throws Exception {
        var talking = talk(plain(), "help\nfix #1\n");
        awaitPrinted("On it: fix #1");
        var lease = lease();
        stores.jobs().record(lease, new JobEvent.StepStarted(Stage.WEAVE, 1, "weaver")).block();
        awaitPrinted("round 1, weave");
        assertThat(talking.isAlive()).isTrue();
        stores.jobs().complete(lease, "1 file changed.").block();

        assertThat(talking.join(LIMIT)).isTrue();
        var job = "[" + lease.job().abbreviated() + "] ";
        assertThat(printed().replace(job, "[id] "))
                .startsWith(
                        """
                        mosaic> help
                        answer to help
                        mosaic> fix #1
                        On it: fix #1
                        """)
                .containsOnlyOnce("[id] done\n**Done**".replace("**", ""))
                .containsOnlyOnce("[id] asked by ada")
                .containsOnlyOnce("1 file changed.");
    }

    @Test
    void liveScreenEndsWithTheStoryAndNoBar() throws Exception {
        var tty = new FakeTty(100);
        var screen =
                new TerminalScreen(tty.out(), new Look(true, false, () -> 100), Clock.systemUTC());
        var talking = talk(screen, "fix #1\n");
        await().atMost(LIMIT).until(() -> tty.raw().contains("On it"));
        var lease = lease();
        stores.jobs().record(lease, new JobEvent.StepStarted(Stage.WEAVE, 1, "weaver")).block();
        await().atMost(LIMIT).until(() -> RUNS_ON.matcher(tty.raw()).find());
        stores.jobs().complete(lease, "1 file changed.").block();

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(tty.seen().lines().filter(it -> it.startsWith("["))).hasSize(1);
        assertThat(tty.seen())
                .containsPattern("\\[#{10}] 100 % done  fix #\\d+ Login fails\nDone: issue #");
    }

    @Test
    void endOfInputWaitsForAJobOfAnEarlierProcessToo() throws Exception {
        stores.submit(SampleJobs.request(issue()));
        var lease = lease();
        var talking = talk(plain(), "");
        awaitPrinted("taken up by node");
        // who looks only after the end has nothing to wait for
        await().atMost(LIMIT).until(() -> isWaiting(talking));
        stores.jobs().fail(lease, "It broke.", "Mend it.").block();

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(printed()).containsOnlyOnce("Failed: issue #").contains("Mend it.");
    }

    @Test
    void wordThatAnotherProcessSaysIsNotWaitedForForEver() throws Exception {
        var talking = talk(plain(), "fix #1\n");
        awaitPrinted("On it: fix #1");
        program.stop();
        var elsewhere = start(new TerminalScreen(System.out, Look.PLAIN, Clock.systemUTC()));
        try {
            stores.jobs().complete(lease(), "done").block();

            assertThat(talking.join(LIMIT)).isTrue();
            assertThat(printed()).doesNotContain("Done: issue");
        } finally {
            elsewhere.close();
        }
    }

    @Test
    void exitLeavesAtOnce() throws Exception {
        var talking = talk(plain(), "fix #1\n EXIT \nhelp\n");

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(handedIn).hasSize(1);
        assertThat(stores.jobs().live().collectList().block()).isNotEmpty();
    }

    @Test
    void whoTypesHereIsHeardWithoutAMention() throws Exception {
        var talking =
                talk(plain(), "\n  \n# a comment\nhelp\r\n@Mosaic jobs\n/mosaic jobs\n#1 broke\n");

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(handedIn)
                .extracting(it -> ((Incoming.Content.Text) it.content()).text())
                .containsExactly(
                        "@mosaic help", "@Mosaic jobs", "/mosaic jobs", "@mosaic #1 broke");
        assertThat(handedIn).extracting(Incoming::id).doesNotHaveDuplicates();
        assertThat(handedIn)
                .allSatisfy(it -> {
                    assertThat(it.door()).isEqualTo("terminal");
                    assertThat(it.origin()).isEqualTo(SampleJobs.CONSOLE);
                    assertThat(it.place()).isEqualTo(new RepoName("demo", "app"));
                    assertThat(it.actor().forge()).isEqualTo("local");
                });
    }

    @Test
    void deskThatBlowsUpIsAnsweredFor() throws Exception {
        var talking = talk(plain(), "boom\nsilence\nhelp\n");

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(printed())
                .contains("mosaic> boom\nInternal error: ")
                .contains("mosaic> silence\nThat was not for me")
                .endsWith("mosaic> help\nanswer to help\n");
    }

    @Test
    void lineWithoutEndIsIgnoredAndNotKept() throws Exception {
        var talking = talk(plain(), "x".repeat(3_000_000) + "\nhelp");

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(handedIn).hasSize(1);
        assertThat(printed()).contains("ignored: it had more than 16384 characters");
    }

    @Test
    void interruptEndsReading() throws Exception {
        try (var keyboard = new PipedOutputStream();
                var in = new PipedInputStream(keyboard)) {
            var talking = talk(plain(), in);
            keyboard.write("help\n".getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            awaitPrinted("answer to help");
            talking.interrupt();

            assertThat(talking.join(LIMIT)).isTrue();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void interruptEndsWaiting() throws Exception {
        var talking = talk(plain(), "fix #1\n");
        awaitPrinted("queued");
        talking.interrupt();

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void inputThatBreaksCountsAsEnded() throws Exception {
        var talking =
                talk(
                        plain(),
                        new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("gone");
                            }
                        });

        assertThat(talking.join(LIMIT)).isTrue();
        assertThat(thrown.get()).isNull();
    }

    /** Whether it has seen which jobs are live, and waits for one of them. */
    private static boolean isWaiting(Thread talking) {
        return Arrays.stream(talking.getStackTrace())
                .anyMatch(it -> it.getMethodName().equals("awaitMoreThan"));
    }

    private Thread talk(TerminalScreen screen, String input) {
        return talk(screen, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    private Thread talk(TerminalScreen screen, InputStream in) {
        program = start(screen);
        var bridge =
                new TerminalBridge(
                        this::answer,
                        screen,
                        program.getBean(Endings.class),
                        new TerminalSettings("demo/app"));
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        bridge.converse(in);
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                });
    }

    private Mono<Reply> answer(Incoming incoming) {
        handedIn.add(incoming);
        var text = ((Incoming.Content.Text) incoming.content()).text().substring(8);
        return switch (text) {
            case "fix #1" ->
                    stores.jobs()
                            .submit(SampleJobs.request(issue()), incoming.id())
                            .map(it -> new Reply.Accepted(it.job().id(), true, "On it: " + text));
            case "boom" -> Mono.error(new IllegalStateException("boom"));
            case "silence" -> Mono.just(new Reply.Silent());
            default -> Mono.just(new Reply.Answer("answer to " + text));
        };
    }

    private static IssueRef issue() {
        return new IssueRef(SampleJobs.REPO, ISSUES.incrementAndGet());
    }

    private Lease lease() {
        var incarnation = UUID.randomUUID();
        return stores.leases()
                .claim("node", incarnation, 64, 1_000, Duration.ofMinutes(1))
                .map(it -> new Lease(it.id(), it.leaseEpoch(), "node", incarnation))
                .single()
                .block();
    }

    private TerminalScreen plain() {
        return new TerminalScreen(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                Look.PLAIN,
                Clock.systemUTC());
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void awaitPrinted(String text) {
        await().atMost(LIMIT).until(() -> printed().contains(text));
    }

    private static AnnotationConfigApplicationContext start(TerminalScreen screen) {
        var context = new AnnotationConfigApplicationContext();
        context.registerBean(DatabaseClient.class, postgres::client);
        context.registerBean(TransactionalOperator.class, postgres::transactions);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(Redactor.class, Redactor::builtIn);
        context.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
        context.registerBean(
                HeraldSettings.class,
                () ->
                        new Binder(new MapConfigurationPropertySource(Map.of()))
                                .bindOrCreate("mosaic.herald", HeraldSettings.class));
        context.registerBean(TerminalScreen.class, () -> screen);
        context.register(Jobs.class, JobEvents.class, Cursors.class, Outbox.class);
        context.register(TerminalOutlet.class, SaidWords.class, Endings.class, Ticker.class);
        context.scan("dev.mosaic.herald");
        context.refresh();
        return context;
    }
}
