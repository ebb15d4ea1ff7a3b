package dev.mosaic.stitcher.secrets.own;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Finds Mosaic's own secrets among its settings: whatever is named like one, and the passwords in
 * addresses.
 */
public final class HeldSecrets {
    private static final Pattern SECRET_NAME =
            Pattern.compile(
                    "(?:key|token|secret|password|passwd|passphrase|credential|credentials|pwd)$");

    private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]*?:([^/@\\s]+)@");
    private static final Pattern PASSWORD_PARAMETER =
            Pattern.compile("[?&](?:password|pwd|token|secret)=([^&\\s]+)");

    private HeldSecrets() {}

    /** The secrets in environment variables, files and settings of every kind. */
    public static OwnSecrets in(ConfigurableEnvironment environment) {
        var own = new OwnSecrets();
        for (var source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> settings) {
                for (var name : settings.getPropertyNames()) {
                    add(own, name, value(environment, settings, name));
                }
            }
        }
        return own;
    }

    private static @Nullable String value(
            ConfigurableEnvironment environment,
            EnumerablePropertySource<?> settings,
            String name) {
        var raw = settings.getProperty(name);
        if (!(raw instanceof CharSequence)) {
            return null;
        }
        try {
            return environment.resolvePlaceholders(raw.toString());
        } catch (IllegalArgumentException _) {
            return raw.toString();
        }
    }

    private static void add(OwnSecrets own, String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return;
        }
        var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        if (SECRET_NAME.matcher(plain).find() && !plain.contains("public") && !isPlace(value)) {
            own.add(name, value);
        }
        for (var pattern : new Pattern[] {USER_INFO, PASSWORD_PARAMETER}) {
            var password = pattern.matcher(value);
            while (password.find()) {
                own.add(name, password.group(1));
                own.add(name, decoded(password.group(1)));
            }
        }
    }

    /**
     * A shell keeps its folder in PWD, and a setting may name the file that holds a key: neither is
     * a secret, and taking paths for one would blot them out of every message.
     */
    private static boolean isPlace(String value) {
        try {
            return value.startsWith("/") && Files.exists(Path.of(value));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }
}
