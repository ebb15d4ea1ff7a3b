package dev.mosaic.stitcher.sandbox.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaddressedTest {
    private static final Map<String, String> WORDS =
            Map.of("http://h/", "HERE/", "http://h/files/", "THERE/");

    private static String read(String text) throws IOException {
        try (var read = new Readdressed(new ByteArrayInputStream(text.getBytes(UTF_8)), WORDS)) {
            return new String(read.readAllBytes(), UTF_8);
        }
    }

    @Test
    void theLongerWordCounts() throws IOException {
        assertThat(read("a http://h/x http://h/files/y http://h/file http://h.z/"))
                .isEqualTo("a HERE/x THERE/y HERE/file http://h.z/");
        assertThat(read("http://h/")).isEqualTo("HERE/");
        assertThat(read("http://h/http://h/files/é")).isEqualTo("HERE/THERE/é");
        assertThat(read("")).isEmpty();
    }

    /** What comes is read in pieces of 16 KiB. */
    @ParameterizedTest
    @ValueSource(ints = {16_300, 16_368, 16_370, 16_380, 16_383, 16_384, 32_760, 32_768})
    void aWordMayLieAcrossTwoPieces(int before) throws IOException {
        var begin = "x".repeat(before);

        assertThat(read(begin + "http://h/files/a http://h/")).isEqualTo(begin + "THERE/a HERE/");
        assertThat(read(begin + "http://h/fil")).isEqualTo(begin + "HERE/fil");
        assertThat(read("http://h/".repeat(before / 9))).isEqualTo("HERE/".repeat(before / 9));
    }
}
