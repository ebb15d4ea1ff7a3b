import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CoreTest {
    @Test
    void adds() {
        assertEquals(2, 1 + 1);
    }

    @Test
    void old() {
        assertEquals(3, 1 + 1);
    }
}
