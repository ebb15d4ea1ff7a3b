package dev.mosaic.stitcher.model;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Models and the proxy that stands before them.
 *
 * @param providers who serves models, by a name of your choice: {@code base-url}, {@code api}
 *     (anthropic or openai), {@code key}, {@code models.<model>} with {@code window}, {@code
 *     output} and {@code price} (input, output, cache-read, cache-write; USD per million tokens)
 * @param byDefault the model where nobody named one, as {@code provider/model} or the model alone;
 *     empty if there is only one. The property is called {@code default}
 * @param proxyUrl where agents reach this server; empty for 127.0.0.1 and its port
 * @param maxRequest largest request of an agent
 * @param call how long a call may take as a whole
 * @param calls how many calls one run may have under way
 * @param connect how long a provider may take to accept a connection
 * @param silence how long a provider may send nothing
 * @param providerTools types of tools that a provider may run itself, such as {@code web_search};
 *     none of them stays within the sandbox
 */
@Validated
@ConfigurationProperties("mosaic.model")
public record ModelSettings(
        @DefaultValue Map<String, Provider> providers,
        @Name("default") @Nullable String byDefault,
        @Nullable String proxyUrl,
        @DefaultValue("32MB") DataSize maxRequest,
        @DefaultValue("4") @Min(1) int calls,
        @DefaultValue("10s") Duration connect,
        @DefaultValue("10m") Duration silence,
        @DefaultValue("60m") Duration call,
        @DefaultValue List<String> providerTools) {
    public ModelSettings {
        providers = Map.copyOf(providers);
        providerTools = List.copyOf(providerTools);
        if (!connect.isPositive() || !silence.isPositive() || !call.isPositive()) {
            throw new IllegalArgumentException(
                    "mosaic.model.connect, silence and call must all be greater than zero");
        }
        if (maxRequest.toBytes() < 1 || maxRequest.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("mosaic.model.max-request is 1 byte to 1023 MB");
        }
    }
}
