package dev.mosaic.bench;

/** A limit was overshot, a job lost, a line of a log missing: the run fails. */
final class WrongResult extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongResult(String message) {
        super(message);
    }
}
