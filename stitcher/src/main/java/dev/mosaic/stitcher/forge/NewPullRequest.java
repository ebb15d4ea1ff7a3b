package dev.mosaic.stitcher.forge;

/** A pull request that is wanted. The body carries our marker, by which it is found again. */
public record NewPullRequest(RepoRef repo, String title, String body, String head, String base) {}
