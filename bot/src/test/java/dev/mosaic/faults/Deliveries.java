package dev.mosaic.faults;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What is handed in at the doors of a world, and what was acknowledged there. */
final class Deliveries {
    private final FaultsWorld world;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, UUID> acknowledged = new ConcurrentHashMap<>();
    private final Map<UUID, Long> cancelled = new ConcurrentHashMap<>();
    private final Map<UUID, Duration> cancels = new ConcurrentHashMap<>();

    Deliveries(FaultsWorld world) {
        this.world = world;
    }

    /** A delivery under an id of its own; handed in again it is the same one. */
    record Delivery(String id, String who, String repository, String text) {}

    Delivery of(String who, String repository, String text) {
        return new Delivery("d" + count.incrementAndGet(), who, repository, text);
    }

    /** Hands in once; null if nobody acknowledged it. */
    NodeProcess.Answer hand(NodeProcess node, Delivery delivery) {
        var answer =
                node.hand(delivery.id(), delivery.who(), delivery.repository(), delivery.text())
                        .orElse(null);
        if (answer == null || (answer.isLater() && !isClosed(delivery))) {
            return null;
        }
        var job = answer.job();
        if (job != null && delivery.text().startsWith("fix")) {
            acknowledged.put(FaultsProgram.DOOR + ":" + delivery.id(), UUID.fromString(job));
        }
        if (job != null && delivery.text().matches("(cancel|kill) .*")) {
            cancelled.put(UUID.fromString(job), System.nanoTime());
        }
        return answer;
    }

    /** A refusal that was stored is an answer, and will never be another one. */
    private boolean isClosed(Delivery delivery) {
        try {
            return HistoryReader.rows(
                            world.connection(),
                            "select closed_at is not null from inbox where source = '%s' and delivery_id = '%s'"
                                    .formatted(FaultsProgram.DOOR, delivery.id()),
                            row -> row.getBoolean(1))
                    .contains(true);
        } catch (SQLException _) {
            // the database is away, and whoever cannot look asks again
            return false;
        }
    }

    /** Hands in until somebody acknowledges it, as a chat does that delivers at least once. */
    NodeProcess.Answer handUntilAcknowledged(Delivery delivery) {
        var answer = new NodeProcess.Answer[1];
        await(delivery.text() + " is acknowledged")
                .atMost(FaultsWorld.PATIENCE)
                .until(() -> (answer[0] = hand(world.anyNode(), delivery)) != null);
        return answer[0];
    }

    /** The job is over: how long its cancel took is known now, if there was one. */
    void over(UUID job) {
        var since = cancelled.remove(job);
        if (since != null) {
            cancels.put(job, Duration.ofNanos(System.nanoTime() - since));
        }
    }

    /** The job of each fix that was acknowledged, by its trigger. */
    Map<String, UUID> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** How long each cancel took until its job was over. */
    Map<UUID, Duration> cancels() {
        return Map.copyOf(cancels);
    }
}
