package dev.mosaic.stitcher.sandbox.docker.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
    private static final String DIGEST = "sha256:" + "0a".repeat(32);
    private static final String SETTING = "mosaic.sandbox.docker.image";
    private static final String OTHER = "sha256:" + "0b".repeat(32);

    @Test
    void anImageOfARegistryIsKnownByItsDigestWhateverItsId() {
        var image = Image.of("registry.example:5000/team/agent:1@" + DIGEST, SETTING);

        assertThat(image.canBePulled()).isTrue();
        assertThat(image.is(OTHER, List.of("registry.example:5000/team/agent@" + DIGEST))).isTrue();
        assertThat(image.is(DIGEST, List.of())).isTrue();
        assertThat(image.is(OTHER, List.of("registry.example:5000/team/agent@" + OTHER))).isFalse();
    }

    @Test
    void anImageOfThisMachineIsKnownByItsIdAlone() {
        var image = Image.of(DIGEST, SETTING);

        assertThat(image.canBePulled()).isFalse();
        assertThat(image.is(DIGEST, List.of())).isTrue();
        assertThat(image.is(OTHER, List.of("agent@" + DIGEST))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "agent",
                "agent:latest",
                "agent@sha256:0a0b",
                "agent@md5:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
                "--privileged@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"
            })
    void aNameThatCanBeMovedIsRefused(String reference) {
        assertThatThrownBy(() -> Image.of(reference, SETTING))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.docker.image");
    }
}
