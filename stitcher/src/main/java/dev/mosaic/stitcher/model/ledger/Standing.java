package dev.mosaic.stitcher.model.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How far a limit is used.
 *
 * @param limit in USD; more than 0
 * @param held in USD: what was spent, and what calls under way may cost
 */
public record Standing(Scope scope, BigDecimal limit, BigDecimal held) {
    private static final BigDecimal NEAR = new BigDecimal("0.8");
    private static final int CENTS = 2;
    private static final int SMALL = 4;

    /** True if so much more stays within the limit. */
    boolean fits(BigDecimal amount) {
        return held.add(amount).compareTo(limit) <= 0;
    }

    /** From 80 % on. */
    public boolean isNear() {
        return held.compareTo(limit.multiply(NEAR)) >= 0;
    }

    /** From 100 % on. */
    public boolean isUsedUp() {
        return held.compareTo(limit) >= 0;
    }

    /** A sentence for people: how much of it is used. */
    public String warning() {
        return "%s is used to %s %%: %s of %s."
                .formatted(
                        scope.named(),
                        held.movePointRight(2).divide(limit, 0, RoundingMode.DOWN),
                        usd(held),
                        usd(limit));
    }

    /** Sentences for people and agents: why a call is not made, and what to do. */
    public String refusal(BigDecimal amount) {
        return reason(amount) + " " + scope.remedy();
    }

    /** The first of these sentences. */
    public String reason(BigDecimal amount) {
        return "%s does not allow this call of the model: %s of %s are spent or reserved, and the call may cost up to %s."
                .formatted(scope.named(), usd(held), usd(limit), usd(amount));
    }

    private static String usd(BigDecimal amount) {
        var small = amount.signum() > 0 && amount.compareTo(BigDecimal.ONE) < 0;
        return amount.setScale(small ? SMALL : CENTS, RoundingMode.HALF_UP).toPlainString() + " $";
    }
}
