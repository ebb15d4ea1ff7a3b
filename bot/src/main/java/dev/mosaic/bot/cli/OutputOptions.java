package dev.mosaic.bot.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every command understands. */
final class OutputOptions {
    @Option(names = "--json", description = "Print JSON, for programs.")
    boolean json;

    @Option(names = "--debug", description = "Print the application's log and stack traces.")
    boolean debug;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "file with the token for the server, instead of MOSAIC_TOKEN")
    @Nullable Path tokenFile;

    /** Prints JSON or text, whichever was asked for. */
    void print(PrintStream out, JsonNode answer, String text) {
        out.println(json ? Api.pretty(answer) : text);
    }

    /** Prints one line of JSON. */
    static void jsonLine(PrintStream out, Map<String, ?> members) {
        out.println(JsonMapper.shared().writeValueAsString(members));
    }
}
