package dev.mosaic.stitcher.sandbox.docker.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The first process of a container as this machine sees it. With its end the kernel ends all
 * others. Not seen where Mosaic itself runs in a container.
 *
 * @param containerId which the names of its control groups hold
 * @param wasSeen whether it was seen when the container had started; who was never seen cannot be
 *     missed
 */
public record HostProcess(long pid, String containerId, boolean wasSeen) {

    /** Of a container that has just started. */
    public static HostProcess of(long pid, String containerId) {
        return new HostProcess(pid, containerId, new HostProcess(pid, containerId, false).isSeen());
    }

    /** False also if it cannot be seen from here. */
    private boolean isSeen() {
        try {
            return pid > 1 && groups().contains(containerId);
        } catch (IOException e) {
            return false;
        }
    }

    /** True if it was there and the kernel says that it is not any more, however often asked. */
    boolean isGone() {
        if (!wasSeen) {
            return false;
        }
        try {
            return !groups().contains(containerId);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            // it ended while it was read, or we cannot look
            return !Files.exists(folder());
        }
    }

    private String groups() throws IOException {
        return Files.readString(folder().resolve("cgroup"));
    }

    private Path folder() {
        return Path.of("/proc", Long.toString(pid));
    }

    /** Kills it without the engine's help, if it is seen and we may. */
    public void kill() {
        // the handle first, the look second: a number given anew in between is noticed
        var handle = ProcessHandle.of(pid);
        if (isSeen()) {
            handle.ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
