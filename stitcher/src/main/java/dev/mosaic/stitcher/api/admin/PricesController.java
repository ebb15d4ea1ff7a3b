package dev.mosaic.stitcher.api.admin;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.PRECONDITION_FAILED;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.IfMatch;
import dev.mosaic.stitcher.api.InstanceAdmins;
import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.api.problem.Problem;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.ledger.DatedPrice;
import dev.mosaic.stitcher.model.ledger.DatedPrice.Outcome;
import dev.mosaic.stitcher.model.ledger.Prices;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What models cost, with all that they did cost; and new prices, from now on or from later on. */
@RestController
@RequestMapping("/api/admin/prices")
final class PricesController {
    private static final String LIST = "prices";
    private static final int MOST = 200;

    private final Prices prices;
    private final Models models;
    private final InstanceAdmins admins;

    PricesController(Prices prices, Models models, InstanceAdmins admins) {
        this.prices = prices;
        this.models = models;
        this.admins = admins;
    }

    /**
     * A price as callers see it, in USD per million tokens.
     *
     * @param model {@code provider/name}
     * @param state HOLDS, AHEAD or REPLACED
     * @param source SETTINGS or PERSON
     * @param setBy the person
     */
    record PriceView(
            long id,
            String model,
            BigDecimal input,
            BigDecimal output,
            BigDecimal cacheRead,
            BigDecimal cacheWrite,
            Instant since,
            DatedPrice.State state,
            DatedPrice.Source source,
            @Nullable String setBy,
            Instant addedAt) {
        static PriceView of(DatedPrice dated) {
            var price = dated.price();
            return new PriceView(
                    dated.id(),
                    dated.provider() + "/" + dated.model(),
                    price.input(),
                    price.output(),
                    price.cacheRead(),
                    price.cacheWrite(),
                    dated.since(),
                    dated.state(),
                    dated.source(),
                    dated.setBy(),
                    dated.addedAt());
        }
    }

    /** Some prices, those that were added last first. @param next the {@code cursor} of more */
    record PricePage(List<PriceView> prices, @Nullable String next) {}

    @GetMapping
    Mono<ResponseEntity<PricePage>> list(
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            Actor actor) {
        PageCursor.checkLimit(limit, MOST);
        var filter = filter(model);
        var before = PageCursor.read(LIST, cursor, Long::valueOf);
        // the version first: what comes in between makes it old, and not the list
        return admins.demand(actor)
                .then(Mono.defer(() -> Detached.mono(prices.version())))
                .zipWhen(_ -> Detached.list(prices.list(filter, before, limit + 1)))
                .map(found ->
                        ResponseEntity.ok()
                                .eTag(tag(found.getT1()))
                                .body(page(found.getT2(), limit)));
    }

    /** 201; 412 if {@code If-Match} names prices that others were added to. */
    @PostMapping
    Mono<ResponseEntity<PriceView>> set(
            @RequestBody NewPrice price,
            @RequestHeader(name = IfMatch.NAME, required = false) @Nullable String ifMatch,
            Actor actor) {
        // whoever may not set prices hears nothing of what is wrong with one
        return admins.demand(actor)
                .then(
                        Mono.defer(() -> {
                            var wanted = price.wanted(models.all(), actor);
                            return Detached.mono(prices.set(wanted, IfMatch.versions(ifMatch)));
                        }))
                .map(PricesController::answer);
    }

    private static ResponseEntity<PriceView> answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Set(var price) ->
                    ResponseEntity.created(URI.create("/api/admin/prices"))
                            .eTag(tag(price.id()))
                            .body(PriceView.of(price));
            case Outcome.TooLate() ->
                    throw new Refusal(
                            UNPROCESSABLE_CONTENT,
                            "The field `since` is a time that is over: what was settled since then keeps its price.",
                            "Leave `since` out to set the price from now on, or send a time to come.");
            case Outcome.Changed(var version) ->
                    throw new Refusal(
                            Problem.of(
                                            PRECONDITION_FAILED,
                                            "Prices were added since you looked; nothing was changed.",
                                            "Read the prices again, decide anew, and send their new ETag as `If-Match`.")
                                    .with("version", version));
        };
    }

    private static String tag(long version) {
        return "\"%d\"".formatted(version);
    }

    private static PricePage page(List<DatedPrice> found, int limit) {
        var some = found.subList(0, Math.min(limit, found.size()));
        return new PricePage(
                some.stream().map(PriceView::of).toList(),
                found.size() <= limit ? null : PageCursor.of(LIST, some.getLast().id()));
    }

    private static Prices.Filter filter(@Nullable String model) {
        if (model == null) {
            return new Prices.Filter(null, null);
        }
        var slash = model.indexOf('/');
        if (slash < 1 || slash == model.length() - 1) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The parameter `model` cannot be %s.".formatted(VisibleText.quoted(model)),
                    "Send the model as `provider/name`.");
        }
        return new Prices.Filter(model.substring(0, slash), model.substring(slash + 1));
    }
}
