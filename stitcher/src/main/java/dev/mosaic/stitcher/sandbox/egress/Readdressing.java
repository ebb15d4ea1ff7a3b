package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.mirror.Mirror;
import dev.mosaic.stitcher.sandbox.mirror.Mirror.Kind;
import dev.mosaic.stitcher.sandbox.mirror.Wiring;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers of registries that say where files are, by whole addresses: those of a mirror, and of
 * where its files are to be, are said as what they are to the sandbox. Every other stays as it is,
 * and leads nowhere. These are the pages of a Python index (PEP 503, PEP 691), and {@code
 * config.json} of a Cargo index (RFC 2789), from which the wish for a credential is taken too: that
 * is added on the way.
 */
final class Readdressing {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,100}(?::[0-9]{1,5})?");
    private static final Set<Kind> KINDS = Set.of(Kind.PYPI, Kind.CARGO);
    private static final Set<String> PAGES =
            Set.of(
                    "text/html",
                    "application/vnd.pypi.simple.v1+html",
                    "application/vnd.pypi.simple.v1+json",
                    "application/json");
    private static final int LONGEST_CONFIG = 64 * 1024;
    private static final int OK = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Kind kind;
    private final Map<String, String> names = new HashMap<>();

    private Readdressing(String here, MirrorPath asked) {
        this.kind = asked.mirror().kind();
        var places = asked.mirror().addresses();
        for (var i = 0; i < places.size(); i++) {
            var name = i == 0 ? asked.name() : asked.name() + "~" + i;
            names.putIfAbsent(
                    places.get(i).toString(), "http://%s%s%s/".formatted(here, Wiring.ROOT, name));
        }
    }

    /** Null if the answer passes as it is. */
    static @Nullable Readdressing of(
            Head head, MirrorPath asked, HttpResponse<InputStream> answer) {
        if (answer.statusCode() != OK
                || answer.headers().firstValue("content-encoding").isPresent()
                || !isIndex(asked, answer)) {
            return null;
        }
        var hosts = head.all("host");
        if (hosts.size() != 1 || !HOST.matcher(hosts.getFirst()).matches()) {
            throw Refused.malformed("The request does not say which host it is for.");
        }
        return new Readdressing(hosts.getFirst(), asked);
    }

    private static boolean isIndex(MirrorPath asked, HttpResponse<InputStream> answer) {
        return switch (asked.mirror().kind()) {
            case PYPI ->
                    PAGES.contains(
                            answer.headers()
                                    .firstValue("content-type")
                                    .orElse("")
                                    .replaceFirst(";.*", "")
                                    .strip()
                                    .toLowerCase(Locale.ROOT));
            case CARGO ->
                    asked.addresses()
                            .getFirst()
                            .equals(asked.mirror().address().resolve("config.json"));
            case MAVEN, NPM, GO -> false;
        };
    }

    /** Whether a header asks for an answer that could not be read here. */
    static boolean isInTheWay(Head.Header header, Mirror mirror) {
        return KINDS.contains(mirror.kind()) && header.name().equals("accept-encoding");
    }

    /** The same with other addresses. */
    InputStream of(InputStream body) throws IOException {
        return kind == Kind.CARGO ? config(body) : new Readdressed(body, names);
    }

    private InputStream config(InputStream body) throws IOException {
        var begin = body.readNBytes(LONGEST_CONFIG);
        try {
            if (begin.length < LONGEST_CONFIG && JSON.readTree(begin) instanceof ObjectNode all) {
                all.remove("auth-required");
                if (all.path("dl").isString()) {
                    all.put("dl", here(all.path("dl").asString()));
                }
                begin = JSON.writeValueAsBytes(all);
            }
        } catch (JacksonException e) {
            // whoever asked can say better what is wrong with it
        }
        return new SequenceInputStream(new ByteArrayInputStream(begin), body);
    }

    private String here(String address) {
        return names.keySet().stream()
                .filter(place -> (address + "/").startsWith(place))
                .max(Comparator.comparing(String::length))
                .map(place -> names.get(place) + (address + "/").substring(place.length()))
                .map(it -> it.replaceFirst("/$", ""))
                .orElse(address);
    }
}
