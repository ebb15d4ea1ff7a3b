package dev.mosaic.stitcher.git.host;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder of Linux held by itself, whatever its name stands for by now. Holding it opens
 * nothing ({@code O_PATH}): no pipe is waited for, no device wakes up, no link is followed. What is
 * asked of {@link #path} after that is answered by what is held. Java's own calls can only open,
 * and an open of a pipe that was slipped under the name of a file never returns.
 */
final class Pin implements Closeable {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int HERE = -100; // AT_FDCWD
    private static final int O_PATH = 0x20_0000;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int NO_SUCH_FILE = 2;
    private static final int NO_ACCESS = 13;
    private static final String ERROR = "errno";

    private static final @Nullable Calls CALLS = Calls.ofThisSystem();

    private final Calls calls;
    private final int number;
    private final Path path;

    private Pin(Calls calls, int number) {
        this.calls = calls;
        this.number = number;
        this.path = OPEN_FILES.resolve(Integer.toString(number));
    }

    /** Null where the system has no such thing. */
    static @Nullable Pin of(Path path) throws IOException {
        return CALLS == null ? null : pin(CALLS, HERE, path.toAbsolutePath());
    }

    /** What stands in this folder under a name. */
    Pin child(Path name) throws IOException {
        return pin(calls, number, name);
    }

    /** A name that no one else can give to another file. Valid until this is closed. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            var _ = (int) calls.close.invokeExact(number);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Pin pin(Calls calls, int folder, Path path) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var bytes = TreePaths.bytes(TreePaths.raw(path));
            var name = arena.allocate(bytes.length + 1L);
            MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, 0, bytes.length);
            var state = arena.allocate(Linker.Option.captureStateLayout());
            var number = (int) calls.openAt.invokeExact(state, folder, name, calls.flags);
            if (number < 0) {
                throw trouble(path, state.get(ValueLayout.JAVA_INT, calls.error));
            }
            return new Pin(calls, number);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static IOException trouble(Path path, int error) {
        return switch (error) {
            case NO_SUCH_FILE -> new NoSuchFileException(path.toString());
            case NO_ACCESS -> new AccessDeniedException(path.toString());
            default -> new FileSystemException(path.toString(), null, "error " + error);
        };
    }

    private record Calls(MethodHandle openAt, MethodHandle close, int flags, long error) {
        static @Nullable Calls ofThisSystem() {
            // not to follow links is another bit on each kind of processor
            var noFollow =
                    switch (System.getProperty("os.arch")) {
                        case "amd64" -> 0x2_0000;
                        case "aarch64" -> 0x8000;
                        default -> 0;
                    };
            if (noFollow == 0
                    || !System.getProperty("os.name").equals("Linux")
                    || !Files.isDirectory(OPEN_FILES)) {
                return null;
            }
            var linker = Linker.nativeLinker();
            var library = linker.defaultLookup();
            var number = ValueLayout.JAVA_INT;
            return new Calls(
                    linker.downcallHandle(
                            library.findOrThrow("openat"),
                            FunctionDescriptor.of(number, number, ValueLayout.ADDRESS, number),
                            Linker.Option.firstVariadicArg(3),
                            Linker.Option.captureCallState(ERROR)),
                    linker.downcallHandle(
                            library.findOrThrow("close"), FunctionDescriptor.of(number, number)),
                    O_PATH | O_CLOEXEC | noFollow,
                    Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement(ERROR)));
        }
    }
}
