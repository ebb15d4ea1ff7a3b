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

class ShelfTest {
    private static final Key KEY = Key.of(List.of("a"));
    private static final Key OTHER = Key.of(List.of("b"));

    @TempDir Path folder;

    private Shelf shelf(String... settings) {
        var named = new HashMap<String, String>();
        for (var each : settings) {
            var parts = each.split("=");
            named.put("mosaic.sandbox.docker.setup." + parts[0], parts[1]);
        }
        return new Shelf(
                new SandboxSettings("docker", folder, "/bin"),
                new Binder(new MapConfigurationPropertySource(named))
                        .bindOrCreate("mosaic.sandbox.docker.setup", SetupSettings.class));
    }

    /** As if it had been used so many days ago. */
    private void used(Key key, int days) throws IOException {
        var file = folder.resolve("setups").resolve(key.word()).resolve("used");
        var now = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(days))));
    }

    private static Kept made(Shelf shelf, Key key, int bytes) throws IOException {
        try (var making = shelf.begin(key, "node", "now")) {
            Files.write(making.home().resolve("file"), new byte[bytes]);
            return making.keep();
        }
    }

    private static boolean has(Shelf shelf, Key key) {
        try (var kept = shelf.take(key)) {
            return kept != null;
        }
    }

    private List<String> names() throws IOException {
        try (var found = Files.list(folder.resolve("setups"))) {
            return found.map(it -> it.getFileName().toString()).toList();
        }
    }

    @Test
    void whatIsKeptIsFoundByItsKeyAlone() throws IOException {
        var shelf = shelf();

        try (var kept = made(shelf, KEY, 3)) {
            assertThat(kept.home().resolve("file")).hasSize(3);
        }

        assertThat(has(shelf, KEY)).isTrue();
        assertThat(has(shelf, OTHER)).isFalse();
        assertThat(shelf.stock()).singleElement().extracting(Shelf.Item::bytes).isEqualTo(3L);
    }

    @Test
    void whatIsNotKeptIsGoneAndWasNeverThere() throws IOException {
        var shelf = shelf();

        try (var making = shelf.begin(KEY, "node", "now")) {
            Files.createFile(making.home().resolve("half"));
            assertThat(has(shelf, KEY)).isFalse();
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void whoIsSecondTakesWhatTheFirstMade() throws IOException {
        var shelf = shelf();

        try (var one = shelf.begin(KEY, "node", "now");
                var two = shelf.begin(KEY, "node", "now")) {
            Files.createFile(one.home().resolve("one"));
            Files.createFile(two.home().resolve("two"));
            one.keep().close();
            try (var kept = two.keep()) {
                assertThat(kept.home().resolve("one")).exists();
            }
        }

        assertThat(names()).containsExactly(KEY.word());
    }

    @Test
    void whatNobodyUsedForLongIsForgotten() throws IOException {
        made(shelf(), KEY, 1).close();
        made(shelf(), OTHER, 1).close();
        used(KEY, 31);
        used(OTHER, 29);

        shelf().tidy();

        assertThat(names()).containsExactly(OTHER.word());
    }

    @Test
    void usingSomethingKeepsIt() throws IOException {
        made(shelf(), KEY, 1).close();
        used(KEY, 31);
        assertThat(has(shelf(), KEY)).isTrue();

        shelf().tidy();

        assertThat(names()).containsExactly(KEY.word());
    }

    @Test
    void ofTooMuchWhatWasNotUsedLongestIsForgotten() throws IOException {
        made(shelf(), KEY, 700_000).close();
        used(KEY, 1);

        made(shelf("size=1MB"), OTHER, 700_000).close();

        assertThat(names()).containsExactly(OTHER.word());
    }

    @Test
    void whatSomebodyUsesIsNotForgottenByThisProcessOrAnother() throws IOException {
        var shelf = shelf("size=1KB");
        try (var _ = made(shelf, KEY, 5_000)) {
            shelf.tidy();
            // another shelf knows of the first one's use by the lock on the file alone
            shelf("size=1KB").tidy();
            assertThat(names()).containsExactly(KEY.word());
        }

        shelf.tidy();
        assertThat(names()).isEmpty();
    }

    @Test
    void usedTwiceIsUsedUntilBothLetGo() throws IOException {
        var shelf = shelf("size=1KB");
        var one = made(shelf, KEY, 5_000);
        var two = shelf.take(KEY);

        one.close();
        one.close();
        shelf.tidy();
        assertThat(names()).hasSize(1);

        two.close();
        shelf.tidy();
        assertThat(names()).isEmpty();
    }

    @Test
    void aStartRemovesWhatTheNodesEarlierIncarnationsDidNotFinish() throws IOException {
        var shelf = shelf();
        try (var _ = shelf.begin(KEY, "node", "now");
                var _ = shelf.begin(KEY, "node", "before");
                var _ = shelf.begin(KEY, "another", "before")) {
            shelf.sweep("node", "now");

            assertThat(names()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"a,b,ab,''", "a,b,a,'b,'", "a,b,b,a"})
    void noTwoListsOfPartsHaveTheSameKey(String one, String two, String three, String four) {
        assertThat(Key.of(List.of(one, two))).isNotEqualTo(Key.of(List.of(three, four)));
        assertThat(Key.of(List.of(one, two))).isNotEqualTo(Key.of(List.of(one, two, "")));
    }

    @Test
    void settingsHaveDefaultsAndNames() {
        assertThat(shelf().settings())
                .isEqualTo(
                        new SetupSettings(
                                Duration.ofMinutes(30),
                                DataSize.ofGigabytes(5),
                                DataSize.ofGigabytes(20),
                                Duration.ofDays(30),
                                SetupSettings.Layers.AUTO));
        assertThat(shelf("limit=1m", "disk=1B", "size=2B", "age=2d", "layers=copy").settings())
                .isEqualTo(
                        new SetupSettings(
                                Duration.ofMinutes(1),
                                DataSize.ofBytes(1),
                                DataSize.ofBytes(2),
                                Duration.ofDays(2),
                                SetupSettings.Layers.COPY));
    }
}
