package dev.mosaic.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * The class path of the program as jars alone, and what Java remembers of its classes (JEP 514): a
 * program starts in a third of the time, and tests of faults start hundreds. One for all tests of a
 * run; whoever finds it missing holds its lock while a first start makes it.
 */
public final class ProgramArchive {
    private final Path folder;
    private final String classPath;

    /** Packs the folders of this test's class path. */
    private ProgramArchive(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.deleteIfExists(file());
        var jars = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            var path = Path.of(entry);
            if (Files.isDirectory(path)) {
                var jar = folder.resolve("classes-%d.jar".formatted(jars.size()));
                pack(path, jar);
                jars.add(jar.toString());
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        classPath = String.join(java.io.File.pathSeparator, jars);
    }

    /** Made when the first world asks for it. */
    public static ProgramArchive ofThisRun() {
        return Holder.ARCHIVE;
    }

    private static final class Holder {
        private static final ProgramArchive ARCHIVE = make();

        private static ProgramArchive make() {
            try {
                return new ProgramArchive(Path.of("target", "program").toAbsolutePath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public String classPath() {
        return classPath;
    }

    /** True if no first start has come to its end yet. */
    public boolean isMissing() {
        return !Files.exists(file());
    }

    /** For a first start, which must end in an orderly way. */
    public List<String> writing() {
        return List.of("-XX:AOTCacheOutput=" + file());
    }

    /** For every other start. */
    public List<String> reading() {
        return Files.exists(file())
                ? List.of("-XX:AOTCache=" + file(), "-Xlog:aot=off", "-Xlog:cds=off")
                : List.of();
    }

    /** Ends a first start. */
    public void endOf(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private Path file() {
        return folder.resolve("program.aot");
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            out.setLevel(0);
            files.filter(it -> !it.equals(classes)).sorted().forEach(it -> add(out, classes, it));
        }
    }

    private static void add(JarOutputStream out, Path root, Path file) {
        try {
            // component scans ask for the folders too
            var name = root.relativize(file).toString().replace('\\', '/');
            var isFolder = Files.isDirectory(file);
            out.putNextEntry(new ZipEntry(isFolder ? name + "/" : name));
            if (!isFolder) {
                Files.copy(file, out);
            }
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
