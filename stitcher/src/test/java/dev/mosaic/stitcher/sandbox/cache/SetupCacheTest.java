package dev.mosaic.stitcher.sandbox.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SetupCacheTest {
    private static final SetupKey KEY = SetupKey.of(List.of("a"));
    private static final SetupKey OTHER = SetupKey.of(List.of("b"));

    @TempDir Path folder;

    private SetupCache cache(String... settings) {
        var named = new HashMap<String, String>();
        for (var each : settings) {
            var parts = each.split("=");
            named.put("mosaic.sandbox.docker.setup." + parts[0], parts[1]);
        }
        return new SetupCache(
                new SandboxSettings("docker", folder, "/bin"),
                new Binder(new MapConfigurationPropertySource(named))
                        .bindOrCreate("mosaic.sandbox.docker.setup", SetupSettings.class));
    }

    /** As if it had been used so many days ago. */
    private void used(SetupKey key, int days) throws IOException {
        var file = folder.resolve("setups").resolve(key.word()).resolve("used");
        var now = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(days))));
    }

    private static CachedSetup made(SetupCache cache, SetupKey key, int bytes) throws IOException {
        try (var pending = cache.begin(key, "node", "now")) {
            Files.write(pending.home().resolve("file"), new byte[bytes]);
            return pending.keep();
        }
    }

    private static boolean has(SetupCache cache, SetupKey key) {
        try (var cached = cache.take(key)) {
            return cached != null;
        }
    }

    private List<String> names() throws IOException {
        try (var found = Files.list(folder.resolve("setups"))) {
            return found.map(it -> it.getFileName().toString()).toList();
        }
    }

    @Test
    void whatIsKeptIsFoundByItsKeyAlone() throws IOException {
        var cache = cache();

        try (var cached = made(cache, KEY, 3)) {
            assertThat(cached.home().resolve("file")).hasSize(3);
        }

        assertThat(has(cache, KEY)).isTrue();
        assertThat(has(cache, OTHER)).isFalse();
        assertThat(cache.entries())
                .singleElement()
                .extracting(SetupCache.Entry::bytes)
                .isEqualTo(3L);
    }

    @Test
    void whatIsNotKeptIsGoneAndWasNeverThere() throws IOException {
        var cache = cache();

        try (var pending = cache.begin(KEY, "node", "now")) {
            Files.createFile(pending.home().resolve("half"));
            assertThat(has(cache, KEY)).isFalse();
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void whoIsSecondTakesWhatTheFirstMade() throws IOException {
        var cache = cache();

        try (var one = cache.begin(KEY, "node", "now");
                var two = cache.begin(KEY, "node", "now")) {
            Files.createFile(one.home().resolve("one"));
            Files.createFile(two.home().resolve("two"));
            one.keep().close();
            try (var cached = two.keep()) {
                assertThat(cached.home().resolve("one")).exists();
            }
        }

        assertThat(names()).containsExactly(KEY.word());
    }

    @Test
    void whatNobodyUsedForLongIsForgotten() throws IOException {
        made(cache(), KEY, 1).close();
        made(cache(), OTHER, 1).close();
        used(KEY, 31);
        used(OTHER, 29);

        cache().tidy();

        assertThat(names()).containsExactly(OTHER.word());
    }

    @Test
    void usingSomethingKeepsIt() throws IOException {
        made(cache(), KEY, 1).close();
        used(KEY, 31);
        assertThat(has(cache(), KEY)).isTrue();

        cache().tidy();

        assertThat(names()).containsExactly(KEY.word());
    }

    @Test
    void ofTooMuchWhatWasNotUsedLongestIsForgotten() throws IOException {
        made(cache(), KEY, 700_000).close();
        used(KEY, 1);

        made(cache("size=1MB"), OTHER, 700_000).close();

        assertThat(names()).containsExactly(OTHER.word());
    }

    @Test
    void whatSomebodyUsesIsNotForgottenByThisProcessOrAnother() throws IOException {
        var cache = cache("size=1KB");
        try (var _ = made(cache, KEY, 5_000)) {
            cache.tidy();
            // another cache knows of the first one's use by the lock on the file alone
            cache("size=1KB").tidy();
            assertThat(names()).containsExactly(KEY.word());
        }

        cache.tidy();
        assertThat(names()).isEmpty();
    }

    @Test
    void usedTwiceIsUsedUntilBothLetGo() throws IOException {
        var cache = cache("size=1KB");
        var one = made(cache, KEY, 5_000);
        var two = cache.take(KEY);

        one.close();
        one.close();
        cache.tidy();
        assertThat(names()).hasSize(1);

        two.close();
        cache.tidy();
        assertThat(names()).isEmpty();
    }

    @Test
    void aStartRemovesWhatTheNodesEarlierIncarnationsDidNotFinish() throws IOException {
        var cache = cache();
        try (var _ = cache.begin(KEY, "node", "now");
                var _ = cache.begin(KEY, "node", "before");
                var _ = cache.begin(KEY, "another", "before")) {
            cache.sweep("node", "now");

            assertThat(names()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"a,b,ab,''", "a,b,a,'b,'", "a,b,b,a"})
    void noTwoListsOfPartsHaveTheSameKey(String one, String two, String three, String four) {
        assertThat(SetupKey.of(List.of(one, two))).isNotEqualTo(SetupKey.of(List.of(three, four)));
        assertThat(SetupKey.of(List.of(one, two))).isNotEqualTo(SetupKey.of(List.of(one, two, "")));
    }

    @Test
    void settingsHaveDefaultsAndNames() {
        assertThat(cache().settings())
                .isEqualTo(
                        new SetupSettings(
                                Duration.ofMinutes(30),
                                DataSize.ofGigabytes(5),
                                DataSize.ofGigabytes(20),
                                Duration.ofDays(30),
                                SetupSettings.Layers.AUTO));
        assertThat(cache("limit=1m", "disk=1B", "size=2B", "age=2d", "layers=copy").settings())
                .isEqualTo(
                        new SetupSettings(
                                Duration.ofMinutes(1),
                                DataSize.ofBytes(1),
                                DataSize.ofBytes(2),
                                Duration.ofDays(2),
                                SetupSettings.Layers.COPY));
    }
}
