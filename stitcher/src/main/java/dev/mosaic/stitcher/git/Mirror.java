package dev.mosaic.stitcher.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One bare copy of a repository on this host. Blocking; safe for several threads. Throws {@link
 * dev.mosaic.stitcher.failure.Failure.Later} when the remote does not answer and {@link
 * dev.mosaic.stitcher.failure.Failure.Never} when it answers that there is nothing.
 */
public final class Mirror {
    /** Brings every branch up to date and forgets those that are gone. */
    public void fetch() {
        throw new UnsupportedOperationException();
    }

    /** Where a branch of the remote was at the last fetch. */
    public Optional<CommitSha> branch(String name) {
        throw new UnsupportedOperationException();
    }

    /** True if the commit and all it needs are in this mirror. */
    public boolean has(CommitSha commit) {
        throw new UnsupportedOperationException();
    }

    /** A file's text at a commit; empty if there is none or it is longer than the limit. */
    public Optional<String> text(CommitSha commit, String path, int maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** Paths of regular files at a commit, sorted, at most {@code limit}. */
    public List<String> paths(CommitSha commit, int limit) {
        throw new UnsupportedOperationException();
    }

    /**
     * Turns a worktree into a commit on {@code parent}, by the rules of this package, and keeps it
     * reachable under {@code ref} ({@code refs/mosaic/...}, local to the mirror).
     */
    public Snapshot snapshot(
            Path worktree,
            CommitSha parent,
            String ref,
            CommitMessage message,
            CommitLimits limits) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes the files of a commit into an empty folder: no .git, no hooks, links as links only
     * inside.
     */
    public void checkOut(CommitSha commit, Path folder) {
        throw new UnsupportedOperationException();
    }

    /** What lies between two commits, file by file. */
    public List<FileChange> changes(CommitSha base, CommitSha head) {
        throw new UnsupportedOperationException();
    }

    /**
     * The unified diff between two commits, cut to {@code maxBytes} with a last line that says so.
     */
    public String diff(CommitSha base, CommitSha head, int maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** Would {@code commit} merge into {@code onto}? In memory only. */
    public Merge merge(CommitSha commit, CommitSha onto) {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves {@code branch} of the remote from {@code expected} to {@code commit}. Only branches
     * that begin with {@code mosaic/} are accepted.
     *
     * @param expected null if the branch must not exist yet
     */
    public Push push(CommitSha commit, String branch, @Nullable CommitSha expected) {
        throw new UnsupportedOperationException();
    }
}
