package dev.mosaic.stitcher.sandbox.docker.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Which system calls the kernel takes: those of Docker's default profile (moby/profiles, {@code
 * seccomp/default.json}) that it allows without privileges, but for those that trace or read other
 * processes, watch the file system, set clocks or look into mounts, and with local, IPv4, IPv6 and
 * netlink sockets only. {@code clone} makes no namespaces, {@code clone3}, whose flags no filter
 * can read, is unknown. There is a filter for x86_64 and aarch64; calls of 32-bit programs end
 * them.
 */
final class Seccomp {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Seccomp() {}

    /** As the engine takes it: JSON without a space. */
    static String profile() {
        try (var json = Seccomp.class.getResourceAsStream("seccomp.json")) {
            if (json == null) {
                throw new IllegalStateException("there is no seccomp.json on the class path");
            }
            var text = new String(json.readAllBytes(), StandardCharsets.UTF_8);
            return SPACE.matcher(text).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
