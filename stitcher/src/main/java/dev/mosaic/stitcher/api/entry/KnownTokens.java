package dev.mosaic.stitcher.api.entry;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which tokens have opened lately, by their hash codes: a hint, never a proof. */
final class KnownTokens {
    private static final int MOST = 1_000;

    private final Map<Integer, Boolean> codes = new LinkedHashMap<>(16, 0.75f, true);

    synchronized void add(String secret) {
        codes.put(secret.hashCode(), true);
        if (codes.size() > MOST) {
            codes.remove(codes.keySet().iterator().next());
        }
    }

    synchronized boolean contains(String secret) {
        return codes.containsKey(secret.hashCode());
    }
}
