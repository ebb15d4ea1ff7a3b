package dev.mosaic.herald;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the herald tells people.
 *
 * @param debounce least time between two states of one status message
 * @param poll how often it looks for news that no signal announced
 * @param batch lines of the log read at once
 * @param parallel messages under way at once, per outlet
 * @param hold how long a message belongs to the process that took it; longer than patience
 * @param patience how long an outlet may take for one message
 * @param retryFirst pause after the first failure of an outlet; doubled by each further one
 * @param retryMost longest pause between two tries
 * @param drain how long a shutdown waits for messages that are still to be told
 */
@ConfigurationProperties("mosaic.herald")
@Validated
public record HeraldSettings(
        @DefaultValue("300ms") Duration debounce,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("500") @Max(10_000) @Min(1) int batch,
        @DefaultValue("8") @Max(100) @Min(1) int parallel,
        @DefaultValue("30s") Duration hold,
        @DefaultValue("20s") Duration patience,
        @DefaultValue("1s") Duration retryFirst,
        @DefaultValue("5m") Duration retryMost,
        @DefaultValue("5s") Duration drain) {
    public HeraldSettings {
        if (!debounce.isPositive() || !poll.isPositive()) {
            throw new IllegalArgumentException(
                    "mosaic.herald.debounce and mosaic.herald.poll must be longer than nothing.");
        }
        if (hold.compareTo(patience) <= 0) {
            throw new IllegalArgumentException(
                    "mosaic.herald.hold (%s) must be longer than mosaic.herald.patience (%s):"
                                    .formatted(hold, patience)
                            + " else two processes say the same thing.");
        }
    }
}
