package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Recipe;
import dev.mosaic.stitcher.sandbox.Setup.Step;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.egress.RegistryServer;
import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Setups, what they leave, and who gets it. */
class SetupTest extends DockerScene {
    private static final Owner OTHER = new Owner(NODE, "now", "other", 1, "agent");

    @TempDir Path files;
    @TempDir Path base;
    private final AtomicInteger checkouts = new AtomicInteger();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private RegistryServer registry;

    @BeforeEach
    void serve() throws IOException {
        Files.writeString(files.resolve("lib.jar"), "a library");
        registry = new RegistryServer(files);
    }

    @AfterEach
    void nothingStays() throws IOException {
        registry.close();
        assertThat(containers()).isEmpty();
        assertThat(volumes()).isEmpty();
        assertThat(below("layers")).isEmpty();
        assertThat(below("setups").stream().filter(it -> it.startsWith("."))).isEmpty();
        Removal.of(SOCKETS.resolve("setups"));
    }

    private static List<String> volumes() {
        return LocalEngine.ask(client ->
                client
                        .listVolumesCmd()
                        .withFilter("label", List.of(Profile.NODE + "=" + NODE))
                        .exec()
                        .getVolumes()
                        .stream()
                        .map(InspectVolumeResponse::getName)
                        .toList());
    }

    private static List<String> below(String folder) throws IOException {
        var path = SOCKETS.resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (var found = Files.list(path)) {
            return found.map(it -> it.getFileName().toString()).toList();
        }
    }

    private SampleSettings mirrored() {
        var settings = SampleSettings.here().with("forwarder", TestImage.forwarder());
        for (var each : registry.settings("central", "maven")) {
            var parts = each.substring("mosaic.sandbox.docker.".length()).split("=", 2);
            settings = settings.with(parts[0], parts[1]);
        }
        return settings;
    }

    private Setup asked(Owner owner, String... lines) {
        return asked(owner, REPOSITORY, "", "inputs", lines);
    }

    private Setup asked(
            Owner owner, Repository repository, String branch, String inputs, String... lines) {
        var steps = List.of(lines).stream().map(line -> new Step(line, null)).toList();
        return new Setup(
                owner,
                repository,
                new Recipe(branch, steps, inputs),
                work -> {
                    checkouts.incrementAndGet();
                    work.in(base);
                },
                told::add);
    }

    private String run(DockerSandbox sandbox, Owner owner, String line)
            throws InterruptedException {
        try (var place = sandbox.open(spec(owner, Map.of()))) {
            return ran(place, line);
        }
    }

    private static String ran(SandboxHandle place, String line) throws InterruptedException {
        return place.run(ShellCommand.line(line, LONG)).output().strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "copy"})
    void aSetupRunsOnceAndEverySandboxOfTheJobHasALayerOfItsOwnAboveIt(String layers)
            throws Exception {
        var sandbox = sandbox(SampleSettings.here().with("setup.layers", layers));

        try (var _ = sandbox.setUp(asked(OWNER, "echo fetched > ~/lib; mkdir ~/.cache"))) {
            assertThat(
                            run(
                                    sandbox,
                                    OWNER,
                                    "cat ~/lib; echo mine > ~/lib; rm -r ~/.cache; cat ~/lib"))
                    .isEqualTo("fetched\nmine");
            assertThat(run(sandbox, OWNER, "cat ~/lib; ls -d ~/.cache"))
                    .isEqualTo("fetched\n/home/agent/.cache");
        }
        try (var _ = sandbox.setUp(asked(OTHER, "echo fetched > ~/lib; mkdir ~/.cache"))) {
            assertThat(run(sandbox, OTHER, "cat ~/lib")).isEqualTo("fetched");
        }

        assertThat(checkouts).hasValue(1);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("runs the setup", "echo fetched > ~/lib");
    }

    @Test
    void afterwardsNothingOfItIsThereAndNoOtherJobHasAnyOfIt() throws Exception {
        var sandbox = sandbox(SampleSettings.here());
        var ready = sandbox.setUp(asked(OWNER, "touch ~/lib"));

        assertThat(run(sandbox, OTHER, "ls ~")).isEmpty();
        ready.close();
        assertThat(run(sandbox, OWNER, "ls ~")).isEmpty();
    }

    @Test
    void twoSandboxesAtOnceDoNotSeeEachOthersLayers() throws Exception {
        var sandbox = sandbox(SampleSettings.here());
        try (var _ = sandbox.setUp(asked(OWNER, "echo fetched > ~/lib"));
                var one = sandbox.open(spec(OWNER, Map.of()));
                var two = sandbox.open(spec(OWNER, Map.of()))) {
            ran(one, "echo one > ~/lib; touch ~/own");

            assertThat(ran(two, "cat ~/lib; ls ~")).isEqualTo("fetched\nlib");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "local,1,team/app,main,inputs,1",
        "local,1,team/app,'',other inputs,1",
        "local,2,team/app,'',inputs,1",
        "gitea,1,team/app,'',inputs,1",
        "local,1,team/other,'',inputs,1",
        "local,1,team/app,'',inputs,0"
    })
    void whatWasFetchedIsForTheSameRepositoryBranchAndBuildFilesAlone(
            String forge, long id, String name, String branch, String inputs, int more)
            throws Exception {
        var sandbox = sandbox(SampleSettings.here());
        sandbox.setUp(asked(OWNER, "touch ~/lib")).close();
        assertThat(checkouts).hasValue(1);

        sandbox.setUp(asked(OTHER, new Repository(forge, id, name), branch, inputs, "touch ~/lib"))
                .close();

        assertThat(checkouts).hasValue(1 + more);
    }

    @Test
    void otherCommandsOrAnotherImageOrMirrorFetchAnew() throws Exception {
        sandbox(SampleSettings.here()).setUp(asked(OWNER, "true")).close();

        sandbox(SampleSettings.here()).setUp(asked(OWNER, "true", "true")).close();
        sandbox(SampleSettings.here().with("image", TestImage.derived(TestImage.id(), "ENV A=b")))
                .setUp(asked(OWNER, "true"))
                .close();
        sandbox(mirrored()).setUp(asked(OWNER, "true")).close();

        assertThat(checkouts).hasValue(4);
    }

    @Test
    void aSetupReadsOfTheMirrorWithoutTheCredentialAndReachesNothingElse() throws Exception {
        var agents = "localhost:" + URI.create(registry.url()).getPort();
        var sandbox = sandbox(mirrored(), Map.of("allow", agents, "private-hosts", "localhost"));
        var line =
                """
                wget -Y off -q -O ~/lib.jar http://127.0.0.1:3128/mirror/central/lib.jar || exit 1
                wget -Y off -q -O ~/none http://127.0.0.1:3128/llm/token/v1/models && exit 2
                printf 'CONNECT %s HTTP/1.1\\r\\n\\r\\n' | nc 127.0.0.1 3128 | grep -q 403 || exit 3
                { env; cat /proc/*/environ; find ~ -type f -exec cat {} +; } 2>/dev/null | grep -q sesame && exit 4
                grep -q 127.0.0.1:3128/mirror/central ~/.m2/settings.xml
                """
                        .formatted(agents);

        try (var _ = sandbox.setUp(asked(OWNER, line))) {
            assertThat(
                            run(
                                    sandbox,
                                    OWNER,
                                    "cat ~/lib.jar; echo; grep -c '<offline>true' ~/.m2/settings.xml"))
                    .isEqualTo("a library\n1");
            assertThat(
                            run(
                                    sandbox,
                                    OWNER,
                                    "wget -Y off -q -T 3 -O - http://127.0.0.1:3128/mirror/central/lib.jar || echo offline"))
                    .endsWith("offline");
        }
        assertThat(registry.downloads()).isEqualTo(1);
    }

    @Test
    void aStepWhoseRegistryNobodyMirrorsIsLeftOut() throws Exception {
        var step = new Step("exit 1", "npm");
        var asked =
                new Setup(
                        OWNER,
                        REPOSITORY,
                        new Recipe("", List.of(step), ""),
                        work -> work.in(base),
                        told::add);

        assertThat(sandbox(mirrored()).setUp(asked)).isSameAs(ReadySetup.NONE);
    }

    @Test
    void aSetupThatFailsSaysWhatItPrintedAndLeavesNothing() throws Exception {
        var sandbox = sandbox(mirrored());
        var line =
                "touch ~/half; printf 'CONNECT evil.example:443 HTTP/1.1\\r\\n\\r\\n' | nc 127.0.0.1 3128 >/dev/null; printf 'no such \\033[31mlibrary'; exit 3";

        assertThatThrownBy(() -> sandbox.setUp(asked(OWNER, line)))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("no such library")
                .hasMessageContaining("`setup` in .mosaic.yml")
                .hasMessageContaining("evil.example:443");
        assertThat(below("setups")).isEmpty();
        assertThat(run(sandbox, OWNER, "ls -A ~")).isEmpty();
    }

    @Test
    void aMirrorThatIsAwayMayComeBackAlsoWhereTheToolMadeDoWithout() throws Exception {
        var sandbox = sandbox(mirrored());
        registry.answer("/lib.jar", exchange -> RegistryServer.status(exchange, 503));
        var line = "wget -Y off -q -O ~/lib.jar http://127.0.0.1:3128/mirror/central/lib.jar; true";

        assertThatThrownBy(() -> sandbox.setUp(asked(OWNER, line)))
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("central")
                .hasMessageContaining("503");
        assertThat(below("setups")).isEmpty();
    }

    @Test
    void aMirrorThatDoesNotLetUsInIsForTheOperator() {
        var sandbox = sandbox(mirrored().with("mirrors.central.password", "wrong"));
        var line = "wget -Y off -q -O ~/lib.jar http://127.0.0.1:3128/mirror/central/lib.jar";

        assertThatThrownBy(() -> sandbox.setUp(asked(OWNER, line)))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.docker.mirrors.central.user");
    }

    @Test
    void aSetupHasALimitOfTimeAndIsGoneAfterIt() throws IOException {
        var sandbox = sandbox(SampleSettings.here().with("setup.limit", "1s"));

        assertThatThrownBy(() ->
                        sandbox.setUp(asked(OWNER, "trap '' TERM; while :; do sleep 1; done")))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.docker.setup.limit");
        assertThat(below("setups")).isEmpty();
    }

    @Test
    void aSetupHasALimitOfRoom() throws IOException {
        var sandbox = sandbox(SampleSettings.here().with("setup.disk", "1MB"));

        assertThatThrownBy(() -> sandbox.setUp(asked(OWNER, "yes > ~/large & sleep 60; wait")))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("1,048,576")
                .hasMessageContaining("mosaic.sandbox.docker.setup.disk");
        assertThat(below("setups")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "copy"})
    void whatASandboxAddsToItsLayerCountsAsItsRoom(String layers) throws Exception {
        var settings =
                SampleSettings.here().with("setup.layers", layers).with("limits.disk", "1MB");
        var sandbox = sandbox(settings);
        try (var _ = sandbox.setUp(asked(OWNER, "head -c 3000000 /dev/zero > ~/lib"));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(place.run(ShellCommand.line("sleep 1; cat ~/lib | wc -c", LONG)).exceeded())
                    .isNull();

            var outcome = place.run(ShellCommand.line("yes > ~/more & sleep 60; wait", LONG));

            assertThat(outcome.exceeded()).contains("mosaic.sandbox.docker.limits.disk");
        }
    }

    @Test
    void whoNeedsWhatAnotherMakesWaitsAndIsTold() throws Exception {
        var sandbox = sandbox(SampleSettings.here());
        var line = "touch begun; while ! test -e go; do sleep 0.1; done; echo fetched > ~/lib";
        var first = inBackground(sandbox, asked(OWNER, line));
        await().atMost(LONG).until(() -> Files.exists(base.resolve("begun")));

        var second = inBackground(sandbox, asked(OTHER, line));
        await().atMost(LONG).until(() -> told.stream().anyMatch(it -> it.contains("waits")));
        Files.createFile(base.resolve("go"));

        try (var _ = first.get();
                var _ = second.get()) {
            assertThat(run(sandbox, OTHER, "cat ~/lib")).isEqualTo("fetched");
        }
        assertThat(checkouts).hasValue(1);
    }

    @Test
    void aSetupThatIsInterruptedIsGoneAndNothingHalfMadeIsUsed() throws Exception {
        var sandbox = sandbox(SampleSettings.here());
        var line = "touch ~/half begun; trap '' TERM INT; while :; do sleep 1; done";
        var thrown = new CompletableFuture<Throwable>();
        var job =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                sandbox.setUp(asked(OWNER, line)).close();
                            } catch (Throwable e) {
                                thrown.complete(e);
                            }
                        });
        await().atMost(LONG).until(() -> Files.exists(base.resolve("begun")));

        job.interrupt();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(containers()).isEmpty();
        assertThat(below("setups")).isEmpty();
    }

    @Test
    void whatASetupPutWhereOurFilesGoIsReplacedAndNotFollowed() throws Exception {
        for (var layers : List.of("overlay", "copy")) {
            var outside = Files.createDirectories(files.resolve("outside"));
            var sandbox = sandbox(mirrored().with("setup.layers", layers));
            var line =
                    "rm -rf ~/.m2 ~/.gradle; ln -s %s ~/.m2; ln -s /etc ~/.gradle"
                            .formatted(outside);

            try (var _ = sandbox.setUp(asked(OWNER, line))) {
                assertThat(run(sandbox, OWNER, "grep -c offline ~/.m2/settings.xml"))
                        .isEqualTo("1");
            }
            assertThat(outside).isEmptyDirectory();
        }
    }

    @Test
    void whatANodeLeftIsRemovedAtItsNextStart() throws Exception {
        var sandbox = sandbox(SampleSettings.here());
        var ready = sandbox.setUp(asked(OWNER, "touch ~/lib"));
        var place = sandbox.open(spec(OWNER, Map.of()));
        assertThat(volumes()).hasSize(1);
        Files.createDirectories(
                SOCKETS.resolve("setups")
                        .resolve(".making-%08x-dead-1/home/x".formatted(NODE.hashCode())));

        assertThat(sandbox(SampleSettings.here()).sweep(NODE, "second")).isEqualTo(1);

        assertThat(volumes()).isEmpty();
        assertThat(below("layers")).isEmpty();
        assertThat(below("setups")).hasSize(1);
        place.close();
        ready.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"nosuid,nodev,lowerdir | \"lowerdir | options of volume",
                "\"NoCopy\":true | \"NoCopy\":false | HostConfig.Mounts",
                "\"Target\":\"/home/agent\" | \"Target\":\"/home\" | HostConfig.Mounts"
            })
    void anEngineThatMakesALayerAnotherWayIsRefused(String asked, String passedOn, String named)
            throws Exception {
        sandbox(SampleSettings.here()).setUp(asked(OWNER, "true")).close();
        try (var engine = new EngineProxy(body -> body.replace(asked, passedOn))) {
            var sandbox = sandbox(SampleSettings.here().with("host", engine.host()));
            try (var _ = sandbox.setUp(asked(OWNER, "true"))) {
                assertThatThrownBy(() -> sandbox.open(spec(OWNER, Map.of())))
                        .isInstanceOf(Failure.Never.class)
                        .hasMessageContaining(named);
            }
        }
    }

    @Test
    void theLayerGivesNoRightThatAFileInItClaims() throws Exception {
        var sandbox = sandbox(SampleSettings.here());

        try (var _ = sandbox.setUp(asked(OWNER, "cp /bin/busybox ~/id; chmod 4755 ~/id"));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(ran(place, "grep ' /home/agent ' /proc/mounts")).contains("nosuid", "nodev");
        }
    }

    private static CompletableFuture<ReadySetup> inBackground(DockerSandbox sandbox, Setup asked) {
        var result = new CompletableFuture<ReadySetup>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        result.complete(sandbox.setUp(asked));
                    } catch (InterruptedException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }
}
