package dev.mosaic.stitcher.context;

import java.util.List;

/**
 * What an agent is told about an issue and its repository. Kept with the job's context step, so
 * that a later round and a restarted node tell the same.
 *
 * @param base the commit to start from; of a change that is there, the one whose rules hold
 * @param baseBranch the branch whose head that was
 * @param about what title, body and comments are those of, such as {@code issue}
 * @param title untrusted, as all texts here
 * @param comments as they stood when the command was given
 * @param paths of the repository, sorted; cut when there are many
 * @param guidance what AGENTS.md or CLAUDE.md of the base say; empty if there is none
 */
public record Briefing(
        String base,
        String baseBranch,
        String about,
        String title,
        String body,
        String author,
        List<Remark> comments,
        List<String> paths,
        String guidance) {
    static final String ISSUE = "issue";

    @SuppressWarnings("ConstantValue") // what an earlier release kept was about an issue always
    public Briefing {
        about = about == null ? ISSUE : about;
        comments = List.copyOf(comments);
        paths = List.copyOf(paths);
    }

    /** Of an issue. */
    public Briefing(
            String base,
            String baseBranch,
            String title,
            String body,
            String author,
            List<Remark> comments,
            List<String> paths,
            String guidance) {
        this(base, baseBranch, ISSUE, title, body, author, comments, paths, guidance);
    }

    /**
     * The briefing in words.
     *
     * @param fence a random word; stands around everything that people and files say
     * @param instructions of the person who gave the command
     */
    public String text(String fence, String instructions) {
        var text = new StringBuilder();
        add(text, fence, "Title of the %s%s".formatted(about, by()), title);
        add(text, fence, "Body of the " + about, body);
        for (var remark : comments) {
            add(
                    text,
                    fence,
                    "Comment by %s (%s)".formatted(remark.author(), remark.permission()),
                    remark.text());
        }
        add(text, fence, "Instructions of the person who asked", Shown.of(instructions).text());
        add(text, fence, "The repository's guidance for agents", guidance);
        add(text, fence, "Files", String.join("\n", paths));
        return text.toString();
    }

    private String by() {
        return author.isEmpty() ? "" : ", by " + author;
    }

    private static void add(StringBuilder text, String fence, String label, String content) {
        if (!content.isBlank()) {
            text.append(
                    "\n%s:\n%s\n%s\n%s\n"
                            .formatted(label, fence, content.replace(fence, ""), fence));
        }
    }

    /**
     * A comment with the standing of its author: what a stranger writes is information, not an
     * order.
     */
    public record Remark(String author, String permission, String text) {}
}
