package dev.mosaic.bot.cli.token;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code mosaic token list} */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists tokens, newest first. Their secrets are nowhere.")
final class TokenListCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "the next page")
    private @Nullable String cursor;

    TokenListCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var path = "/api/admin/tokens?limit=200";
        var page =
                Api.of(around, output)
                        .get(cursor == null ? path : path + "&cursor=" + Api.encode(cursor));
        var lines = new ArrayList<String>();
        page.path("tokens").forEach(token -> lines.add(line(token)));
        if (lines.isEmpty()) {
            lines.add("No tokens");
        }
        var next = page.path("next").asString("");
        if (!next.isEmpty()) {
            lines.add("Older ones: --cursor " + TerminalText.line(next));
        }
        output.print(around.out(), page, String.join("\n", lines));
        return ExitCode.DONE;
    }

    private static String line(JsonNode token) {
        var scopes = new ArrayList<String>();
        token.path("scopes").forEach(scope -> scopes.add(scope.asString("")));
        return "%4d  %s  %s  as %s  %s"
                .formatted(
                        token.path("id").asLong(),
                        text(token, "name"),
                        TerminalText.line(String.join(",", scopes)),
                        text(token, "person"),
                        state(token));
    }

    private static String state(JsonNode token) {
        if (token.path("revokedAt").isString()) {
            return "revoked " + text(token, "revokedAt");
        }
        var used = text(token, "lastUsedAt");
        var expires = text(token, "expiresAt");
        return (used.isEmpty() ? "never used" : "used " + used)
                + (expires.isEmpty() ? "" : ", good until " + expires);
    }

    private static String text(JsonNode token, String member) {
        return TerminalText.line(token.path(member).asString(""), 80);
    }
}
