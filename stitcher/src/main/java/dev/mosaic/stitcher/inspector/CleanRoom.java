package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.git.worktree.Worktrees;
import dev.mosaic.stitcher.inspector.report.ReportFiles;
import dev.mosaic.stitcher.inspector.report.TestOutput;
import dev.mosaic.stitcher.inspector.report.TestRun;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * A clean checkout of a commit, in which gates run one after the other, each in a sandbox of its
 * own that no agent has touched. Blocking.
 */
@Component
class CleanRoom {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Worktrees worktrees;
    private final Sandboxes sandboxes;

    CleanRoom(Worktrees worktrees, Sandboxes sandboxes) {
        this.worktrees = worktrees;
        this.sandboxes = sandboxes;
    }

    /** What is done in the room. */
    interface Work {
        void in(Room room) throws InterruptedException;
    }

    /** What a gate printed and told. @param tests of a gate that tests; else none */
    record Ran(Gate.Finding finding, TestRun tests) {}

    /** Whatever happens, nothing of it runs and no checkout stays when this returns. */
    void with(Lease lease, Repository repository, Mirror mirror, CommitSha commit, Work work)
            throws InterruptedException {
        var checkout =
                worktrees.open(
                        mirror,
                        commit,
                        lease.job().toString(),
                        lease.epoch(),
                        UUID.randomUUID().toString());
        try {
            work.in(new Room(lease, repository, checkout));
        } finally {
            worktrees.remove(checkout);
        }
    }

    /** One checkout. */
    final class Room {
        private final Lease lease;
        private final Repository repository;
        private final Path checkout;

        private Room(Lease lease, Repository repository, Path checkout) {
            this.lease = lease;
            this.repository = repository;
            this.checkout = checkout;
        }

        Ran run(GateCommand command, Duration limit) throws InterruptedException {
            if (!command.name().equals(GateCommand.TEST)) {
                return new Ran(inspect(new CommandGate(command, limit)), TestRun.NONE);
            }
            var files = new ReportFiles(checkout, command.reports());
            var output = new TestOutput();
            try {
                files.clear();
                var finding = inspect(new CommandGate(command, limit, output::line));
                // nothing runs in the checkout any more, so nobody swaps files under the reader
                var told = files.read();
                return new Ran(finding, told.isEmpty() ? output.run() : told);
            } catch (IOException e) {
                throw new Failure.Later(
                        "The reports of the gate `%s` could not be read: %s. Look at the disk of this node."
                                .formatted(command.name(), e.getMessage()),
                        SOON,
                        e);
            }
        }

        private Gate.Finding inspect(Gate gate) throws InterruptedException {
            try (var sandbox = sandboxes.open(spec())) {
                var finding = gate.inspect(sandbox);
                var survivors = sandbox.kill();
                if (!survivors.isEmpty()) {
                    throw new Failure.Later(
                            "What a gate began could not be ended: %s. Ask `mosaic doctor --sandbox` what is wrong."
                                    .formatted(String.join(", ", survivors)),
                            SOON,
                            null);
                }
                return finding;
            }
        }

        private SandboxSpec spec() {
            return new SandboxSpec(
                    new SandboxSpec.Owner(
                            lease.node(),
                            lease.incarnation().toString(),
                            lease.job().toString(),
                            lease.epoch(),
                            UUID.randomUUID().toString()),
                    repository,
                    checkout,
                    true,
                    Map.of());
        }
    }
}
