package dev.mosaic.stitcher.git;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository is fetched from and pushed to.
 *
 * @param key a file name that is unique for the repository, such as {@code local-7}; names its
 *     mirror on disk
 * @param url {@code file:}, {@code http:} or {@code https:}, without user information
 * @param credential null where none is needed
 */
public record Remote(String key, URI url, @Nullable Credential credential) {
    public Remote {
        if (!key.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw new IllegalArgumentException("not a mirror key: " + key);
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException("a remote's address carries no credential");
        }
    }

    /** What one fetch or push shows to the server. Never written to disk; printed as stars. */
    public record Credential(String user, String password) {
        @Override
        public String toString() {
            return user + ":***";
        }
    }
}
