package dev.mosaic.bot.cli;

import dev.mosaic.bot.cli.bench.BenchCommand;
import dev.mosaic.bot.cli.check.DoctorCommand;
import dev.mosaic.bot.cli.check.ScanCommand;
import dev.mosaic.bot.cli.job.ApproveCommand;
import dev.mosaic.bot.cli.job.CancelCommand;
import dev.mosaic.bot.cli.job.DiffCommand;
import dev.mosaic.bot.cli.job.FixCommand;
import dev.mosaic.bot.cli.job.JobsCommand;
import dev.mosaic.bot.cli.job.KillAllCommand;
import dev.mosaic.bot.cli.job.KillCommand;
import dev.mosaic.bot.cli.job.LogsCommand;
import dev.mosaic.bot.cli.job.RejectCommand;
import dev.mosaic.bot.cli.job.RetryCommand;
import dev.mosaic.bot.cli.job.SayCommand;
import dev.mosaic.bot.cli.job.StatusCommand;
import dev.mosaic.bot.cli.job.WatchCommand;
import dev.mosaic.bot.cli.price.PricesCommand;
import dev.mosaic.bot.cli.server.DemoCommand;
import dev.mosaic.bot.cli.server.ServeCommand;
import dev.mosaic.bot.cli.token.TokenCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command that holds the others. Said alone it means {@code serve}. */
@Command(
        name = "mosaic",
        mixinStandardHelpOptions = true,
        versionProvider = MosaicCommand.Version.class,
        description = "Hands issues to coding agents, and answers with a reviewed pull request.",
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nA job is named by its short id, or by its issue: 1, #1, owner/name#1.%n",
        footer = {
            "",
            "Environment:",
            "  MOSAIC_HOME   folder for data and logs (~/.local/share/mosaic)",
            "  PORT          port of the server (3001)",
            "  MOSAIC_URL    server that the commands talk to (http://127.0.0.1:3001)",
            "  MOSAIC_TOKEN  token for that server, if it asks for one; or --token-file",
            "  DATABASE_URL  PostgreSQL to use instead of the one that Mosaic brings",
            "  VALKEY_URL    Valkey or Redis to use instead of the one that Mosaic brings"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the job failed or was cancelled, the request was refused, the server did not start,"
                    + " a secret was found, or a kill left a survivor",
            "2:the command line was not understood",
            "3:no server answers",
            "70:a bug in Mosaic"
        },
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            FixCommand.class,
            StatusCommand.class,
            JobsCommand.class,
            WatchCommand.class,
            LogsCommand.class,
            DiffCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            SayCommand.class,
            CancelCommand.class,
            RetryCommand.class,
            KillCommand.class,
            KillAllCommand.class,
            ScanCommand.class,
            TokenCommand.class,
            PricesCommand.class,
            DoctorCommand.class,
            BenchCommand.class
        })
final class MosaicCommand {
    /** The version that the jar carries. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = MosaicCommand.class.getPackage().getImplementationVersion();
            return new String[] {"mosaic " + (version == null ? "development" : version)};
        }
    }
}
