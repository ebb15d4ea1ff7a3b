package dev.mosaic.stitcher.forge;

/**
 * A repository as the forge shows it now.
 *
 * @param defaultBranch the branch that fixes start from
 */
public record Repo(RepoRef ref, RepoName name, String defaultBranch) {}
