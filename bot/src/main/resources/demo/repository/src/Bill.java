import java.util.Arrays;

/** A bill that friends share. Amounts are cents. */
final class Bill {
    private Bill() {}

    /** What each of so many people pays, the larger shares first. */
    static int[] split(int cents, int people) {
        int[] shares = new int[people];
        Arrays.fill(shares, cents / people);
        return shares;
    }
}
