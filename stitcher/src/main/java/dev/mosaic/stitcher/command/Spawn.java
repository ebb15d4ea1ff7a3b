package dev.mosaic.stitcher.command;

import org.jspecify.annotations.Nullable;

/**
 * What comes with the command of a program that asks for an agent: the language has no words for
 * it. Whatever of it cannot be kept is refused.
 *
 * @param task what whoever asks calls it; the same task of the same actor is the same agent for
 *     ever
 * @param sandbox the kind that the agent must have; null if any will do
 * @param rounds how many there may be in all, from 1; null for as many as are usual here
 */
public record Spawn(String task, @Nullable String sandbox, @Nullable Integer rounds) {
    public Spawn {
        if (rounds != null && rounds < 1) {
            throw new IllegalArgumentException("there is no job without a round");
        }
    }
}
