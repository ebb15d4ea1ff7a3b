package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import java.util.Locale;

/** What a command is about, as it was named. The desk finds out whether it exists. */
public sealed interface Target {

    /** Not named: the job of the thread, or whatever the place itself is about. */
    record Implied() implements Target {}

    /**
     * A job.
     *
     * @param name its eight digits, or its whole id; in lower case
     */
    record Job(String name) implements Target {
        public Job {
            name = name.toLowerCase(Locale.ROOT);
            if (!References.isShortId(name) && !References.isLongId(name)) {
                throw new IllegalArgumentException("not a job's name: " + name);
            }
        }

        /** For callers that know the job already. */
        public static Job of(JobId id) {
            return new Job(id.toString());
        }
    }

    /** An issue or pull request of the place where the command was said. */
    record Issue(long number) implements Target {
        public Issue {
            References.checkNumber(number);
        }
    }

    /** An issue or pull request of a repository that was named. */
    record IssueOf(RepoName repo, long number) implements Target {
        public IssueOf {
            References.checkNumber(number);
        }
    }

    /** A branch of the place where the command was said. Only what inspects takes one. */
    record Branch(String name) implements Target {
        public Branch {
            if (!OptionValues.isBranch(name)) {
                throw new IllegalArgumentException("not a branch's name: " + name);
            }
        }
    }

    /**
     * An issue or pull request by its web address. The address decides which forge is meant, so the
     * same repository name elsewhere is never taken for it.
     *
     * @param site scheme, host, port and path in front of the repository, such as {@code
     *     https://git.example.org}
     */
    record IssueAt(String site, RepoName repo, long number) implements Target {
        public IssueAt {
            References.checkNumber(number);
        }
    }
}
