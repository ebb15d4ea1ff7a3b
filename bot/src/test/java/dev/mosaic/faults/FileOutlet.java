package dev.mosaic.faults;

import dev.mosaic.herald.Outlet;
import dev.mosaic.stitcher.text.StatusView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import reactor.core.publisher.Mono;

/**
 * A chat that all nodes share, as a folder. Like the better ones it takes a key with each message,
 * and shows the same key once; every call is noted too, so that a checker sees both.
 */
final class FileOutlet implements Outlet {
    static final String NAME = "file";

    private final Path folder;

    FileOutlet(@Value("${faults.outlet}") Path folder) {
        this.folder = folder;
    }

    /** One call of {@link #say}. */
    record Word(String key, String address, String text) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Mono<String> say(String address, String key, String text) {
        return Mono.fromSupplier(() -> {
            append("said", key + "\t" + address + "\t" + text.replaceAll("\\s+", " ") + "\n");
            return key;
        });
    }

    @Override
    public Mono<String> show(String address, @Nullable String remoteId, StatusView view) {
        return Mono.fromSupplier(() -> {
            var id = address + "/" + view.job();
            append("shown", id + "\t" + remoteId + "\n");
            return id;
        });
    }

    private void append(String file, String line) {
        try {
            Files.writeString(
                    folder.resolve(file),
                    line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every call of {@link #say} by any node, in order. */
    static List<Word> said(Path folder) throws IOException {
        var file = folder.resolve("said");
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t", 3))
                .filter(parts -> parts.length == 3)
                .map(parts -> new Word(parts[0], parts[1], parts[2]))
                .toList();
    }
}
