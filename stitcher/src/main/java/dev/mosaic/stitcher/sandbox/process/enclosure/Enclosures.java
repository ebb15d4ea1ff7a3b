package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Network;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses how commands are kept apart, once, by trying. A way that was asked for by name is never
 * replaced by a weaker one; {@code auto} takes the strongest that works, and says what it could not
 * have.
 */
public final class Enclosures {
    private static final Logger log = LoggerFactory.getLogger(Enclosures.class);

    private final ProcessSettings settings;
    private final List<Enclosure> ways;
    private final Trial trial;
    private @Nullable Chosen chosen;

    /**
     * @param ways from the strongest to the weakest
     */
    Enclosures(ProcessSettings settings, List<Enclosure> ways, Trial trial) {
        this.settings = settings;
        this.ways = List.copyOf(ways);
        this.trial = trial;
    }

    /** Those of this machine. */
    public static Enclosures of(
            ProcessSettings settings, Tools tools, Processes processes, Trial trial) {
        var rlimits = Rlimits.of(settings.limits());
        var accounts =
                Tools.asRoot() && tools.setpriv() != null
                        ? new Accounts(settings.firstUid(), processes)
                        : null;
        var ways = new ArrayList<Enclosure>();
        for (var filtered : List.of(true, false)) {
            ways.add(
                    new BubblewrapEnclosure(
                            tools, rlimits, settings, processes, accounts, filtered));
        }
        if (accounts != null) {
            ways.add(new AccountEnclosure(tools, rlimits, accounts));
        }
        ways.add(new NoEnclosure(tools, rlimits));
        return new Enclosures(settings, ways, trial);
    }

    /** {@link Failure.Never} if what was asked for does not work here. */
    public synchronized Chosen chosen() throws InterruptedException {
        if (chosen == null) {
            chosen = choose();
            log.atInfo()
                    .addKeyValue("confinement", chosen.enclosure().name())
                    .addKeyValue("missed", chosen.missed())
                    .log("confinement of the process sandbox was chosen");
        }
        return chosen;
    }

    private Chosen choose() throws InterruptedException {
        var wanted = settings.confinement();
        if (settings.network() == Network.NONE
                && wanted != Confinement.BUBBLEWRAP
                && wanted != Confinement.AUTO) {
            throw new Failure.Never(
                    "mosaic.sandbox.process.network is `none`, which only bubblewrap can give: set mosaic.sandbox.process.confinement to `bubblewrap`, or the network to `shared`.",
                    null);
        }
        // of two ways with one name, what is wrong with the weaker one is the reason
        var missed = new LinkedHashMap<String, String>();
        for (var way : ways) {
            var asked = way.name().equalsIgnoreCase(wanted.name());
            if (!asked && wanted != Confinement.AUTO) {
                continue;
            }
            var problem = way instanceof NoEnclosure ? null : trial.of(way);
            if (problem == null) {
                return allowed(new Chosen(way, List.copyOf(missed.values())));
            }
            missed.put(way.name(), "%s: %s".formatted(way.title(), problem));
        }
        throw new Failure.Never(
                "mosaic.sandbox.process.confinement is `%s`, which does not work here (%s). Mend that, or set it to `auto`."
                        .formatted(
                                wanted.name().toLowerCase(Locale.ROOT),
                                missed.isEmpty()
                                        ? "Mosaic would have to run as root"
                                        : String.join("; ", missed.values())),
                null);
    }

    /** A network that was to be closed is never silently open. */
    private Chosen allowed(Chosen chosen) {
        if (settings.network() == Network.NONE
                && !(chosen.enclosure() instanceof BubblewrapEnclosure)) {
            throw new Failure.Never(
                    "mosaic.sandbox.process.network is `none`, and bubblewrap, which alone can give that, does not work here (%s)."
                            .formatted(String.join("; ", chosen.missed())),
                    null);
        }
        return chosen;
    }

    /**
     * The way that was chosen.
     *
     * @param missed stronger ways, each with why it does not work here
     */
    public record Chosen(Enclosure enclosure, List<String> missed) {
        public Chosen {
            missed = List.copyOf(missed);
        }
    }

    /** Tries one way with a command that does nothing. */
    @FunctionalInterface
    public interface Trial {
        /** Null if it works; otherwise what is wrong. */
        @Nullable String of(Enclosure way) throws InterruptedException;
    }
}
