package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.EngineModels;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.ModelAccess;
import dev.mosaic.stitcher.model.ledger.Account;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.util.retry.Retry;

/** Gives each run its model, if its engine asks one. Blocking. */
@Component
class RunModels {
    /** A job can be claimed a moment before the server listens by which its agent reaches us. */
    private static final Duration AGAIN = Duration.ofMillis(200);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EngineModels models;
    private final ModelAccess access;

    RunModels(EngineModels models, ModelAccess access) {
        this.models = models;
        this.access = access;
    }

    /**
     * Opens the way to the model of a run, which the caller closes.
     *
     * @throws Failure.Never if the run needs a model that is not there
     */
    ModelUse open(AgentRun run) throws InterruptedException {
        var repository = run.repository();
        var account =
                new Account(
                        run.lease().job(),
                        UUID.fromString(run.agent()),
                        run.payer().person(),
                        repository.forge() + ":" + repository.id(),
                        run.payer().budget());
        var use = new ModelUse();
        var open =
                models.of(run.engine(), run.model())
                        .flatMap(model -> access.open(account, model.toString(), use))
                        .retryWhen(
                                Retry.fixedDelay(PATIENCE.dividedBy(AGAIN), AGAIN)
                                        .filter(Failure.Later.class::isInstance)
                                        .onRetryExhaustedThrow((_, signal) -> signal.failure()));
        try {
            Await.maybe(open.doOnNext(use::opened), PATIENCE.plus(AGAIN));
            return use;
        } catch (InterruptedException | RuntimeException e) {
            use.close();
            throw e;
        }
    }
}
