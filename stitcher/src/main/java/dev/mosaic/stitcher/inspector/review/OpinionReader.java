package dev.mosaic.stitcher.inspector.review;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mosaic.stitcher.inspector.review.Opinion.Finding;
import dev.mosaic.stitcher.inspector.review.Opinion.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what a reviewer said. Pure and total: no text makes it throw, and whatever is not one JSON
 * object of exactly the form of {@code opinion.schema.json} is no opinion.
 */
final class OpinionReader {
    /** What the reviewer is told and its answer is held to. */
    static final String SCHEMA = text();

    /** Characters; nothing that fits the schema is longer, unless it is written wastefully. */
    static final int LONGEST = 48 << 10;

    private static final int FILE = 300;
    private static final int TEXT = 1_000;
    private static final int PROBLEM = 200;

    private static final Schema FORM =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(SCHEMA, InputFormat.JSON);

    /** A name that stands there twice could be read in two ways, and so could two objects. */
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private OpinionReader() {}

    /** What reading gave. */
    sealed interface Reading {
        record Whole(Opinion opinion) implements Reading {}

        /**
         * @param why a sentence
         */
        record Unusable(String why) implements Reading {}
    }

    static Reading read(@Nullable String answer) {
        if (answer == null || answer.isBlank()) {
            return new Reading.Unusable("The reviewer gave no answer.");
        }
        if (answer.length() > LONGEST) {
            return new Reading.Unusable(
                    "The reviewer's answer is longer than %,d characters.".formatted(LONGEST));
        }
        try {
            return read(JSON.readTree(answer));
        } catch (JacksonException _) {
            return new Reading.Unusable(
                    "The reviewer's answer is not one JSON object and nothing else.");
        } catch (RuntimeException _) {
            // what else the library of schemas makes of a tree that somebody hostile wrote
            return new Reading.Unusable("The reviewer's answer cannot be read.");
        }
    }

    private static Reading read(JsonNode tree) {
        var errors = FORM.validate(tree);
        return errors.isEmpty()
                ? new Reading.Whole(opinion(tree))
                : new Reading.Unusable(
                        "The reviewer's answer has not the form that was asked for: %s."
                                .formatted(problem(errors.getFirst())));
    }

    private static String problem(Error error) {
        var at = error.getInstanceLocation().toString();
        var message = error.getMessage();
        return Visible.line(at.isEmpty() ? message : at + " " + message, PROBLEM);
    }

    private static Opinion opinion(JsonNode tree) {
        var findings = new ArrayList<Finding>();
        for (var one : tree.path("findings")) {
            var severity = one.path("severity").stringValue().toUpperCase(Locale.ROOT);
            findings.add(
                    new Finding(
                            Severity.valueOf(severity),
                            Visible.line(one.path("file").stringValue(), FILE),
                            one.has("line") ? one.path("line").intValue() : null,
                            Visible.line(one.path("text").stringValue(), TEXT)));
        }
        return new Opinion(
                tree.path("verdict").stringValue().equals("approve"),
                tree.path("confidence").decimalValue(),
                findings);
    }

    private static String text() {
        try (var stream = OpinionReader.class.getResourceAsStream("opinion.schema.json")) {
            return new String(
                    Objects.requireNonNull(stream, "opinion.schema.json").readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
