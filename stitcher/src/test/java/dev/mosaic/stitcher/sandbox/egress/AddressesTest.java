package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2001:200::1",
                "2a00::1"
            })
    void theInternetMayBeReached(String address) {
        assertThat(mayBeReached(address, false)).isTrue();
        assertThat(mayBeReached(address, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.255",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "::1",
                "fc00::1",
                "fdff::1"
            })
    void aPrivateNetworkOnlyIfTheHostIsNamed(String address) {
        assertThat(mayBeReached(address, false)).isFalse();
        assertThat(mayBeReached(address, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.170.2",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::7f00:1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "4000::1"
            })
    void theRestNever(String address) {
        assertThat(mayBeReached(address, false)).isFalse();
        assertThat(mayBeReached(address, true)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("own")
    void thisMachineIsNoHostOfTheInternetWhateverItsAddress(InetAddress address) {
        assertThat(Addresses.mayBeReached(address, false)).isFalse();
    }

    static Stream<InetAddress> own() throws Exception {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses);
    }

    @Test
    void addressesOfBothFamiliesAreComparedWithTheirOwn() {
        assertThat(mayBeReached("7f00::1", false)).isFalse();
        assertThat(mayBeReached("a00::1", true)).isFalse();
    }

    private static boolean mayBeReached(String address, boolean named) {
        return Addresses.mayBeReached(InetAddress.ofLiteral(address), named);
    }
}
