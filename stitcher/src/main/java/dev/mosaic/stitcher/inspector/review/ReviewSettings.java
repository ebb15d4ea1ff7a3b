package dev.mosaic.stitcher.inspector.review;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The reviewer of the gate profile {@code strict}.
 *
 * @param model as {@code provider/model}, one that speaks Anthropic's Messages; empty for the model
 *     of the job if that does, else for {@code mosaic.model.default}
 * @param wall the time of one review; it counts as time of the job's agents, too
 * @param turns the turns of one review; they count as the job's, too
 */
@ConfigurationProperties("mosaic.review")
public record ReviewSettings(
        @Nullable String model, @DefaultValue("10m") Duration wall, @DefaultValue("20") int turns) {
    public ReviewSettings {
        model = model == null || model.isBlank() ? null : model.strip();
        if (!wall.isPositive() || turns < 1) {
            throw new IllegalArgumentException(
                    "mosaic.review.wall and mosaic.review.turns must be greater than zero");
        }
    }
}
