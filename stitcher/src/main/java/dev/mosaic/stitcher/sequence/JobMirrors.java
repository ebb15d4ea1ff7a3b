package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.work.SharedWork;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The mirror that a job works in. It is this node's; what the job made reaches other nodes through
 * the database. Blocking.
 */
@Component
class JobMirrors {
    private static final Logger log = LoggerFactory.getLogger(JobMirrors.class);
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    private final Forges forges;
    private final Mirrors mirrors;
    private final SharedWork shared;
    private final GitSettings settings;

    JobMirrors(Forges forges, Mirrors mirrors, SharedWork shared, GitSettings settings) {
        this.forges = forges;
        this.mirrors = mirrors;
        this.shared = shared;
        this.settings = settings;
    }

    /** Up to date with the forge. */
    Mirror open(Job job) throws InterruptedException {
        var repo = job.request().issue().repo();
        var remote = Await.maybe(forges.of(repo).remote(repo));
        if (remote == null) {
            throw new Failure.Never(
                    "The repository %s is gone from the forge.".formatted(job.request().repoName()),
                    null);
        }
        var mirror = mirrors.open(remote);
        mirror.fetch();
        return mirror;
    }

    /**
     * True if the mirror has the commit, or has it now: what the job made on another node is taken
     * in.
     */
    boolean has(Mirror mirror, Job job, CommitSha commit) throws InterruptedException {
        if (mirror.has(commit)) {
            return true;
        }
        var bundle = Await.maybe(shared.find(job.id(), commit.hex()));
        var taken =
                bundle != null
                        && mirror.unpack(
                                bundle,
                                commit,
                                "refs/mosaic/%s/shared/%s".formatted(job.id(), commit.hex()))
                        && mirror.has(commit);
        log.atInfo()
                .addKeyValue("commit", commit.hex())
                .log(taken ? "took in what another node made" : "the job's commit is not here");
        return taken;
    }

    /** Gives other nodes what the job made here. */
    void share(Passage passage, CommitSha commit) throws InterruptedException {
        Await.done(put(passage, commit));
        Failpoint.WORK_SHARED.pass();
    }

    /** As {@link #share}, for work that nobody finished: it is worth a moment, and no failure. */
    void shareBriefly(Passage passage, CommitSha commit) throws InterruptedException {
        try {
            Await.done(put(passage, commit).timeout(BRIEFLY).onErrorComplete());
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("unfinished work stays on this node");
        }
    }

    private Mono<Void> put(Passage passage, CommitSha commit) {
        var most = Math.toIntExact(settings.maxShared().toBytes());
        var bundle = passage.mirror().pack(commit, passage.position().requiredBase(), most);
        if (bundle.isEmpty()) {
            log.atWarn()
                    .addKeyValue("commit", commit.hex())
                    .log("the change is larger than mosaic.git.max-shared and stays on this node");
            return Mono.empty();
        }
        return shared.put(passage.job().id(), commit.hex(), bundle.get());
    }
}
