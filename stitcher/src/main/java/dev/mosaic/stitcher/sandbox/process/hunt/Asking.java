package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.SandboxHandle.Signal;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends a signal that a process may catch or ignore. */
public final class Asking {
    private Asking() {}

    /** To each of these processes, and to its group where it leads one. Best effort. */
    public static void politely(Signal signal, Processes processes, List<Long> pids) {
        if (pids.isEmpty()) {
            return;
        }
        var name =
                switch (signal) {
                    case INTERRUPT -> "INT";
                    case TERMINATE -> "TERM";
                };
        var command =
                new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$@\"", "kill", name, "--"));
        for (var pid : pids) {
            var seen = processes.look(pid);
            command.add(seen != null && seen.group() == pid ? "-" + pid : Long.toString(pid));
        }
        try {
            var kill = new ProcessBuilder(command);
            kill.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
            kill.start().waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            // who was not asked is killed later
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
