package dev.mosaic.stitcher.inspector.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.inspector.review.Opinion.Finding;
import dev.mosaic.stitcher.inspector.review.Opinion.Severity;
import dev.mosaic.stitcher.inspector.review.OpinionReader.Reading;
import dev.mosaic.stitcher.inspector.review.OpinionReader.Reading.Unusable;
import dev.mosaic.stitcher.inspector.review.OpinionReader.Reading.Whole;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpinionReaderTest {
    private static final String SURE =
            "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]}";

    @Test
    void aWholeOpinionIsRead() {
        var opinion =
                opinion(
                        """
                        {"verdict": "reject", "confidence": 0.7, "findings": [
                          {"severity": "major", "file": "src/A.java", "line": 12, "text": "Wrong at\\n the edge."},
                          {"severity": "minor", "file": "", "text": "No test."}]}
                        """);

        assertThat(opinion.approves()).isFalse();
        assertThat(opinion.confidence()).isEqualByComparingTo("0.7");
        assertThat(opinion.findings())
                .containsExactly(
                        new Finding(Severity.MAJOR, "src/A.java", 12, "Wrong at the edge."),
                        new Finding(Severity.MINOR, "", null, "No test."));
    }

    @ParameterizedTest
    @CsvSource({
        "approve, 0.95, true",
        "approve, 0.9, true",
        "approve, 1, true",
        "approve, 0.8999999999999999999999, false",
        "approve, 0.5, false",
        "approve, 0, false",
        "reject, 1, false"
    })
    void onlyASureApprovalLetsAChangeThrough(String verdict, String confidence, boolean through) {
        var answer = SURE.replace("approve", verdict).replace("0.95", confidence);

        assertThat(opinion(answer).letsThrough()).isEqualTo(through);
    }

    @Test
    void anApprovalBesideABlockerLetsNothingThrough() {
        var finding = "{\"severity\":\"%s\",\"file\":\"\",\"text\":\"x\"}";
        var blocked = SURE.replace("[]", "[" + finding.formatted("blocker") + "]");
        var remarked = SURE.replace("[]", "[" + finding.formatted("major") + "]");

        assertThat(opinion(blocked).letsThrough()).isFalse();
        assertThat(opinion(remarked).letsThrough()).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "  ",
                "approve",
                "Looks good to me: {\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]} Ship it!",
                "```json\n{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]}\n```",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]} {}",
                "[{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]}]",
                "\"{\\\"verdict\\\":\\\"approve\\\",\\\"confidence\\\":0.95,\\\"findings\\\":[]}\"",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]",
                "{\"verdict\":\"approve\",\"confidence\":0.95}",
                "{\"confidence\":0.95,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"findings\":[]}",
                "{\"verdict\":\"APPROVE\",\"confidence\":0.95,\"findings\":[]}",
                "{\"verdict\":\"approved\",\"confidence\":0.95,\"findings\":[]}",
                "{\"verdict\":true,\"confidence\":0.95,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":\"0.95\",\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":95,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":1.0000001,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":1e999,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":-1,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":NaN,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":null,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":null}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[],\"note\":1}",
                "{\"verdict\":\"reject\",\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[\"x\"]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[{\"severity\":\"ok\",\"file\":\"\",\"text\":\"x\"}]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[{\"severity\":\"minor\",\"file\":\"\"}]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[{\"severity\":\"minor\",\"file\":\"\",\"text\":\"\"}]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[{\"severity\":\"minor\",\"file\":\"\",\"line\":0,\"text\":\"x\"}]}",
                "{\"verdict\":\"approve\",\"confidence\":0.95,\"findings\":[{\"severity\":\"minor\",\"file\":\"\",\"line\":1e30,\"text\":\"x\"}]}"
            })
    void whateverIsNotExactlyOneOpinionIsNone(String answer) {
        assertThat(OpinionReader.read(answer))
                .isInstanceOfSatisfying(
                        Unusable.class, it -> assertThat(it.why()).hasSizeLessThan(400));
    }

    @Test
    void whatIsHugeOrDeepIsNone() {
        var finding = "{\"severity\":\"minor\",\"file\":\"\",\"text\":\"%s\"}";
        var twentyOne =
                IntStream.range(0, 21)
                        .mapToObj(i -> finding.formatted(i))
                        .collect(Collectors.joining(","));

        assertThat(OpinionReader.read(SURE.replace("[]", "[" + twentyOne + "]")))
                .isInstanceOf(Unusable.class);
        assertThat(
                        OpinionReader.read(
                                SURE.replace(
                                        "[]", "[" + finding.formatted("x".repeat(1_001)) + "]")))
                .isInstanceOf(Unusable.class);
        assertThat(OpinionReader.read(" ".repeat(OpinionReader.LONGEST) + SURE))
                .isInstanceOf(Unusable.class);
        assertThat(OpinionReader.read("[".repeat(40_000))).isInstanceOf(Unusable.class);
        assertThat(OpinionReader.read(SURE.replace("0.95", "0." + "9".repeat(5_000))))
                .isInstanceOf(Unusable.class);
    }

    @Test
    void textsOfFindingsAreOneLineInWhichNothingHides() {
        var opinion =
                opinion(
                        SURE.replace(
                                "[]",
                                "[{\"severity\":\"minor\",\"file\":\"a\\u202Eb\",\"text\":\"x\\u001b[2J\\r\\n\\u200Bz\"}]"));

        assertThat(opinion.findings())
                .containsExactly(
                        new Finding(Severity.MINOR, "a<U+202E>b", null, "x<U+001B>[2J <U+200B>z"));
    }

    private static Opinion opinion(String answer) {
        Reading reading = OpinionReader.read(answer);
        assertThat(reading).isInstanceOf(Whole.class);
        return ((Whole) reading).opinion();
    }
}
