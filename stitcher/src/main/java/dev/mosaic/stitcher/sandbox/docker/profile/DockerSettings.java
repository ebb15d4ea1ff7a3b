package dev.mosaic.stitcher.sandbox.docker.profile;

import dev.mosaic.stitcher.sandbox.docker.services.Allowed;
import dev.mosaic.stitcher.sandbox.usage.Watch.Room;
import java.math.BigDecimal;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Commands in containers of a Docker engine.
 *
 * @param host where the engine of this machine listens; whoever may use it is root of the machine
 * @param image what containers are made of, by digest: {@code name@sha256:…}, or the id {@code
 *     sha256:…} of one that is there; it needs {@code sh}, {@code sleep}, {@code head} and {@code
 *     ls}
 * @param forwarder what the container beside one with a network is made of, by digest too; it needs
 *     {@code socat}. Without it no container has a network
 * @param pull whether an image that is {@code missing} is fetched, or {@code never}
 * @param runtime of the engine, such as {@code runsc} or {@code kata}; empty for the engine's own
 * @param uid user and group number of commands if Mosaic runs as root; otherwise they have those of
 *     the work folder's owner
 * @param memory of all processes of one sandbox together, with what they keep in /tmp and HOME
 * @param cpus processors that one sandbox may use
 * @param tmp size of /tmp, and of HOME
 */
@ConfigurationProperties("mosaic.sandbox.docker")
public record DockerSettings(
        @DefaultValue("unix:///var/run/docker.sock") String host,
        @DefaultValue("") String image,
        @DefaultValue("") String forwarder,
        @DefaultValue("missing") Pull pull,
        @DefaultValue("") String runtime,
        @DefaultValue("10001") int uid,
        @DefaultValue("4GB") DataSize memory,
        @DefaultValue("2") BigDecimal cpus,
        @DefaultValue("512MB") DataSize tmp,
        @DefaultValue Limits limits) {
    public DockerSettings {
        if (uid <= 0) {
            throw new IllegalArgumentException(
                    "mosaic.sandbox.docker.uid must be above 0: commands never run as root.");
        }
    }

    /** What the commands of one sandbox may fill. @param begun bytes that are there before */
    public Room room(long begun) {
        return new Room(
                DataSize.ofBytes(limits.disk().toBytes() + begun),
                limits.files(),
                limits.output(),
                "mosaic.sandbox.docker.limits");
    }

    /** Of a setup, which may fill more. */
    public DockerSettings ofSetup(DataSize disk) {
        return new DockerSettings(
                host,
                image,
                forwarder,
                pull,
                runtime,
                uid,
                memory,
                cpus,
                tmp,
                new Limits(
                        limits.openFiles(),
                        limits.processes(),
                        limits.fileSize(),
                        disk,
                        limits.files(),
                        limits.output()));
    }

    /** Of a forwarder, which does nothing but copy. @param connections at a time */
    public DockerSettings ofForwarder(int connections) {
        var small = DataSize.ofMegabytes(1);
        return new DockerSettings(
                host,
                image,
                forwarder,
                pull,
                runtime,
                uid,
                DataSize.ofMegabytes(64 + 4L * connections),
                BigDecimal.ONE,
                small,
                new Limits(256, connections + 16L, small, small, 10, small));
    }

    /** Of a service beside commands. */
    public DockerSettings ofService(Allowed allowed) {
        return new DockerSettings(
                host,
                image,
                forwarder,
                pull,
                runtime,
                uid,
                allowed.memory(),
                allowed.cpus(),
                allowed.room(),
                limits);
    }

    long nanoCpus() {
        return cpus.movePointRight(9).longValue();
    }

    /** When an image is fetched. */
    public enum Pull {
        MISSING,
        NEVER
    }

    /**
     * What the commands of one sandbox may use.
     *
     * @param openFiles files that one process may hold open
     * @param processes processes and threads of one sandbox
     * @param fileSize size of one file
     * @param disk size of the work folder
     * @param files files and folders in it
     * @param output what all commands of one sandbox may print
     */
    public record Limits(
            @DefaultValue("4096") long openFiles,
            @DefaultValue("512") long processes,
            @DefaultValue("2GB") DataSize fileSize,
            @DefaultValue("2GB") DataSize disk,
            @DefaultValue("1000000") long files,
            @DefaultValue("1GB") DataSize output) {}
}
