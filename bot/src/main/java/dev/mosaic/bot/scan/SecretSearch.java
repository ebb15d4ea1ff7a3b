package dev.mosaic.bot.scan;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.Addition;
import dev.mosaic.stitcher.git.local.WorkCopy;
import dev.mosaic.stitcher.secrets.Finding;
import dev.mosaic.stitcher.secrets.Permits;
import dev.mosaic.stitcher.secrets.Scanner;
import dev.mosaic.stitcher.secrets.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.core.env.StandardEnvironment;

/**
 * Looks for secrets in files, in what is staged, in commits or in a stream. The values of the
 * environment's own tokens and passwords are looked for too. Blocking; for one thread.
 */
public final class SecretSearch {
    private static final int LARGEST = 10 << 20;
    private static final int LONGEST_STREAM = 64 << 20;

    private final Scanner scanner;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> tooLarge = new ArrayList<>();
    private Permits permits = Permits.NONE;

    /**
     * @param moreRules files in gitleaks' format
     */
    public SecretSearch(List<Path> moreRules) {
        scanner = Scanner.of(new StandardEnvironment(), moreRules);
    }

    /**
     * What was found.
     *
     * @param tooLarge files that nobody looked into
     */
    public record Result(List<Finding> findings, List<String> tooLarge) {
        public Result {
            findings = List.copyOf(findings);
            tooLarge = List.copyOf(tooLarge);
        }
    }

    /** A file, or all files below a folder; in a checkout those that git does not ignore. */
    public Result in(Path path) {
        if (!Files.exists(path)) {
            throw new Failure.Never(
                    "There is no %s. Name a file or a folder.".formatted(path), null);
        }
        var copy = Files.isDirectory(path) ? WorkCopy.around(path) : Optional.<WorkCopy>empty();
        if (copy.isPresent()) {
            permits = permits(copy.get());
            copy.get().files(real(path), LARGEST, this::look, tooLarge::add);
        } else {
            walk(path);
        }
        return result();
    }

    /** What the next commit would add. */
    public Result staged(WorkCopy copy) {
        permits = permits(copy);
        look(copy.staged(LARGEST));
        return result();
    }

    /**
     * What each commit since a ref added, with its message: what was removed later is still there.
     */
    public Result since(WorkCopy copy, String ref) {
        permits = permits(copy);
        for (var commit : copy.since(ref)) {
            var name = "message of commit " + commit.id().abbreviated();
            keep(Source.named(name, commit.message()));
            look(copy.additions(commit.id(), LARGEST));
        }
        return result();
    }

    /** Everything that comes, up to 64 MiB. */
    public Result in(InputStream stream) {
        try {
            keep(Source.bytes("standard input", 1, stream.readNBytes(LONGEST_STREAM)));
            if (stream.read() >= 0) {
                tooLarge.add("standard input");
            }
            return result();
        } catch (IOException e) {
            throw new Failure.Never("Standard input could not be read.", e);
        }
    }

    private void look(Addition.All all) {
        all.pieces().forEach(this::look);
        tooLarge.addAll(all.tooLarge());
    }

    private void look(Addition piece) {
        keep(Source.bytes(piece.path(), piece.firstLine(), piece.bytes()));
    }

    private void keep(Source source) {
        for (var finding : scanner.scan(source)) {
            if (!permits.allow(finding, source)) {
                findings.add(finding);
            }
        }
    }

    private Result result() {
        return new Result(findings, tooLarge);
    }

    private static Permits permits(WorkCopy copy) {
        return copy.text(Permits.FILE).map(Permits::read).orElse(Permits.NONE);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private void walk(Path root) {
        try {
            Files.walkFileTree(
                    root,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            return folder.endsWith(".git")
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            if (attributes.isRegularFile()) {
                                read(root, file, attributes.size());
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    private void read(Path root, Path file, long size) throws IOException {
        var name = root.equals(file) ? file.toString() : root.relativize(file).toString();
        if (size > LARGEST) {
            tooLarge.add(name);
        } else {
            keep(Source.bytes(name, 1, Files.readAllBytes(file)));
        }
    }

    private static Failure.Never unreadable(Path path, IOException e) {
        return new Failure.Never(
                "%s cannot be read (%s). Mend the path or its rights."
                        .formatted(path, e.getClass().getSimpleName()),
                e);
    }
}
