package dev.mosaic.stitcher.sandbox.docker.daemon;

import com.github.dockerjava.api.model.Info;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an engine is able to do.
 *
 * @param api the version of its API, such as {@code 1.41}
 * @param security what it confines with, such as {@code seccomp} and {@code apparmor}
 */
public record Facts(
        String version, String api, String cgroup, Set<String> security, Set<String> runtimes) {

    public static Facts of(String api, Info info) {
        var security = new TreeSet<String>();
        for (var option :
                Objects.requireNonNullElse(info.getSecurityOptions(), List.<String>of())) {
            // "name=seccomp,profile=default", and "seccomp" of old
            Arrays.stream(option.split(","))
                    .filter(it -> it.startsWith("name=") || !it.contains("="))
                    .forEach(it -> security.add(it.replace("name=", "")));
        }
        var runtimes = info.getRuntimes() == null ? Set.<String>of() : info.getRuntimes().keySet();
        return new Facts(
                String.valueOf(info.getServerVersion()),
                api,
                Objects.requireNonNullElse(info.getCGroupVersion(), "1"),
                security,
                new TreeSet<>(runtimes));
    }

    /** Namespaces of control groups came with 1.41, that is Docker 20.10. */
    public boolean isRecent() {
        var parts = api.split("\\.");
        return parts.length == 2
                && (Integer.parseInt(parts[0]) > 1 || Integer.parseInt(parts[1]) >= 41);
    }

    public boolean confinesWith(String what) {
        return security.contains(what);
    }
}
