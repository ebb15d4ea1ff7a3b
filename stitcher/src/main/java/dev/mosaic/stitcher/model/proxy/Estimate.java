package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.Model;

/**
 * The most that a call should use, before it is made. A token is three bytes here: it is four of
 * English, three of most programs, and base64 of images is counted far too high.
 *
 * @param read tokens of the request; at most the model's window
 * @param written tokens of the answer
 */
record Estimate(long read, long written) {
    private static final int BYTES_PER_TOKEN = 3;

    static Estimate of(Wish wish, int bytes, Model model) {
        var output = wish.output() == 0 ? model.output() : wish.output();
        return new Estimate(
                Math.min(bytes / BYTES_PER_TOKEN + 1, model.window()), output * wish.answers());
    }
}
