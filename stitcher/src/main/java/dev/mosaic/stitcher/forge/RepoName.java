package dev.mosaic.stitcher.forge;

import java.util.regex.Pattern;

/** What people call a repository: {@code owner/name}. May change; {@link RepoRef} does not. */
public record RepoName(String owner, String name) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

    public RepoName {
        if (!PART.matcher(owner).matches() || !PART.matcher(name).matches()) {
            throw new IllegalArgumentException("not a repository name: " + owner + "/" + name);
        }
    }

    /** Reads {@code owner/name}; throws {@link IllegalArgumentException} for anything else. */
    public static RepoName parse(String text) {
        var slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a repository name: " + text);
        }
        return new RepoName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
