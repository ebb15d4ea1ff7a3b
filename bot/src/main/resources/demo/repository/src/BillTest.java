import java.util.Arrays;

/** Plain Java, so that a JDK is enough to run it. */
final class BillTest {
    private static int failures;

    private BillTest() {}

    public static void main(String[] args) {
        splits(900, 3, 300, 300, 300);
        splits(1000, 3, 334, 333, 333);
        splits(1001, 3, 334, 334, 333);
        splits(2, 3, 1, 1, 0);
        System.out.println(failures == 0 ? "4 tests passed" : failures + " of 4 tests failed");
        System.exit(failures == 0 ? 0 : 1);
    }

    private static void splits(int cents, int people, int... expected) {
        int[] shares = Bill.split(cents, people);
        if (!Arrays.equals(shares, expected)) {
            failures++;
            System.out.printf(
                    "%d cents among %d: expected %s, got %s, which makes %d cents%n",
                    cents,
                    people,
                    Arrays.toString(expected),
                    Arrays.toString(shares),
                    Arrays.stream(shares).sum());
        }
    }
}
