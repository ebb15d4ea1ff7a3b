package dev.mosaic.stitcher.sandbox.docker.profile;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How HOME is mounted in a container. */
public sealed interface HomeMount {
    HomeMount TMPFS = new Tmpfs();

    /** Where its files are on this machine; empty if they are in memory. */
    List<Path> folders();

    /** Empty, in memory, and gone with the container. */
    record Tmpfs() implements HomeMount {
        @Override
        public List<Path> folders() {
            return List.of();
        }
    }

    /**
     * A folder of this machine that nobody else has.
     *
     * @param bytes how much it holds before any command ran
     */
    record Bind(Path folder, long bytes) implements HomeMount {
        @Override
        public List<Path> folders() {
            return List.of(folder);
        }
    }

    /**
     * What is only read, under a layer that is written to: a volume of the engine's own driver,
     * which the engine mounts when the container starts (overlayfs).
     *
     * @param volume as the engine calls it
     * @param below what is read
     * @param layer a folder with the layer in it, and one that the kernel needs beside it
     */
    record Overlay(String volume, Path below, Path layer) implements HomeMount {
        private static final String UPPER = "upper";
        private static final String WORK = "work";

        @Override
        public List<Path> folders() {
            return List.of(upper());
        }

        public Path upper() {
            return layer.resolve(UPPER);
        }

        public Path work() {
            return layer.resolve(WORK);
        }

        /** What the driver is told. */
        public Map<String, String> options() {
            return Map.of(
                    "type", "overlay",
                    "device", "overlay",
                    "o",
                            "nosuid,nodev,lowerdir=%s,upperdir=%s,workdir=%s"
                                    .formatted(below, upper(), work()));
        }
    }
}
