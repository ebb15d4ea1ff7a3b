package dev.mosaic.bot.cli.server;

import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.demo.SampleRepository;
import dev.mosaic.bot.launch.Server;
import java.util.Map;

/** A server in this process, greeted: what {@code serve} and {@code demo} have in common. */
final class Running implements AutoCloseable {
    private final Server server;

    private Running(Server server) {
        this.server = server;
    }

    /** Starts Mosaic, makes the sample if there is no repository, and says where everything is. */
    static Running start(Surroundings around, OutputOptions output, Map<String, String> settings)
            throws InterruptedException {
        var server =
                Server.start(
                        new Server.Options(
                                around.program(),
                                around.variables(),
                                output.debug(),
                                sentence -> around.err().println(sentence + " ..."),
                                settings));
        try {
            server.part(SampleRepository.class).makeIfAlone();
            var running = new Running(server);
            running.greet(around, output);
            return running;
        } catch (RuntimeException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    Server server() {
        return server;
    }

    private void greet(Surroundings around, OutputOptions output) {
        var name = server.setting("mosaic.terminal.repository", "none");
        if (output.json()) {
            OutputOptions.jsonLine(
                    around.out(),
                    Map.of(
                            "url",
                            server.url(),
                            "home",
                            server.home().toString(),
                            "repository",
                            name));
        } else {
            around.out()
                    .println(
                            """
                            Mosaic answers at %s
                            Data and logs are in %s
                            Commands mean the repository %s; say `@mosaic help` to see what can be asked\
                            """
                                    .formatted(server.url(), server.home(), name));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
