package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a door hands in.
 *
 * @param door its name, such as {@code terminal}
 * @param id unique per door: the same id again is the same delivery, and gets the same answer
 * @param actor who asks; the door has verified that
 * @param origin where the answers go
 * @param place the repository that is meant where none is named; null if the place has none
 * @param thread the job whose thread it was said in; null outside of one
 * @param versions the command counts only while {@code thread} has one of these versions; null if
 *     it always does
 * @param spawn what comes with it if it asks for an agent; null if it does not
 */
public record Incoming(
        String door,
        String id,
        Actor actor,
        Origin origin,
        @Nullable RepoName place,
        @Nullable JobId thread,
        Content content,
        @Nullable List<Long> versions,
        @Nullable Spawn spawn) {
    public Incoming {
        versions = versions == null ? null : List.copyOf(versions);
    }

    /** Whatever the version of the job, and without an agent of its own. */
    public Incoming(
            String door,
            String id,
            Actor actor,
            Origin origin,
            @Nullable RepoName place,
            @Nullable JobId thread,
            Content content) {
        this(door, id, actor, origin, place, thread, content, null, null);
    }

    /**
     * Unique for ever per outside event. A task has a name of its own, so that whoever asked need
     * not remember under which id it was handed in.
     */
    public String trigger() {
        return spawn == null
                ? door + ":" + id
                : "task:%s/%s %s".formatted(actor.forge(), actor.name(), spawn.task());
    }

    /** What was said. */
    public sealed interface Content {
        /** Free text, in which a command may stand. */
        record Text(String text) implements Content {}

        /** Text that is addressed to Mosaic by where it was said: a prompt, the API. */
        record Bare(String text) implements Content {}

        /** A command that needs no parsing. */
        record Typed(Command command) implements Content {}
    }
}
