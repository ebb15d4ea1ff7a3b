package dev.mosaic.stitcher.sandbox.docker.services;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Sidecar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an image says that is run and needed where nobody says otherwise.
 *
 * @param imageId as the engine has it, after its digest was compared
 * @param entrypoint what stands before every command; may be empty
 * @param command may be empty
 * @param workdir empty for the root
 * @param volumes folders that it wants to keep
 */
public record ImageDefaults(
        String imageId,
        List<String> entrypoint,
        List<String> command,
        String workdir,
        Set<String> volumes) {
    public ImageDefaults {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        volumes = Set.copyOf(volumes);
    }

    /**
     * Program and arguments of a service that is made of it.
     *
     * @throws Failure.Never if neither says any
     */
    public List<String> argv(Sidecar asked) {
        var argv = new ArrayList<>(entrypoint);
        argv.addAll(asked.command().isEmpty() ? command : asked.command());
        if (argv.isEmpty()) {
            throw new Failure.Never(
                    "The image `%s` of the service `%s` runs nothing by itself. Write its `command` into .mosaic.yml of the base branch."
                            .formatted(asked.image(), asked.name()),
                    null);
        }
        return argv;
    }

    /** Folders that get room in memory: nothing of a service is kept. */
    public Set<String> writable(Allowed allowed) {
        var folders = new TreeSet<>(volumes);
        folders.addAll(allowed.writable());
        return folders;
    }

    /** Where it begins. */
    public String begin() {
        return workdir.isEmpty() ? "/" : workdir;
    }
}
