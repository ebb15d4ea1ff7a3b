package dev.mosaic.stitcher.git.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.git.CommitMessage;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.jspecify.annotations.Nullable;

/** What becomes of a {@link CommitMessage} in git. */
public final class Commits {
    private static final int LINE = 200;

    private Commits() {}

    /** The same input makes the same commit. */
    public static CommitBuilder of(
            CommitMessage message, ObjectId tree, @Nullable ObjectId parent, Instant at) {
        var author =
                new PersonIdent(message.authorName(), message.authorEmail(), at, ZoneOffset.UTC);
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        if (parent != null) {
            commit.setParentId(parent);
        }
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setEncoding(UTF_8);
        commit.setMessage(text(message));
        return commit;
    }

    private static String text(CommitMessage message) {
        var text = new StringBuilder(line(message.subject().strip())).append('\n');
        if (!message.body().isBlank()) {
            text.append('\n').append(message.body().strip()).append('\n');
        }
        if (!message.trailers().isEmpty()) {
            text.append('\n');
        }
        message.trailers()
                .forEach((key, value) ->
                        text.append(line(key))
                                .append(": ")
                                .append(line(value.strip()))
                                .append('\n'));
        return text.toString();
    }

    private static String line(String text) {
        return TreePaths.printable(text, LINE);
    }
}
