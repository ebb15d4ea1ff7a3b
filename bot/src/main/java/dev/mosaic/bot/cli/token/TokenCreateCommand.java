package dev.mosaic.bot.cli.token;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.client.Refused;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import dev.mosaic.bot.launch.DirectTokens;
import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mosaic token create} */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a token and prints its secret, this once.",
            "The first token of a server: make it while the server answers this machine alone"
                    + " (mosaic.api.auth=local), or with --direct."
        })
final class TokenCreateCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "what to call it, such as the machine that will hold it")
    private String name = "";

    @Option(
            names = "--scope",
            required = true,
            split = ",",
            paramLabel = "SCOPE",
            description = "read, dispatch, kill or admin; several are separated by commas")
    private List<String> scopes = List.of();

    @Option(
            names = "--person",
            paramLabel = "LOGIN",
            description = "the forge user as whom its holder acts (default: you)")
    private @Nullable String person;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "how long it is good, such as 30d (default: for ever)")
    private @Nullable String expires;

    @Option(
            names = "--direct",
            description = "write into the database that DATABASE_URL names, without a server")
    private boolean direct;

    @Option(
            names = "--forge",
            paramLabel = "ID",
            defaultValue = "local",
            description = "with --direct: the forge that knows the person (default: local)")
    private String forge = "local";

    TokenCreateCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var made = direct ? inDatabase() : overServer();
        if (output.json()) {
            OutputOptions.jsonLine(around.out(), made);
        } else {
            around.err()
                    .println(
                            "Token %s. Keep this secret; it is shown only now."
                                    .formatted(made.get("id")));
            around.out().println(made.get("token"));
        }
        return ExitCode.DONE;
    }

    private LinkedHashMap<String, Object> overServer() throws InterruptedException {
        var wanted = new LinkedHashMap<String, Object>();
        wanted.put("name", name);
        wanted.put("scopes", scopes);
        wanted.put("person", person);
        wanted.put("expires", expires);
        wanted.values().removeIf(value -> value == null);
        var made = Api.of(around, output).post("/api/admin/tokens", wanted);
        return answer(made.path("id").asLong(), made.path("token").asString(""));
    }

    private LinkedHashMap<String, Object> inDatabase() throws InterruptedException {
        var user = System.getProperty("user.name");
        var wanted =
                new ApiTokens.Wanted(
                        name,
                        scopeSet(),
                        new Actor(forge, person == null ? user : person),
                        lifetime());
        var made = DirectTokens.make(around.variables(), wanted, new Actor("direct", user));
        return answer(made.token().id(), made.secret());
    }

    private static LinkedHashMap<String, Object> answer(long id, String secret) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", id);
        answer.put("token", TerminalText.line(secret));
        return answer;
    }

    private EnumSet<Scope> scopeSet() {
        var set = EnumSet.noneOf(Scope.class);
        for (var word : scopes) {
            try {
                set.add(Scope.of(word));
            } catch (IllegalArgumentException _) {
                throw new Refused(
                        "%s is no scope; they are read, dispatch, kill and admin."
                                .formatted(TerminalText.line(word, 40)));
            }
        }
        return set;
    }

    private @Nullable Duration lifetime() {
        try {
            return expires == null ? null : DurationStyle.detectAndParse(expires);
        } catch (IllegalArgumentException _) {
            throw new Refused("--expires must be a time such as 12h or 30d.");
        }
    }
}
