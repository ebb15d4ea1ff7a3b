package dev.mosaic.stitcher.git;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Author and text of a commit that Mosaic makes. Line breaks and control characters in the subject
 * and the trailers become harmless: nobody can forge a trailer by a title.
 *
 * @param trailers such as {@code Mosaic-Job}, in order; appended below the body
 */
public record CommitMessage(
        String authorName,
        String authorEmail,
        String subject,
        String body,
        Map<String, String> trailers) {
    public CommitMessage {
        trailers = new LinkedHashMap<>(trailers);
    }
}
