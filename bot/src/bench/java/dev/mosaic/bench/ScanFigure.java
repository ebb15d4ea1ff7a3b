package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;

import dev.mosaic.stitcher.secrets.Scanner;
import dev.mosaic.stitcher.secrets.Source;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How long the scan for secrets of a 5 MB change takes. */
final class ScanFigure implements Figure {
    private static final int BYTES = 5_000_000;
    private static final int FILES = 100;
    private static final double GOAL = 2_000;
    private static final String TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    private static final List<String> WORDS =
            List.of(
                    "return",
                    "final",
                    "token",
                    "password",
                    "value",
                    "client",
                    "key",
                    "String",
                    "request",
                    "secret",
                    "for",
                    "config",
                    "if",
                    "new",
                    "auth",
                    "var",
                    "api");

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var scanner = new Scanner(Rules.builtIn(), new OwnSecrets());
        var change = change();
        var arm =
                Arm.ours(
                        "5 MB",
                        () -> {
                            var before = System.nanoTime();
                            var findings = scanner.scan(change);
                            var micros = (System.nanoTime() - before) / 1_000;
                            if (findings.stream().noneMatch(it -> it.line() > 1)) {
                                throw new WrongResult("the one token in the change was not found");
                            }
                            return Outcome.latencies(new long[] {micros});
                        });
        var rounds = Rounds.run(world, name(), List.of(arm));
        var median = rounds.median(arm.name(), Sample::max);
        report.goal(
                name(),
                "5 MB in %d files, one token in them".formatted(FILES),
                "≤ 2 s",
                millis(median),
                median <= GOAL,
                rounds.remark(arm.name()));
    }

    /** Text like source code, with words that secrets stand beside; the same each time. */
    private static List<Source> change() {
        var random = new Random(5);
        var files = new ArrayList<Source>();
        for (var file = 0; file < FILES; file++) {
            var text = new StringBuilder();
            while (text.length() < BYTES / FILES) {
                text.append("        ").append(WORDS.get(random.nextInt(WORDS.size())));
                for (var word = 0; word < 8; word++) {
                    text.append(random.nextInt(4) == 0 ? " = " : " ")
                            .append(WORDS.get(random.nextInt(WORDS.size())))
                            .append(random.nextInt(3) == 0 ? random.nextInt(100_000) : "");
                }
                text.append(";\n");
            }
            if (file == FILES / 2) {
                text.append("String key = \"").append(TOKEN).append("\";\n");
            }
            files.add(Source.lines("src/Changed%d.java".formatted(file), 1, text.toString()));
        }
        return files;
    }
}
