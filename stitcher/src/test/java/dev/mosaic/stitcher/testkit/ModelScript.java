package dev.mosaic.stitcher.testkit;

import java.util.List;
import java.util.Map;

/**
 * How {@link FakeModels} answers one call.
 *
 * @param body what is answered instead of everything below; null for an answer of the model
 * @param words the text of the model, piece by piece
 * @param tool the name of a tool that is used after the text; null for none
 * @param input what that tool is given, as JSON
 * @param course how a stream goes on
 */
public record ModelScript(
        int status,
        Map<String, String> headers,
        String body,
        List<String> words,
        String tool,
        String input,
        Used used,
        Course course) {

    /** What the model says that it used. */
    public record Used(long input, long output, long cacheRead, long cacheWrite) {}

    /** How a stream goes on. */
    public enum Course {
        WHOLE,
        /** The first word, then nothing until {@link FakeModels#release}. */
        HELD,
        /** Words as long as somebody reads them. */
        ENDLESS,
        /** The connection ends after the words. */
        BROKEN,
        /** An error of the provider inside the stream, after the words. */
        ERROR,
        /** Lines that are no JSON among the others. */
        MALFORMED,
        /** Nobody says what was used. */
        UNTOLD
    }

    public static ModelScript text(String... words) {
        return new ModelScript(
                200,
                Map.of(),
                null,
                List.of(words),
                null,
                null,
                new Used(100, 20, 0, 0),
                Course.WHOLE);
    }

    public static ModelScript tool(String name, String input) {
        var plain = text("I use a tool.");
        return new ModelScript(
                200, Map.of(), null, plain.words(), name, input, plain.used(), Course.WHOLE);
    }

    /** A refusal, such as 429 or 529. */
    public static ModelScript refusal(int status, Map<String, String> headers, String body) {
        return new ModelScript(
                status, headers, body, List.of(), null, null, text().used(), Course.WHOLE);
    }

    /** The same, that used so much. */
    public ModelScript using(long input, long output, long cacheRead, long cacheWrite) {
        return new ModelScript(
                status,
                headers,
                body,
                words,
                tool,
                this.input,
                new Used(input, output, cacheRead, cacheWrite),
                course);
    }

    /** The same, that goes on so. */
    public ModelScript going(Course course) {
        return new ModelScript(status, headers, body, words, tool, input, used, course);
    }

    boolean breaks() {
        return course == Course.BROKEN;
    }
}
