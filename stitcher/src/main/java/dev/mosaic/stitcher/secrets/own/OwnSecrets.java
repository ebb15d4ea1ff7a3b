package dev.mosaic.stitcher.secrets.own;

import dev.mosaic.stitcher.secrets.match.Hashes;
import dev.mosaic.stitcher.secrets.match.Match;
import dev.mosaic.stitcher.secrets.match.Randomness;
import dev.mosaic.stitcher.secrets.match.Strength;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The secrets that Mosaic itself holds. They are recognised whole and by any 12 characters of them,
 * as they are, backwards, in base64 at each of its three alignments, and as JSON or an address
 * writes them (hexadecimal and the like are taken off before). Kept as fingerprints: the secrets
 * themselves are forgotten at once. Safe for several threads.
 *
 * <p>A secret of 8 to 11 characters, or one that could be a word of any text, is recognised only
 * whole; one that is shorter, or is itself such a word ({@code postgres}), not at all: then half of
 * a log would be taken out. {@link #tooWeak} names those.
 */
public final class OwnSecrets {
    /** No shorter text holds a secret that is recognised. */
    public static final int SHORTEST = Fingerprints.SHORTEST;

    private static final int WINDOW = Fingerprints.WINDOW;
    private static final int LONGEST = 8_192;

    private final long point = new SecureRandom().nextLong();
    private final List<Form> forms = new ArrayList<>();
    private final List<String> hashes = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> weak = new TreeSet<>();
    private final Fingerprints.Builder builder = new Fingerprints.Builder(point);
    private volatile State state = new State(builder.build(), List.of());

    private record State(Fingerprints prints, List<String> hashes) {}

    private record Form(String text, boolean windows) {}

    /**
     * From now on this secret is recognised.
     *
     * @param name of the setting that holds it
     */
    public synchronized void add(String name, String secret) {
        var text = secret.strip();
        var kinds = Randomness.kinds(text);
        var word = kinds < 2 && text.length() < 2 * SHORTEST;
        if (text.length() < SHORTEST || word || Randomness.isStandIn(text)) {
            weak.add(name);
            return;
        }
        var hash = Hashes.of(text);
        if (text.length() > LONGEST || !known.add(hash)) {
            return;
        }
        hashes.add(hash);
        var owner = hashes.size() - 1;
        forms.clear();
        forms(text, kinds >= 2 && text.length() >= WINDOW);
        forms.forEach(form -> enter(owner, form));
        forms.clear();
        state = new State(builder.build(), List.copyOf(hashes));
    }

    /** Settings whose secret is so short or so common that it cannot be looked for. */
    public synchronized Set<String> tooWeak() {
        return Set.copyOf(weak);
    }

    /** How many secrets are recognised. */
    public int size() {
        return state.hashes().size();
    }

    /** Gives every place where one stands, whole or in part; the same place perhaps twice. */
    public void find(String text, Consumer<Match> found) {
        var now = state;
        now.prints()
                .find(
                        text,
                        (owner, from, to) ->
                                found.accept(
                                        new Match(
                                                Match.OWN,
                                                Strength.SURE,
                                                from,
                                                to,
                                                now.hashes().get(owner))));
    }

    private void enter(int owner, Form form) {
        var text = form.text();
        if (text.length() < SHORTEST) {
            return;
        }
        builder.whole(owner, text);
        for (var at = 0; form.windows() && at + WINDOW <= text.length(); at++) {
            var window = text.substring(at, at + WINDOW);
            // twelve small letters may stand in any sentence
            if (Randomness.kinds(window) >= 2) {
                builder.window(owner, window);
            }
        }
    }

    private void forms(String secret, boolean windows) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        var escaped = secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/");
        var plain = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        form(secret, windows);
        form(new StringBuilder(secret).reverse().toString(), windows);
        for (var other :
                List.of(escaped, plain, URLEncoder.encode(secret, StandardCharsets.UTF_8))) {
            if (!other.equals(secret)) {
                form(other, windows);
            }
        }
        for (var alignment = 0; alignment < 3; alignment++) {
            var text = inBase64(bytes, alignment);
            form(text, windows);
            form(text.replace('+', '-').replace('/', '_'), windows);
        }
    }

    private void form(String text, boolean windows) {
        forms.add(new Form(text, windows));
    }

    /** The characters that the secret alone decides, whatever stands before and behind it. */
    private static String inBase64(byte[] secret, int alignment) {
        var shifted = new byte[secret.length + alignment];
        System.arraycopy(secret, 0, shifted, alignment, secret.length);
        var text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        var from = alignment == 0 ? 0 : alignment + 1;
        var whole = shifted.length / 3 * 4 + (shifted.length % 3 == 0 ? 0 : shifted.length % 3);
        return from < whole ? text.substring(from, Math.min(whole, text.length())) : "";
    }
}
