package dev.mosaic.bot.bench;

/** What the commands of a container do that is going to be killed. */
enum Conduct {
    /** Sleeps. */
    SLEEPER("exec sleep 1000", 1),
    /** Takes no notice of any signal that can be ignored, and has a child that left its session. */
    IGNORER(
            "trap '' HUP INT QUIT TERM USR1 USR2 PIPE; (setsid sh -c 'while :; do sleep 1; done' &);"
                    + " while :; do sleep 1; done",
            2),
    /** Doubles itself until the limit of processes holds it, and goes on trying. */
    BOMB("trap '' TERM; b() { b & while :; do b & sleep 0.1; done; }; b", 30);

    private static final String READY = "ready";

    private final String script;
    private final int enough;

    Conduct(String script, int enough) {
        this.script = script;
        this.enough = enough;
    }

    /** For {@code sh}; prints {@link #isReady a line} first. */
    String script() {
        return "echo " + READY + "; " + script;
    }

    /** Whether a line of output says that it is about to begin. */
    static boolean isReady(String line) {
        return line.strip().equals(READY);
    }

    /** How many of its processes there are when it does what it is here for. */
    int enough() {
        return enough;
    }

    /** Each in its turn. */
    static Conduct of(int number) {
        return values()[number % values().length];
    }
}
