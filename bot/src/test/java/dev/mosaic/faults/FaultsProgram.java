package dev.mosaic.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mosaic.MosaicApplication;
import dev.mosaic.bot.launch.Server;
import dev.mosaic.bot.launch.Variables;
import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.intake.CommandIntake;
import dev.mosaic.stitcher.forge.LocalRepositories;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Import;

/**
 * A node as a process of its own: the program as it is, with one more outlet, and one more door by
 * which a test hands in deliveries under ids of its choice. The door answers when the intake did.
 */
final class FaultsProgram {
    static final String DOOR = "faults";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What Spring starts. */
    @Import({MosaicApplication.class, FileOutlet.class})
    static final class Parts {}

    private final Server server;

    private FaultsProgram(Server server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        var server =
                Server.start(
                        new Server.Options(
                                Parts.class,
                                Variables.of(System.getenv()),
                                true,
                                System.err::println));
        new FaultsProgram(server).open();
        server.awaitEnd();
    }

    private void open() throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/hand", exchange -> answer(exchange, this::hand));
        http.createContext("/repository", exchange -> answer(exchange, this::repository));
        http.createContext("/issue", exchange -> answer(exchange, this::issue));
        http.start();
        var file = server.home().resolve("door");
        var written = server.home().resolve("door.new");
        Files.writeString(written, Integer.toString(http.getAddress().getPort()));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private interface Answer {
        String to(Path path, String body);
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String text;
            var status = 200;
            try {
                text = answer.to(Path.of(exchange.getRequestURI().getPath()), body);
            } catch (RuntimeException e) {
                text = e.toString();
                status = 500;
            }
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** {@code /hand/<id>/<who>/<repository>}: what the desk replies, its kind in the first line. */
    private String hand(Path path, String text) {
        var reply =
                server.part(CommandIntake.class)
                        .hand(
                                new Incoming(
                                        DOOR,
                                        path.getName(1).toString(),
                                        new Actor("local", System.getProperty("user.name")),
                                        new Origin(FileOutlet.NAME, path.getName(2).toString()),
                                        new RepoName("faults", path.getName(3).toString()),
                                        null,
                                        new Incoming.Content.Bare(text)))
                        .block(PATIENCE);
        return switch (reply) {
            case Reply.Accepted accepted -> "accepted " + accepted.job() + "\n" + reply.text();
            case Reply.Refused refused -> "refused " + refused.cause() + "\n" + reply.text();
            case Reply.Answer _, Reply.Silent _ -> "answered\n" + reply.text();
            case null -> throw new IllegalStateException("no reply");
        };
    }

    /** {@code /repository/<name>}: one with this {@code .mosaic.yml}. */
    private String repository(Path path, String policy) {
        server.part(LocalRepositories.class)
                .create(
                        new RepoName("faults", path.getName(1).toString()),
                        policy.isBlank()
                                ? Map.of("README.md", "A place for faults.\n")
                                : Map.of("README.md", "Faults.\n", ".mosaic.yml", policy),
                        "Begin")
                .block(PATIENCE);
        return "";
    }

    /** {@code /issue/<repository>}: the number of a new one. */
    private String issue(Path path, String title) {
        var repositories = server.part(LocalRepositories.class);
        var name = new RepoName("faults", path.getName(1).toString());
        var repo = repositories.create(name, Map.of(), "Begin").block(PATIENCE);
        var issue = repositories.openIssue(repo.ref(), title, "", "ada").block(PATIENCE);
        return Long.toString(issue.ref().number());
    }
}
