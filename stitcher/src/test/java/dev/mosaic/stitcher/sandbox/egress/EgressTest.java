package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody tries who controls everything in a sandbox, without one. */
class EgressTest extends EgressScene {
    @Test
    void aHostThatIsAllowedIsReachedUntilBothSidesAreDone() throws Exception {
        try (var channel = connect(listener(Map.of()))) {
            write(channel, connectTo(mirror()) + "early ");
            assertThat(upTo(channel, "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            write(channel, "late ");
            assertThat(upTo(channel, "late ")).isEqualTo("early late ");

            channel.shutdownOutput();

            assertThat(rest(channel)).isEqualTo("goodbye");
        }
        assertThat(blocked).isEmpty();
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void capitalsMakeNoOtherHost() throws Exception {
        try (var channel = connect(listener(Map.of()))) {
            write(channel, connectTo("MIRROR.test:" + host.port()));
            assertThat(upTo(channel, "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other.test:PORT",
                "mirror.test:443",
                "mirror.test:0",
                "mirror.test:65536",
                "mirror.test:PORT:PORT",
                "mirror.test",
                "mirror.test.:PORT",
                "sub.mirror.test:PORT",
                "a@mirror.test:PORT",
                "mirror.test/:PORT",
                "mirror.test%00.other.test:PORT",
                "http://mirror.test:PORT/",
                "127.0.0.1:PORT",
                "127.1:PORT",
                "2130706433:PORT",
                "0x7f000001:PORT",
                "0177.0.0.1:PORT",
                "[::1]:PORT",
                "[::ffff:127.0.0.1]:PORT",
                "localhost:PORT",
                "169.254.169.254:80",
                "metadata.google.internal:80",
                "*:443",
                ":PORT"
            })
    void s4WhatIsNotNamedIsRefusedWithoutALookUpAndTold(String asked) throws Exception {
        names.put("localhost", names.get("mirror.test"));
        var target = asked.replace("PORT", Integer.toString(host.port()));
        var listener = listener(Map.of());

        assertThat(askFor(listener, target))
                .startsWith("HTTP/1.1 403 ")
                .contains("mosaic.egress.allow");

        assertThat(lookUps).hasValue(0);
        assertThat(host.visitors()).isZero();
        awaitBlocked(1);
        assertThat(blocked.getFirst().target()).isEqualTo(target);
        assertThat(blocked.getFirst().why()).contains("mosaic.egress.allow");
    }

    @Test
    void aRunReachesNoMoreThanItsPolicyNames() throws Exception {
        var egress = egress(Map.of("allow", mirror() + ",other.test"));
        try (var listener =
                egress.open(OWNER, new Network(Set.of("other.test"), null, blocked::add))) {
            assertThat(askFor(listener, mirror()))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("the policy of its repository");
        }
        try (var listener =
                egress.open(OWNER, new Network(Set.of("evil.test"), null, blocked::add))) {
            assertThat(askFor(listener, "evil.test:443"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("mosaic.egress.allow");
        }
        assertThat(lookUps).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "fd00:ec2::254", "::1"})
    void w20ANameThatLeadsInsideIsRefused(String inside) throws Exception {
        names.put("evil.test", new InetAddress[] {InetAddress.ofLiteral(inside)});
        var listener = listener(Map.of("allow", "evil.test:" + host.port()));

        assertThat(askFor(listener, "evil.test:" + host.port()))
                .startsWith("HTTP/1.1 403 ")
                .contains("mosaic.egress.private-hosts")
                .doesNotContain(inside);

        assertThat(host.visitors()).isZero();
        awaitBlocked(1);
    }

    @Test
    void w20OneBadAddressAmongGoodOnesIsEnough() throws Exception {
        names.put(
                "evil.test",
                new InetAddress[] {
                    InetAddress.ofLiteral("1.1.1.1"), InetAddress.getLoopbackAddress()
                });
        var listener = listener(Map.of("allow", "evil.test:" + host.port()));

        assertThat(askFor(listener, "evil.test:" + host.port())).startsWith("HTTP/1.1 403 ");
        assertThat(host.visitors()).isZero();
    }

    @Test
    void w20AnAddressInDisguiseIsRefused() throws Exception {
        var bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = 127;
        bytes[15] = 1;
        names.put("mirror.test", new InetAddress[] {Inet6Address.getByAddress(null, bytes, -1)});

        assertThat(askFor(listener(Map.of()), mirror())).startsWith("HTTP/1.1 403 ");
        assertThat(host.visitors()).isZero();
    }

    @Test
    void aNameThatIsNotKnownOrLeadsNowhereIsSaid() throws Exception {
        var port = host.port();
        host.close();
        var listener = listener(Map.of("allow", mirror() + ",unknown.test"));

        assertThat(askFor(listener, "mirror.test:" + port))
                .startsWith("HTTP/1.1 502 ")
                .contains("cannot be reached");
        assertThat(askFor(listener, "unknown.test:443"))
                .startsWith("HTTP/1.1 502 ")
                .contains("name is not known");
        assertThat(blocked).isEmpty();
    }

    @Test
    void aResolverThatHangsIsWaitedForSoLong() throws Exception {
        var over = new CountDownLatch(1);
        open.add(over::countDown);
        var settings = settings(Map.of("allow", "slow.test", "connect", "1s"));
        var egress =
                new Egress(
                        settings,
                        folder,
                        _ -> {
                            try {
                                over.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return new InetAddress[0];
                        });
        try (var listener = egress.open(OWNER, new Network(null, null, blocked::add))) {
            assertThat(askFor(listener, "slow.test:443"))
                    .startsWith("HTTP/1.1 504 ")
                    .contains("mosaic.egress.connect");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET http://mirror.test:1/secret?x HTTP/1.1 | 405 | http://mirror.test:1",
                "POST https://other.test/ HTTP/1.1 | 405 | https://other.test",
                "OPTIONS * HTTP/1.1 | 405 | *",
                "GET / HTTP/1.1 | 403 | /",
                "GET /api/runner-jobs HTTP/1.1 | 403 | /api/",
                "GET /llm/sk-token/v1/messages HTTP/1.1 | 403 | /llm/",
            })
    void whatIsNotConnectIsRefusedAndToldWithoutItsSecrets(String line, int status, String told)
            throws Exception {
        assertThat(ask(listener(Map.of()), line + "\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status)
                .contains("mosaic.egress.allow");

        awaitBlocked(1);
        assertThat(blocked.getFirst().target()).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT mirror.test:443 HTTP/1.1\nHost: x\r\n\r\n",
                "CONNECT mirror.test:443 HTTP/2.0\r\n\r\n",
                "CONNECT  mirror.test:443 HTTP/1.1\r\n\r\n",
                "connect mirror.test:443 HTTP/1.1\r\n\r\n",
                "CONNECT mirror.test:443\r\n\r\n",
                "\r\n\r\n",
                "CONNECT mirror.test:443 HTTP/1.1\r\n folded: x\r\n\r\n",
                "CONNECT mirror.test:443 HTTP/1.1\r\nno colon\r\n\r\n",
                "CONNECT mirror.test:443 HTTP/1.1\r\nspace : x\r\n\r\n",
                "CONNECT mirror.test:443 HTTP/1.1\r\na: b\rc\r\n\r\n",
                "CONNECT mirror.test:443 HTTP/1.1\r\na: \u0000\r\n\r\n",
                "\u0016\u0003\u0001 hello of TLS \r\n\r\n"
            })
    void whatIsNotHttpIsRefused(String text) throws Exception {
        assertThat(ask(listener(Map.of()), text)).startsWith("HTTP/1.1 400 ");
        assertThat(lookUps).hasValue(0);
    }

    @Test
    void aDoorThatIsClosedCutsItsConnectionsOffAndLetsNobodyIn() throws Exception {
        var listener = listener(Map.of());
        var channels = new ArrayList<SocketChannel>();
        for (var i = 0; i < 3; i++) {
            channels.add(tunnel(listener));
        }

        listener.close();

        for (var channel : channels) {
            assertThat(rest(channel)).isIn("", "(broken)");
            channel.close();
        }
        await().atMost(LONG).until(() -> host.here() == 0);
        assertThatThrownBy(() -> askFor(listener, mirror())).isInstanceOf(IOException.class);
        listener.remove();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theSocketIsForNobodyElse() throws Exception {
        var listener = listener(Map.of());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(listener.folder())))
                .isEqualTo("rwx------");
        assertThat(listener.folder()).isDirectoryContaining("glob:**/" + EgressListener.SOCKET);
    }

    @Test
    void earlierIncarnationsLeaveNothingAndNoOthersLoseTheirs() throws Exception {
        var egress = egress(Map.of());
        var listeners = new ArrayList<EgressListener>();
        for (var incarnation : new String[] {"before", "now"}) {
            for (var node : new String[] {"node", "other"}) {
                var owner = new Owner(node, incarnation, "job", 1, "agent");
                listeners.add(egress.open(owner, new Network(null, null, blocked::add)));
            }
        }

        egress.sweep("node", "now");

        assertThat(listeners)
                .extracting(it -> Files.exists(it.folder()))
                .containsExactly(false, true, true, true);
        listeners.forEach(EgressListener::remove);
    }

    @Test
    void aFolderThatIsTooDeepForASocketIsNamedWithItsSetting() {
        var deep = folder.resolve("d".repeat(120));
        var egress = new Egress(settings(Map.of()), deep, _ -> new InetAddress[0]);

        assertThatThrownBy(() -> egress.open(OWNER, new Network(null, null, blocked::add)))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.folder");
        assertThat(deep).isEmptyDirectory();
    }
}
