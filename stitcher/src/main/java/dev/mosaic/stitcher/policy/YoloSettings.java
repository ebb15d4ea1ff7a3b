package dev.mosaic.stitcher.policy;

import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether changes may go out that no tests have passed.
 *
 * @param yolo {@code off}; {@code allowed} for who administers the repository, by the option {@code
 *     yolo}; or {@code always}, also written {@code true}. Pipelines, policy and secrets are
 *     checked even then
 */
@ConfigurationProperties("mosaic")
public record YoloSettings(@DefaultValue("off") String yolo) {
    /** Who is named in the log where nobody asked for it. */
    public static final String BY_SETTING = "the setting mosaic.yolo=always";

    public YoloSettings {
        mode(yolo);
    }

    /** Who may do without quality gates. */
    public enum Mode {
        OFF,
        ALLOWED,
        ALWAYS
    }

    public Mode mode() {
        return mode(yolo);
    }

    private static Mode mode(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "off", "false", "" -> Mode.OFF;
            case "allowed" -> Mode.ALLOWED;
            case "always", "true" -> Mode.ALWAYS;
            default ->
                    throw new IllegalArgumentException(
                            "mosaic.yolo (YOLO_MODE) must be off, allowed or always");
        };
    }
}
