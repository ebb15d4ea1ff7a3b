package dev.mosaic.faults;

import dev.mosaic.stitcher.testkit.FaultyProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** For each node a way of its own to the database and to the hints, and each can break. */
final class FaultyNetwork implements Addresses, AutoCloseable {
    private final List<FaultyProxy> databases = new ArrayList<>();
    private final List<FaultyProxy> hints = new ArrayList<>();

    @Override
    public Ports of(FaultStores stores) {
        var database = new FaultyProxy(stores.postgresPort());
        var hint = new FaultyProxy(stores.redisPort());
        databases.add(database);
        hints.add(hint);
        return new Ports(database.port(), hint.port());
    }

    /** The ways to the database, in the order of the nodes. */
    List<FaultyProxy> databases() {
        return databases;
    }

    /** The ways to the hints, in the order of the nodes. */
    List<FaultyProxy> hints() {
        return hints;
    }

    @Override
    public void close() throws IOException {
        for (var proxy : databases) {
            proxy.close();
        }
        for (var proxy : hints) {
            proxy.close();
        }
    }
}
