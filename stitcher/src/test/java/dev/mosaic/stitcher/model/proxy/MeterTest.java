package dev.mosaic.stitcher.model.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.model.ModelApi;
import dev.mosaic.stitcher.model.ledger.Bill;
import dev.mosaic.stitcher.model.ledger.Tokens;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeterTest {
    private static final Estimate ESTIMATE = new Estimate(500, 1_000);
    private static final String START =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7,"
                    + "\"output_tokens\":1,\"cache_read_input_tokens\":20,\"cache_creation_input_tokens\":50,"
                    + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":10,\"ephemeral_1h_input_tokens\":40}}}}\n\n";
    private static final String DELTA =
            "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":33}}\n\n";
    private static final String STOP = "data: {\"type\":\"message_stop\"}\n\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100_000})
    void theCutOfThePiecesDoesNotMatter(int size) {
        var meter = events(ModelApi.ANTHROPIC);

        assertThat(feed(meter, START + DELTA + STOP, size)).isTrue();

        assertThat(meter.bill()).isEqualTo(new Bill(new Tokens(7, 33, 20, 10, 40), false));
    }

    @Test
    void theEndIsKnownWithItsLineAndNotBefore() {
        var meter = events(ModelApi.ANTHROPIC);

        assertThat(feed(meter, START + DELTA, 10)).isFalse();
        assertThat(feed(meter, "data: {\"type\":\"message_stop\"}", 10)).isFalse();
        assertThat(feed(meter, "\n", 10)).isTrue();
    }

    @Test
    void linesMayEndInCarriageReturnsAndTheLastInNothing() {
        var meter = events(ModelApi.ANTHROPIC);

        feed(meter, (START + DELTA).replace("\n", "\r\n").strip(), 5);

        assertThat(meter.bill()).isEqualTo(new Bill(new Tokens(7, 33, 20, 10, 40), false));
    }

    @Test
    void whatAModelWritesIsNotTakenForWhatItUsed() {
        var meter = events(ModelApi.ANTHROPIC);

        feed(
                meter,
                START
                        + "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"\\ndata: {\\\"usage\\\":{}}\"},\"usage\":{\"output_tokens\":999999}}\n\n"
                        + DELTA,
                9);

        assertThat(meter.bill().tokens().output()).isEqualTo(33);
    }

    @Test
    void aStreamThatBreaksOffSaysWhatWasReadAndTheRestIsEstimated() {
        var meter = events(ModelApi.ANTHROPIC);
        feed(meter, START + "data: " + "x".repeat(1_600) + "\n\n", 100);

        var bill = meter.bill();

        assertThat(bill.estimated()).isTrue();
        assertThat(bill.tokens().input()).isEqualTo(7);
        assertThat(bill.tokens().output()).isBetween(400L, 600L);
    }

    @Test
    void anEstimateIsNeverMoreThanTheLimitOfTheAnswer() {
        var meter = events(ModelApi.OPENAI);
        feed(meter, "data: {\"choices\":[]}\n\n".repeat(10_000), 1_000);

        assertThat(meter.bill()).isEqualTo(new Bill(new Tokens(500, 1_000, 0, 0, 0), true));
    }

    @Test
    void aLineThatIsTooLongIsPassedOver() {
        var meter = events(ModelApi.OPENAI);

        feed(meter, "data: {\"x\":\"" + "usage ".repeat(1 << 20) + "\"}\n\n", 1 << 16);
        feed(
                meter,
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n",
                1 << 16);

        assertThat(meter.bill()).isEqualTo(new Bill(new Tokens(9, 4, 0, 0, 0), false));
    }

    @Test
    void anAnswerAsAWholeEndsWithItsLastByte() {
        var body =
                "{\"type\":\"message\",\"usage\":{\"input_tokens\":5,\"output_tokens\":6,\"cache_creation_input_tokens\":2}}";
        var meter = new Meter(ModelApi.ANTHROPIC, false, body.length(), ESTIMATE);

        assertThat(feed(meter, body.substring(0, 20), 3)).isFalse();
        assertThat(feed(meter, body.substring(20), 3)).isTrue();

        assertThat(meter.bill()).isEqualTo(new Bill(new Tokens(5, 6, 0, 2, 0), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\":9,\"completion_tokens\":4,\"prompt_tokens_details\":{\"cached_tokens\":2}}",
                "{\"input_tokens\":9,\"output_tokens\":4,\"input_tokens_details\":{\"cached_tokens\":2}}"
            })
    void whatCameFromACacheIsNoInputAtOpenAi(String usage) {
        var body = "{\"usage\":" + usage + "}";
        var meter = new Meter(ModelApi.OPENAI, false, -1, ESTIMATE);
        feed(meter, body, 8);

        assertThat(meter.bill()).isEqualTo(new Bill(new Tokens(7, 4, 2, 0, 0), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\":-5,\"completion_tokens\":\"many\"}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":null,\"prompt_tokens_details\":7}",
                "{\"prompt_tokens_details\":{\"cached_tokens\":99999999999999999999}}"
            })
    void numbersThatMakeNoSenseCountAsNothing(String usage) {
        var meter = new Meter(ModelApi.OPENAI, false, -1, ESTIMATE);
        feed(meter, "{\"usage\":" + usage + "}", 8);

        assertThat(meter.bill().tokens()).isEqualTo(Tokens.NONE);
    }

    private static Meter events(ModelApi api) {
        return new Meter(api, true, -1, ESTIMATE);
    }

    /** True if the last piece was said to be the last one. */
    private static boolean feed(Meter meter, String text, int size) {
        var bytes = text.getBytes(UTF_8);
        var over = false;
        for (var from = 0; from < bytes.length; from += size) {
            over = meter.take(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)));
        }
        return over;
    }
}
