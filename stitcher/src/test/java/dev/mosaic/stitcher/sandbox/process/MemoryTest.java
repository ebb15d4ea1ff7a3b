package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.hunt.Pack;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void theSumOfAllCounts() {
        assertThat(over(new Held(60, 60), new Held(60, 60))).isTrue();
        assertThat(over(new Held(60, 60), new Held(40, 40))).isFalse();
    }

    @Test
    void whatIsSharedCountsOnce() {
        assertThat(over(new Held(60, 31), new Held(60, 31))).isFalse();
    }

    @Test
    void whoIsNotOfTheSandboxDoesNotCount() {
        assertThat(over(new Held(60, 60), new Held(600, 600, Long.MAX_VALUE))).isFalse();
    }

    @Test
    void howMuchIsSharedIsOnlyAskedWhenItDecides() {
        assertThat(over(new Held(60, -1), new Held(40, -1))).isFalse();
    }

    private static boolean over(Held... held) {
        var processes = new Fixed(List.of(held));
        var pack = new Pack(processes, traits -> traits.lockLimit() == Held.OURS, List::of);
        return new Memory(pack, processes).isOver(100);
    }

    /** A process; a part of minus one is not to be asked for. */
    private record Held(long resident, long part, long lockLimit) {
        static final long OURS = 7;

        Held(long resident, long part) {
            this(resident, part, OURS);
        }
    }

    private record Fixed(List<Held> all) implements Processes {
        private static final long FIRST = 1_000_000_000;

        @Override
        public List<Seen> running() {
            return LongStream.range(FIRST, FIRST + all.size())
                    .mapToObj(pid -> new Seen(pid, 1, pid, pid, 0, "held", "runs"))
                    .toList();
        }

        @Override
        public @Nullable Seen look(long pid) {
            return null;
        }

        @Override
        public Traits traits(long pid) {
            return new Traits(Map.of(), held(pid).lockLimit(), -1);
        }

        @Override
        public long resident(long pid) {
            return held(pid).resident();
        }

        @Override
        public long proportional(long pid) {
            assertThat(held(pid).part()).isNotNegative();
            return held(pid).part();
        }

        private Held held(long pid) {
            return all.get((int) (pid - FIRST));
        }
    }
}
