package dev.mosaic.stitcher.api.admin;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.problem.Hints;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.model.Model;
import dev.mosaic.stitcher.model.ledger.DatedPrice;
import dev.mosaic.stitcher.model.ledger.Price;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/admin/prices}. Prices are in USD per million tokens.
 *
 * @param model {@code provider/name}; needed
 * @param input of what is read; needed, 0 if it costs nothing
 * @param output of what is written; needed, 0 if it costs nothing
 * @param cacheRead of what is read from a cache; as {@code input} by default
 * @param cacheWrite of what is put into one; 1.25 times {@code input} by default
 * @param since from when on; now by default, and never earlier
 */
record NewPrice(
        @Nullable String model,
        @Nullable BigDecimal input,
        @Nullable BigDecimal output,
        @Nullable BigDecimal cacheRead,
        @Nullable BigDecimal cacheWrite,
        @Nullable Instant since) {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
    private static final int DECIMALS = 9;

    /**
     * Throws a {@link Refusal} that names the first field that is wrong.
     *
     * @param known the models of the settings
     */
    DatedPrice.Wanted wanted(List<Model> known, Actor by) {
        var price =
                Price.usual(
                        needed("input", input),
                        needed("output", output),
                        cacheRead == null ? null : needed("cacheRead", cacheRead),
                        cacheWrite == null ? null : needed("cacheWrite", cacheWrite));
        var meant = meant(known);
        return new DatedPrice.Wanted(meant.provider(), meant.name(), price, since, by.name());
    }

    private Model meant(List<Model> known) {
        if (model == null) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The field `model` is missing.",
                    "Send the model as `provider/name`, such as `anthropic/claude-sonnet-5.5`.");
        }
        return known.stream()
                .filter(one -> one.toString().equals(model))
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(
                                UNPROCESSABLE_CONTENT,
                                "No settings name the model %s, so nobody could use it."
                                        .formatted(VisibleText.quoted(model)),
                                known.isEmpty()
                                        ? "Add it under mosaic.model.providers.<provider>.models first."
                                        : "Choose one of %s, or add it under mosaic.model.providers.<provider>.models first."
                                                .formatted(names(known))));
    }

    private static String names(List<Model> known) {
        return known.stream().map(Model::toString).collect(Collectors.joining(", "));
    }

    private static BigDecimal needed(String field, @Nullable BigDecimal usd) {
        if (usd == null) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The field `%s` is missing.".formatted(field),
                    "Send USD per million tokens; 0 if it costs nothing.");
        }
        if (usd.signum() < 0
                || usd.compareTo(MOST) > 0
                || usd.stripTrailingZeros().scale() > DECIMALS) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The field `%s` must be USD per million tokens, from 0 to 1000000, with at most 9 decimals."
                            .formatted(field),
                    Hints.INPUT);
        }
        return usd;
    }
}
