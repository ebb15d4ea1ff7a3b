package dev.mosaic.faults;

import java.io.IOException;

/** Signals that Java cannot send by itself. */
final class Signals {
    private Signals() {}

    static void send(String signal, long pid) throws IOException {
        try {
            var exit =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
            if (exit != 0) {
                throw new IOException("kill -%s %d gave %d".formatted(signal, pid, exit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
