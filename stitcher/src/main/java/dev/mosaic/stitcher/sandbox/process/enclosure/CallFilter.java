package dev.mosaic.stitcher.sandbox.process.enclosure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses system calls that no build needs and through which kernels were broken into, as a program
 * of classic BPF for {@code seccomp}: what is not refused is allowed. The list is what Docker's
 * default profile and Flatpak refuse to somebody without privileges.
 *
 * <p>{@code ptrace} is allowed, as Docker does since Linux 4.8, where the filter also sees what a
 * tracer makes of a call: debuggers and leak checkers need it, it reaches the processes of the same
 * sandbox only, and all of them have this filter. Older kernels have no bubblewrap that we use.
 *
 * <p>A call by the ways of another processor (32 bits, x32), whose numbers mean other calls, ends
 * the process or is unknown. {@code clone3} is unknown, so that the C library takes {@code clone},
 * whose flags a filter can read.
 */
final class CallFilter {
    // linux/audit.h
    private static final int X86_64 = 0xC000003E;
    private static final int AARCH64 = 0xC00000B7;

    // linux/seccomp.h
    private static final int KILL_PROCESS = 0x80000000;
    private static final int ALLOW = 0x7FFF0000;
    private static final int ERRNO = 0x00050000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int EAFNOSUPPORT = 97;

    // where struct seccomp_data keeps them; of an argument the lower half, on a little endian
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;
    private static final int SECOND_ARGUMENT = 24;

    // linux/filter.h
    private static final short LOAD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short JUMP_IF_SET = 0x45;
    private static final short RETURN = 0x06;
    private static final int INSTRUCTION = 8;

    private static final int X32_BIT = 0x40000000;

    /** All {@code CLONE_NEW…} that fit in here: time namespaces come by {@code unshare} alone. */
    private static final int CLONE_NEW = 0x7E020000;

    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;

    /** Linux, with 32 bits, with an old version's name, with both, and the question which. */
    private static final List<Integer> PERSONALITIES = List.of(0, 0x8, 0x20000, 0x20008, -1);

    /** Unspecified, local, IPv4, IPv6, netlink: Flatpak's. */
    private static final List<Integer> SOCKETS = List.of(0, 1, 2, 10, 16);

    private final boolean x86;
    private final List<Instruction> program = new ArrayList<>();

    private CallFilter(boolean x86) {
        this.x86 = x86;
        write();
    }

    /** Null if there is none for a processor, named as in {@code os.arch}. */
    static @Nullable CallFilter of(String processor) {
        return switch (processor.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> new CallFilter(true);
            case "aarch64", "arm64" -> new CallFilter(false);
            default -> null;
        };
    }

    /** As {@code bwrap --seccomp} reads it: an array of {@code struct sock_filter}. */
    byte[] bytes() {
        var bytes = ByteBuffer.allocate(program.size() * INSTRUCTION);
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        for (var each : program) {
            bytes.putShort(each.code).put(each.ifTrue).put(each.ifFalse).putInt(each.operand);
        }
        return bytes.array();
    }

    private void write() {
        load(ARCHITECTURE);
        unless(x86 ? X86_64 : AARCH64, KILL_PROCESS);
        load(NUMBER);
        if (x86) {
            add(JUMP_IF_SET, 0, 1, X32_BIT);
            result(ERRNO | ENOSYS);
        }
        for (var call : RefusedCall.values()) {
            var number = x86 ? call.x86() : call.arm();
            if (number != RefusedCall.NONE) {
                when(number, ERRNO | (call.unknown() ? ENOSYS : EPERM));
            }
        }
        flagsOfClone();
        commandsOfTerminals();
        oneOf(x86 ? 135 : 92, PERSONALITIES, EPERM);
        oneOf(x86 ? 41 : 198, SOCKETS, EAFNOSUPPORT);
        result(ALLOW);
    }

    private void flagsOfClone() {
        add(JUMP_IF_EQUAL, 0, 4, x86 ? 56 : 220);
        load(FIRST_ARGUMENT);
        add(JUMP_IF_SET, 0, 1, CLONE_NEW);
        result(ERRNO | EPERM);
        result(ALLOW);
    }

    /** Typing into the terminal of whoever looks on. */
    private void commandsOfTerminals() {
        add(JUMP_IF_EQUAL, 0, 6, x86 ? 16 : 29);
        load(SECOND_ARGUMENT);
        when(TIOCSTI, ERRNO | EPERM);
        when(TIOCLINUX, ERRNO | EPERM);
        result(ALLOW);
    }

    /** A call that is allowed with some values of its first argument only. */
    private void oneOf(int call, List<Integer> values, int otherwise) {
        add(JUMP_IF_EQUAL, 0, 2 * values.size() + 2, call);
        load(FIRST_ARGUMENT);
        for (var value : values) {
            when(value, ALLOW);
        }
        result(ERRNO | otherwise);
    }

    private void when(int value, int result) {
        add(JUMP_IF_EQUAL, 0, 1, value);
        result(result);
    }

    private void unless(int value, int result) {
        add(JUMP_IF_EQUAL, 1, 0, value);
        result(result);
    }

    private void load(int offset) {
        add(LOAD, 0, 0, offset);
    }

    private void result(int result) {
        add(RETURN, 0, 0, result);
    }

    private void add(short code, int ifTrue, int ifFalse, int operand) {
        program.add(new Instruction(code, (byte) ifTrue, (byte) ifFalse, operand));
    }

    /**
     * One step.
     *
     * @param ifTrue how many steps to leap over if a comparison holds, {@code ifFalse} otherwise
     */
    private record Instruction(short code, byte ifTrue, byte ifFalse, int operand) {}
}
