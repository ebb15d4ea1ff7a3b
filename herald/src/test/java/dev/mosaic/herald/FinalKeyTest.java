package dev.mosaic.herald;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.testkit.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinalKeyTest {
    @Test
    void keyIsReadBackWhateverTheAddress() {
        var key = new FinalKey(Told.JOB, 2, new Origin("slack", "T1:C2:a\nb::"));

        assertThat(key.toString())
                .startsWith("final:01900000-0000-7000-8000-00001a2b3c4d:2:slack:T1:C2:a");
        assertThat(FinalKey.parse(key.toString())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ack:1",
                "final:x:1:a:b",
                "final:------------------------------------:1:a:b",
                "final:01900000-0000-7000-8000-00001a2b3c4d:99999999999:a:b",
                "final:01900000-0000-7000-8000-00001a2b3c4d:1:a"
            })
    void otherKeysAreNoFinalWords(String key) {
        assertThat(FinalKey.parse(key)).isNull();
    }
}
