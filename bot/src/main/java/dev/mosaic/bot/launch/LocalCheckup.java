package dev.mosaic.bot.launch;

import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be said about this machine without a server: what one would need, and what it lacks. */
public final class LocalCheckup {
    private static final int JAVA = 25;
    private static final int CONNECT_MILLIS = 3_000;

    private LocalCheckup() {}

    /** Findings by subject, in the order in which a person reads them. Changes nothing. */
    public static Map<String, List<Finding>> look(Variables variables) {
        var parts = new LinkedHashMap<String, List<Finding>>();
        parts.put("java", List.of(java()));
        parts.put("home", List.of(HomeCheckup.at(variables.get("MOSAIC_HOME"))));
        parts.put("port", List.of(port(variables.get("PORT"))));
        parts.put("database", List.of(database(variables.get("DATABASE_URL"))));
        parts.put("programs", List.of(program("git", variables), program("docker", variables)));
        return parts;
    }

    private static Finding java() {
        var version = Runtime.version().feature();
        return version >= JAVA
                ? new Finding.Fine("Java " + Runtime.version() + ".")
                : new Finding.Trouble(
                        "Java %d is too old.".formatted(version), "Install Java 25 or later.");
    }

    private static Finding port(@Nullable String setting) {
        try (var probe = new ServerSocket()) {
            var port = setting == null ? 3001 : Integer.parseInt(setting);
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return new Finding.Fine("Port %d is free.".formatted(port));
        } catch (IOException | IllegalArgumentException e) {
            return new Finding.Trouble(
                    "Port %s cannot be opened.".formatted(setting == null ? "3001" : setting),
                    "End what holds it, or choose another: PORT=3002.");
        }
    }

    private static Finding database(@Nullable String url) {
        if (url == null) {
            return new Finding.Fine("Mosaic brings its own, because DATABASE_URL is not set.");
        }
        try {
            var address = DatabaseAddress.parse(url);
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
                return new Finding.Fine("%s can be reached.".formatted(address));
            } catch (IOException _) {
                return new Finding.Trouble(
                        "%s cannot be reached.".formatted(address),
                        "Start the server, or mend DATABASE_URL.");
            }
        } catch (Failure.Never e) {
            return new Finding.Trouble(String.valueOf(e.getMessage()), "Mend DATABASE_URL.");
        }
    }

    private static Finding program(String name, Variables variables) {
        var path = variables.get("PATH");
        for (var folder : (path == null ? "" : path).split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return new Finding.Fine("%s is %s.".formatted(name, Path.of(folder, name)));
            }
        }
        return new Finding.Warning(
                "%s was not found.".formatted(name),
                "Only what needs it is missing; install it and see that PATH names its folder.");
    }
}
