package dev.mosaic.stitcher.api.problem;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a request, and where, without the words of the parser. */
final class BadInput {
    private BadInput() {}

    static Problem problem(ServerWebInputException error) {
        if (error instanceof MissingRequestValueException missing) {
            return Problem.of(
                    BAD_REQUEST,
                    "The %s `%s` is missing.".formatted(missing.getLabel(), missing.getName()),
                    Hints.INPUT);
        }
        var json = jacksonCause(error);
        if (json != null) {
            return Problem.of(BAD_REQUEST, describe(json), Hints.INPUT);
        }
        var parameter = error.getMethodParameter();
        if (parameter == null || parameter.hasParameterAnnotation(RequestBody.class)) {
            return Problem.of(
                    BAD_REQUEST,
                    "The body is missing.",
                    "Send a JSON object with the header `Content-Type: application/json`.");
        }
        return Problem.of(
                BAD_REQUEST,
                "The parameter `%s` cannot be read.".formatted(parameter.getParameterName()),
                Hints.INPUT);
    }

    private static @Nullable JacksonException jacksonCause(Throwable error) {
        for (var cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException json) {
                return json;
            }
        }
        return null;
    }

    private static String describe(JacksonException error) {
        var where = where(error.getLocation());
        return switch (error) {
            case UnrecognizedPropertyException unknown ->
                    "The field %s%s is not known; known are %s."
                            .formatted(
                                    VisibleText.quoted(unknown.getPropertyName()),
                                    where,
                                    names(unknown));
            case DatabindException wrong ->
                    "The field %s%s has a value that does not fit."
                            .formatted(VisibleText.quoted(path(wrong)), where);
            default -> "The body is not well-formed JSON%s.".formatted(where);
        };
    }

    private static String names(UnrecognizedPropertyException unknown) {
        var known = unknown.getKnownPropertyIds();
        return known == null
                ? "none"
                : known.stream().map("`%s`"::formatted).sorted().collect(Collectors.joining(", "));
    }

    private static String path(DatabindException error) {
        return error.getPath().stream()
                .map(part -> part.getPropertyName() == null ? "[]" : part.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static String where(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }
}
