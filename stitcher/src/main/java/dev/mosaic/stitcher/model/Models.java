package dev.mosaic.stitcher.model;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.Provider.Asked;
import dev.mosaic.stitcher.model.ledger.DatedPrice;
import dev.mosaic.stitcher.model.ledger.Price;
import dev.mosaic.stitcher.model.ledger.Prices;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds a model by the name that people use, and knows that it has a price: one without is refused,
 * because nobody could say when its budget is used up.
 */
@Component
public final class Models {
    private static final String SETTING = "mosaic.model.providers.%s.models.%s";

    private final Map<String, Provider> providers;
    private final @Nullable String byDefault;
    private final Prices prices;

    public Models(ModelSettings settings, Prices prices) {
        this.providers = settings.providers();
        this.byDefault =
                settings.byDefault() == null || settings.byDefault().isBlank()
                        ? null
                        : settings.byDefault().strip();
        this.prices = prices;
    }

    /** All that settings name, sorted by provider and name. */
    public List<Model> all() {
        return providers.entrySet().stream()
                .flatMap(it ->
                        it.getValue().models().entrySet().stream()
                                .map(served ->
                                        Model.of(
                                                it.getKey(),
                                                it.getValue().api(),
                                                served.getKey(),
                                                served.getValue())))
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }

    /**
     * The model of this name, with a price. Never empty; {@link Failure.Never}, which names the
     * setting that is missing, if there is none or it has no price.
     *
     * @param name {@code provider/model}, or the model alone if one provider only has it; null for
     *     {@code mosaic.model.default}, or for the only one that is ready
     */
    public Mono<Model> find(@Nullable String name) {
        return Mono.fromSupplier(() -> named(name))
                .flatMap(model -> keep(model).then(price(model)).thenReturn(model));
    }

    /** Those whose provider needs no key or has one, sorted as {@link #all}. */
    public List<Model> ready() {
        return all().stream().filter(it -> provider(it).isReady()).toList();
    }

    /** What the model costs now. Never empty; {@link Failure.Never} if it has no price. */
    public Mono<DatedPrice> price(Model model) {
        return prices.current(model.provider(), model.name())
                .switchIfEmpty(Mono.error(() -> unpriced(model)));
    }

    /** As {@link #price}, but it may be one that held before. */
    public Mono<DatedPrice> likelyPrice(Model model) {
        return prices.likely(model.provider(), model.name())
                .switchIfEmpty(Mono.error(() -> unpriced(model)));
    }

    /**
     * What the model would cost now, without writing down what the settings say. Empty if it has no
     * price.
     */
    Mono<Price> expected(Model model) {
        return prices.current(model.provider(), model.name())
                .map(DatedPrice::price)
                .switchIfEmpty(Mono.justOrEmpty(said(model)));
    }

    /** Whom a model belongs to. */
    public Provider provider(Model model) {
        var provider = providers.get(model.provider());
        if (provider == null) {
            throw new IllegalStateException("no provider " + model.provider());
        }
        return provider;
    }

    private Model named(@Nullable String name) {
        var all = all();
        if (all.isEmpty()) {
            throw new Failure.Never(
                    "No model is set up. Name one under "
                            + SETTING.formatted("<provider>", "<model>")
                            + ", with its window and price.",
                    null);
        }
        var wanted = name == null ? byDefault : name;
        var found =
                wanted == null
                        ? choice(all)
                        : all.stream().filter(it -> isCalled(it, wanted)).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new Failure.Never(
                found.isEmpty()
                        ? "There is no such model%s. Choose one of %s, or add it under %s."
                                .formatted(
                                        name == null ? " as mosaic.model.default names" : "",
                                        listed(all),
                                        SETTING.formatted("<provider>", "<model>"))
                        : "Which model is meant? Choose one of %s with `model=`, or name one in mosaic.model.default."
                                .formatted(listed(found)),
                null);
    }

    private static boolean isCalled(Model model, String name) {
        return model.toString().equals(name) || model.name().equals(name);
    }

    /** A model whose key is missing is not in the way of one that works. */
    private List<Model> choice(List<Model> all) {
        var ready = ready();
        return ready.isEmpty() ? all : ready;
    }

    private static String listed(List<Model> models) {
        return String.join(", ", models.stream().map(Model::toString).toList());
    }

    /** The price of the settings goes into the table when a model is asked for. */
    private Mono<Void> keep(Model model) {
        var price = said(model);
        return price == null ? Mono.empty() : prices.keep(model.provider(), model.name(), price);
    }

    /** What the settings say; null unless it is whole. */
    private @Nullable Price said(Model model) {
        var asked = asked(model);
        if (asked == null || asked.input() == null || asked.output() == null) {
            return null;
        }
        return Price.usual(asked.input(), asked.output(), asked.cacheRead(), asked.cacheWrite());
    }

    private @Nullable Asked asked(Model model) {
        var served = provider(model).models().get(model.name());
        return served == null ? null : served.price();
    }

    private Failure unpriced(Model model) {
        var asked = asked(model);
        var missing = asked != null && asked.input() != null ? "output" : "input";
        return new Failure.Never(
                "The model %s has no price, so its cost cannot be limited. Set %s.price.%s in USD per million tokens, 0 if it costs nothing; or use `mosaic prices set`."
                        .formatted(
                                model, SETTING.formatted(model.provider(), model.name()), missing),
                null);
    }
}
