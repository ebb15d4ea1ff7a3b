package dev.mosaic.stitcher.forge;

import java.time.Instant;

/** A remark below an issue or pull request. Untrusted text. */
public record Comment(long id, String author, String body, Instant createdAt) {}
