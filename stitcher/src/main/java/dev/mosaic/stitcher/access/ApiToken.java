package dev.mosaic.stitcher.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is stored: everything but the secret.
 *
 * @param name what its owner calls it
 * @param actor the user of the forge as whom its holder acts
 * @param createdBy who made it
 * @param expiresAt null for never
 * @param lastUsedAt to the minute; null for never
 */
public record ApiToken(
        long id,
        String name,
        Set<Scope> scopes,
        Actor actor,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    public ApiToken {
        scopes = Set.copyOf(scopes);
    }
}
