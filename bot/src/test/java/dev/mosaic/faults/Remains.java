package dev.mosaic.faults;

import dev.mosaic.faults.History.BranchRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.RepositoryBuilder;

/**
 * What nodes left on this machine: in repositories, where it shall stay, and elsewhere, where not.
 *
 * @param token the end of the ids of all nodes of this world
 */
record Remains(Path world, String token) {
    /** Everything that Mosaic pushed. */
    List<BranchRow> branches() throws IOException {
        var branches = new ArrayList<BranchRow>();
        for (var git : find(world.resolve("repositories"), ".*\\.git")) {
            try (var repository = new RepositoryBuilder().setGitDir(git.toFile()).build()) {
                for (var ref : repository.getRefDatabase().getRefsByPrefix("refs/heads/mosaic/")) {
                    branches.add(
                            new BranchRow(
                                    git.getFileName().toString(),
                                    ref.getName().substring("refs/heads/".length())));
                }
            }
        }
        return branches;
    }

    /** Processes of our sandboxes, worktrees, private folders. */
    List<String> leftovers() throws IOException {
        var left = new ArrayList<String>();
        sandboxed().forEach(it -> left.add("process " + it.pid() + " " + it.info().commandLine()));
        for (var home : folders(world, "node-")) {
            find(home, "agent-.*").forEach(it -> left.add(it.toString()));
            folders(home.resolve("sandboxes"), "").stream()
                    .filter(Files::isDirectory)
                    .forEach(it -> left.add(it.toString()));
        }
        return left;
    }

    /** Processes of the sandboxes of one job. */
    List<String> processesOf(UUID job) {
        return sandboxed()
                .filter(it -> environment(it).contains("MOSAIC_JOB=" + job))
                .map(it -> "job %s: process %d %s".formatted(job, it.pid(), it.info()))
                .toList();
    }

    private Stream<ProcessHandle> sandboxed() {
        return ProcessHandle.allProcesses().filter(this::isSandboxed);
    }

    private boolean isSandboxed(ProcessHandle process) {
        return environment(process).stream()
                .anyMatch(it -> it.startsWith("MOSAIC_NODE=") && it.endsWith("-" + token));
    }

    /** Nothing of one that ended. */
    private static List<String> environment(ProcessHandle process) {
        try {
            var environment =
                    Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "environ"),
                            StandardCharsets.ISO_8859_1);
            return List.of(environment.split("\0"));
        } catch (IOException _) {
            return List.of();
        }
    }

    private static List<Path> find(Path root, String name) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (var found =
                Files.find(root, 6, (it, _) -> it.getFileName().toString().matches(name))) {
            return found.filter(Files::isDirectory).toList();
        } catch (UncheckedIOException e) {
            // something vanished while we looked
            return find(root, name);
        }
    }

    private static List<Path> folders(Path root, String prefix) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (var found = Files.list(root)) {
            return found.filter(it -> it.getFileName().toString().startsWith(prefix)).toList();
        }
    }

    void endProcesses() {
        sandboxed().forEach(ProcessHandle::destroyForcibly);
    }
}
