package dev.mosaic.stitcher.sandbox.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.sandbox.mirror.Mirror.Kind;
import java.util.HashMap;
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
                                "pip.token", "t"));

        assertThat(settings.mirrors())
                .containsEntry(
                        "central",
                        new Mirror(
                                Kind.MAVEN, "https://repo.example/maven2", "ada", "secret", null))
                .containsEntry(
                        "pip",
                        new Mirror(Kind.PYPI, "http://repo.example:8081/pypi/", null, null, "t"));
        assertThat(settings.has("pypi")).isTrue();
        assertThat(settings.has("npm")).isFalse();
        assertThat(settings.named(Kind.MAVEN)).contains("central");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void theCredentialIsWhatTheMirrorAsksFor() {
        assertThat(new Mirror(Kind.MAVEN, "http://h/", "ada", "b", null).authorization())
                .isEqualTo("Basic YWRhOmI=");
        assertThat(new Mirror(Kind.MAVEN, "http://h/", null, null, "t").authorization())
                .isEqualTo("Bearer t");
        assertThat(new Mirror(Kind.MAVEN, "http://h/", " ", "", null).authorization()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h, http://h/",
        "https://h:8443/a/b///, https://h:8443/a/b/",
        "http://h/a/../b, http://h/b/"
    })
    void anAddressEndsWithOneSlash(String url, String address) {
        assertThat(new Mirror(Kind.NPM, url, null, null, null).address()).hasToString(address);
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
        assertThatThrownBy(() -> new Mirror(Kind.NPM, url, null, null, null))
                .hasMessageContaining("mosaic.sandbox.docker.mirrors")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", "a", null, null));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", null, "a", null));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", "a", "b", "c"));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", "a:b", "c", null));
        assertThatThrownBy(() -> new Mirror(Kind.NPM, "http://h", null, null, "a\nb"));
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
