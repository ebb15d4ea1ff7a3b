package dev.mosaic.bot.terminal;

import dev.mosaic.bot.chat.Terminal;
import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Hands what is typed to the desk, one line after the other, and shows what the desk answers. */
final class TerminalBridge implements Terminal {
    private static final String MENTION = "@mosaic";
    private static final Set<String> LEAVE = Set.of("exit", "quit");
    private static final Logger log = LoggerFactory.getLogger(TerminalBridge.class);

    /** Where a line is handed in. */
    interface Desk {
        Mono<Reply> hand(Incoming incoming);
    }

    private final Desk desk;
    private final TerminalScreen screen;
    private final Endings endings;
    private final Actor actor = new Actor("local", System.getProperty("user.name", "unknown"));
    private final @Nullable RepoName place;

    TerminalBridge(Desk desk, TerminalScreen screen, Endings endings, TerminalSettings settings) {
        this.desk = desk;
        this.screen = screen;
        this.endings = endings;
        this.place = settings.repository() == null ? null : RepoName.parse(settings.repository());
    }

    @Override
    public void converse(InputStream in) throws InterruptedException {
        var asked = new LinkedHashSet<JobId>();
        try (var source = new LineSource(in)) {
            if (talk(source, asked)) {
                endings.await(asked);
            }
        } finally {
            screen.endPrompt();
        }
    }

    /** True if the input ended, false if the person wants to leave. */
    private boolean talk(LineSource source, Set<JobId> asked) throws InterruptedException {
        while (true) {
            screen.prompt();
            switch (source.next()) {
                case LineSource.Read.End() -> {
                    screen.endPrompt();
                    return true;
                }
                case LineSource.Read.TooLong() ->
                        screen.print(
                                "That line was ignored: it had more than %d characters."
                                        .formatted(LineSource.LONGEST));
                case LineSource.Read.Line(var text) -> {
                    screen.lineRead(text);
                    var line = text.strip();
                    if (LEAVE.contains(line.toLowerCase(Locale.ROOT))) {
                        return false;
                    }
                    if (!line.isEmpty() && !line.startsWith("# ") && !line.equals("#")) {
                        answer(addressed(line), asked);
                    }
                }
            }
        }
    }

    private void answer(String line, Set<JobId> asked) throws InterruptedException {
        try {
            var reply = Await.value(desk.hand(incoming(line)));
            if (reply instanceof Reply.Accepted(var job, _, _)) {
                asked.add(job);
            }
            screen.print(
                    reply instanceof Reply.Silent
                            ? "That was not for me; `help` shows what I understand."
                            : reply.text());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a line of the terminal got no answer");
            screen.print(
                    "Internal error: no answer to this line, the log says why."
                            + " `jobs` shows what was accepted.");
        }
    }

    private Incoming incoming(String line) {
        return new Incoming(
                TerminalOutlet.CONSOLE.outlet(),
                UUID.randomUUID().toString(),
                actor,
                TerminalOutlet.CONSOLE,
                place,
                null,
                new Incoming.Content.Text(line));
    }

    /** Whoever types here speaks to Mosaic, so the mention may be left out. */
    static String addressed(String line) {
        var start = line.toLowerCase(Locale.ROOT);
        return start.startsWith(MENTION) || start.startsWith("/mosaic")
                ? line
                : MENTION + " " + line;
    }
}
