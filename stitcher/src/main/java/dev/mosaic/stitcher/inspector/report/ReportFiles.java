package dev.mosaic.stitcher.inspector.report;

import dev.mosaic.stitcher.inspector.report.TestRun.Collector;
import dev.mosaic.stitcher.policy.PathGlob;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The report files below a checkout. Links are never followed, neither to files nor to folders, and
 * nothing but regular files of bounded size is opened. Nothing may run in the checkout meanwhile.
 * Blocking.
 */
public final class ReportFiles {
    private static final int MOST_FILES = 2_000;
    private static final int MOST_VISITED = 500_000;
    private static final long LARGEST = 16L << 20;
    private static final long LARGEST_IN_ALL = 64L << 20;
    private static final int DEEPEST = 40;
    private static final Set<String> PASSED_OVER = Set.of(".git", "node_modules");

    /** Where Surefire, Failsafe and Gradle write, and where detected gates are told to. */
    private static final List<String> USUAL =
            List.of(
                    "**/target/surefire-reports/*.xml",
                    "**/target/failsafe-reports/*.xml",
                    "**/build/test-results/**/*.xml",
                    "/.mosaic-reports/**/*.xml");

    private final Path checkout;
    private final List<PathGlob> globs;

    /**
     * @param more globs of the repository's policy, besides the usual places
     */
    public ReportFiles(Path checkout, List<String> more) {
        this.checkout = checkout;
        this.globs = Stream.concat(USUAL.stream(), more.stream()).map(PathGlob::new).toList();
    }

    /** Removes what was committed in the place of reports: only what a gate writes counts. */
    public void clear() throws IOException {
        for (var file : found()) {
            Files.deleteIfExists(file);
        }
    }

    /** What the reports tell; files that are too large or no reports are passed over. */
    public TestRun read() throws IOException {
        var tests = new Collector();
        var left = LARGEST_IN_ALL;
        for (var file : found()) {
            var size = Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
            left -= size;
            if (size <= LARGEST && left >= 0) {
                try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                    JUnitXml.read(in, tests);
                }
            }
        }
        return tests.run();
    }

    private List<Path> found() throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                checkout,
                Set.of(),
                DEEPEST,
                new SimpleFileVisitor<>() {
                    private int visited;

                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        var name = folder.getFileName();
                        return name != null && PASSED_OVER.contains(name.toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && isReport(file)) {
                            found.add(file);
                        }
                        return ++visited > MOST_VISITED || found.size() >= MOST_FILES
                                ? FileVisitResult.TERMINATE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        found.sort(null);
        return found;
    }

    private boolean isReport(Path file) {
        var path = checkout.relativize(file).toString().replace('\\', '/');
        return path.endsWith(".xml") && globs.stream().anyMatch(glob -> glob.matches(path));
    }
}
