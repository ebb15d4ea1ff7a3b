package dev.mosaic.stitcher.sandbox.egress;

/** What the proxy answers instead of passing something on. The message names the setting. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String target;

    /**
     * @param target what was asked for; hostile
     */
    Refused(Kind kind, String target, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.target = target;
    }

    /** What is not HTTP as it is to be. */
    static Refused malformed(String why) {
        return new Refused(Kind.MALFORMED, "", why);
    }

    /** Why; the first four are attempts to reach what may not be reached. */
    enum Kind {
        BLOCKED(403),
        METHOD(405),
        SPENT(429),
        STRANGER(407),
        MALFORMED(400),
        HEAD(431),
        AWAY(502),
        LATE(504);

        private final int status;

        Kind(int status) {
            this.status = status;
        }
    }

    int status() {
        return kind.status;
    }

    String target() {
        return target;
    }

    /** Whether the owner of the run is told. */
    boolean isAttempt() {
        return kind.compareTo(Kind.STRANGER) <= 0;
    }

    /** The header that tells how to log in, with its end of line; empty where that is no help. */
    String challenge() {
        return kind == Kind.STRANGER ? "Proxy-Authenticate: Basic realm=\"mosaic\"\r\n" : "";
    }
}
