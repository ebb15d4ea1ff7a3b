package dev.mosaic.stitcher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WallsCheckupTest {
    @Test
    void whatStandsAndWhatDoesNotIsToldApart() throws Exception {
        var found = look("glass", Set.of(Wall.NETWORK));

        assertThat(found).hasSize(2);
        assertThat(found.getFirst())
                .isEqualTo(
                        new Finding.Fine("In force in `glass`: " + Wall.NETWORK.promise() + "."));
        assertThat(found.getLast()).isInstanceOf(Finding.Warning.class);
        assertThat(found.getLast().text())
                .contains(Wall.PRIVILEGES.promise(), Wall.OTHER_FILES.promise())
                .doesNotContain(Wall.NETWORK.promise());
    }

    @Test
    void whereAllStandNothingIsMissing() throws Exception {
        assertThat(look("glass", EnumSet.allOf(Wall.class)))
                .singleElement()
                .isInstanceOf(Finding.Fine.class);
    }

    @Test
    void whereNoneStandsNothingIsInForce() throws Exception {
        assertThat(look("glass", Set.of())).singleElement().isInstanceOf(Finding.Warning.class);
    }

    @Test
    void anUnknownKindIsTroubleThatNamesTheOthers() throws Exception {
        assertThat(look("steel", Set.of()))
                .singleElement()
                .isInstanceOf(Finding.Trouble.class)
                .satisfies(it -> assertThat(it.text()).contains("`steel`", "glass"));
    }

    private static List<Finding> look(String configured, Set<Wall> walls)
            throws InterruptedException {
        var settings = new SandboxSettings(configured, Path.of("unused"), "/bin");
        return new WallsCheckup(new Sandboxes(List.of(new Glass(walls)), settings)).look();
    }

    private record Glass(Set<Wall> walls) implements Sandbox {
        @Override
        public String name() {
            return "glass";
        }

        @Override
        public String isolation() {
            return "Everybody sees in.";
        }

        @Override
        public SandboxHandle open(SandboxSpec spec) {
            throw new UnsupportedOperationException("only looked at");
        }

        @Override
        public int sweep(String node, String incarnation) {
            return 0;
        }
    }
}
