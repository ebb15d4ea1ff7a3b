package dev.mosaic.stitcher.engine;

import java.util.Locale;

/**
 * What an agent is there for, and what it is held to. How its folder is mounted, what it reaches
 * and whether it has a sandbox at all is enforced by whoever opens that, whatever the engine does.
 * Which tools an engine offers is guidance on top of it.
 */
public enum Profile {
    /** Reads the repository to find out about it. */
    RUNNER(Folder.READ, Reach.MODEL, false),
    /** Changes the repository. The only one that people steer while it works. */
    WEAVER(Folder.WRITE, Reach.EGRESS, true),
    /** Judges a change, in a folder of its own that nobody else has worked in. */
    INSPECTOR(Folder.READ, Reach.MODEL, false),
    /** Runs the gates that somebody asked for by themselves. No engine drives it. */
    TESTER(Folder.WRITE, Reach.MODEL, false),
    /** Words things for people; sees no repository, and no command runs for it. */
    HERALD(Folder.NONE, Reach.MODEL, false);

    /** What its commands may do with the work folder. */
    public enum Folder {
        /** There is none, and no sandbox either. */
        NONE,
        READ,
        WRITE
    }

    /** What its commands may reach; never more than the instance allows. */
    public enum Reach {
        /** The model of the run, if its engine asks that from the sandbox. */
        MODEL,
        /** That, and what {@code mosaic.egress.allow} names. */
        EGRESS
    }

    private final Folder folder;
    private final Reach reach;
    private final boolean shell;

    Profile(Folder folder, Reach reach, boolean shell) {
        this.folder = folder;
        this.reach = reach;
        this.shell = shell;
    }

    /** The name in rows, events and documents. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Folder folder() {
        return folder;
    }

    public Reach reach() {
        return reach;
    }

    /** Whether its engine offers it a shell. */
    public boolean hasShell() {
        return shell;
    }

    /** Whether the steers of its job are orders to it. */
    public boolean isSteered() {
        return this == WEAVER;
    }
}
