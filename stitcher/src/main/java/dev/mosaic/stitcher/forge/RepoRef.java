package dev.mosaic.stitcher.forge;

/**
 * A repository for good: it outlives renames.
 *
 * @param forge the id of its forge, such as {@code local}
 * @param id the number that the forge gave it
 */
public record RepoRef(String forge, long id) {
    /** {@code local:7}; the form in tables, logs and metrics. */
    public String key() {
        return forge + ":" + id;
    }

    public static RepoRef parse(String key) {
        var colon = key.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not a repository key: " + key);
        }
        return new RepoRef(key.substring(0, colon), Long.parseLong(key.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return key();
    }
}
