package dev.mosaic.faults;

import static org.awaitility.Awaitility.await;

import dev.mosaic.faults.Deliveries.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Who asks for fixes, asks again, cancels and retries, while everything breaks. */
final class People {
    private static final Duration MOST = Duration.ofMillis(1_500);

    private final FaultsWorld world;
    private final Random random;
    private final List<Delivery> unanswered = new ArrayList<>();
    private final List<Delivery> answered = new ArrayList<>();
    private final List<UUID> jobs = new ArrayList<>();
    private final List<Place> issues = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    private record Place(String repository, int issue) {}

    /** Opens enough issues, because a forge may be away later. */
    People(FaultsWorld world, Random random) {
        this.world = world;
        this.random = random;
        for (var number = 1; number <= 3; number++) {
            var repository = "chaos-" + number;
            world.makeGoodRepository(repository);
            for (var count = 0; count < 20; count++) {
                issues.add(new Place(repository, world.openIssue(repository)));
            }
        }
    }

    void askUntil(long end) {
        while (System.nanoTime() - end < 0) {
            hand(next());
            LockSupport.parkNanos((long) (random.nextDouble() * MOST.toNanos()));
        }
    }

    /** What nobody acknowledged is handed in again until somebody does, as a chat does it. */
    void handInTheRest() {
        for (var delivery : List.copyOf(unanswered)) {
            await(delivery.text() + " is acknowledged")
                    .atMost(FaultsWorld.PATIENCE)
                    .until(() -> hand(delivery));
        }
    }

    int acknowledged() {
        return answered.size();
    }

    String counts() {
        return "%d deliveries asked, %d acknowledged, %d jobs"
                .formatted(asked.get(), answered.size(), jobs.stream().distinct().count());
    }

    private Delivery next() {
        var dice = random.nextInt(100);
        if (dice < 10 && !answered.isEmpty()) {
            return any(answered);
        }
        if (dice < 20 && !unanswered.isEmpty()) {
            return any(unanswered);
        }
        if (dice < 35 && !jobs.isEmpty()) {
            return onJob("cancel ");
        }
        if (dice < 50 && !jobs.isEmpty()) {
            return onJob("retry ");
        }
        var place = any(issues);
        return world.deliveries()
                .of("person-" + dice % 3, place.repository(), "fix #" + place.issue());
    }

    private Delivery onJob(String verb) {
        var id = any(jobs).toString();
        return world.deliveries()
                .of("person-" + random.nextInt(3), "chaos-1", verb + id.substring(id.length() - 8));
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean hand(Delivery delivery) {
        asked.incrementAndGet();
        var ready = world.nodes().stream().filter(NodeProcess::isReady).toList();
        var answer = ready.isEmpty() ? null : world.deliveries().hand(any(ready), delivery);
        if (answer == null) {
            if (!unanswered.contains(delivery)) {
                unanswered.add(delivery);
            }
            return false;
        }
        unanswered.remove(delivery);
        answered.add(delivery);
        if (answer.job() != null) {
            jobs.add(UUID.fromString(answer.job()));
        }
        return true;
    }
}
