package dev.mosaic.stitcher.sandbox.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are of the public internet: IPv4 but for the blocks of the IANA special-purpose
 * registry, IPv6 of 2000::/3 but for the blocks that are special or hold an IPv4 address (Teredo,
 * 6to4). NAT64, IPv4-mapped and all others are outside of that.
 */
final class Addresses {
    private static final List<Block> NEVER =
            Block.all(
                    "0.0.0.0/8", // this network
                    "169.254.0.0/16", // link-local, with the metadata of most clouds
                    "100.100.100.200/32", // metadata of Alibaba
                    "168.63.129.16/32", // the platform of Azure
                    "192.0.0.192/32", // metadata of Oracle
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "fd00:ec2::/32", // metadata of AWS
                    "fd20:ce::/32"); // metadata of Google

    private static final List<Block> PRIVATE =
            Block.all(
                    "127.0.0.0/8",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10", // shared by carriers
                    "::1/128",
                    "fc00::/7"); // unique local

    private static final List<Block> SPECIAL =
            Block.all(
                    "192.0.0.0/24", // protocols
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // relays of 6to4
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "2001::/23", // protocols, Teredo
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4
                    "3fff::/20"); // documentation

    private static final List<Block> INTERNET = Block.all("2000::/3");

    private Addresses() {}

    /**
     * Whether a connection may go there.
     *
     * @param named whether the operator said that the host may be private; that lets no metadata,
     *     link-local or multicast address through
     */
    static boolean mayBeReached(InetAddress address, boolean named) {
        if (isIn(NEVER, address)) {
            return false;
        }
        if (isIn(PRIVATE, address) || isOfThisMachine(address)) {
            return named;
        }
        var isInternet = address instanceof Inet4Address || isIn(INTERNET, address);
        return isInternet && !isIn(SPECIAL, address);
    }

    private static boolean isIn(List<Block> blocks, InetAddress address) {
        return blocks.stream().anyMatch(it -> it.holds(address));
    }

    /** Its public address leads to what listens on all addresses, as its loopback does. */
    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    /** The addresses that begin with some bits. */
    private record Block(byte[] begin, int bits) {

        static List<Block> all(String... written) {
            return Arrays.stream(written).map(Block::of).toList();
        }

        private static Block of(String written) {
            var slash = written.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(written.substring(0, slash)).getAddress(),
                    Integer.parseInt(written.substring(slash + 1)));
        }

        boolean holds(InetAddress address) {
            var bytes = address.getAddress();
            if (bytes.length != begin.length) {
                return false;
            }
            for (var bit = 0; bit < bits; bit++) {
                var mask = 0x80 >> bit % 8;
                if ((bytes[bit / 8] & mask) != (begin[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
