package dev.mosaic.stitcher.sandbox.process.launch;

import dev.mosaic.stitcher.sandbox.usage.Watch.Room;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Commands as processes of this machine.
 *
 * @param confinement what keeps them apart: {@code bubblewrap}, {@code account}, {@code none}, or
 *     {@code auto} for the strongest that works here
 * @param network {@code shared} with this machine, or {@code none} but their own loopback, which
 *     only bubblewrap can give
 * @param visible files and folders that bubblewrap shows besides the system's, read-only
 * @param hidden files and folders that bubblewrap never shows, even within a visible one
 * @param firstUid first of 4096 user numbers that nobody else on this machine uses; each sandbox of
 *     a Mosaic that runs as root gets one
 * @param memory memory of all processes of one sandbox together, looked at twice a second, on Linux
 *     only; 0 for no limit
 * @param repositories repositories of a real forge whose commands may run here, as {@code gitea:7}
 *     or {@code gitea:team/app}; those of the local forge always may
 */
@ConfigurationProperties("mosaic.sandbox.process")
public record ProcessSettings(
        @DefaultValue("auto") Confinement confinement,
        @DefaultValue("shared") Network network,
        @DefaultValue List<Path> visible,
        @DefaultValue List<Path> hidden,
        @DefaultValue("47000") int firstUid,
        @DefaultValue("4GB") DataSize memory,
        @DefaultValue List<String> repositories,
        @DefaultValue Limits limits) {
    public ProcessSettings {
        visible = List.copyOf(visible);
        hidden = List.copyOf(hidden);
        repositories = List.copyOf(repositories);
    }

    /** What the commands of one sandbox may fill. */
    public Room room() {
        return new Room(
                limits.disk(), limits.files(), limits.output(), "mosaic.sandbox.process.limits");
    }

    /** What keeps commands apart from the rest of the machine. */
    public enum Confinement {
        AUTO,
        BUBBLEWRAP,
        ACCOUNT,
        NONE
    }

    /** What network commands have. */
    public enum Network {
        SHARED,
        NONE
    }

    /**
     * What the commands of one sandbox may use.
     *
     * @param openFiles files that one process may hold open
     * @param processes processes and threads of one sandbox; holds with bubblewrap and account only
     * @param fileSize size of one file
     * @param memory address space of one process; 0 for no limit, as a JVM asks for much more than
     *     it uses
     * @param cpu processor time of one process, in whole seconds; 0 for no limit
     * @param disk size of the work folder and the private folder together
     * @param files files and folders in both
     * @param output what all commands of one sandbox may print
     */
    public record Limits(
            @DefaultValue("4096") long openFiles,
            @DefaultValue("512") long processes,
            @DefaultValue("2GB") DataSize fileSize,
            @DefaultValue("0") DataSize memory,
            @DefaultValue("0s") Duration cpu,
            @DefaultValue("2GB") DataSize disk,
            @DefaultValue("1000000") long files,
            @DefaultValue("1GB") DataSize output) {}
}
