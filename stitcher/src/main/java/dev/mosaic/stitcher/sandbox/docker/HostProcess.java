package dev.mosaic.stitcher.sandbox.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first process of a container as this machine sees it. With its end the kernel ends all
 * others. Not seen where Mosaic itself runs in a container.
 *
 * @param containerId which the names of its control groups hold
 */
record HostProcess(long pid, String containerId) {

    /** False also if it cannot be seen from here. */
    boolean isSeen() {
        try {
            return pid > 1
                    && Files.readString(Path.of("/proc", Long.toString(pid), "cgroup"))
                            .contains(containerId);
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills it without the engine's help, if it is seen and we may. */
    void kill() {
        // the handle first, the look second: a number given anew in between is noticed
        var handle = ProcessHandle.of(pid);
        if (isSeen()) {
            handle.ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
