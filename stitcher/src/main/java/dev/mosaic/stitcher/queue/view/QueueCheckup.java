package dev.mosaic.stitcher.queue.view;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.queue.Nodes;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.queue.Pulse;
import dev.mosaic.stitcher.queue.QueueSettings;
import dev.mosaic.stitcher.queue.Signals;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** This node, the others, what is paused, and the way to Valkey. */
@Component
class QueueCheckup implements Checkup {
    private final Pulse pulse;
    private final Nodes nodes;
    private final Pauses pauses;
    private final Signals signals;
    private final QueueSettings settings;

    QueueCheckup(Pulse pulse, Nodes nodes, Pauses pauses, Signals signals, QueueSettings settings) {
        this.pulse = pulse;
        this.nodes = nodes;
        this.pauses = pauses;
        this.signals = signals;
        this.settings = settings;
    }

    @Override
    public String subject() {
        return "queue";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        var findings = new ArrayList<Finding>();
        var trouble = pulse.trouble();
        findings.add(
                trouble == null
                        ? new Finding.Fine("This node looks for jobs.")
                        : new Finding.Trouble(trouble, "See the log of this node."));
        findings.add(hints());
        try {
            for (var node : Await.value(nodes.all().collectList())) {
                if (!node.alive()) {
                    findings.add(
                            new Finding.Warning(
                                    "Node %s has been silent since %s."
                                            .formatted(node.id(), node.heartbeatAt()),
                                    "Start it again; its jobs go on elsewhere."));
                } else if (node.draining()) {
                    findings.add(
                            new Finding.Warning(
                                    "Node %s takes no new jobs.".formatted(node.id()),
                                    "POST /api/admin/nodes/%s/resume".formatted(node.id())));
                }
            }
            for (var pause : Await.value(pauses.all().collectList())) {
                findings.add(
                        new Finding.Warning(
                                "%s is paused by %s."
                                        .formatted(
                                                pause.repo() == null ? "Everything" : pause.repo(),
                                                pause.by()),
                                "The command `resume` starts jobs again."));
            }
        } catch (RuntimeException e) {
            findings.add(
                    new Finding.Trouble(
                            "The nodes cannot be read (%s)."
                                    .formatted(e.getClass().getSimpleName()),
                            "See what is said about the database."));
        }
        return findings;
    }

    private Finding hints() {
        if (settings.valkeyUrl().isBlank()) {
            return new Finding.Warning(
                    "There is no Valkey, so jobs start by the poll.", "Set VALKEY_URL.");
        }
        return signals.reachOthers()
                ? new Finding.Fine("Valkey is connected.")
                : new Finding.Warning(
                        "Valkey does not answer, so jobs start by the poll.",
                        "Start it, or correct VALKEY_URL.");
    }
}
