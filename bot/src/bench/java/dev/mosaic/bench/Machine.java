package dev.mosaic.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the figures were measured on. */
final class Machine {
    private Machine() {}

    static String describe(Options options) throws IOException, InterruptedException {
        return "%d processors (%s), %s on %s, Java %s, Node %s, %d rounds, scale %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        Files.getFileStore(options.folder()).type(),
                        Runtime.version().feature(),
                        node(),
                        options.rounds(),
                        options.scale());
    }

    private static String processor() throws IOException {
        var file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static String node() throws InterruptedException {
        try {
            var process = new ProcessBuilder("node", "--version").start();
            process.waitFor(10, TimeUnit.SECONDS);
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException _) {
            return "none";
        }
    }
}
