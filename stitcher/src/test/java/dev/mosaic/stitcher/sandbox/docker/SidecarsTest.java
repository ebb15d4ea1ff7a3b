package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Capability;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Recipe;
import dev.mosaic.stitcher.sandbox.Setup.Step;
import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.egress.EchoHost;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services beside commands: who reaches them, and what they reach. */
class SidecarsTest extends SidecarScene {
    @Test
    void commandsReachItOnTheirLoopbackAsLongAsTheirSandboxIsOpen() throws Exception {
        var sandbox = sandbox(allowing());
        try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)))) {
            try (var place = sandbox.open(spec(OWNER, Map.of()))) {
                assertThat(containers()).hasSize(2);
                assertThat(inService(place, "echo well")).isEqualTo("well");
                assertThat(inService(place, "echo kept > /tmp/file")).isEmpty();
                assertThat(inService(place, "cat /tmp/file")).isEqualTo("kept");
            }
            assertThat(containers()).isEmpty();
            try (var place = sandbox.open(spec(OWNER, Map.of()))) {
                assertThat(inService(place, "ls /tmp")).isEmpty();
            }
        }
        try (var _ = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(containers()).hasSize(1);
        }
    }

    @Test
    void itIsAsTightAsTheCommandsAndHasNoFileOfThisMachine() throws Exception {
        var sandbox = sandbox(allowing());
        Files.writeString(workdir.resolve("source"), "of the job");
        try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            var seen = inspected(true);
            var own = seen.getHostConfig();

            assertThat(own.getNetworkMode()).isEqualTo("container:" + inspected(false).getId());
            assertThat(own.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(own.getReadonlyRootfs()).isTrue();
            assertThat(own.getSecurityOpts()).contains("no-new-privileges");
            assertThat(own.getSecurityOpts()).anyMatch(it -> it.startsWith("seccomp={"));
            assertThat(own.getMemory()).isEqualTo(128L << 20);
            assertThat(own.getPidsLimit()).isPositive();
            assertThat(seen.getMounts()).isEmpty();
            assertThat(seen.getConfig().getUser())
                    .isEqualTo(inspected(false).getConfig().getUser())
                    .doesNotStartWith("0");
            assertThat(seen.getConfig().getLabels())
                    .containsAllEntriesOf(inspected(false).getConfig().getLabels());
            assertThat(
                            inService(
                                    place,
                                    """
                                    ls -A %s 2>/dev/null; ls -A /home /mosaic 2>/dev/null
                                    touch /x /etc/x /bin/x 2>/dev/null && echo written
                                    grep -E 'Cap(Eff|Bnd)|NoNewPrivs|Seccomp:' /proc/self/status
                                    ls /sys/class/net; ps | grep -v grep | grep -c 'sleep 8640'
                                    """
                                            .formatted(workdir)))
                    .isEqualTo(
                            "CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\nlo\n0");
            assertThat(inService(place, "head -c 9000000 /dev/zero > /tmp/x; wc -c < /tmp/x"))
                    .endsWith("5242880");
        }
    }

    @Test
    void itReachesNothingElse() throws Exception {
        try (var host = new EchoHost()) {
            var sandbox = sandbox(allowing());
            try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)));
                    var place = sandbox.open(spec(OWNER, Map.of()))) {
                assertThat(
                                inService(
                                        place,
                                        """
                                        ip route; echo no route
                                        for a in 169.254.169.254 8.8.8.8 172.17.0.1; do
                                          nc -w 2 $a %1$d </dev/null && echo connected
                                        done 2>/dev/null
                                        nc -w 2 127.0.0.1 %1$d </dev/null 2>/dev/null && echo connected
                                        echo done
                                        """
                                                .formatted(host.port())))
                        .isEqualTo("no route\ndone");
            }
            assertThat(host.visitors()).isZero();
        }
    }

    @Test
    void theWayOutOfTheCommandsIsNotForIt() throws Exception {
        try (var host = new EchoHost()) {
            var mirror = "localhost:" + host.port();
            var connect =
                    "printf 'CONNECT %s HTTP/1.1\\r\\nSHOWN\\r\\nhello ' | nc -w 20 127.0.0.1 3128; echo"
                            .formatted(mirror);
            var sandbox =
                    sandbox(
                            allowing().with("forwarder", TestImage.forwarder()),
                            Map.of("allow", mirror, "private-hosts", "localhost"));
            var spec =
                    new SandboxSpec(
                            OWNER,
                            REPOSITORY,
                            workdir,
                            true,
                            Map.of(),
                            new Network(null, null, blocked::add));
            try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)));
                    var place = sandbox.open(spec)) {
                assertThat(containers()).hasSize(3);
                assertThat(inService(place, "env") + inService(place, "cat /proc/*/environ"))
                        .doesNotContainIgnoringCase("proxy", "mosaic:");
                assertThat(inService(place, connect.replace("SHOWN", "")))
                        .startsWith("HTTP/1.1 407 ")
                        .doesNotContain("hello");
                assertThat(host.visitors()).isZero();

                var shown =
                        "Proxy-Authorization: Basic '$(printf %s ${HTTPS_PROXY#*//} | sed s/@.*// | base64)'\\r\\n";
                assertThat(ran(place, connect.replace("SHOWN", shown)))
                        .startsWith("HTTP/1.1 200 ")
                        .contains("hello goodbye");
            }
            assertThat(host.visitors()).isOne();
        }
        await().atMost(LONG).until(() -> !blocked.isEmpty());
    }

    @Test
    void twoSandboxesAtOnceHaveEachTheirOwn() throws Exception {
        var sandbox = sandbox(allowing());
        try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)));
                var _ = sandbox.setUp(asked(OTHER, sidecar(OBEYS)));
                var one = sandbox.open(spec(OWNER, Map.of()));
                var two = sandbox.open(spec(OWNER, Map.of()));
                var other = sandbox.open(spec(OTHER, Map.of()))) {
            assertThat(containers()).hasSize(6);
            inService(one, "echo one > /tmp/file");
            inService(two, "echo two > /tmp/file");

            assertThat(inService(one, "cat /tmp/file")).isEqualTo("one");
            assertThat(inService(two, "cat /tmp/file")).isEqualTo("two");
            assertThat(inService(other, "ls /tmp")).isEmpty();
            assertThat(two.kill()).isEmpty();
            assertThat(inService(one, "cat /tmp/file")).isEqualTo("one");
        }
    }

    @Test
    void anImageRunsWhatItRunsByItselfWithItsVolumesInMemory() throws Exception {
        var image =
                TestImage.derived(
                        TestImage.id(),
                        """
                        ENV WHO=image OWN=image
                        VOLUME /var/lib/box
                        WORKDIR /usr/share/box
                        ENTRYPOINT ["nc", "-ll", "-p", "7777"]
                        CMD ["-e", "sh"]\
                        """);
        var sandbox =
                sandbox(
                        allowing()
                                .with("services.box.image", image)
                                .with("services.box.writable", "/var/spool/box"));
        var plain = new Sidecar("db", "box", Map.of("WHO", "policy"), List.of(), PORT, LONG);
        try (var _ = sandbox.setUp(asked(OWNER, plain));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(
                            inService(
                                    place,
                                    "pwd; echo $WHO $OWN; for d in /var/lib/box /var/spool/box; do echo x > $d/f && stat -c '%a' $d; done; touch f 2>/dev/null || echo closed"))
                    .isEqualTo("/usr/share/box\npolicy image\n700\n700\nclosed");
            assertThat(inspected(true).getMounts()).isEmpty();
        }
    }

    /** In the words of its protocol, since there is no client in the image. */
    @Test
    void aRealDatabaseWritesToMemoryAndAnswers() throws Exception {
        var image = TestImage.withPostgres();
        Assumptions.assumeTrue(image.isPresent(), "NO DATABASE IS TESTED: there is none here");
        var sandbox =
                sandbox(
                        allowing()
                                .with("services.box.image", image.get())
                                .with("services.box.memory", "1GB")
                                .with("services.box.room", "200MB")
                                .with("services.box.writable", "/var/lib/pg"));
        var start =
                "/pg/bin/initdb -D /var/lib/pg/data -U app -A trust --no-locale -E UTF8 --no-sync && exec /pg/bin/postgres -D /var/lib/pg/data -k /tmp -c listen_addresses=127.0.0.1";
        var database =
                new Sidecar(
                        "db",
                        "box",
                        Map.of(),
                        List.of("sh", "-c", start),
                        5432,
                        Duration.ofMinutes(3));
        var ask =
                """
                for i in 1 2 3 4 5 6 7 8 9 10; do
                  printf '\\0\\0\\0\\044\\0\\003\\0\\0user\\0app\\0database\\0postgres\\0\\0Q\\0\\0\\0\\017select 6*7\\0X\\0\\0\\0\\004' |
                    nc -w 20 127.0.0.1 5432 | tr -d '\\000-\\037' | grep 'SELECT 1' && break
                  sleep 1
                done
                """;
        try (var _ = sandbox.setUp(asked(OWNER, database));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(ran(place, ask)).contains("42CSELECT 1");
        }
    }

    @Test
    void whoOnlyReadsHasNone() throws Exception {
        var sandbox = sandbox(allowing());
        try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)));
                var _ =
                        sandbox.open(
                                new SandboxSpec(OWNER, REPOSITORY, workdir, false, Map.of()))) {
            assertThat(containers()).hasSize(1);
        }
    }

    @Test
    void aSetupHasNone() throws Exception {
        var sandbox = sandbox(allowing());
        var look = "nc -w 2 127.0.0.1 %d </dev/null && exit 1; exit 0".formatted(PORT);
        var asked =
                new Setup(
                        OWNER,
                        REPOSITORY,
                        new Recipe("", List.of(new Step(look, null)), "", List.of(sidecar(OBEYS))),
                        work -> work.in(workdir),
                        told::add);

        try (var _ = sandbox.setUp(asked);
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(inService(place, "echo well")).isEqualTo("well");
        }
    }

    /** As with an engine that ignores what it is asked for, of the service alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"ReadonlyRootfs\":true | \"ReadonlyRootfs\":false | ReadonlyRootfs",
                "\"NetworkMode\":\"container: | \"NetworkMode\":\"bridge\",\"Ignored\":\" | NetworkMode",
                "\"CapDrop\":[\"ALL\"] | \"CapDrop\":[] | CapDrop",
                "\"/tmp\":\"rw,noexec | \"/tmp\":\"rw,exec | Tmpfs",
                "\"Mounts\":[] | \"Binds\":[\"/:/host\"] | HostConfig.Binds"
            })
    void s14AWeakerOneIsRefusedAndNothingStays(String asked, String passedOn, String named)
            throws Exception {
        try (var engine =
                new EngineProxy(
                        body -> body.contains("\"-ll\"") ? body.replace(asked, passedOn) : body)) {
            var sandbox = sandbox(allowing().with("host", engine.host()));
            try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)))) {
                assertThatThrownBy(() -> sandbox.open(spec(OWNER, Map.of())))
                        .isInstanceOf(Failure.Never.class)
                        .hasMessageContaining(named)
                        .hasMessageContaining("removed");
                assertThat(containers()).isEmpty();
            }
        }
    }

    @Test
    void aVolumeThatNothingCoversIsRefused() throws Exception {
        var image = TestImage.derived(TestImage.id(), "VOLUME /var/lib/box");
        try (var engine =
                new EngineProxy(body -> body.replace("\"/var/lib/box\":", "\"/elsewhere\":"))) {
            var settings = allowing().with("host", engine.host()).with("services.box.image", image);
            var sandbox = sandbox(settings);
            try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)))) {
                assertThatThrownBy(() -> sandbox.open(spec(OWNER, Map.of())))
                        .isInstanceOf(Failure.Never.class)
                        .hasMessageContaining("Mounts is");
            }
        }
    }
}
