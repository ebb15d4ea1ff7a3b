package dev.mosaic.bot.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final ArrayList<String> ended = new ArrayList<>();
    private final Closing closing = new Closing();

    @Test
    void lastBegunIsFirstEndedAndOnce() {
        closing.add(() -> ended.add("home"));
        closing.add(() -> ended.add("stores"));
        closing.add(() -> ended.add("application"));

        closing.close();
        closing.close();

        assertThat(ended).containsExactly("application", "stores", "home");
    }

    @Test
    void whatBeginsTooLateIsEndedAtOnce() {
        closing.close();

        closing.add(() -> ended.add("late"));

        assertThat(ended).containsExactly("late");
    }

    @Test
    void onePartThatFailsKeepsNoOtherAlive() {
        closing.add(() -> ended.add("home"));
        closing.add(() -> {
            throw new IllegalStateException("no");
        });

        closing.close();

        assertThat(ended).containsExactly("home");
    }
}
