package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Blocked;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.egress.EchoHost;
import dev.mosaic.stitcher.sandbox.egress.NodeServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers that may reach something, and what they reach. */
class DockerNetworkTest extends DockerScene {
    private final List<Blocked> blocked = new CopyOnWriteArrayList<>();
    private EchoHost host;
    private NodeServer node;

    @BeforeEach
    void begin() throws IOException {
        host = new EchoHost();
        node = new NodeServer();
    }

    @AfterEach
    void nothingStays() throws IOException {
        host.close();
        node.close();
        containers().forEach(id -> OpenContainer.remove(new Daemon(LocalEngine.host()), id));
        if (Files.isDirectory(SOCKETS)) {
            assertThat(sockets()).isEmpty();
        }
    }

    private String mirror() {
        return "localhost:" + host.port();
    }

    private DockerSandbox networked(SampleSettings settings, Map<String, String> more) {
        var egress = new HashMap<>(Map.of("allow", mirror(), "private-hosts", "localhost"));
        egress.putAll(more);
        return sandbox(settings.with("forwarder", TestImage.forwarder()), egress);
    }

    private SandboxSpec reaching(@Nullable Set<String> only, @Nullable URI model) {
        return new SandboxSpec(
                OWNER, REPOSITORY, workdir, true, Map.of(), new Network(only, model, blocked::add));
    }

    private SandboxHandle openNetworked() throws InterruptedException {
        return networked(SampleSettings.here(), Map.of()).open(reaching(null, null));
    }

    /** A line that says something to the forwarder and prints the answer. */
    private static String say(String text) {
        return "printf '%s' | nc -w 20 127.0.0.1 3128; echo".formatted(text);
    }

    /** The same with the line kept open until all is answered, as programs that speak HTTP do. */
    private static String ask(String text) {
        return """
        mkfifo /tmp/ask; nc -w 20 127.0.0.1 3128 </tmp/ask >/tmp/answer & exec 3>/tmp/ask
        printf '%s' >&3; wait $!; exec 3>&-; cat /tmp/answer; echo\
        """
                .formatted(text);
    }

    private static String connectTo(String target) {
        return say("CONNECT %s HTTP/1.1\\r\\n\\r\\nhello ".formatted(target));
    }

    private static ShellCommand line(String line) {
        return ShellCommand.line(line, LONG);
    }

    private static InspectContainerResponse inspected(boolean forwarder) {
        return containers().stream()
                .map(id -> LocalEngine.ask(client -> client.inspectContainerCmd(id).exec()))
                .filter(it -> it.getName().endsWith("-out") == forwarder)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHostThatIsAllowedIsReachedBothWaysToTheEnd() throws Exception {
        try (var place = openNetworked()) {
            var outcome = place.run(line(connectTo(mirror()) + "; env"));

            assertThat(outcome.output())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("hello goodbye")
                    .contains(
                            "HTTPS_PROXY=http://127.0.0.1:3128",
                            "https_proxy=http://127.0.0.1:3128",
                            "NO_PROXY=localhost,127.0.0.1,::1");
            assertThat(place.server()).isNull();
        }
        assertThat(host.visitors()).isOne();
        assertThat(blocked).isEmpty();
    }

    @Test
    void s5NothingElseIsReached() throws Exception {
        try (var place = openNetworked()) {
            var outcome =
                    place.run(
                            line(
                                    """
                                    ls /sys/class/net; ip route; echo no route
                                    for a in 169.254.169.254 8.8.8.8 172.17.0.1; do
                                      nc -w 2 $a 53 </dev/null && echo connected
                                      ping -c 1 -W 1 $a && echo connected
                                    done
                                    nc -w 2 127.0.0.1 %d </dev/null && echo connected
                                    nslookup example.com 8.8.8.8 && echo connected
                                    """
                                            .formatted(host.port())));

            assertThat(outcome.output())
                    .startsWith("lo\nno route\n")
                    .contains("Network is unreachable")
                    .contains("nslookup: can't connect to remote host (8.8.8.8)")
                    .doesNotContain("connected");
        }
        assertThat(host.visitors()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT other.test:443 HTTP/1.1, 403",
        "CONNECT localhost:1 HTTP/1.1, 403",
        "CONNECT 127.0.0.1:PORT HTTP/1.1, 403",
        "CONNECT 169.254.169.254:80 HTTP/1.1, 403",
        "CONNECT metadata.google.internal:80 HTTP/1.1, 403",
        "GET http://localhost:PORT/ HTTP/1.1, 405",
        "GET /api/runner-jobs HTTP/1.1, 403",
        "nonsense, 400"
    })
    void s4WhatIsNotAllowedIsRefusedAndTold(String first, int status) throws Exception {
        var asked = first.replace("PORT", Integer.toString(host.port()));
        try (var place = openNetworked()) {
            assertThat(place.run(line(say(asked + "\\r\\n\\r\\n"))).output())
                    .startsWith("HTTP/1.1 " + status);
        }
        assertThat(host.visitors()).isZero();
        assertThat(blocked).hasSize(status == 400 ? 0 : 1);
    }

    @Test
    void s7ItsModelIsReachedAndNothingElseOfTheNode() throws Exception {
        var sandbox = networked(SampleSettings.here(), Map.of());
        try (var place = sandbox.open(reaching(Set.of(), node.model("sk-mine")))) {
            assertThat(place.server()).isEqualTo(URI.create("http://127.0.0.1:3128"));
            var outcome =
                    place.run(
                            line(
                                    String.join(
                                            "\n",
                                            ask(
                                                    "POST /llm/sk-mine/v1/messages HTTP/1.0\\r\\nContent-Length: 2\\r\\n\\r\\n{}"),
                                            say("GET /llm/sk-other/v1/models HTTP/1.0\\r\\n\\r\\n"),
                                            say("GET /api/runner-jobs HTTP/1.0\\r\\n\\r\\n"),
                                            connectTo(mirror()))));

            assertThat(outcome.output())
                    .startsWith("HTTP/1.1 200 ")
                    .containsPattern("(?s)answer to \\{}.*403.*403.*403")
                    .doesNotContain("hello");
        }
        assertThat(node.seen())
                .singleElement()
                .satisfies(it -> assertThat(it.uri()).isEqualTo("/llm/sk-mine/v1/messages"));
        assertThat(host.visitors()).isZero();
    }

    @Test
    void theWayOfOneSandboxIsNotThatOfAnother() throws Exception {
        var sandbox = networked(SampleSettings.here(), Map.of());
        try (var first = sandbox.open(reaching(null, null));
                var second = sandbox.open(reaching(Set.of(), null))) {
            assertThat(first.run(line(connectTo(mirror()))).output()).contains("hello");

            assertThat(second.run(line(connectTo(mirror()))).output()).startsWith("HTTP/1.1 403");
            assertThat(second.run(line("find / -type s 2>/dev/null; ls -d /mosaic")).output())
                    .doesNotContain("\n/")
                    .contains("No such file");
        }
    }

    @Test
    void theForwarderIsAsTightAsTheCommandsAndNeitherHasANetworkOfItsOwn() throws Exception {
        try (var place = openNetworked()) {
            assertThat(place.run(command(List.of("true"))).exit()).isZero();
            var forwarder = inspected(true);
            var own = forwarder.getHostConfig();

            assertThat(own.getNetworkMode()).isEqualTo("none");
            assertThat(own.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(own.getReadonlyRootfs()).isTrue();
            assertThat(own.getSecurityOpts()).contains("no-new-privileges");
            assertThat(own.getMemory()).isBetween(1L, 512_000_000L);
            assertThat(own.getPidsLimit()).isBetween(1L, 100L);
            assertThat(forwarder.getConfig().getUser()).doesNotStartWith("0");
            assertThat(forwarder.getConfig().getEnv()).noneMatch(it -> it.contains("PROXY"));
            assertThat(forwarder.getMounts())
                    .singleElement()
                    .satisfies(it -> assertThat(it.getRW()).isFalse())
                    .satisfies(it -> assertThat(it.getSource()).startsWith(SOCKETS.toString()));
            assertThat(forwarder.getConfig().getLabels())
                    .containsAllEntriesOf(inspected(false).getConfig().getLabels());
            assertThat(inspected(false).getHostConfig().getNetworkMode())
                    .isEqualTo("container:" + forwarder.getId());
        }
        assertThat(containers()).isEmpty();
    }

    @Test
    void whoAsksForNoNetworkHasNoForwarder() throws Exception {
        try (var place = networked(SampleSettings.here(), Map.of()).open(spec(OWNER, Map.of()))) {
            assertThat(containers()).hasSize(1);
            assertThat(inspected(false).getHostConfig().getNetworkMode()).isEqualTo("none");
            assertThat(place.run(line("env; " + connectTo(mirror()))).output())
                    .doesNotContainIgnoringCase("proxy", "HTTP/1.1")
                    .contains("refused");
        }
    }

    @Test
    void aKillCutsAllOffAndLeavesNeither() throws Exception {
        try (var place = openNetworked()) {
            var running =
                    inBackground(
                            place,
                            line(
                                    "(printf 'CONNECT %s HTTP/1.1\\r\\n\\r\\n'; sleep 100) | nc 127.0.0.1 3128"
                                            .formatted(mirror())));
            await().atMost(LONG).until(() -> host.here() == 1);

            assertThat(place.kill()).isEmpty();

            await().atMost(LONG).until(() -> host.here() == 0);
            assertThat(running.get(40, TimeUnit.SECONDS).exit()).isEqualTo(137);
            for (var forwarder : List.of(true, false)) {
                assertThat(inspected(forwarder).getState().getRunning()).isFalse();
            }
        }
        assertThat(containers()).isEmpty();
        assertThat(sockets()).isEmpty();
    }

    @Test
    void aForwarderThatIsKilledOpensNoOtherWayAndIsSaid() throws Exception {
        try (var place = openNetworked()) {
            var script =
                    "touch up; while [ -e up ]; do sleep 0.1; done; ls /sys/class/net; "
                            + connectTo(mirror());
            var running = inBackground(place, line(script));
            await().atMost(LONG).until(() -> Files.exists(workdir.resolve("up")));

            var id = inspected(true).getId();
            LocalEngine.ask(client -> client.killContainerCmd(id).exec());
            Files.delete(workdir.resolve("up"));

            assertThat(running.get(40, TimeUnit.SECONDS).output())
                    .startsWith("lo\n")
                    .contains("refused")
                    .doesNotContain("hello");
            assertThatThrownBy(() -> place.run(command(List.of("true"))))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("forwarder");
            assertThat(place.kill()).isEmpty();
        }
        assertThat(host.visitors()).isZero();
    }

    @Test
    void aCrowdOfConnectionsAndALoopOfAttemptsAreOutlived() throws Exception {
        var sandbox = networked(SampleSettings.here(), Map.of("connections", "4", "connect", "2s"));
        try (var place = sandbox.open(reaching(null, null))) {
            var outcome =
                    place.run(
                            line(
                                    """
                                    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
                                      (sleep 30 | nc 127.0.0.1 3128) >/dev/null 2>&1 &
                                    done
                                    for i in 1 2 3 4 5 6 7 8 9 10; do %s; done
                                    %s
                                    """
                                            .formatted(
                                                    connectTo("evil.test:443"),
                                                    connectTo(mirror()))));

            assertThat(outcome.output()).contains("hello goodbye");
        }
        assertThat(blocked).hasSize(2).last().matches(it -> it.times() == 10);
    }

    @Test
    void whoAsksWhereNothingIsAllowedGetsNoForwarderAndNoNetwork() throws Exception {
        try (var place = sandbox(SampleSettings.here()).open(reaching(null, null))) {
            assertThat(containers()).hasSize(1);
            assertThat(inspected(false).getHostConfig().getNetworkMode()).isEqualTo("none");
            assertThat(place.run(line("env")).output()).doesNotContainIgnoringCase("https_proxy");
        }
    }

    @Test
    void withoutAnImageOfForwardersThereIsNoNetwork() {
        var sandbox = sandbox(SampleSettings.here(), Map.of("allow", mirror()));

        assertThatThrownBy(() -> sandbox.open(reaching(null, null)))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.docker.forwarder");
        assertThat(containers()).isEmpty();
    }

    /** As with an engine that ignores what it is asked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"NetworkMode\":\"none\" | \"NetworkMode\":\"bridge\" | NetworkMode",
                "\"NetworkMode\":\"container: | \"NetworkMode\":\"none\",\"Ignored\":\" | NetworkMode",
                "\"Cmd\":[\"-t\" | \"Cmd\":[\"-d\",\"-t\" | Config.Cmd",
                "bind=127.0.0.1, | '' | Config.Cmd",
                "\"Target\":\"/mosaic\" | \"Target\":\"/etc\" | Mounts"
            })
    void s14AWeakerForwarderIsRefusedAndBothAreRemoved(String asked, String passedOn, String named)
            throws Exception {
        try (var engine =
                new EngineProxy(body -> body.replace(asked, passedOn == null ? "" : passedOn))) {
            var settings = SampleSettings.here().with("host", engine.host());
            var sandbox = networked(settings, Map.of());

            assertThatThrownBy(() -> sandbox.open(reaching(null, null)))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining(named)
                    .hasMessageContaining("removed");
            assertThat(containers()).isEmpty();
        }
    }

    @Test
    void aForwarderThatDoesNotListenIsRefused() throws Exception {
        var deaf =
                TestImage.derived(
                        SampleSettings.here().settings().image(),
                        "RUN printf '#!/bin/sh\\nexec sleep 1000\\n' >/bin/socat; chmod 755 /bin/socat");
        var sandbox =
                sandbox(SampleSettings.here().with("forwarder", deaf), Map.of("allow", mirror()));

        assertThatThrownBy(() -> sandbox.open(reaching(null, null)))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("Forwarder is no from within");
        assertThat(containers()).isEmpty();
    }

    @Test
    void bothAreSweptWithTheirSocket() throws Exception {
        var earlier = openNetworked();
        assertThat(containers()).hasSize(2);

        assertThat(networked(SampleSettings.here(), Map.of()).sweep(NODE, "second")).isEqualTo(2);

        assertThat(containers()).isEmpty();
        assertThat(sockets()).isEmpty();
        assertThatThrownBy(() -> earlier.run(command(List.of("true"))))
                .isInstanceOf(Failure.Later.class);
        earlier.close();
    }

    @Test
    void whoIsInterruptedWhileOpeningLeavesNothing() {
        var owner = new Owner(NODE, "now", "job", 8, "agent");
        var spec =
                new SandboxSpec(
                        owner,
                        REPOSITORY,
                        workdir,
                        true,
                        Map.of(),
                        new Network(null, null, blocked::add));
        var sandbox = networked(SampleSettings.here(), Map.of());
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> sandbox.open(spec)).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(containers()).isEmpty();
    }
}
