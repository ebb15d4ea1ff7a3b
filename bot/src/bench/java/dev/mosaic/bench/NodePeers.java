package dev.mosaic.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The peers of the Node world, installed below the bench folder as the lock file pins them. */
final class NodePeers {
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "peers.mjs");

    private final Path folder;
    private String trouble;

    NodePeers(Options options) {
        this.folder = options.folder().resolve("node");
    }

    /**
     * Installs them once; false, and {@link #trouble} says why, if this machine cannot have them.
     */
    boolean installed(World world) throws InterruptedException {
        if (trouble == null) {
            trouble = install(world);
        }
        return trouble.isEmpty();
    }

    String trouble() {
        return trouble == null ? "" : trouble;
    }

    Path folder() {
        return folder;
    }

    private String install(World world) throws InterruptedException {
        if (!world.options().peers()) {
            return "-Dbench.peers=false";
        }
        try {
            Files.createDirectories(folder);
            for (var file : FILES) {
                try (var resource = NodePeers.class.getResourceAsStream("/bench/" + file)) {
                    Files.copy(
                            Objects.requireNonNull(resource, file),
                            folder.resolve(file),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
                return "";
            }
            world.say("installing graphile-worker, pg-boss and BullMQ with npm");
            var log = folder.resolve("npm.log");
            var npm =
                    new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!npm.waitFor(5, TimeUnit.MINUTES)) {
                npm.destroyForcibly();
                return "npm did not come to an end within five minutes";
            }
            return npm.exitValue() == 0 ? "" : "npm ci failed, see " + log;
        } catch (IOException e) {
            return "node and npm are needed for them: " + e.getMessage();
        }
    }
}
