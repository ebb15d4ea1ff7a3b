package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every process of one sandbox inherits and is found by: variables in its environment, and a
 * number as its limit of file locks. Linux has ignored that limit since 2.4, so it does no harm and
 * no program sets it; unlike the environment it survives {@code env -i} and daemons that write over
 * their environment, such as PostgreSQL, Redis and nginx.
 *
 * @param number of the sandbox; the limit of a command is this number and the command's, in one
 */
public record Mark(Owner owner, long number) {
    /** The variable that names the node. */
    public static final String NODE = "MOSAIC_NODE";

    /** The variable that names the node's incarnation. */
    public static final String INCARNATION = "MOSAIC_INCARNATION";

    /** The variable that holds the sandbox's number, in {@link #hex()}. */
    public static final String SANDBOX = "MOSAIC_SANDBOX";

    static final String COMMAND = "MOSAIC_COMMAND";

    private static final int COMMAND_BITS = 12;
    private static final long UNLIMITED = 1L << 62;

    /**
     * A number of its own for a new sandbox.
     *
     * @param ownLimit this process's limit of file locks; a child's can only be lower
     */
    public static Mark create(Owner owner, long ownLimit) {
        var most = Math.min(ownLimit, UNLIMITED) >>> COMMAND_BITS;
        return new Mark(owner, ThreadLocalRandom.current().nextLong(most / 2, most));
    }

    /** The number as it stands in names and variables. */
    public String hex() {
        return Long.toHexString(number);
    }

    /** The limit of file locks for the n-th command. */
    public long limit(int command) {
        return number << COMMAND_BITS | command & (1 << COMMAND_BITS) - 1;
    }

    /** What the environment of the n-th command says of it. */
    public Map<String, String> environment(int command) {
        var environment = new HashMap<String, String>();
        environment.put(NODE, owner.node());
        environment.put(INCARNATION, owner.incarnation());
        environment.put("MOSAIC_JOB", owner.job());
        environment.put("MOSAIC_EPOCH", Long.toString(owner.epoch()));
        environment.put("MOSAIC_AGENT", owner.agent());
        environment.put(SANDBOX, hex());
        environment.put(COMMAND, Integer.toString(command));
        return environment;
    }

    /** True for every process of the sandbox. */
    public boolean isOn(Traits traits) {
        return isOn(traits.lockLimit(), number) || hex().equals(traits.environment().get(SANDBOX));
    }

    /** True for every process of its n-th command. */
    public boolean isOn(Traits traits, int command) {
        return traits.lockLimit() == limit(command)
                || hex().equals(traits.environment().get(SANDBOX))
                        && Integer.toString(command).equals(traits.environment().get(COMMAND));
    }

    /** True if a limit of file locks was derived from a sandbox's number. */
    public static boolean isOn(long lockLimit, long number) {
        return lockLimit >>> COMMAND_BITS == number;
    }

    /**
     * What a process inherited.
     *
     * @param lockLimit the limit of file locks; {@link Long#MAX_VALUE} if it has none
     * @param uid the number of its user; -1 if unknown
     */
    public record Traits(Map<String, String> environment, long lockLimit, long uid) {}
}
