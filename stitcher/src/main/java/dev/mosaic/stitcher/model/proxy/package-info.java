/**
 * The model proxy: {@code /llm/<run-token>/…}, which passes an agent's calls on to the provider of
 * its model and back, piece by piece. It adds the provider's key, lets nothing pass that would lead
 * out of the sandbox or change the price, reserves money before a call and settles it after.
 *
 * <p>It stands before WebFlux, not in it: its token is none of the API's, its bodies are larger
 * than those of the API, and its errors have the form of the provider's API. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.model.proxy;

import org.jspecify.annotations.NullMarked;
