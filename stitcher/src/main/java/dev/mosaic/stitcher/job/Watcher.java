package dev.mosaic.stitcher.job;

/** Somebody who hears of a job: who asked first, and all who asked for the same while it lived. */
public record Watcher(String person, Origin origin) {}
