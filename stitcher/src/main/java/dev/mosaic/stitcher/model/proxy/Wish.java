package dev.mosaic.stitcher.model.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a request asks for, as far as the proxy must know it.
 *
 * @param model empty if it names none
 * @param output most tokens of one answer; 0 if it names no limit
 * @param answers how many answers to the same question
 * @param streamed true if the answer shall come in pieces
 * @param options where the value of {@code stream_options} stands; {@link Span#NONE} if it does not
 */
record Wish(String model, long output, long answers, boolean streamed, Span options) {
    private static final String USAGE = "{\"include_usage\":true}";

    /** Bytes of the body, the last one excluded. */
    record Span(int from, int to) {
        static final Span NONE = new Span(-1, -1);
    }

    /**
     * The request as it goes to the provider. Without {@code include_usage} a chat of OpenAI's kind
     * does not say what it used.
     */
    byte[] forwarded(Route route, byte[] body) {
        if (route != Route.CHAT || !streamed) {
            return body;
        }
        if (!options.equals(Span.NONE)) {
            return replaced(body, options.from(), options.to(), USAGE);
        }
        var inside = 1;
        while (body[inside - 1] != '{') {
            inside++;
        }
        return replaced(body, inside, inside, "\"stream_options\":" + USAGE + ",");
    }

    private static byte[] replaced(byte[] body, int from, int to, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        var whole = Arrays.copyOf(body, body.length - (to - from) + bytes.length);
        System.arraycopy(bytes, 0, whole, from, bytes.length);
        System.arraycopy(body, to, whole, from + bytes.length, body.length - to);
        return whole;
    }
}
