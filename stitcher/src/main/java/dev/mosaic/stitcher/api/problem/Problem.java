package dev.mosaic.stitcher.api.problem;

import dev.mosaic.stitcher.secrets.Redactor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * An error as callers see it: RFC 9457.
 *
 * @param detail what happened here, in a sentence
 * @param hint what to do next
 * @param members what else a program may want to know, by name
 */
public record Problem(HttpStatus status, String detail, String hint, Map<String, Object> members) {
    public Problem {
        members = Map.copyOf(members);
    }

    public static Problem of(HttpStatus status, String detail, String hint) {
        return new Problem(status, detail, hint, Map.of());
    }

    /** The same with one more member. */
    public Problem with(String member, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, detail, hint, more);
    }

    /** The same in words that hold no secret. */
    Problem without(Redactor redactor) {
        var clean = new LinkedHashMap<String, Object>();
        members.forEach((name, value) ->
                clean.put(name, value instanceof String text ? redactor.redact(text) : value));
        return new Problem(status, redactor.redact(detail), redactor.redact(hint), clean);
    }

    /** The body of {@code application/problem+json}. */
    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", "about:blank");
        json.put("title", status.getReasonPhrase());
        json.put("status", status.value());
        json.put("detail", detail);
        json.put("hint", hint);
        json.putAll(members);
        return json;
    }
}
