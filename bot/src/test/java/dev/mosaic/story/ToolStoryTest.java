package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import dev.mosaic.stitcher.sandbox.egress.RegistryServer;
import dev.mosaic.stitcher.sandbox.egress.TinyPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Projects of npm, pip, Go and Cargo, whose gates run the real tools in containers without a
 * network. What they need comes from a registry in the words of each.
 */
@Timeout(600)
@ExtendWith(LocalEngine.class)
class ToolStoryTest {
    /** Go makes its own library first, and Cargo links. */
    private static final Duration BUILD = Duration.ofMinutes(4);

    private static final Map<TinyPackage, RegistryServer> registries = registries();

    @RegisterExtension static final MosaicWorld world = new MosaicWorld(settings());

    @ParameterizedTest
    @EnumSource
    void gatesTestOfflineWithWhatTheSetupFetchedOnceThroughTheMirror(TinyPackage pack) {
        LocalEngine.assumeTool(pack.tool());
        var registry = registries.get(pack);
        pack.publish(registry, registry, registry.url());
        world.script("rounds: [{turns: [{run: \"%s\"}]}]".formatted(TinyPackage.MENDING));
        var project = new HashMap<>(pack.project("https://registry.npmjs.org"));
        project.put(".mosaic.yml", "version: 1\n");
        var place = world.repository(project);

        var first = place.fix(person(), place.issue("Prices are wrong"), "");
        completes(first);

        assertThat(setups(first)).singleElement().asString().contains("runs the setup");
        assertThat(registry.downloads()).isPositive();
        assertThat(world.events(first, JobEvent.GatePassed.class)).isNotEmpty();
        var asked = registry.seen().size();

        var second = place.fix(person(), place.issue("Prices are wrong again"), "");
        completes(second);

        assertThat(setups(second)).isEmpty();
        assertThat(registry.seen()).hasSize(asked);
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(world.bean(Node.class).id())).isZero();
    }

    private static void completes(JobId job) {
        await().atMost(BUILD).until(() -> world.job(job).status().isFinal());
        assertThat(world.awaitOver(job))
                .satisfies(it ->
                        assertThat(it.status()).as(it.error()).isEqualTo(JobStatus.COMPLETED));
    }

    /** What was told of setups. */
    private static List<String> setups(JobId job) {
        return world.events(job, JobEvent.StepProgress.class).stream()
                .map(JobEvent.StepProgress::note)
                .filter(it -> it.contains("setup"))
                .toList();
    }

    private static Map<TinyPackage, RegistryServer> registries() {
        var all = new EnumMap<TinyPackage, RegistryServer>(TinyPackage.class);
        try {
            for (var each : TinyPackage.values()) {
                all.put(each, new RegistryServer(Path.of("/nothing/is/here")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    @AfterAll
    static void close() {
        registries.values().forEach(RegistryServer::close);
    }

    private static String[] settings() {
        return Stream.concat(
                        Arrays.stream(LocalEngine.settingsWithTools()),
                        registries.entrySet().stream()
                                .flatMap(it -> {
                                    var kind = it.getKey().kind().word();
                                    return it.getValue().settings("own-" + kind, kind).stream();
                                }))
                .toArray(String[]::new);
    }

    private static String person() {
        return "person-" + UUID.randomUUID();
    }
}
