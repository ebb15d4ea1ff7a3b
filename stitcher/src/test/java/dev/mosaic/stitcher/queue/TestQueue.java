package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Duration;

/**
 * Lends the leases and signals of a node, without Valkey and not started, to other rooms' tests.
 */
public record TestQueue(Node node, Leases leases, Signals signals) {
    public static TestQueue of(Postgres postgres, Stores stores, Node node) {
        var settings = NodeFixture.settings(1, Duration.ofHours(1), "");
        var membership =
                new Membership(
                        new Nodes(postgres.client()), node, settings, Predecessors.unknown());
        var signals = new Signals(new Valkey(settings));
        return new TestQueue(
                node, new Leases(stores.leases(), membership, signals, node, settings), signals);
    }
}
