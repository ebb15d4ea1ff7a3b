package dev.mosaic.bot.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the application's log out of a session on the console: all of it goes to a file, and only
 * warnings come through, and those only once the program is up. Before that, whatever goes wrong
 * ends the start and is told in one sentence.
 */
final class ConsoleLog {
    /** One line, without a trace: that is in the file. */
    private static final String LINE = "%d{HH:mm:ss} %p %m %kvp%n%nopex";

    private ConsoleLog() {}

    /** Settings for a start that shows nothing on the console. */
    static Map<String, Object> silent() {
        return Map.of("logging.threshold.console", "OFF", "logging.pattern.console", LINE);
    }

    /** From now on warnings and errors are shown. */
    static void showWarnings() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            var console = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("CONSOLE");
            if (console != null) {
                var warnings = new ThresholdFilter();
                warnings.setLevel(Level.WARN.toString());
                warnings.start();
                console.clearAllFilters();
                console.addFilter(warnings);
            }
        }
    }
}
