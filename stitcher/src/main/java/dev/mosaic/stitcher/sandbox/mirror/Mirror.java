package dev.mosaic.stitcher.sandbox.mirror;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

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
 * @param files where the files are that it names and does not serve itself, nine addresses at most,
 *     such as {@code https://files.pythonhosted.org}. They may be read as the mirror is, and see
 *     the credential only where scheme, host and port are the mirror's
 */
public record Mirror(
        Kind kind,
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @DefaultValue List<String> files) {
    private static final int MOST_FILES = 9;

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
        files = List.copyOf(files);
        if (files.size() > MOST_FILES) {
            throw new IllegalArgumentException(
                    "A mirror has %d addresses of files at most (mosaic.sandbox.docker.mirrors)."
                            .formatted(MOST_FILES));
        }
        address("url", url);
        files.forEach(it -> address("files", it));
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** With a slash at its end. */
    public URI address() {
        return address("url", url);
    }

    /** Where it may be read: its own address first, then those of its files, in their order. */
    public List<URI> addresses() {
        return Stream.concat(Stream.of(address()), files.stream().map(it -> address("files", it)))
                .toList();
    }

    private static URI address(String setting, @Nullable String text) {
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
                "%s of a mirror is an http or https address without user, query and fragment, such as https://repo.maven.apache.org/maven2 (mosaic.sandbox.docker.mirrors)."
                        .formatted(setting));
    }

    /** Whether something is at its own scheme, host and port. */
    public boolean isAt(URI at) {
        return isSameHost(address(), at);
    }

    /** Whether scheme, host and port of two addresses are the same. */
    public static boolean isSameHost(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI at) {
        return at.getPort() >= 0 ? at.getPort() : "https".equals(at.getScheme()) ? 443 : 80;
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
        return "Mirror[kind=%s, url=%s, files=%s]".formatted(kind, url, files);
    }
}
