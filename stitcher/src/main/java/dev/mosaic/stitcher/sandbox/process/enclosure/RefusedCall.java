package dev.mosaic.stitcher.sandbox.process.enclosure;

/**
 * System calls that are refused whatever their arguments, with their numbers on x86_64 and on
 * aarch64 (linux: {@code arch/x86/entry/syscalls/syscall_64.tbl}, {@code
 * include/uapi/asm-generic/unistd.h}). Those that came lately are answered as unknown, as by an
 * older kernel: programs know what to do then.
 */
enum RefusedCall {
    // keys of the kernel are not of a sandbox, but of a user
    ADD_KEY(248, 217),
    REQUEST_KEY(249, 218),
    KEYCTL(250, 219),

    // programs in the kernel, and what watches or delays it
    BPF(321, 280),
    PERF_EVENT_OPEN(298, 241),
    USERFAULTFD(323, 282),
    LOOKUP_DCOOKIE(212, 18),
    FANOTIFY_INIT(300, 262),
    SYSLOG(103, 116),
    ACCT(163, 89),
    IO_URING_SETUP(425, 425, true),
    IO_URING_ENTER(426, 426, true),
    IO_URING_REGISTER(427, 427, true),

    // namespaces; clone itself is looked at more closely
    UNSHARE(272, 97),
    SETNS(308, 268),
    CLONE3(435, 435, true),

    // what is where in the tree of files
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    OPEN_BY_HANDLE_AT(304, 265),
    QUOTACTL(179, 60),
    OPEN_TREE(428, 428, true),
    MOVE_MOUNT(429, 429, true),
    FSOPEN(430, 430, true),
    FSCONFIG(431, 431, true),
    FSMOUNT(432, 432, true),
    FSPICK(433, 433, true),
    MOUNT_SETATTR(442, 442, true),
    QUOTACTL_FD(443, 443, true),
    OPEN_TREE_ATTR(467, 467, true),

    // another kernel, or more of it
    KEXEC_LOAD(246, 104),
    KEXEC_FILE_LOAD(320, 294),
    INIT_MODULE(175, 105),
    FINIT_MODULE(313, 273),
    DELETE_MODULE(176, 106),

    // the machine
    REBOOT(169, 142),
    SWAPON(167, 224),
    SWAPOFF(168, 225),
    SETTIMEOFDAY(164, 170),
    CLOCK_SETTIME(227, 112),
    CLOCK_ADJTIME(305, 266),
    SETHOSTNAME(170, 161),
    SETDOMAINNAME(171, 162),
    VHANGUP(153, 58),

    // which memory of a large machine is whose
    MBIND(237, 235),
    SET_MEMPOLICY(238, 237),
    GET_MEMPOLICY(239, 236),
    MIGRATE_PAGES(256, 238),
    MOVE_PAGES(279, 239),
    SET_MEMPOLICY_HOME_NODE(450, 450, true),

    // relics
    NFSSERVCTL(180, 42),
    USELIB(134),
    MODIFY_LDT(154),
    USTAT(136),
    SYSFS(139),
    SYSCTL(156),
    IOPL(172),
    IOPERM(173),
    CREATE_MODULE(174),
    GET_KERNEL_SYMS(177),
    QUERY_MODULE(178);

    /** In place of a number: a processor does not have that call. */
    static final int NONE = -1;

    private final int x86;
    private final int arm;
    private final boolean unknown;

    RefusedCall(int x86) {
        this(x86, NONE, false);
    }

    RefusedCall(int x86, int arm) {
        this(x86, arm, false);
    }

    RefusedCall(int x86, int arm, boolean unknown) {
        this.x86 = x86;
        this.arm = arm;
        this.unknown = unknown;
    }

    /** Its number on x86_64. */
    int x86() {
        return x86;
    }

    /** Its number on aarch64; {@link #NONE} if it has none. */
    int arm() {
        return arm;
    }

    /** Whether it is answered as if the kernel had no such call; otherwise as not permitted. */
    boolean unknown() {
        return unknown;
    }
}
