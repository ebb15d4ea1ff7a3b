package dev.mosaic.bot.terminal;

import dev.mosaic.herald.Outlet;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.text.Inert;
import dev.mosaic.stitcher.text.StatusView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Tells of jobs on the screen. The id of a status message is the number of lines that were printed
 * of it, so that a restarted program goes on where the last one stopped. Writing to a console may
 * block for as long as its reader likes, so it happens on threads that may.
 */
@Component
final class TerminalOutlet implements Outlet {
    static final Origin CONSOLE = new Origin("terminal", "console");

    private static final int LINE = 500;
    private static final int REMEMBERED = 1_000;

    private final TerminalScreen screen;
    private final SaidWords said;
    private final Map<JobId, Integer> printed =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<JobId, Integer> eldest) {
                    return size() > REMEMBERED;
                }
            };

    TerminalOutlet(TerminalScreen screen, SaidWords said) {
        this.screen = screen;
        this.said = said;
    }

    @Override
    public String name() {
        return CONSOLE.outlet();
    }

    @Override
    public Mono<String> say(String address, String key, String text) {
        return Mono.fromCallable(
                        () -> {
                            said.once(key, () -> screen.print(text));
                            return key;
                        })
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<String> show(String address, @Nullable String remoteId, StatusView view) {
        return Mono.fromCallable(
                        () -> {
                            if (screen.isLive()) {
                                screen.show(view);
                            } else {
                                printNewLines(remoteId, view);
                            }
                            return String.valueOf(view.lines().size());
                        })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private synchronized void printNewLines(@Nullable String remoteId, StatusView view) {
        var known = Math.max(count(remoteId), printed.getOrDefault(view.job(), 0));
        var prefix = "[" + view.job().abbreviated() + "] ";
        if (known == 0) {
            screen.print(prefix + Inert.line(view.headline(), LINE));
        }
        view.lines().stream()
                .skip(known)
                .forEach(line -> screen.print(prefix + Inert.line(line, LINE)));
        printed.merge(view.job(), view.lines().size(), Math::max);
    }

    private static int count(@Nullable String remoteId) {
        try {
            return remoteId == null ? 0 : Integer.parseInt(remoteId);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
