package dev.mosaic.stitcher.command;

import org.jspecify.annotations.Nullable;

/**
 * What comes with a {@code fix} of a program that asks for an agent: the language has no words for
 * it. Whatever of it cannot be kept is refused.
 *
 * @param task what whoever asks calls it; the same task of the same actor is the same agent for
 *     ever
 * @param sandbox the kind that the agent must have; null if any will do
 * @param retries how many rounds may follow the first; null for as many as are usual here
 */
public record Spawn(String task, @Nullable String sandbox, @Nullable Integer retries) {
    public Spawn {
        if (retries != null && retries < 0) {
            throw new IllegalArgumentException("there are no fewer than 0 retries");
        }
    }

    /** How many rounds there may be in all; null as {@code retries}. */
    public @Nullable Integer rounds() {
        return retries == null ? null : retries + 1;
    }
}
