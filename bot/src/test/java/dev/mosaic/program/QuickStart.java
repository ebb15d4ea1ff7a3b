package dev.mosaic.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.MosaicApplication;
import dev.mosaic.bot.embedded.ReadyHome;
import dev.mosaic.stitcher.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Starts programs of this class path as processes, in a part of the time that it takes otherwise:
 * the first who asks waits for a start of the whole program, of which the others remember.
 */
public final class QuickStart {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private QuickStart() {}

    /**
     * The words of a command line, to which the arguments of the program are added.
     *
     * @param options of Java
     */
    public static List<String> of(String program, List<String> options) {
        var archive = ProgramArchive.ofThisRun();
        synchronized (archive) {
            if (archive.isMissing()) {
                remember(archive);
            }
        }
        return words(archive, archive.reading(), options, program);
    }

    private static List<String> words(
            ProgramArchive archive, List<String> memory, List<String> options, String program) {
        return Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"),
                        memory,
                        options,
                        List.of("-cp", archive.classPath(), program))
                .flatMap(List::stream)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static void remember(ProgramArchive archive) {
        try {
            var folder = Files.createTempDirectory("mosaic-quick");
            var home = folder.resolve("home");
            ReadyHome.copyTo(home);
            var output = folder.resolve("output.txt");
            var main = MosaicApplication.class.getName();
            var builder = new ProcessBuilder(words(archive, archive.writing(), List.of(), main));
            builder.command().addAll(List.of("serve", "--no-prompt"));
            builder.environment().keySet().removeAll(List.of("DATABASE_URL", "VALKEY_URL"));
            builder.environment().put("MOSAIC_HOME", home.toString());
            builder.environment().put("PORT", Integer.toString(FreePorts.next()));
            builder.redirectErrorStream(true).redirectOutput(Redirect.to(output.toFile()));
            var process = builder.start();
            await().atMost(LIMIT)
                    .failFast(() ->
                            assertThat(process.isAlive()).as(Files.readString(output)).isTrue())
                    .until(() -> Files.readString(output).contains("Mosaic answers at"));
            archive.endOf(process);
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
