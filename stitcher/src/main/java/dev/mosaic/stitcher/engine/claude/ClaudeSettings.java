package dev.mosaic.stitcher.engine.claude;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The engine {@code claude}.
 *
 * @param maxTokens how many tokens one answer of the model may have; an answer that is cut off goes
 *     on in another turn
 * @param toolLimit how long one command of the bash tool may run; below {@code mosaic.run.idle}, or
 *     a silent command ends the whole agent
 * @param patience how long one turn is tried again while the model cannot be reached or is
 *     overloaded, before the job is put off
 * @param silence how long the model may send nothing at all, not even a ping, before the turn is
 *     tried again
 * @param compactAt how many percent of the model's window a conversation may fill before it is
 *     summarised; 10 to 95
 * @param resume whether a later round goes on with the conversation of the round before, which is
 *     kept in the database until then, without secrets; only if it fills less than half of the
 *     model's window
 */
@ConfigurationProperties("mosaic.engine.claude")
record ClaudeSettings(
        @DefaultValue("16000") int maxTokens,
        @DefaultValue("8m") Duration toolLimit,
        @DefaultValue("10m") Duration patience,
        @DefaultValue("5m") Duration silence,
        @DefaultValue("80") int compactAt,
        @DefaultValue("true") boolean resume) {
    ClaudeSettings {
        if (maxTokens < 1 || compactAt < 10 || compactAt > 95) {
            throw new IllegalArgumentException(
                    "mosaic.engine.claude.max-tokens must be greater than zero, and mosaic.engine.claude.compact-at between 10 and 95");
        }
        if (!toolLimit.isPositive() || patience.isNegative() || !silence.isPositive()) {
            throw new IllegalArgumentException(
                    "mosaic.engine.claude.tool-limit and mosaic.engine.claude.silence must be greater than zero, and mosaic.engine.claude.patience not below it");
        }
    }
}
