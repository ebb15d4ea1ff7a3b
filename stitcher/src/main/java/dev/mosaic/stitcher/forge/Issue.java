package dev.mosaic.stitcher.forge;

import java.time.Instant;
import java.util.List;

/** An issue as the forge shows it now. Title, body and author's name are untrusted text. */
public record Issue(
        IssueRef ref,
        String title,
        String body,
        String author,
        boolean open,
        List<String> labels,
        Instant createdAt) {
    public Issue {
        labels = List.copyOf(labels);
    }
}
