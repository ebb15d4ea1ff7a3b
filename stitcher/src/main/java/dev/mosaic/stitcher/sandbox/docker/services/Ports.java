package dev.mosaic.stitcher.sandbox.docker.services;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * On which ports of a loopback somebody listens, as the kernel tells from within (proc_net_tcp).
 */
public final class Ports {
    private static final Pattern HEX = Pattern.compile("[0-9A-F]{1,4}");

    private Ports() {}

    /**
     * For {@code sh}: waits a second at most until somebody listens on all ports of its arguments,
     * and prints all on which somebody does. Nothing connects, so that no server is disturbed.
     */
    public static final String SCRIPT =
            """
            n=0 all=no
            while [ $n -lt 10 ] && [ $all = no ]; do
              here=' ' all=yes
              for f in /proc/net/tcp /proc/net/tcp6; do
                [ -r $f ] || continue
                while read -r _ local _ state _; do
                  [ "$state" = 0A ] && here="$here${local##*:} "
                done <$f
              done
              for p; do case $here in *" $p "*) ;; *) all=no ;; esac; done
              [ $all = yes ] || sleep 0.1
              n=$((n+1))
            done
            echo "$here"\
            """;

    /** As the script takes them. */
    public static List<String> arguments(Collection<Integer> ports) {
        return ports.stream().map("%04X"::formatted).toList();
    }

    /** What the script printed; what is none of it is passed over. */
    public static Set<Integer> listening(String told) {
        return Arrays.stream(told.strip().toUpperCase(Locale.ROOT).split("\\s+"))
                .filter(HEX.asMatchPredicate())
                .map(it -> Integer.parseInt(it, 16))
                .collect(Collectors.toSet());
    }
}
