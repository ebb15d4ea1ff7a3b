package dev.mosaic.stitcher.sandbox.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.sandbox.mirror.Mirror.Kind;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MirrorSettingsTest {
    private static MirrorSettings settings(Map<String, String> properties) {
        var named = new HashMap<String, String>();
        properties.forEach(
                (name, value) -> named.put("mosaic.sandbox.docker.mirrors." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("mosaic.sandbox.docker", MirrorSettings.class);
    }

    @Test
    void thereIsNoneByDefault() {
        assertThat(settings(Map.of()).mirrors()).isEmpty();
        assertThat(settings(Map.of()).has("maven")).isFalse();
    }

    @Test
    void everyPropertyHasItsName() {
        var settings =
                settings(
                        Map.of(
                                "central.kind", "maven",
                                "central.url", "https://repo.example/maven2",
                                "central.user", "ada",
                                "central.password", "secret",
                                "pip.kind", "pypi",
                                "pip.url", "http://repo.example:8081/pypi/",
                                "pip.token", "t",
                                "pip.files", "https://files.example,http://files.example:81/a"));

        assertThat(settings.mirrors())
                .containsEntry(
                        "central",
                        new Mirror(
                                Kind.MAVEN,
                                "https://repo.example/maven2",
                                "ada",
                                "secret",
                                null,
                                List.of()))
                .containsEntry(
                        "pip",
                        new Mirror(
                                Kind.PYPI,
                                "http://repo.example:8081/pypi/",
                                null,
                                null,
                                "t",
                                List.of("https://files.example", "http://files.example:81/a")));
        assertThat(settings.has("pypi")).isTrue();
        assertThat(settings.has("npm")).isFalse();
        assertThat(settings.named(Kind.MAVEN)).contains("central");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void theCredentialIsWhatTheMirrorAsksFor() {
        assertThat(new Mirror(Kind.MAVEN, "http://h/", "ada", "b", null, List.of()).authorization())
                .isEqualTo("Basic YWRhOmI=");
        assertThat(new Mirror(Kind.MAVEN, "http://h/", null, null, "t", List.of()).authorization())
                .isEqualTo("Bearer t");
        assertThat(new Mirror(Kind.MAVEN, "http://h/", " ", "", null, List.of()).authorization())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h, http://h/",
        "https://h:8443/a/b///, https://h:8443/a/b/",
        "http://h/a/../b, http://h/b/"
    })
    void anAddressEndsWithOneSlash(String url, String address) {
        assertThat(new Mirror(Kind.NPM, url, null, null, null, List.of()).address())
                .hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "ftp://h/",
                "file:///x",
                "http://user:secret@h/",
                "http://h/?a",
                "http://h/#a"
            })
    void noOtherAddressIsTakenAndNoneIsRepeated(String url) {
        assertThatThrownBy(() -> new Mirror(Kind.NPM, url, null, null, null, List.of()))
                .hasMessageContaining("mosaic.sandbox.docker.mirrors")
                .hasMessageNotContaining("secret");
    }

    @Test
    void itsOwnAddressComesBeforeThoseOfItsFiles() {
        var mirror =
                new Mirror(
                        Kind.PYPI,
                        "http://h/a",
                        null,
                        null,
                        null,
                        List.of("https://files.example", "http://h:80/b//"));

        assertThat(mirror.addresses())
                .extracting(URI::toString)
                .containsExactly("http://h/a/", "https://files.example/", "http://h:80/b/");
        assertThat(mirror.isAt(URI.create("http://H:80/c"))).isTrue();
        assertThat(mirror.toString()).contains("files.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://h/",
                "http://h:81/",
                "http://h.evil.example/",
                "http://x.h/",
                "http:/a",
                "mailto:h"
            })
    void anotherSchemeHostOrPortIsAnotherPlace(String other) {
        assertThat(
                        new Mirror(Kind.NPM, "http://h", null, null, null, List.of())
                                .isAt(URI.create(other)))
                .isFalse();
    }

    @Test
    void anAddressOfFilesIsAsStrict() {
        var many = Collections.nCopies(10, "https://h");

        assertThatThrownBy(() -> new Mirror(Kind.PYPI, "http://h", null, null, null, many))
                .hasMessageContaining("9 addresses");
        assertThatThrownBy(() ->
                        new Mirror(
                                Kind.PYPI,
                                "http://h",
                                null,
                                null,
                                null,
                                List.of("https://a:secret@h/")))
                .hasMessageContaining("files of a mirror")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", "a", null, null, List.of()));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", null, "a", null, List.of()));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", "a", "b", "c", List.of()));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", "a:b", "c", null, List.of()));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", null, null, "a\nb", List.of()));
        assertThatThrownBy(() -> settings(Map.of("x.url", "http://h")))
                .rootCause()
                .hasMessageContaining("kind of a mirror");
        assertThatThrownBy(() ->
                        settings(
                                Map.of(
                                        "a.kind", "npm",
                                        "a.url", "http://h",
                                        "b.kind", "npm",
                                        "b.url", "http://h")))
                .rootCause()
                .hasMessageContaining("two mirrors of the kind npm");
    }
}
