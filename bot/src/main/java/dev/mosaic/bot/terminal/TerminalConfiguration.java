package dev.mosaic.bot.terminal;

import dev.mosaic.bot.chat.Terminal;
import dev.mosaic.stitcher.command.intake.CommandIntake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finds out what the console of this process can do. */
@Configuration(proxyBeanMethods = false)
class TerminalConfiguration {
    private static final int USUAL_WIDTH = 80;

    @Bean
    TerminalScreen terminalScreen(Clock clock) {
        var console = System.console();
        var isTerminal = console != null && console.isTerminal();
        var width = isTerminal ? width() : USUAL_WIDTH;
        return new TerminalScreen(
                System.out, Look.of(isTerminal, System.getenv(), () -> width), clock);
    }

    @Bean
    Terminal terminal(
            CommandIntake intake,
            TerminalScreen screen,
            Endings endings,
            TerminalSettings settings) {
        return new TerminalBridge(intake::hand, screen, endings, settings);
    }

    /** Java does not know it, so {@code stty} is asked; 80 columns where that does not work. */
    private static int width() {
        try {
            var stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return USUAL_WIDTH;
            }
            var answer =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return columns(answer);
        } catch (IOException _) {
            return USUAL_WIDTH;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return USUAL_WIDTH;
        }
    }

    /** Reads {@code rows columns}. */
    static int columns(String answer) {
        var parts = answer.strip().split(" ", 2);
        try {
            var columns = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
            return columns > 0 ? columns : USUAL_WIDTH;
        } catch (NumberFormatException _) {
            return USUAL_WIDTH;
        }
    }
}
