import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

class AppTest {
    @Test
    void starts() {}

    @Test
    @Disabled
    void later() {}
}
