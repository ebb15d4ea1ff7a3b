package dev.mosaic.stitcher.sandbox.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.mirror.Mirror;
import dev.mosaic.stitcher.sandbox.mirror.Mirror.Kind;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import dev.mosaic.stitcher.sandbox.mirror.MirrorUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mirror whose files are at other hosts too, and what is said of where they are. */
class MirrorFilesTest extends EgressScene {
    @TempDir Path none;
    private RegistryServer registry;
    private RegistryServer second;
    private final MirrorUse use = new MirrorUse();

    @BeforeEach
    void serve() throws IOException {
        registry = new RegistryServer(none);
        second = RegistryServer.open(none);
        open.add(registry);
        open.add(second);
        second.put("/a.whl", "application/zip", "a wheel".getBytes(UTF_8));
    }

    private String read(Kind kind, String target, String... places) throws IOException {
        var mirror =
                new Mirror(
                        kind,
                        registry.url(),
                        RegistryServer.USER,
                        RegistryServer.PASSWORD,
                        null,
                        List.of(places));
        var listener =
                egress(Map.of())
                        .open(
                                OWNER,
                                new Network(Set.of(), null, blocked::add),
                                new MirrorSettings(Map.of("own", mirror)),
                                use);
        open.add(listener::remove);
        return ask(
                listener,
                "GET %s HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nAccept-Encoding: gzip\r\n\r\n"
                        .formatted(target));
    }

    private void page(String path, String type, String text) {
        registry.put(path, type, text.getBytes(UTF_8));
    }

    private void sendsOn(String path, String location) {
        registry.answer(
                path,
                exchange -> {
                    exchange.getResponseHeaders().add("Location", location);
                    RegistryServer.status(exchange, 302);
                });
    }

    @Test
    void aPlaceOfFilesIsReadWithoutTheCredential() throws IOException {
        assertThat(read(Kind.PYPI, "/mirror/own~1/a.whl", second.url()))
                .startsWith("HTTP/1.1 200")
                .endsWith("a wheel");
        assertThat(second.seen())
                .singleElement()
                .satisfies(it -> assertThat(it.headers()).doesNotContainKey("Authorization"));
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void aPlaceOfFilesAtTheMirrorsOwnHostSeesTheCredential() throws IOException {
        page("/a.whl", "application/zip", "its own");

        assertThat(read(Kind.PYPI, "/mirror/own~1/a.whl", registry.url())).endsWith("its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mirror/own~2/a.whl",
                "/mirror/own~0/a.whl",
                "/mirror/own~9/a.whl",
                "/mirror/own~1/../a.whl",
                "/mirror/own~1",
                "/a.whl"
            })
    void whatIsNoPlaceOfItsFilesIsRefused(String target) throws IOException {
        assertThat(read(Kind.PYPI, target, second.url())).startsWith("HTTP/1.1 403");
        assertThat(second.seen()).isEmpty();
        assertThat(registry.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html; charset=utf-8",
                "application/vnd.pypi.simple.v1+html",
                "application/vnd.pypi.simple.v1+json"
            })
    void thePagesOfAPythonIndexSayWhereFilesAreFromHere(String type) throws IOException {
        var others = "\"https://evil.example/a.whl\" \"%s.evil.example/a\" \"../b.whl\"";
        var text = "\"%s/a.whl#sha256=1\" \"%s/c.whl\" " + others;
        page("/simple/a/", type, text.formatted(second.url(), registry.url(), second.url()));

        assertThat(read(Kind.PYPI, "/mirror/own/simple/a/", second.url()))
                .startsWith("HTTP/1.1 200")
                .contains("Transfer-Encoding: chunked")
                .contains(
                        "\"http://127.0.0.1:3128/mirror/own~1/a.whl#sha256=1\" \"http://127.0.0.1:3128/mirror/own/c.whl\" "
                                + others.formatted(second.url()));
        assertThat(registry.seen())
                .singleElement()
                .satisfies(it -> assertThat(it.headers()).doesNotContainKey("Accept-encoding"));
    }

    @Test
    void aFileIsNeverChanged() throws IOException {
        page("/a.whl", "application/octet-stream", second.url() + "/a.whl");

        assertThat(read(Kind.PYPI, "/mirror/own/a.whl", second.url()))
                .endsWith(second.url() + "/a.whl");
    }

    @Test
    void aCargoIndexSaysWhereCratesAreFromHereAndAsksForNoCredential() throws IOException {
        page(
                "/config.json",
                "text/plain",
                "{\"dl\": \"%s\", \"api\": \"https://crates.example\", \"auth-required\": true}"
                        .formatted(second.url()));
        page("/a/b/config.json", "text/plain", "{\"dl\": \"%s\"}".formatted(second.url()));

        assertThat(read(Kind.CARGO, "/mirror/own/config.json", second.url()))
                .contains("\"dl\":\"http://127.0.0.1:3128/mirror/own~1\"")
                .contains("\"api\":\"https://crates.example\"")
                .doesNotContain("auth-required");
        assertThat(read(Kind.CARGO, "/mirror/own/a/b/config.json", second.url()))
                .contains(second.url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1]", "null", "{\"dl\": 7}", ""})
    void aConfigurationThatIsNonePassesAsItIs(String text) throws IOException {
        page("/config.json", "application/json", text);

        assertThat(read(Kind.CARGO, "/mirror/own/config.json", second.url()))
                .startsWith("HTTP/1.1 200")
                .contains(text.replace(" ", ""));
    }

    @Test
    void whereTheMirrorSendsOnToAPlaceOfItsFilesItIsFollowedWithoutTheCredential()
            throws IOException {
        sendsOn("/a.zip", second.url() + "/a.whl");

        assertThat(read(Kind.GO, "/mirror/own/a.zip", second.url())).endsWith("a wheel");
        assertThat(second.seen())
                .singleElement()
                .satisfies(it -> assertThat(it.headers()).doesNotContainKey("Authorization"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/repo/a.whl",
                "http://127.0.0.1.evil.example/repo/a.whl",
                "http://localhost@evil.example/repo/a.whl",
                "SECOND/../other/x",
                "SECOND/..%2fother/x"
            })
    void anyOtherPlaceIsNotFollowedAndTheSettingIsNamed(String location) throws IOException {
        sendsOn("/a.zip", location.replace("SECOND", second.url()));

        assertThat(read(Kind.GO, "/mirror/own/a.zip", second.url()))
                .startsWith("HTTP/1.1 502")
                .contains("mosaic.sandbox.docker.mirrors.own.files");
        assertThat(second.seen()).isEmpty();
    }

    @Test
    void aPlaceThatAsksForACredentialGetsNoneAndTheSettingIsNamed() throws IOException {
        second.answer("/a.whl", exchange -> RegistryServer.status(exchange, 401));

        assertThat(read(Kind.PYPI, "/mirror/own~1/a.whl", second.url()))
                .startsWith("HTTP/1.1 502")
                .contains("mosaic.sandbox.docker.mirrors.own.files", "localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pad/-/pad-1.0.0.tgz",
                "/repo/pad/-/pad-1.0.0.tgz",
                "/mirror/own/pad/-/pad-1.0.0.tgz",
                "/mirror/own/repo/pad/-/pad-1.0.0.tgz"
            })
    void npmNamesAPackageByThePathAloneWhateverItsLockFileSays(String target) throws IOException {
        page("/pad/-/pad-1.0.0.tgz", "application/octet-stream", "a package");

        assertThat(read(Kind.NPM, target)).startsWith("HTTP/1.1 200").endsWith("a package");
    }

    @Test
    void afterTheMirrorAPackagesFileIsAskedOfThePlacesOfItsFiles() throws IOException {
        second.put("/pad-1.0.0.tgz", "application/octet-stream", "a package".getBytes(UTF_8));

        assertThat(read(Kind.NPM, "/repo/pad-1.0.0.tgz", second.url())).endsWith("a package");
        assertThat(registry.seen()).hasSize(1);
        assertThat(use.absent()).isEmpty();
    }

    /** Else a stranger could publish a package under the name of a private one. */
    @Test
    void whatDescribesAPackageIsAskedOfTheMirrorAlone() throws IOException {
        second.put("/pad", "application/json", "{}".getBytes(UTF_8));

        assertThat(read(Kind.NPM, "/mirror/own/repo/pad", second.url())).startsWith("HTTP/1.1 404");
        assertThat(second.seen()).isEmpty();
        assertThat(use.absent()).containsExactly("/mirror/own/repo/pad");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/llm/token/v1/models",
                "/mirror/other/x",
                "/mirrors/../x",
                "http://x/pad",
                "//x/pad",
                "/..%2fx"
            })
    void whatCannotBeAPackageOfNpmIsRefused(String target) throws IOException {
        assertThat(read(Kind.NPM, target, second.url())).startsWith("HTTP/1.1 40");
        assertThat(registry.seen()).isEmpty();
    }
}
