package dev.mosaic.stitcher.engine.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineContract;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineEvent.Note;
import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineEvent.TurnStarted;
import dev.mosaic.stitcher.engine.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ScriptedEngineTest extends EngineContract {
    @Override
    protected Engine writing() throws IOException {
        return playing(
                """
                rounds:
                  - turns:
                      - say: I write a file.
                        write: {path: made.txt, text: "made\\n"}
                      - say: I am done.
                """);
    }

    @Override
    protected Engine endless() throws IOException {
        return playing(
                """
                rounds:
                  - turns:
                      - run: while :; do echo x >> beat; sleep 0.02; done
                """);
    }

    @Override
    protected Engine breaking() throws IOException {
        return playing("rounds: [{turns: [{crash: the model is on fire}]}]");
    }

    @Override
    protected Engine stubborn() throws IOException {
        return playing(
                "rounds: [{turns: [{run: '(while :; do echo x >> beat; sleep 0.02; done) &', hang: stubborn}]}]");
    }

    @Override
    protected Engine flooding() throws IOException {
        return playing("rounds: [{turns: [{run: touch up; yes}]}]");
    }

    @Test
    void everyStepIsToldAndDone() throws Exception {
        Files.writeString(workdir.resolve("Sum.java"), "return a - b; // \u20ac");
        Files.writeString(workdir.resolve("old.txt"), "");
        var events =
                play(
                        """
                        rounds:
                          - turns:
                              - say: The sign is wrong.
                                replace: {path: Sum.java, find: "a - b", with: "a + b"}
                              - write: {path: a/b/new.txt, text: "with $HOME and 'quotes'"}
                                delete: old.txt
                                run: test -e a/b/new.txt
                              - writeMany: {count: 300, folder: many}
                        """);

        assertThat(events)
                .containsExactly(
                        new TurnStarted(1),
                        new Note("The sign is wrong."),
                        new ToolUsed("replace", "Sum.java", true),
                        new TurnStarted(2),
                        new ToolUsed("write", "a/b/new.txt", true),
                        new ToolUsed("delete", "old.txt", true),
                        new ToolUsed("run", "test -e a/b/new.txt: exit code 0", true),
                        new TurnStarted(3),
                        new ToolUsed("write", "300 files in many", true));
        assertThat(workdir.resolve("Sum.java")).hasContent("return a + b; // \u20ac");
        assertThat(workdir.resolve("a/b/new.txt")).hasContent("with $HOME and 'quotes'");
        assertThat(workdir.resolve("old.txt")).doesNotExist();
        try (var files = Files.list(workdir.resolve("many"))) {
            assertThat(files).hasSize(300);
        }
    }

    @Test
    void aStepThatDoesNotWorkIsToldAndTheScriptGoesOn() throws Exception {
        Files.writeString(workdir.resolve("twice"), "x x");
        var events =
                play(
                        """
                        rounds:
                          - turns:
                              - replace: {path: twice, find: x, with: y}
                              - replace: {path: twice, find: z, with: y}
                              - delete: missing
                              - run: exit 7
                              - write: {path: -n, text: dashed}
                        """);

        assertThat(events.stream().filter(e -> e instanceof ToolUsed).map(e -> (ToolUsed) e))
                .extracting(ToolUsed::succeeded)
                .containsExactly(false, false, false, false, true);
        assertThat(events)
                .contains(
                        new ToolUsed("replace", "twice: the text was found more than once", false),
                        new ToolUsed("replace", "twice: the text was not found", false),
                        new ToolUsed("run", "exit 7: exit code 7", false));
        assertThat(workdir.resolve("twice")).hasContent("x x");
        assertThat(workdir.resolve("-n")).hasContent("dashed");
    }

    @Test
    void theNthRoundPlaysTheNthEntryAndTheLastRepeats() throws Exception {
        var engine =
                playing("rounds: [{turns: [{say: one}]}, {turns: [{say: two}, {say: three}]}]");

        assertThat(stopped(engine, 1)).isEqualTo(new RunResult.Stopped("one", 1));
        assertThat(stopped(engine, 2)).isEqualTo(new RunResult.Stopped("three", 2));
        assertThat(stopped(engine, 9)).isEqualTo(new RunResult.Stopped("three", 2));
    }

    @Test
    void politeHangsEndAtAnAbort() throws Exception {
        var run = playing("rounds: [{turns: [{hang: true}]}]").start(spec(1));
        run.events().ofType(TurnStarted.class).blockFirst(LIMIT);

        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isEqualTo(new RunResult.Aborted(1));
    }

    @Test
    void stubbornHangsEndOnlyWhenTheirProcessesDie() throws Exception {
        var run = playing("rounds: [{turns: [{run: touch begun, hang: stubborn}]}]").start(spec(1));
        run.events().ofType(ToolUsed.class).blockFirst(LIMIT);
        await().atMost(LIMIT).pollDelay(Duration.ofMillis(300)).until(() -> true);

        run.abort().block(LIMIT);
        assertThat(run.result().timeout(Duration.ofMillis(500), Mono.empty()).block(LIMIT))
                .isNull();
        assertThat(sandbox.kill()).isEmpty();

        assertThat(run.result().block(LIMIT)).isEqualTo(new RunResult.Aborted(1));
    }

    @Test
    void aPauseBetweenTurnsCanBeAborted() throws Exception {
        var run =
                playing("{pause: 999s, rounds: [{turns: [{say: one}, {say: two}]}]}")
                        .start(spec(1));
        assertThat(run.events().ofType(Note.class).blockFirst(LIMIT)).isEqualTo(new Note("one"));

        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isEqualTo(new RunResult.Aborted(1));
    }

    @Test
    void linksAreFollowedOnlyWithinTheSandbox() throws Exception {
        // the command that writes runs as a process of the sandbox and shows its mark
        var events =
                play(
                        """
                        rounds:
                          - turns:
                              - run: ln -s "$HOME/target" link
                              - write: {path: link, text: through}
                              - run: test "$(cat "$HOME/target")" = through
                        """);

        assertThat(events).allMatch(e -> !(e instanceof ToolUsed used) || used.succeeded());
    }

    @Test
    void withoutAScriptItSaysHowToSetOne() {
        var engine = new ScriptedEngine(new ScriptedSettings(null));

        assertThat(engine.unavailable()).get().asString().contains("mosaic.engine.scripted.script");
        assertThat(engine.start(spec(1)).result().block(LIMIT))
                .isInstanceOf(RunResult.Crashed.class);
    }

    @Test
    void aMissingFileIsSaid() {
        assertThat(new ScriptedEngine(new ScriptedSettings("/no/such.yml")).unavailable())
                .get()
                .asString()
                .contains("/no/such.yml");
        assertThat(new ScriptedEngine(new ScriptedSettings("classpath:no.yml")).unavailable())
                .isPresent();
    }

    @Test
    void scriptsAreFoundOnTheClassPath() {
        assertThat(
                        new ScriptedEngine(new ScriptedSettings("classpath:scripts/nothing.yml"))
                                .unavailable())
                .isEmpty();
    }

    private List<EngineEvent> play(String script) throws IOException {
        var run = playing(script).start(spec(1));
        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Stopped.class);
        return run.events().collectList().block(LIMIT);
    }

    private RunResult stopped(Engine engine, int round) {
        return engine.start(spec(round)).result().block(LIMIT);
    }

    private Engine playing(String script) throws IOException {
        var file = Files.writeString(Files.createTempFile(folder, "script", ".yml"), script);
        return new ScriptedEngine(new ScriptedSettings(file.toString()));
    }
}
