package dev.mosaic.stitcher.sandbox.process.enclosure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the program as the kernel would. */
class CallFilterTest {
    private static final int X86_64 = 0xC000003E;
    private static final int AARCH64 = 0xC00000B7;
    private static final String ALLOW = "allow";
    private static final String NOT_PERMITTED = "error 1";
    private static final String UNKNOWN = "error 38";

    @ParameterizedTest
    @CsvSource({
        // read, write, execve, fork or wait, openat, futex, ptrace, seccomp
        "amd64, 0 1 59 57 257 202 101 317",
        "aarch64, 63 64 221 260 56 98 117 277"
    })
    void whatBuildsDoIsAllowed(String processor, String calls) {
        for (var call : calls.split(" ")) {
            assertThat(on(processor, Integer.parseInt(call), 0, 0)).as(call).isEqualTo(ALLOW);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // keyctl, bpf, perf_event_open, userfaultfd, mount, unshare, setns, kexec_load, init_module
        "amd64, 250 321 298 323 165 272 308 246 175",
        "aarch64, 219 280 241 282 40 97 268 104 105"
    })
    void whatNoBuildDoesIsNotPermitted(String processor, String calls) {
        for (var call : calls.split(" ")) {
            assertThat(on(processor, Integer.parseInt(call), 0, 0))
                    .as(call)
                    .isEqualTo(NOT_PERMITTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"amd64, 435", "aarch64, 435", "amd64, 425", "aarch64, 428", "amd64, 442"})
    void whatCameLatelyIsUnknown(String processor, int call) {
        assertThat(on(processor, call, 0, 0)).isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"amd64, 56", "aarch64, 220"})
    void cloneMakesProcessesAndThreadsButNoNamespaces(String processor, int clone) {
        var child = 17;
        var thread = 0x3d0f00;
        assertThat(on(processor, clone, child, 0)).isEqualTo(ALLOW);
        assertThat(on(processor, clone, thread, 0)).isEqualTo(ALLOW);
        // user, mounts, and one of them among much else
        for (var flags : new int[] {0x10000000, 0x20000, thread | 0x40000000}) {
            assertThat(on(processor, clone, flags, 0)).isEqualTo(NOT_PERMITTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"amd64, 16", "aarch64, 29"})
    void nobodyTypesIntoATerminal(String processor, int ioctl) {
        assertThat(on(processor, ioctl, 0, 0x5401)).isEqualTo(ALLOW);
        assertThat(on(processor, ioctl, 0, 0x5412)).isEqualTo(NOT_PERMITTED);
        // the kernel only reads the lower half
        assertThat(on(processor, ioctl, 0, 0x1_0000_5412L)).isEqualTo(NOT_PERMITTED);
        assertThat(on(processor, ioctl, 0, 0x541C)).isEqualTo(NOT_PERMITTED);
    }

    @ParameterizedTest
    @CsvSource({"amd64, 135", "aarch64, 92"})
    void thePersonalityStaysLinux(String processor, int personality) {
        assertThat(on(processor, personality, 0xffffffffL, 0)).isEqualTo(ALLOW);
        assertThat(on(processor, personality, 0, 0)).isEqualTo(ALLOW);
        assertThat(on(processor, personality, 0x40000, 0)).isEqualTo(NOT_PERMITTED);
    }

    @ParameterizedTest
    @CsvSource({"amd64, 41", "aarch64, 198"})
    void socketsAreOfTheCommonFamilies(String processor, int socket) {
        for (var family : new int[] {1, 2, 10, 16}) {
            assertThat(on(processor, socket, family, 0)).isEqualTo(ALLOW);
        }
        // packets, virtual machines, ciphers
        for (var family : new int[] {17, 40, 38}) {
            assertThat(on(processor, socket, family, 0)).isEqualTo("error 97");
        }
    }

    @Test
    void theWaysOfAnotherProcessorAreShut() {
        assertThat(run(filter("amd64"), 0x40000003, 1, 0, 0)).as("i386").isEqualTo("kill");
        assertThat(run(filter("amd64"), AARCH64, 63, 0, 0)).isEqualTo("kill");
        assertThat(run(filter("aarch64"), 0x40000028, 1, 0, 0)).as("arm").isEqualTo("kill");
        assertThat(on("amd64", 0x40000000 | 1, 0, 0)).as("x32").isEqualTo(UNKNOWN);
    }

    @Test
    void aProcessorThatWeDoNotKnowHasNone() {
        assertThat(CallFilter.of("riscv64")).isNull();
    }

    private static String on(String processor, int call, long first, long second) {
        var architecture = processor.equals("amd64") ? X86_64 : AARCH64;
        return run(filter(processor), architecture, call, first, second);
    }

    private static CallFilter filter(String processor) {
        return Objects.requireNonNull(CallFilter.of(processor));
    }

    private static String run(
            CallFilter filter, int architecture, int call, long first, long second) {
        var seen = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        seen.putInt(call).putInt(architecture).putLong(0).putLong(first).putLong(second);
        var program = ByteBuffer.wrap(filter.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        var loaded = 0;
        for (var at = 0; ; at++) {
            var code = program.getShort(8 * at);
            var operand = program.getInt(8 * at + 4);
            switch (code) {
                case 0x20 -> loaded = seen.getInt(operand);
                case 0x15 -> at += program.get(8 * at + (loaded == operand ? 2 : 3));
                case 0x45 -> at += program.get(8 * at + ((loaded & operand) != 0 ? 2 : 3));
                case 0x06 -> {
                    return verdict(operand);
                }
                default -> throw new AssertionError("no such instruction: " + code);
            }
        }
    }

    private static String verdict(int operand) {
        return switch (operand & 0xFFFF0000) {
            case 0x80000000 -> "kill";
            case 0x7FFF0000 -> ALLOW;
            case 0x00050000 -> "error " + (operand & 0xFFFF);
            default -> "unknown " + Integer.toHexString(operand);
        };
    }
}
