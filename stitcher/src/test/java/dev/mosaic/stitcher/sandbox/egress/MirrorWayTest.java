package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.mirror.Mirror;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import dev.mosaic.stitcher.sandbox.mirror.MirrorUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a setup reads of a mirror, and how. */
class MirrorWayTest extends EgressScene {
    @TempDir Path files;
    private RegistryServer registry;
    private final MirrorUse use = new MirrorUse();

    @BeforeEach
    void serve() throws IOException {
        Files.writeString(files.resolve("lib.jar"), "a library");
        registry = new RegistryServer(files);
        open.add(registry);
    }

    private EgressListener mirrored(Map<String, String> settings) {
        return mirrored(settings, RegistryServer.PASSWORD);
    }

    private EgressListener mirrored(Map<String, String> settings, @Nullable String password) {
        var mirror =
                new Mirror(
                        Mirror.Kind.MAVEN,
                        registry.url(),
                        password == null ? null : RegistryServer.USER,
                        password,
                        null,
                        List.of());
        var listener =
                egress(settings)
                        .open(
                                OWNER,
                                new Network(Set.of(), null, blocked::add),
                                new MirrorSettings(Map.of("central", mirror)),
                                use);
        open.add(listener::remove);
        return listener;
    }

    private static String get(String target) {
        return "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(target);
    }

    private String read(String path) throws IOException {
        return ask(mirrored(Map.of()), get("/mirror/central/" + path));
    }

    @Test
    void aFileComesWholeAndTheCredentialIsAddedOnTheWay() throws IOException {
        var answer = read("lib.jar");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Length: 9")
                .endsWith("\r\n\r\na library")
                .doesNotContain("Set-Cookie", "secret");
        assertThat(registry.downloads()).isEqualTo(1);
        assertThat(use.files()).isEqualTo(1);
        assertThat(use.trouble()).isEmpty();
    }

    @Test
    void aHeadIsAnsweredWithTheLengthAlone() throws IOException {
        var answer =
                ask(mirrored(Map.of()), "HEAD /mirror/central/lib.jar HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Length: 9")
                .endsWith("\r\n\r\n");
        assertThat(use.files()).isZero();
    }

    @Test
    void whatIsNotThereIsNotThereAndNoTrouble() throws IOException {
        assertThat(read("none.jar")).startsWith("HTTP/1.1 404");
        assertThat(use.trouble()).isEmpty();
    }

    @Test
    void headersOfTheSandboxThatSayWhoItIsStayBehind() throws IOException {
        ask(
                mirrored(Map.of()),
                "GET /mirror/central/lib.jar HTTP/1.1\r\nHost: x\r\nAuthorization: Basic Zm9v\r\nCookie: a=b\r\nX-Token: t\r\nAccept: text/plain\r\n\r\n");

        assertThat(registry.seen())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.headers()).doesNotContainKeys("Cookie", "X-Token");
                    assertThat(it.headers().get("Authorization")).hasSize(1);
                    assertThat(it.headers().get("Accept")).containsExactly("text/plain");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /mirror/central/lib.jar HTTP/1.1\r\nContent-Length: 1\r\n\r\nx",
                "POST /mirror/central/lib.jar HTTP/1.1\r\n\r\n",
                "DELETE /mirror/central/lib.jar HTTP/1.1\r\n\r\n",
                "GET /mirror/central/lib.jar HTTP/1.1\r\nContent-Length: 1\r\n\r\nx"
            })
    void mirrorsAreOnlyRead(String request) throws IOException {
        assertThat(ask(mirrored(Map.of()), request)).startsWith("HTTP/1.1 405");
        assertThat(registry.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other/x",
                "a/../../other/x",
                "..;/other/x",
                "%2e%2e/other/x",
                ".%2E/other/x",
                "a%2f..%2f..%2fother/x",
                "a/%2e%2e%2fother/x",
                "%252e%252e/other/x",
                "..%5cother",
                "/other/x",
                "./x",
                "x%00",
                "x%0d%0aX-Y:z",
                "x\\y",
                "x#y",
                "@evil.example/x y"
            })
    void nobodyStepsOutOfTheMirrorsFolder(String path) throws IOException {
        assertThat(read(path)).startsWith("HTTP/1.1 4");
        assertThat(registry.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@scope%2fname", "org/x/1.0/x-1.0.pom", "a+b~c/d?e=f&g=%20"})
    void namesOfPackagesPassAsTheyAre(String path) throws IOException {
        read(path);

        assertThat(registry.seen()).singleElement().extracting("uri").isEqualTo("/repo/" + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mirror/other/lib.jar", "/mirror/", "/mirror/central", "/mirrors/x"})
    void whatIsNoMirrorIsRefusedAndTold(String target) throws IOException {
        assertThat(ask(mirrored(Map.of()), get(target))).startsWith("HTTP/1.1 403");
        await().atMost(LONG).until(() -> !blocked.isEmpty());
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void whoIsNoSetupReachesNoMirror() throws IOException {
        assertThat(ask(listener(Map.of()), get("/mirror/central/lib.jar")))
                .startsWith("HTTP/1.1 403");
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void eachOtherHostStaysRefusedToASetupAlsoOneThatAgentsMayReach() throws IOException {
        assertThat(askFor(mirrored(Map.of()), mirror())).startsWith("HTTP/1.1 403");
    }

    @Test
    void aMirrorThatSendsItsReadersElsewhereIsNotFollowed() throws IOException {
        registry.answer(
                "/lib.jar",
                exchange -> {
                    exchange.getResponseHeaders()
                            .add("Location", registry.url().replace("/repo", "/other/lib.jar"));
                    RegistryServer.status(exchange, 302);
                });

        assertThat(read("lib.jar")).startsWith("HTTP/1.1 502").doesNotContain("Location");
        assertThat(registry.seen()).hasSize(1);
        assertThat(use.trouble())
                .hasValueSatisfying(it -> {
                    assertThat(it.passing()).isFalse();
                    assertThat(it.sentence()).contains("mosaic.sandbox.docker.mirrors.central.url");
                });
    }

    @Test
    void anotherNameInTheSameMirrorIsFollowed() throws IOException {
        registry.answer(
                "/latest.jar",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "/repo/lib.jar");
                    RegistryServer.status(exchange, 307);
                });

        assertThat(read("latest.jar")).startsWith("HTTP/1.1 200").endsWith("a library");
    }

    @Test
    void aMirrorThatSendsItsReadersInCirclesIsLeft() throws IOException {
        registry.answer(
                "/lib.jar",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "/repo/lib.jar");
                    RegistryServer.status(exchange, 301);
                });

        assertThat(read("lib.jar")).startsWith("HTTP/1.1 502");
        assertThat(registry.seen()).hasSize(3);
    }

    @Test
    void aWrongPasswordIsTheOperatorsConcernAndItsSettingIsNamed() throws IOException {
        var answer = ask(mirrored(Map.of(), "wrong"), get("/mirror/central/lib.jar"));

        assertThat(answer).startsWith("HTTP/1.1 502").contains("mirrors.central.user");
        assertThat(use.trouble()).hasValueSatisfying(it -> assertThat(it.passing()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "429"})
    void trouble(int status) throws IOException {
        registry.answer("/lib.jar", exchange -> RegistryServer.status(exchange, status));

        assertThat(read("lib.jar")).startsWith("HTTP/1.1 " + status);
        assertThat(use.trouble()).hasValueSatisfying(it -> assertThat(it.passing()).isTrue());
    }

    @Test
    void aMirrorThatIsAwayIsTroubleThatPasses() throws IOException {
        var listener = mirrored(Map.of());
        registry.close();

        assertThat(ask(listener, get("/mirror/central/lib.jar")))
                .startsWith("HTTP/1.1 502")
                .contains("central");
        assertThat(use.trouble()).hasValueSatisfying(it -> assertThat(it.passing()).isTrue());
    }

    @Test
    void whatComesAtASecondTryIsNoTroubleAnyMore() throws IOException {
        var listener = mirrored(Map.of());
        registry.answer("/lib.jar", exchange -> RegistryServer.status(exchange, 500));
        ask(listener, get("/mirror/central/lib.jar"));
        registry.answer("/lib.jar", exchange -> RegistryServer.status(exchange, 404));

        ask(listener, get("/mirror/central/lib.jar"));

        assertThat(use.trouble()).isEmpty();
    }

    @Test
    void aFileThatBreaksOffIsShorterThanItSaysAndTrouble() throws IOException {
        registry.answer(
                "/lib.jar",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write("half".getBytes());
                    exchange.getResponseBody().flush();
                    exchange.close();
                });

        assertThat(read("lib.jar")).contains("Content-Length: 1000").endsWith("half");
        await().atMost(LONG).until(() -> use.trouble().isPresent());
    }

    @Test
    void moreThanTheTrafficThatASandboxHasBreaksOff() throws IOException {
        Files.write(files.resolve("large"), new byte[200_000]);
        var listener = mirrored(Map.of("traffic", "100KB"));

        assertThat(ask(listener, get("/mirror/central/large"))).hasSizeLessThan(150_000);
        await().atMost(LONG).until(() -> use.trouble().isPresent());
        assertThat(ask(listener, get("/mirror/central/lib.jar"))).startsWith("HTTP/1.1 429");
    }

    @Test
    void aMirrorTellsWhetherItIsThere() throws Exception {
        var good = new Mirror(Mirror.Kind.MAVEN, registry.url(), "ada", "wrong", null, List.of());

        assertThat(egress(Map.of()).trouble("central", good)).contains("401", "mirrors.central");
        var well =
                new Mirror(
                        Mirror.Kind.MAVEN,
                        registry.url(),
                        RegistryServer.USER,
                        RegistryServer.PASSWORD,
                        null,
                        List.of());
        assertThat(egress(Map.of()).trouble("central", well)).isNull();
        var files =
                new Mirror(
                        Mirror.Kind.PYPI,
                        registry.url(),
                        RegistryServer.USER,
                        RegistryServer.PASSWORD,
                        null,
                        List.of("http://127.0.0.1:1/files"));
        assertThat(egress(Map.of()).trouble("pip", files))
                .contains("http://127.0.0.1:1/files/", "mirrors.pip.files");
        registry.close();
        assertThat(egress(Map.of()).trouble("central", well)).contains("does not answer");
    }
}
