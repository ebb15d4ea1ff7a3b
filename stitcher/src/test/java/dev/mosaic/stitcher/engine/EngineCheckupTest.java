package dev.mosaic.stitcher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineCheckupTest {
    private final List<Engine> engines =
            List.of(
                    new Named("good", Optional.empty(), Optional.empty()),
                    new Named("missing", Optional.of("Install it."), Optional.empty()),
                    new Named("new", Optional.empty(), Optional.of("Untried.")));

    @Test
    void everyEngineSaysHowItStands() {
        var checkup = new EngineCheckup(new Engines(engines, new EngineSettings("good")));

        assertThat(checkup.subject()).isEqualTo("engines");
        assertThat(checkup.look())
                .extracting(it -> it.getClass().getSimpleName())
                .containsExactly("Fine", "Warning", "Warning");
        assertThat(checkup.look().get(1))
                .isEqualTo(
                        new Finding.Warning("Engine `missing` cannot work here.", "Install it."));
        assertThat(checkup.look().getFirst().text()).contains("where nobody names one");
        assertThat(checkup.look().get(2).text()).contains("can work here").contains("Untried.");
    }

    @Test
    void theEngineThatEverybodyGetsIsATrouble() {
        var checkup = new EngineCheckup(new Engines(engines, new EngineSettings("missing")));

        assertThat(checkup.look().get(1)).isInstanceOf(Finding.Trouble.class);
    }

    @Test
    void sourcesBringTheirEngines() {
        EngineSource source = () -> List.of(engines.getLast());

        assertThat(
                        new Engines(
                                        engines.subList(0, 1),
                                        List.of(source),
                                        new EngineSettings("good"),
                                        TestModels.none())
                                .names())
                .containsExactly("good", "new");
    }

    private record Named(String name, Optional<String> unavailable, Optional<String> caution)
            implements Engine {
        @Override
        public String description() {
            return "It is " + name + ".";
        }

        @Override
        public EngineRun start(RunSpec spec) {
            throw new UnsupportedOperationException();
        }
    }
}
