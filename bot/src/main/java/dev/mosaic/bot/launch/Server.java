package dev.mosaic.bot.launch;

import dev.mosaic.bot.embedded.EmbeddedStores;
import dev.mosaic.bot.embedded.MosaicHome;
import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Mosaic, running in this process: its home, the stores it brought along, the application. A JVM
 * that is told to stop ends them too, in the same order: the application first, its stores after
 * it, the hold on the home last.
 */
public final class Server implements AutoCloseable {
    private static final int DEFAULT_PORT = 3001;

    private final Closing closing;
    private final ConfigurableApplicationContext context;
    private final Path home;

    private Server(Closing closing, ConfigurableApplicationContext context, Path home) {
        this.closing = closing;
        this.context = context;
        this.home = home;
    }

    /**
     * How to start.
     *
     * @param program the class that Spring Boot starts
     * @param verbose the application's log on the console too
     * @param progress takes one sentence for each thing that takes a while
     * @param settings what this start decides, whatever else is set
     */
    public record Options(
            Class<?> program,
            Variables variables,
            boolean verbose,
            Consumer<String> progress,
            Map<String, String> settings) {
        public Options {
            settings = Map.copyOf(settings);
        }

        /** That decides nothing. */
        public Options(
                Class<?> program, Variables variables, boolean verbose, Consumer<String> progress) {
            this(program, variables, verbose, progress, Map.of());
        }
    }

    /**
     * Starts everything; returns when the application is ready. Blocking.
     *
     * @throws Failure.Never with one sentence that says what to do; whatever had begun was ended
     */
    public static Server start(Options options) throws InterruptedException {
        var closing = new Closing();
        // one hook instead of Spring's own, because only an order of ours ends the stores last
        Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "mosaic-shutdown"));
        try {
            return start(options, closing);
        } catch (RuntimeException | InterruptedException e) {
            closing.close();
            throw e;
        }
    }

    /** Where this server's answers are: {@code http://127.0.0.1:3001}. */
    public String url() {
        var port = context.getEnvironment().getProperty("local.server.port", "" + DEFAULT_PORT);
        return "http://127.0.0.1:" + port;
    }

    public Path home() {
        return home;
    }

    /** What a setting is; {@code otherwise} if it is not set. */
    public String setting(String name, String otherwise) {
        return context.getEnvironment().getProperty(name, otherwise);
    }

    /** A part of the application. */
    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    /** Waits until somebody ends it: as a rule the system, which tells the JVM to stop. */
    public void awaitEnd() throws InterruptedException {
        closing.await();
    }

    @Override
    public void close() {
        closing.close();
    }

    private static Server start(Options options, Closing closing) throws InterruptedException {
        var variables = options.variables();
        var port = port(variables);
        var home = closing.add(MosaicHome.open(variables.get("MOSAIC_HOME")));
        var databaseUrl = variables.get("DATABASE_URL");
        var embedded = databaseUrl == null;
        if (databaseUrl == null) {
            databaseUrl = closing.add(EmbeddedStores.postgres(home, options.progress())).url();
        }
        var valkeyUrl = variables.get("VALKEY_URL");
        if (valkeyUrl == null) {
            valkeyUrl = closing.add(EmbeddedStores.redis(home, options.progress())).url();
        }
        var database = DatabaseAddress.parse(databaseUrl);
        var properties = new LinkedHashMap<String, Object>(database.properties());
        properties.putAll(options.settings());
        properties.put("mosaic.home", home.folder().toString());
        properties.put("mosaic.queue.valkey-url", valkeyUrl);
        properties.put("server.port", Integer.toString(port));
        var log = embedded ? home.logs().resolve("mosaic.log") : null;
        var calm = embedded && !options.verbose();
        try {
            var application = application(options.program(), properties, logging(log, calm));
            var context = closing.add(application.run());
            if (calm) {
                ConsoleLog.showWarnings();
            }
            return new Server(closing, context, home.folder());
        } catch (RuntimeException e) {
            throw StartFailure.explain(e, database, log);
        }
    }

    private static SpringApplication application(
            Class<?> program, Map<String, Object> properties, Map<String, Object> logging) {
        var application = new SpringApplication(program);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(logging);
        application.addListeners(new StartProperties(properties));
        return application;
    }

    /** Only defaults: whoever wants the log elsewhere says so with Spring's own settings. */
    private static Map<String, Object> logging(@Nullable Path log, boolean calm) {
        var logging = new LinkedHashMap<String, Object>();
        if (log != null) {
            logging.put("logging.file.name", log.toString());
        }
        if (calm) {
            logging.putAll(ConsoleLog.silent());
        }
        return logging;
    }

    /** Looked at before the stores start, so that the usual mistake is told within a second. */
    private static int port(Variables variables) {
        var text = variables.get("PORT");
        if (text == null) {
            text = Integer.toString(DEFAULT_PORT);
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new Failure.Never(
                    "PORT is %s, which is no port. Give a number from 1 to 65535, such as PORT=3002."
                            .formatted(text),
                    null);
        }
        var port = Integer.parseInt(text);
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return port;
        } catch (IOException e) {
            throw StartFailure.portTaken(port, e);
        }
    }
}
