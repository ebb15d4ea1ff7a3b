package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The namespaces of one sandbox.
 *
 * @param holder what we started; it ends with us
 * @param init the number of their first process as we see it
 */
record Namespaces(Process holder, ProcessHandle handle, long init, Processes processes) {
    /** In place of a user's number: commands keep ours. */
    static final int OWN_USER = -1;

    /** What the first command inside says. */
    static final String READY = "mosaic-is-ready";

    private static final Pattern INIT = Pattern.compile("\"child-pid\": *(\\d+)");
    private static final int LONGEST = 4_000;
    private static final int LIMIT_SECONDS = 20;

    /**
     * Starts a holder and waits until its namespaces stand.
     *
     * @param parent whose thread stays for as long as the namespaces do
     */
    static Namespaces begin(ExecutorService parent, Callable<Process> start, Processes processes)
            throws InterruptedException {
        try {
            var holder = parent.submit(start).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            var said = said(holder);
            var init = INIT.matcher(said);
            var handle =
                    said.contains(READY) && init.find()
                            ? ProcessHandle.of(Long.parseLong(init.group(1)))
                            : Optional.<ProcessHandle>empty();
            if (handle.isEmpty()) {
                holder.destroyForcibly();
                throw refused(said.strip());
            }
            return new Namespaces(holder, handle.get(), handle.get().pid(), processes);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure ? failure : refused(e.toString());
        } catch (TimeoutException e) {
            throw refused("nothing for %d seconds".formatted(LIMIT_SECONDS));
        }
    }

    /** False once they came down, by our hand or another. */
    boolean stand() {
        return holder.isAlive() && handle.isAlive();
    }

    void end() {
        handle.destroyForcibly();
        holder.destroyForcibly();
    }

    /** The first below a process that leads a session; the process itself if there is none. */
    long sessionBelow(Process started) {
        return started.descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> {
                    var seen = processes.look(pid);
                    return seen != null && seen.session() == pid;
                })
                .findFirst()
                .orElse(started.pid());
    }

    /** Reads until the first command inside speaks, or all is over. */
    private static String said(Process holder) throws InterruptedException {
        var watch =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                if (!holder.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                                    holder.destroyForcibly();
                                }
                            } catch (InterruptedException e) {
                                // it spoke in time
                            }
                        });
        var said = new StringBuilder();
        try {
            var reader =
                    new BufferedReader(
                            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
            for (var line = reader.readLine();
                    line != null && said.length() < LONGEST;
                    line = reader.readLine()) {
                said.append(line).append('\n');
                if (line.equals(READY)) {
                    break;
                }
            }
        } catch (IOException e) {
            said.append(e);
        } finally {
            watch.interrupt();
        }
        if (Thread.interrupted()) {
            holder.destroyForcibly();
            throw new InterruptedException();
        }
        return said.toString();
    }

    private static Failure refused(String said) {
        return new Failure.Never(
                "bubblewrap could not enclose the sandbox; it said: %s. `mosaic doctor` tells what is missing; mosaic.sandbox.process.confinement chooses another way."
                        .formatted(said.length() > 500 ? said.substring(0, 500) : said),
                null);
    }
}
