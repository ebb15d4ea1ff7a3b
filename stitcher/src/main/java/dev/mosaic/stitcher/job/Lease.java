package dev.mosaic.stitcher.job;

import java.util.UUID;

/**
 * The right to work on a job and to write about it. Every write under a lease is refused with
 * {@link StaleJob} once the job's epoch has moved on.
 */
public record Lease(JobId job, long epoch, String node, UUID incarnation) {}
