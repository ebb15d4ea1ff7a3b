package dev.mosaic.stitcher.model;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Which models can be asked here, and what is missing of the others. Asks no provider. */
@Component
final class ModelCheckup implements Checkup {
    private final Models models;

    ModelCheckup(Models models) {
        this.models = models;
    }

    @Override
    public String subject() {
        return "models";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        var all = models.all();
        if (all.isEmpty()) {
            return List.of(
                    new Finding.Fine(
                            "No model is set up (mosaic.model.providers): engines that ask one of Mosaic cannot work."));
        }
        var findings = new ArrayList<Finding>();
        for (var model : all) {
            findings.add(look(model));
        }
        return findings;
    }

    private Finding look(Model model) throws InterruptedException {
        var at = "mosaic.model.providers." + model.provider();
        if (!models.provider(model).isReady()) {
            return new Finding.Warning(
                    "The model %s cannot be asked: its provider has no key.".formatted(model),
                    "Set %s.key, best from an environment variable or a file.".formatted(at));
        }
        var price = Await.maybe(models.expected(model));
        return price == null
                ? new Finding.Warning(
                        "The model %s has no price, so it is refused.".formatted(model),
                        "Set %s.models.%s.price.input and .output in USD per million tokens, 0 if it costs nothing; or use `mosaic prices set`."
                                .formatted(at, model.name()))
                : new Finding.Fine(
                        "The model %s can be asked: %s $ per million tokens read, %s $ written; its window holds %,d tokens."
                                .formatted(
                                        model,
                                        price.input().toPlainString(),
                                        price.output().toPlainString(),
                                        model.window()));
    }
}
