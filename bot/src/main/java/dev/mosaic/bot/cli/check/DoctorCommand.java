package dev.mosaic.bot.cli.check;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.client.NoServer;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import dev.mosaic.bot.launch.LocalCheckup;
import dev.mosaic.stitcher.checkup.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mosaic doctor} */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at every part of a running Mosaic and says what would mend it.",
            "Without a server it looks at what one would need here. Ends with 1 if there is trouble."
        })
public final class DoctorCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--sandbox",
            description =
                    "Only what stands around agents and gates, and what does not. Needs a server.")
    private boolean sandbox;

    DoctorCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode answer;
        try {
            answer = Api.of(around, output).get("/api/admin/doctor");
        } catch (NoServer e) {
            if (sandbox) {
                throw e;
            }
            if (!output.json()) {
                around.out().println(e.getMessage() + "\nWhat one would need here:");
            }
            answer = withoutServer();
        }
        if (sandbox) {
            answer = about(answer, "sandbox");
        }
        output.print(around.out(), answer, text(answer));
        return answer.path("well").asBoolean(false) ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** The parts of one subject, and whether these are well. */
    private static JsonNode about(JsonNode answer, String subject) {
        var parts =
                answer.path("parts")
                        .valueStream()
                        .filter(part -> part.path("subject").asString("").startsWith(subject))
                        .toList();
        var well =
                parts.stream()
                        .flatMap(part -> part.path("findings").valueStream())
                        .noneMatch(it -> it.path("state").asString("").equals("trouble"));
        return JsonMapper.shared().valueToTree(Map.of("well", well, "parts", parts));
    }

    private JsonNode withoutServer() throws InterruptedException {
        var parts = new ArrayList<Map<String, Object>>();
        var well = true;
        for (var part : LocalCheckup.look(around.variables()).entrySet()) {
            well &= part.getValue().stream().noneMatch(Finding.Trouble.class::isInstance);
            var findings = part.getValue().stream().map(DoctorCommand::members).toList();
            parts.add(Map.of("subject", part.getKey(), "findings", findings));
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("server", false);
        answer.put("well", well);
        answer.put("parts", parts);
        return JsonMapper.shared().valueToTree(answer);
    }

    private static Map<String, String> members(Finding finding) {
        return switch (finding) {
            case Finding.Fine(var text) -> Map.of("state", "fine", "text", text);
            case Finding.Warning(var text, var cure) ->
                    Map.of("state", "warning", "text", text, "cure", cure);
            case Finding.Trouble(var text, var cure) ->
                    Map.of("state", "trouble", "text", text, "cure", cure);
        };
    }

    private static String text(JsonNode answer) {
        var lines = new ArrayList<String>();
        for (var part : answer.path("parts")) {
            var subject = TerminalText.line(part.path("subject").asString("?"), 40);
            for (var finding : part.path("findings")) {
                lines.addAll(lines(subject, finding));
            }
        }
        return String.join("\n", lines);
    }

    private static List<String> lines(String subject, JsonNode finding) {
        var mark =
                switch (finding.path("state").asString("")) {
                    case "fine" -> "✓";
                    case "warning" -> "!";
                    default -> "✗";
                };
        var line = "%s %s: %s".formatted(mark, subject, text(finding, "text"));
        var cure = text(finding, "cure");
        return cure.isEmpty() ? List.of(line) : List.of(line, "    " + cure);
    }

    private static String text(JsonNode finding, String member) {
        return TerminalText.line(finding.path(member).asString(""), 400);
    }
}
