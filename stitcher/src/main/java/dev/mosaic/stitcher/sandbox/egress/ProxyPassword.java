package dev.mosaic.stitcher.sandbox.egress;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Tells the commands of a sandbox from what runs beside them on the same loopback: only they have
 * it, in their environment. It opens nothing beyond their own sandbox and dies with it.
 */
public record ProxyPassword(String word) {
    private static final String USER = "mosaic";
    private static final String SCHEME = "basic ";

    /** One that nobody can guess. */
    public static ProxyPassword random() {
        return new ProxyPassword(UUID.randomUUID().toString());
    }

    /** As it stands in the address of a proxy, before the {@code @}. */
    public String userInfo() {
        return USER + ":" + word;
    }

    /**
     * @param headers all of {@code Proxy-Authorization} (RFC 9110, 11.7.2; RFC 7617)
     */
    boolean isShownBy(List<String> headers) {
        return headers.size() == 1
                && headers.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        headers.getFirst()
                                .substring(SCHEME.length())
                                .strip()
                                .getBytes(StandardCharsets.UTF_8),
                        Base64.getEncoder().encode(userInfo().getBytes(StandardCharsets.UTF_8)));
    }

    /** Without the word. */
    @Override
    public String toString() {
        return "ProxyPassword";
    }
}
