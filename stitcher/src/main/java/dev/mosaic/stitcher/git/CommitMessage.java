package dev.mosaic.stitcher.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.jspecify.annotations.Nullable;

/**
 * Author and text of a commit that Mosaic makes. Line breaks and control characters in the subject
 * and the trailers become harmless: nobody can forge a trailer by a title.
 *
 * @param trailers such as {@code Mosaic-Job}, in order; appended below the body
 */
public record CommitMessage(
        String authorName,
        String authorEmail,
        String subject,
        String body,
        Map<String, String> trailers) {
    private static final int LINE = 200;

    public CommitMessage {
        trailers = new LinkedHashMap<>(trailers);
    }

    /** The same input makes the same commit. */
    CommitBuilder commit(ObjectId tree, @Nullable ObjectId parent, Instant at) {
        var author = new PersonIdent(authorName, authorEmail, at, ZoneOffset.UTC);
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        if (parent != null) {
            commit.setParentId(parent);
        }
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setEncoding(UTF_8);
        commit.setMessage(text());
        return commit;
    }

    private String text() {
        var text = new StringBuilder(TreePaths.printable(subject.strip(), LINE)).append('\n');
        if (!body.isBlank()) {
            text.append('\n').append(body.strip()).append('\n');
        }
        if (!trailers.isEmpty()) {
            text.append('\n');
        }
        trailers.forEach((key, value) ->
                text.append(TreePaths.printable(key, LINE))
                        .append(": ")
                        .append(TreePaths.printable(value.strip(), LINE))
                        .append('\n'));
        return text.toString();
    }
}
