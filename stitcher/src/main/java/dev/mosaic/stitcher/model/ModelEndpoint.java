package dev.mosaic.stitcher.model;

import java.net.URI;

/**
 * Where one run reaches its model: the model proxy, by a token of its own. Never a provider, and
 * never a key.
 *
 * @param baseUrl what an API's paths are appended to, such as {@code
 *     http://127.0.0.1:3001/llm/<token>}; without a slash at its end
 * @param token what the run shows; dies with the run. A secret as long as it lives
 * @param model as the provider calls it
 * @param window how many tokens the model reads at once
 */
public record ModelEndpoint(URI baseUrl, String token, String model, long window) {
    /** Without the token. */
    @Override
    public String toString() {
        return "ModelEndpoint[model=%s, window=%d]".formatted(model, window);
    }
}
