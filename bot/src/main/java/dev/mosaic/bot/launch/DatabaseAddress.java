package dev.mosaic.bot.launch;

import dev.mosaic.stitcher.failure.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, as {@code DATABASE_URL} says it. Printed without the password.
 *
 * @param host a name, an IPv4 address or a bracketed IPv6 address
 * @param parameters {@code sslmode}, {@code sslrootcert} and their like
 */
record DatabaseAddress(
        String host,
        int port,
        String database,
        String user,
        String password,
        Map<String, String> parameters) {
    private static final Pattern PREFIX = Pattern.compile("(?:jdbc|r2dbc):");
    private static final int POSTGRESQL_PORT = 5432;

    DatabaseAddress {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads {@code postgres://}, {@code postgresql://}, {@code jdbc:postgresql://} and {@code
     * r2dbc:postgresql://}, user and password in front of the host or as parameters.
     */
    static DatabaseAddress parse(String text) {
        try {
            var uri = new URI(PREFIX.matcher(text).replaceFirst(""));
            var scheme = String.valueOf(uri.getScheme());
            var path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
            if (!scheme.equals("postgres") && !scheme.equals("postgresql")) {
                throw unreadable("it begins with `%s:`".formatted(scheme));
            }
            if (uri.getHost() == null || path.isEmpty() || path.contains("/")) {
                throw unreadable("it names no host, or not one database");
            }
            var parameters = parameters(uri.getRawQuery());
            var login = String.valueOf(uri.getRawUserInfo()).split(":", 2);
            var user = uri.getRawUserInfo() == null ? "" : decode(login[0]);
            var password = login.length == 2 ? decode(login[1]) : "";
            return new DatabaseAddress(
                    uri.getHost(),
                    uri.getPort() < 0 ? POSTGRESQL_PORT : uri.getPort(),
                    path,
                    parameters.getOrDefault("user", user),
                    parameters.getOrDefault("password", password),
                    without(parameters, "user", "password"));
        } catch (URISyntaxException _) {
            // its message repeats the text, and with it the password
            throw unreadable("it is no address");
        }
    }

    /** The settings that Spring Boot reads: R2DBC for the program, JDBC for the migrations. */
    Map<String, Object> properties() {
        var properties = new LinkedHashMap<String, Object>();
        var place = "%s:%d/%s".formatted(host, port, database);
        properties.put("spring.r2dbc.url", "r2dbc:postgresql://" + place + query(true));
        properties.put("spring.r2dbc.username", user);
        properties.put("spring.r2dbc.password", password);
        properties.put("spring.flyway.url", "jdbc:postgresql://" + place + query(false));
        properties.put("spring.flyway.user", user);
        properties.put("spring.flyway.password", password);
        return properties;
    }

    @Override
    public String toString() {
        return "%s:%d/%s".formatted(host, port, database);
    }

    private String query(boolean reactive) {
        var query = new StringBuilder();
        for (var parameter : parameters.entrySet()) {
            var name =
                    switch (parameter.getKey()) {
                        case "sslmode" -> reactive ? "sslMode" : "sslmode";
                        case "sslrootcert" -> reactive ? "sslRootCert" : "sslrootcert";
                        default -> parameter.getKey();
                    };
            query.append(query.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(parameter.getValue());
        }
        return query.toString();
    }

    private static Map<String, String> parameters(@Nullable String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (var part : query == null ? new String[0] : query.split("&")) {
            var equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(part.substring(0, equals), decode(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static Map<String, String> without(Map<String, String> all, String... names) {
        var rest = new LinkedHashMap<>(all);
        for (var name : names) {
            rest.remove(name);
        }
        return rest;
    }

    private static String decode(String text) {
        // in the part before the host a plus is a plus
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Failure.Never unreadable(String why) {
        return new Failure.Never(
                "DATABASE_URL cannot be read: %s. It looks like postgres://user:password@host:5432/database."
                        .formatted(why),
                null);
    }
}
