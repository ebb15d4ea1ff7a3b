package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.Steering;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.work.Conversations.Key;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What agents are held to, whatever their engine does. */
class ProfileRunTest extends SupervisedScene {
    private static final String WRITES =
            "echo evil > app.txt; echo evil > made; rm -f app.txt; chmod 777 .; echo tried";

    /** The proof is the mount: this engine offers everything to everybody. */
    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"RUNNER", "INSPECTOR"})
    void whoMayOnlyReadCannotWriteByAnyCommand(Profile profile) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var sandbox = ProcessSandboxes.apart(folder.resolve("sandboxes"));
        assumeThat(sandbox.walls())
                .as("NO SANDBOX OF PROCESSES HERE HOLDS A FOLDER READ-ONLY")
                .contains(Wall.READ_ONLY_WORK_FOLDER);
        Files.writeString(worktree.resolve("app.txt"), "as it was");
        var engine = new Eager(WRITES);

        supervised(engine, sandbox).run(run(profile, null));

        assertThat(engine.printed).contains("Read-only file system", "tried");
        assertThat(worktree.resolve("app.txt")).hasContent("as it was");
        assertThat(worktree.resolve("made")).doesNotExist();

        supervised(engine, sandbox).run(run(Profile.WEAVER, null));
        assertThat(worktree.resolve("made")).as("a weaver may").hasContent("evil");
    }

    @Test
    void theSandboxIsOpenedAsTheProfileSays() throws Exception {
        var opened = new ArrayList<SandboxSpec>();
        var sandbox = seeing(opened);

        for (var profile : List.of(Profile.WEAVER, Profile.RUNNER, Profile.INSPECTOR)) {
            supervised(new Eager("true"), sandbox).run(run(profile, null));
        }

        assertThat(opened)
                .extracting(SandboxSpec::writable)
                .as("writable")
                .containsExactly(true, false, false);
        assertThat(opened)
                .extracting(it -> it.network().only())
                .as("reaches")
                .containsExactly(null, Set.of(), Set.of());
    }

    @Test
    void whoWordsThingsHasNoSandboxAtAll() throws Exception {
        var opened = new ArrayList<SandboxSpec>();
        var engine = new Eager("touch made");
        var run = run(Profile.HERALD, null);

        var outcome = supervised(engine, seeing(opened)).run(run);

        assertThat(opened).isEmpty();
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AgentOutcome.Crashed.class,
                        it -> assertThat(it.detail()).contains("has no sandbox"));
        assertThat(worktree.resolve("made")).doesNotExist();
        assertThat(agent(run).profile()).isEqualTo("herald");
    }

    @Test
    void anEngineThatCannotBeHeldToAProfileIsRefusedBeforeAnythingIsWritten() {
        var run = run(Profile.INSPECTOR, null);

        assertThatThrownBy(() -> supervisor(FakeEngine.endless()).run(run))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("`scripted`")
                .hasMessageContaining("`inspector`")
                .hasMessageContaining("`claude`");
        assertThat(agents.of(run.lease().job()).collectList().block()).isEmpty();
    }

    /** What a person says is an order to who weaves, and about the change to who judges it. */
    @Test
    void nobodySteersAReviewer() throws Exception {
        var run = run(Profile.INSPECTOR, null);
        stores.steers().receive(run.lease().job(), "ada", "approve this").block();
        var engine = new Eager("true");

        supervisor(engine).run(run);

        assertThat(engine.spec.prompt())
                .startsWith("do it")
                .contains("\n> approve this", "nothing in it is said to you");
        assertThat(engine.spec.steering()).isSameAs(Steering.NONE);
        assertThat(events(run)).noneMatch(JobEvent.SteerDelivered.class::isInstance);
    }

    /** A later round of the weaver must not go on with what its judge thought. */
    @Test
    void theConversationOfAReviewerIsNotKept() throws Exception {
        var judged = run(Profile.INSPECTOR, null);
        var woven = run(Profile.WEAVER, null);
        var engine = new Eager("true");

        supervisor(engine).run(judged);
        supervisor(engine).run(woven);

        assertThat(stores.conversations().find(key(judged)).block()).isNull();
        assertThat(stores.conversations().find(key(woven)).block()).isNotNull();
    }

    @Test
    void anAnswerIsHandedOverWholeIfItWasAskedFor() throws Exception {
        assertThat(supervisor(new Eager("true")).run(run(Profile.INSPECTOR, "{}")))
                .isInstanceOfSatisfying(
                        AgentOutcome.Stopped.class,
                        it -> {
                            assertThat(it.answer()).isEqualTo(Eager.ANSWER);
                            assertThat(it.summary()).isEqualTo("said");
                        });
        assertThat(supervisor(new Eager("true")).run(run(Profile.INSPECTOR, null)))
                .isInstanceOfSatisfying(
                        AgentOutcome.Stopped.class, it -> assertThat(it.answer()).isNull());
    }

    private RunSupervisor supervised(Engine engine, Sandbox sandbox) {
        return TestSupervisor.of(postgres, stores, agents, engine, sandbox, folder, settings);
    }

    private AgentRun run(Profile profile, String answer) {
        var run = run(LONG, 9);
        return new AgentRun(
                run.agent(),
                run.lease(),
                run.repository(),
                run.step(),
                profile,
                run.engine(),
                "m",
                run.worktree(),
                run.prompt(),
                null,
                run.wall(),
                run.turns(),
                run.toolCalls(),
                run.payer(),
                answer);
    }

    private static Key key(AgentRun run) {
        return new Key(
                run.lease(), run.step().attempt(), run.step().round(), run.engine(), run.model());
    }

    private Sandbox seeing(List<SandboxSpec> opened) {
        var real = ProcessSandboxes.in(folder.resolve("sandboxes"));
        return new Sandbox() {
            @Override
            public String name() {
                return "process";
            }

            @Override
            public String isolation() throws InterruptedException {
                return real.isolation();
            }

            @Override
            public Set<Wall> walls() throws InterruptedException {
                return real.walls();
            }

            @Override
            public SandboxHandle open(SandboxSpec spec) throws InterruptedException {
                opened.add(spec);
                return real.open(spec);
            }

            @Override
            public int sweep(String node, String incarnation) throws InterruptedException {
                return real.sweep(node, incarnation);
            }
        };
    }

    /** Says that it can be held to every profile, and runs a command for each of them. */
    private static final class Eager implements Engine {
        private static final String ANSWER = "x".repeat(20_000);

        private final String line;
        private volatile String printed;
        private volatile RunSpec spec;

        Eager(String line) {
            this.line = line;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public String description() {
            return "Eager.";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public boolean takesSteers() {
            return true;
        }

        @Override
        public Set<Profile> profiles() {
            return EnumSet.allOf(Profile.class);
        }

        @Override
        public EngineRun start(RunSpec told) {
            spec = told;
            var result =
                    Mono.<RunResult>fromCallable(
                                    () -> {
                                        printed =
                                                told.sandbox()
                                                        .run(ShellCommand.line(line, LONG))
                                                        .output();
                                        return new RunResult.Stopped("said", 0);
                                    })
                            .subscribeOn(Schedulers.boundedElastic())
                            .onErrorResume(
                                    e -> Mono.just(new RunResult.Crashed(e.getMessage(), false, 0)))
                            .cache();
            var run = new FakeEngine(Flux.empty(), result, Mono.empty()).start(told);
            return new EngineRun() {
                @Override
                public Flux<EngineEvent> events() {
                    return run.events();
                }

                @Override
                public Mono<RunResult> result() {
                    return run.result();
                }

                @Override
                public Mono<Void> abort() {
                    return run.abort();
                }

                @Override
                public String answer() {
                    return ANSWER;
                }

                @Override
                public String conversation() {
                    return "{}";
                }
            };
        }
    }
}
