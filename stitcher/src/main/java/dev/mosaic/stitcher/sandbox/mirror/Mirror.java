package dev.mosaic.stitcher.sandbox.mirror;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mirror of a registry, as settings describe it.
 *
 * @param kind what it serves
 * @param url where it is, as its tools take it: for Maven the address of a repository, such as
 *     {@code https://repo.maven.apache.org/maven2}
 * @param user with {@code password}, for a mirror that asks for both; null for none
 * @param password of the user. Leaves this process only to the mirror
 * @param token for a mirror that asks for one ({@code Authorization: Bearer}); null for none.
 *     Leaves this process only to the mirror
 */
public record Mirror(
        Kind kind,
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token) {

    /** What a mirror serves. */
    public enum Kind {
        /** A Maven repository, for Maven and Gradle. */
        MAVEN,
        NPM,
        PYPI,
        GO,
        CARGO;

        /** As settings and commands name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Mirror {
        user = orNull(user);
        password = orNull(password);
        token = orNull(token);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "kind of a mirror is maven, npm, pypi, go or cargo (mosaic.sandbox.docker.mirrors).");
        }
        if ((user == null) != (password == null) || user != null && token != null) {
            throw new IllegalArgumentException(
                    "A mirror has a user and a password, or a token, or none of them (mosaic.sandbox.docker.mirrors).");
        }
        if (user != null && user.contains(":") || !isPlain(user + password + token)) {
            throw new IllegalArgumentException(
                    "user, password and token of a mirror are one line of visible ASCII characters, and a user has no colon.");
        }
        address(url);
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** With a slash at its end. */
    public URI address() {
        return address(url);
    }

    private static URI address(@Nullable String text) {
        try {
            var uri = new URI(String.valueOf(text).strip().replaceFirst("/*$", "/")).normalize();
            var http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // said below, without the text: somebody may have put a password into it
        }
        throw new IllegalArgumentException(
                "url of a mirror is an http or https address without user, query and fragment, such as https://repo.maven.apache.org/maven2 (mosaic.sandbox.docker.mirrors).");
    }

    /** What is shown to the mirror; null if it asks for nothing. */
    public @Nullable String authorization() {
        if (token != null) {
            return "Bearer " + token;
        }
        if (user == null) {
            return null;
        }
        var both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Mirror[kind=%s, url=%s]".formatted(kind, url);
    }
}
