package dev.mosaic.stitcher.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this node takes part in the queue.
 *
 * @param slots how many jobs it runs at the same time, 1 to 64
 * @param perRepository how many jobs of one repository run at the same time, on all nodes together,
 *     unless the table {@code repo_limits} says otherwise
 * @param perPerson how many jobs that one person asked for run at the same time, on all nodes
 *     together; 0 for no limit
 * @param lease how long a job stays with a node that gives no sign of life
 * @param heartbeat how often a node gives one; at most half of the lease
 * @param poll how often it looks for work, and for jobs to stop, when nothing wakes it
 * @param stall a node that has not looked for work for so long is unhealthy
 * @param reap how it takes over the jobs of nodes that died
 * @param nodeId its name among the nodes; empty: kept in the file {@code node-id} under {@code
 *     mosaic.home}
 * @param valkeyUrl {@code redis://[user:password@]host:port[/database]}; empty: no wake-up, the
 *     poll alone
 */
@ConfigurationProperties("mosaic.queue")
public record QueueSettings(
        @DefaultValue("2") int slots,
        @DefaultValue("1") int perRepository,
        @DefaultValue("0") int perPerson,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("10s") Duration heartbeat,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("5s") Duration stall,
        @DefaultValue Reap reap,
        @DefaultValue("") String nodeId,
        @DefaultValue("") String valkeyUrl) {
    public QueueSettings {
        if (slots < 1 || slots > 64) {
            throw new IllegalArgumentException("mosaic.queue.slots is 1 to 64, not " + slots);
        }
        if (perRepository < 1) {
            throw new IllegalArgumentException(
                    "mosaic.queue.per-repository is 1 or more, not " + perRepository);
        }
        if (perPerson < 0) {
            throw new IllegalArgumentException(
                    "mosaic.queue.per-person is 0 or more, not " + perPerson);
        }
        if (!heartbeat.isPositive() || heartbeat.multipliedBy(2).compareTo(lease) > 0) {
            throw new IllegalArgumentException(
                    "mosaic.queue.heartbeat (%s) is at most half of mosaic.queue.lease (%s)"
                            .formatted(heartbeat, lease));
        }
        if (!poll.isPositive()) {
            throw new IllegalArgumentException("mosaic.queue.poll is longer than nothing");
        }
        if (!stall.isPositive()) {
            throw new IllegalArgumentException("mosaic.queue.stall is longer than nothing");
        }
    }

    /**
     * How a node takes over the jobs of others.
     *
     * @param every how often it looks for leases that are over
     * @param margin how long a lease must have been over; and by how much longer than a lease the
     *     database must have been up, and this node in touch with it, before it takes anything
     */
    public record Reap(@DefaultValue("2s") Duration every, @DefaultValue("2s") Duration margin) {
        public Reap {
            if (!every.isPositive()) {
                throw new IllegalArgumentException(
                        "mosaic.queue.reap.every is longer than nothing");
            }
            if (margin.isNegative()) {
                throw new IllegalArgumentException("mosaic.queue.reap.margin is not negative");
            }
        }
    }

    /** A poll that is longer is no standstill. */
    Duration standstill() {
        var twoPolls = poll.multipliedBy(2);
        return stall.compareTo(twoPolls) > 0 ? stall : twoPolls;
    }

    /** After so long without a sign of life, a node is taken for dead. */
    Duration silence() {
        return lease.plus(reap.margin());
    }

    /** Without the address of Valkey, which may hold a password. */
    @Override
    public String toString() {
        return "QueueSettings[slots=%d, perRepository=%d, perPerson=%d, lease=%s, heartbeat=%s, poll=%s, stall=%s, reap=%s, nodeId=%s]"
                .formatted(
                        slots,
                        perRepository,
                        perPerson,
                        lease,
                        heartbeat,
                        poll,
                        stall,
                        reap,
                        nodeId);
    }
}
