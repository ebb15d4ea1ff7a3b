package dev.mosaic.bot.cli.console;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every command understands. */
public final class OutputOptions {
    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Option(names = "--debug", description = "Print the application's log and stack traces.")
    private boolean debug;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "file with the token for the server, instead of MOSAIC_TOKEN")
    private @Nullable Path tokenFile;

    public boolean json() {
        return json;
    }

    public boolean debug() {
        return debug;
    }

    /** Null if none was named. */
    public @Nullable Path tokenFile() {
        return tokenFile;
    }

    /** Prints JSON or text, whichever was asked for. */
    public void print(PrintStream out, JsonNode answer, String text) {
        out.println(json ? pretty(answer) : text);
    }

    /** JSON for people too: on many lines. */
    public static String pretty(JsonNode json) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    /** Prints one line of JSON. */
    public static void jsonLine(PrintStream out, Map<String, ?> members) {
        out.println(JsonMapper.shared().writeValueAsString(members));
    }
}
