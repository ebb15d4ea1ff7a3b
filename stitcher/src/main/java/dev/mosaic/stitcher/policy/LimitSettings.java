package dev.mosaic.stitcher.policy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The hard limits of every job on this instance; a repository or a command can only lower them.
 *
 * @param wall the time of all agent runs of a job together
 * @param turns turns of the model, all rounds together
 * @param rounds passes of weave and inspect
 * @param gate the time of one gate
 * @param toolCalls uses of tools by one agent, that is within one round
 */
@ConfigurationProperties("mosaic.limits")
public record LimitSettings(
        @DefaultValue("60m") Duration wall,
        @DefaultValue("60") int turns,
        @DefaultValue("3") int rounds,
        @DefaultValue("10m") Duration gate,
        @DefaultValue("1000") int toolCalls) {

    public LimitSettings {
        if (!wall.isPositive() || !gate.isPositive() || turns < 1 || rounds < 1 || toolCalls < 1) {
            throw new IllegalArgumentException(
                    "mosaic.limits.wall, turns, rounds, gate and tool-calls must all be greater than zero");
        }
    }

    public Limits limits() {
        return new Limits(wall, turns, rounds, gate, toolCalls);
    }
}
