package dev.mosaic.stitcher.sandbox;

/** Something that a sandbox keeps its commands from. A wall that is not named does not stand. */
public enum Wall {
    /** They cannot change a work folder that was given to read. */
    READ_ONLY_WORK_FOLDER("a work folder given to read stays as it is"),
    /** They cannot read the files of other jobs, of Mosaic and of its account. */
    OTHER_FILES("no file of other jobs, of Mosaic or of its account can be read"),
    /** They see no process but those of their sandbox. */
    OTHER_PROCESSES("no other process is seen"),
    /** They have no account that owns anything else, and can get no privilege. */
    PRIVILEGES("no privilege, and none to be had"),
    /** Parts of the kernel that no build needs refuse them, such as keyrings, BPF and io_uring. */
    SYSTEM_CALLS("parts of the kernel that no build needs are closed"),
    /** They cannot start more processes than the limit. */
    PROCESS_COUNT("the number of processes is limited"),
    /** They reach no network but their own loopback. */
    NETWORK("no network but a loopback of its own");

    private final String promise;

    Wall(String promise) {
        this.promise = promise;
    }

    /** What holds where it stands, in words that make a list. */
    public String promise() {
        return promise;
    }
}
