package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.git.worktree.Worktrees;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.policy.BuildFiles;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Checkout;
import dev.mosaic.stitcher.sandbox.Setup.Recipe;
import dev.mosaic.stitcher.sandbox.Sidecar;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Has what the builds of a repository need made ready, from its base commit: a change has no say in
 * what is fetched, nor in what runs beside its tests. Blocking.
 */
@Component
class JobSetup {
    private final Sandboxes sandboxes;
    private final Worktrees worktrees;
    private final Jobs jobs;

    JobSetup(Sandboxes sandboxes, Worktrees worktrees, Jobs jobs) {
        this.sandboxes = sandboxes;
        this.worktrees = worktrees;
        this.jobs = jobs;
    }

    /** Ready for the agents and gates of the passage's job until it is closed. */
    ReadySetup ready(Passage passage, int percent) throws InterruptedException {
        var ground = passage.ground();
        if (ground.setup().isEmpty() && ground.policy().services().isEmpty()) {
            return ReadySetup.NONE;
        }
        var base = passage.position().requiredBase();
        var steps =
                ground.setup().stream().map(it -> new Setup.Step(it.run(), it.needs())).toList();
        var inputs = passage.mirror().fingerprint(base, BuildFiles.of(ground.setup()));
        var branch = Objects.requireNonNullElse(ground.terms().base(), "");
        return sandboxes.setUp(
                new Setup(
                        owner(passage),
                        passage.repository(),
                        new Recipe(branch, steps, inputs, sidecars(ground)),
                        checkout(passage),
                        note -> tell(passage, percent, note)));
    }

    private static List<Sidecar> sidecars(Ground ground) {
        return ground.policy().services().stream()
                .map(it ->
                        new Sidecar(
                                it.name(),
                                it.image(),
                                it.environment(),
                                it.command(),
                                it.port(),
                                it.within()))
                .toList();
    }

    private static Owner owner(Passage passage) {
        var lease = passage.lease();
        return new Owner(
                lease.node(),
                lease.incarnation().toString(),
                lease.job().toString(),
                lease.epoch(),
                UUID.randomUUID().toString());
    }

    private Checkout checkout(Passage passage) {
        return work -> {
            var lease = passage.lease();
            var folder =
                    worktrees.open(
                            passage.mirror(),
                            passage.position().requiredBase(),
                            lease.job().toString(),
                            lease.epoch(),
                            UUID.randomUUID().toString());
            try {
                work.in(folder);
            } finally {
                worktrees.remove(folder);
            }
        };
    }

    private void tell(Passage passage, int percent, String note) throws InterruptedException {
        var position = passage.position();
        Await.done(
                jobs.progress(
                        passage.lease(),
                        percent,
                        new JobEvent.StepProgress(
                                position.next(), position.round(), percent, note)));
    }
}
