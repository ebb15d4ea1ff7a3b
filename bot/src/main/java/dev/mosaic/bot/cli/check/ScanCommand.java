package dev.mosaic.bot.cli.check;

import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import dev.mosaic.bot.scan.PreCommitHook;
import dev.mosaic.bot.scan.SecretSearch;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.local.WorkCopy;
import dev.mosaic.stitcher.secrets.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic scan} */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = "Looks for secrets in files or commits of this machine; needs no server.",
        footer = {
            "",
            "A finding is let pass by a comment `gitleaks:allow` in its line, or by a line",
            "path:rule:line in the file .gitleaksignore at the root of the repository."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no secret was found, or the hook was installed",
            "1:a secret was found, or something could not be read",
            "2:the command line was not understood"
        })
public final class ScanCommand implements Callable<Integer> {
    private static final String STREAM = "-";

    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @ArgGroup(exclusive = true)
    private Where where = new Where();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PATH",
            description = "a file or folder, - for standard input (default: this folder)")
    private String path = ".";

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "more rules, in gitleaks' TOML format")
    private List<Path> rules = new ArrayList<>();

    ScanCommand(Surroundings around) {
        this.around = around;
    }

    /** Instead of files as they stand. */
    private static final class Where {
        @Option(names = "--staged", description = "only what the next commit would add")
        private boolean staged;

        @Option(
                names = "--since",
                paramLabel = "REF",
                description = "what each commit since this one added, with its message")
        private @Nullable String since;

        @Option(
                names = "--install-hook",
                description = "have git look at what is staged before each commit")
        private boolean installHook;
    }

    @Override
    public Integer call() {
        if (where.installHook) {
            var hook = PreCommitHook.install(copy(), launcher());
            around.out().println("Git now looks for secrets before each commit: " + hook);
            return ExitCode.DONE;
        }
        var result = search(new SecretSearch(rules));
        if (output.json()) {
            result.findings().forEach(it -> OutputOptions.jsonLine(around.out(), members(it)));
        } else {
            tell(result);
        }
        return result.findings().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private SecretSearch.Result search(SecretSearch search) {
        if (where.staged) {
            return search.staged(copy());
        }
        if (where.since != null) {
            return search.since(copy(), where.since);
        }
        return path.equals(STREAM) ? search.in(around.in()) : search.in(Path.of(path));
    }

    private WorkCopy copy() {
        var folder = Path.of(path);
        return WorkCopy.around(folder)
                .orElseThrow(() ->
                        new Failure.Never(
                                "%s is in no checkout of git. Go to one, or name its folder."
                                        .formatted(folder.toAbsolutePath().normalize()),
                                null));
    }

    private void tell(SecretSearch.Result result) {
        var out = around.out();
        for (var finding : result.findings()) {
            out.println(
                    "%s  %s  %s"
                            .formatted(
                                    TerminalText.line(finding.place()),
                                    finding.rule(),
                                    finding.hash()));
        }
        result.tooLarge().stream()
                .map(name ->
                        TerminalText.line(name) + "  is larger than 10 MiB and was not looked into")
                .forEach(around.err()::println);
        var count = result.findings().size();
        out.println(
                switch (count) {
                    case 0 -> "No secret found";
                    case 1 -> "1 secret found. Take it out, and change it where it is in use.";
                    default ->
                            count
                                    + " secrets found. Take them out, and change them where they are in use.";
                });
    }

    private static Map<String, ?> members(Finding finding) {
        return Map.of(
                "rule", finding.rule(),
                "where", finding.where(),
                "line", finding.line(),
                "column", finding.column(),
                "hash", finding.hash(),
                "fingerprint", finding.fingerprint());
    }

    /** How this very program was started, or its usual name if it does not run from its jar. */
    private static String[] launcher() {
        var jar = System.getProperty("java.class.path", "");
        return jar.endsWith(".jar") && !jar.contains(System.getProperty("path.separator"))
                ? new String[] {
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    Path.of(jar).toAbsolutePath().toString()
                }
                : new String[] {"mosaic"};
    }
}
