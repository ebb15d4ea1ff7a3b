package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An image that has npm, pip, Go and Cargo besides: those that this machine finds, at their own
 * paths, or a whole image of somebody's that {@code MOSAIC_TESTS_TOOLS_IMAGE} names.
 */
final class ToolsImage {
    private static final String NAMED = "MOSAIC_TESTS_TOOLS_IMAGE";

    /** Asked once. */
    private static final class Here {
        static final Map<String, String> VERSIONS =
                versions(
                        Map.of(
                                "npm", List.of("npm", "--version"),
                                "pip", List.of("python3", "-m", "pip", "--version"),
                                "go", List.of("go", "version"),
                                "cargo", List.of("cargo", "--version")));

        private static Map<String, String> versions(Map<String, List<String>> commands) {
            var found = new TreeMap<String, String>();
            commands.forEach((tool, command) ->
                    version(command).ifPresent(version -> found.put(tool, version)));
            return found;
        }
    }

    private static final Set<String> UNUSED =
            Set.of("test", "tests", "testdata", "__pycache__", "site-packages", "dist-packages");
    private static final Set<String> LINKED =
            Set.of(
                    "Scrt1.o",
                    "crt1.o",
                    "crti.o",
                    "crtn.o",
                    "libc.so",
                    "libc_nonshared.a",
                    "libm.so",
                    "libutil.a",
                    "librt.a",
                    "libpthread.a",
                    "libdl.a");

    private final TarArchiveOutputStream tar;
    private final Set<String> written = new HashSet<>();
    private final Set<Path> programs = new TreeSet<>();

    private ToolsImage(TarArchiveOutputStream tar) {
        this.tar = tar;
    }

    /** Its id; empty if this machine does not have a tool. */
    static Optional<String> with(String tool) {
        return has(tool) ? Optional.of(id()) : Optional.empty();
    }

    private static boolean has(String tool) {
        return System.getenv(NAMED) != null || Here.VERSIONS.containsKey(tool);
    }

    /** Its id, whatever it has. */
    static String id() {
        var named = System.getenv(NAMED);
        if (named != null) {
            return LocalEngine.ask(client -> TestImage.look(client, named))
                    .orElseThrow(() ->
                            new Failure.Never(
                                    "There is no image `%s`, which %s names."
                                            .formatted(named, NAMED),
                                    null));
        }
        var base = TestImage.id();
        var made = base + Here.VERSIONS;
        return TestImage.named(
                "mosaic-test-tools:%08x".formatted(made.hashCode()),
                "FROM %s\nADD files.tar /\nENV CGO_ENABLED=0\n".formatted(base),
                tar -> new ToolsImage(tar).write(List.copyOf(Here.VERSIONS.keySet())));
    }

    private static Optional<String> version(List<String> command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var printed = process.inputReader()) {
                var text = printed.lines().collect(Collectors.joining());
                return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void write(List<String> tools) throws IOException {
        TestImage.link(tar, "usr/bin/env", "/bin/busybox");
        for (var tool : tools) {
            switch (tool) {
                case "npm" -> npm();
                case "pip" -> pip();
                case "go" -> go();
                default -> cargo();
            }
        }
        TestImage.libraries(tar, programs, "none");
    }

    private void npm() throws IOException {
        program("node", said("node", "-p", "process.execPath"));
        var npm = Path.of(said("sh", "-c", "command -v npm")).toRealPath();
        var home = npm.getParent().getParent();
        // Debian's has what it is made of beside it
        tree(home.getParent().endsWith("nodejs") ? home.getParent() : home, _ -> true);
        TestImage.link(tar, "usr/local/bin/npm", npm.toString());
    }

    private void pip() throws IOException {
        program("python3", said("python3", "-c", "import sys; print(sys.executable)"));
        var library =
                said("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))");
        tree(Path.of(library), it -> !it.toString().startsWith("config-"));
        var pip = Path.of(said("python3", "-c", "import pip; print(pip.__file__)")).getParent();
        tree(pip, _ -> true);
        try (var all = Files.walk(Path.of(library), FileVisitOption.FOLLOW_LINKS)) {
            all.filter(it -> it.getParent().endsWith("lib-dynload")).forEach(programs::add);
        }
    }

    private void go() throws IOException {
        var root = Path.of(said("go", "env", "GOROOT"));
        program("go", root.resolve("bin/go").toString());
        tree(root.resolve("pkg"), _ -> true);
        tree(root.resolve("src"), it -> !it.toString().endsWith("_test.go"));
        for (var each : List.of("go.env", "VERSION")) {
            if (Files.exists(root.resolve(each))) {
                file(root.resolve(each));
            }
        }
    }

    /** With what links programs, and compiles none of C. */
    private void cargo() throws IOException {
        var root = Path.of(said("rustc", "--print", "sysroot"));
        program("cargo", root.resolve("bin/cargo").toString());
        program("rustc", root.resolve("bin/rustc").toString());
        program("rustdoc", root.resolve("bin/rustdoc").toString());
        var host =
                TestImage.printed("rustc", "-vV").stream()
                        .filter(it -> it.startsWith("host: "))
                        .map(it -> it.substring("host: ".length()))
                        .findFirst()
                        .orElseThrow();
        tree(root.resolve("lib/rustlib").resolve(host), _ -> true);
        program("cc", said("sh", "-c", "command -v gcc"));
        program("ld", said("sh", "-c", "command -v ld"));
        var own = Path.of(said("gcc", "-print-file-name=crtbeginS.o")).toRealPath().getParent();
        tree(
                own,
                it -> it.toString().matches("crt.*|libgcc.*|liblto_plugin.*|collect2|lto-wrapper"));
        var libraries = Path.of(said("gcc", "-print-file-name=crti.o")).normalize().getParent();
        for (var each : LINKED) {
            var library = libraries.resolve(each);
            if (Files.exists(library)) {
                file(library);
            }
            if (each.endsWith(".so")) {
                // a script for the linker, which names others
                for (var word : Files.readString(library).split("\\s+")) {
                    if (word.startsWith("/") && Files.isRegularFile(Path.of(word))) {
                        file(Path.of(word));
                    }
                }
            }
        }
    }

    private static String said(String... command) throws IOException {
        return TestImage.printed(command).getLast().strip();
    }

    /** A program where it is, and a link to it where it is found. */
    private void program(String name, String at) throws IOException {
        var real = Path.of(at).toRealPath();
        file(real);
        programs.add(real);
        if (!real.equals(Path.of("/usr/local/bin", name))) {
            TestImage.link(tar, "usr/local/bin/" + name, real.toString());
        }
    }

    /** A folder at its own path, without what no build needs. @param names which of its files */
    private void tree(Path folder, Predicate<Path> names) throws IOException {
        try (var all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (var each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                var below = folder.relativize(each);
                var used = Stream.of(below.toString().split("/")).noneMatch(UNUSED::contains);
                if (used && names.test(each.getFileName())) {
                    file(each);
                    if (Files.isExecutable(each) && each.toString().contains("/bin/")) {
                        programs.add(each);
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void file(Path path) throws IOException {
        if (written.add(path.toString())) {
            TestImage.file(tar, path, path.toString().substring(1));
        }
    }
}
