package dev.mosaic.stitcher.sandbox;

/** Something that a sandbox keeps its commands from. A wall that is not named does not stand. */
public enum Wall {
    /** They cannot change a work folder that was given to read. */
    READ_ONLY_WORK_FOLDER,
    /** They cannot read the files of other jobs, of Mosaic and of its account. */
    OTHER_FILES,
    /** They see no process but those of their sandbox. */
    OTHER_PROCESSES,
    /** They have no account that owns anything else, and can get no privilege. */
    PRIVILEGES,
    /** Parts of the kernel that no build needs refuse them, such as keyrings, BPF and io_uring. */
    SYSTEM_CALLS,
    /** They cannot start more processes than the limit. */
    PROCESS_COUNT,
    /** They reach no network but their own loopback. */
    NETWORK
}
