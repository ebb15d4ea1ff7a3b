package dev.mosaic.stitcher.sandbox.process.enclosure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.enclosure.Enclosures.Trial;
import dev.mosaic.stitcher.sandbox.process.hunt.PortableProcesses;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnclosuresTest {
    private static final Processes PROCESSES = new PortableProcesses();

    @Test
    void theStrongestThatWorksIsTaken() throws Exception {
        var chosen = choosing(SampleSettings.of(Confinement.AUTO), _ -> null).chosen();

        assertThat(chosen.enclosure().name()).isEqualTo("bubblewrap");
        assertThat(chosen.missed()).isEmpty();
    }

    @Test
    void whatDoesNotWorkIsSaidAndTheNextIsTaken() throws Exception {
        Trial onlyAccounts = way -> way.name().equals("bubblewrap") ? "no namespaces" : null;

        var chosen = choosing(SampleSettings.of(Confinement.AUTO), onlyAccounts).chosen();

        assertThat(chosen.enclosure().name()).isEqualTo("account");
        assertThat(chosen.missed()).containsExactly("bubblewrap: no namespaces");
    }

    @Test
    void aFilterThatDoesNotWorkIsMissedAndNotMore() throws Exception {
        Trial unfiltered = way -> way.walls().contains(Wall.SYSTEM_CALLS) ? "no filter here" : null;

        var chosen = choosing(SampleSettings.of(Confinement.BUBBLEWRAP), unfiltered).chosen();

        assertThat(chosen.enclosure().name()).isEqualTo("bubblewrap");
        assertThat(chosen.enclosure().isolation()).contains("every system call");
        assertThat(chosen.missed())
                .containsExactly("bubblewrap with its filter of system calls: no filter here");
    }

    @Test
    void atLastNothingIsKeptApart() throws Exception {
        var chosen = choosing(SampleSettings.of(Confinement.AUTO), _ -> "broken").chosen();

        assertThat(chosen.enclosure().name()).isEqualTo("none");
        assertThat(chosen.enclosure().walls()).isEmpty();
        assertThat(chosen.missed()).hasSize(2);
    }

    @Test
    void whatWasAskedForByNameIsNeverReplacedByLess() {
        var enclosures = choosing(SampleSettings.of(Confinement.BUBBLEWRAP), _ -> "broken");

        assertThatThrownBy(enclosures::chosen)
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.process.confinement")
                .hasMessageContaining("broken");
    }

    @Test
    void aNetworkThatWasToBeClosedIsNeverOpen() {
        var wanted = SampleSettings.of(Confinement.AUTO).with("network", "none");

        assertThatThrownBy(choosing(wanted, _ -> "broken")::chosen)
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.process.network");
        for (var open : List.of(Confinement.ACCOUNT, Confinement.NONE)) {
            var named = SampleSettings.of(open).with("network", "none");
            assertThatThrownBy(choosing(named, _ -> null)::chosen)
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("mosaic.sandbox.process.network");
        }
    }

    @Test
    void itIsTriedOnce() throws Exception {
        var tried = new ArrayList<String>();
        var enclosures =
                choosing(
                        SampleSettings.of(Confinement.AUTO),
                        way -> {
                            tried.add(way.name());
                            return null;
                        });

        assertThat(enclosures.chosen()).isSameAs(enclosures.chosen());
        assertThat(tried).containsExactly("bubblewrap");
    }

    private static Enclosures choosing(SampleSettings sample, Trial trial) {
        var settings = sample.settings();
        var tools = Tools.on("/usr/bin:/bin");
        var rlimits = Rlimits.of(settings.limits());
        var accounts = new Accounts(settings.firstUid(), PROCESSES);
        return new Enclosures(
                settings,
                List.of(
                        new BubblewrapEnclosure(
                                tools, rlimits, settings, PROCESSES, accounts, true),
                        new BubblewrapEnclosure(
                                tools, rlimits, settings, PROCESSES, accounts, false),
                        new AccountEnclosure(tools, rlimits, accounts),
                        new NoEnclosure(tools, rlimits)),
                trial);
    }
}
