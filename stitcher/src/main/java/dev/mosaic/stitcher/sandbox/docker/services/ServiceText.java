package dev.mosaic.stitcher.sandbox.docker.services;

import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.usage.OutputEnd;

/** What a person is told of a service that is not as it was to be; its log is untrusted. */
public final class ServiceText {
    /** How many lines of a log are worth looking at. */
    public static final int LINES = 20;

    private static final int LONGEST = 700;

    private ServiceText() {}

    /** One that ended before it was ready. @param exit code */
    public static String endedAtOnce(Sidecar service, long exit, String log) {
        return "The service `%s` of .mosaic.yml ended before it was ready, with exit code %d. Mend `services.%s` in .mosaic.yml of the base branch: its environment or command, or another image.%s"
                .formatted(service.name(), exit, service.name(), end(log));
    }

    /** One that does not listen when its time is over. */
    public static String notReady(Sidecar service, String log) {
        return "The service `%s` of .mosaic.yml did not listen on port %d within %d seconds. Mend `services.%s` in .mosaic.yml of the base branch: `port`, or more time by `within`.%s"
                .formatted(
                        service.name(),
                        service.port(),
                        service.within().toSeconds(),
                        service.name(),
                        end(log));
    }

    /** One that ended while commands needed it. @param exit code */
    public static String ended(Sidecar service, long exit, String log) {
        return "The service `%s` of .mosaic.yml ended while commands ran beside it, with exit code %d, so what they said does not count.%s"
                .formatted(service.name(), exit, end(log));
    }

    /** One that runs, but listens no more. */
    public static String deaf(Sidecar service, String log) {
        return "The service `%s` of .mosaic.yml stopped listening on port %d while commands ran beside it, so what they said does not count.%s"
                .formatted(service.name(), service.port(), end(log));
    }

    /** One that the engine does not have any more. */
    public static String gone(Sidecar service) {
        return "The service `%s` of .mosaic.yml was removed from outside, so what the commands beside it said does not count. Look at the log of the Docker engine if that happens again."
                .formatted(service.name());
    }

    /** One that wanted more than it may have. */
    public static String outOfMemory(Sidecar service, String log) {
        return "The service `%s` of .mosaic.yml used all the memory that it may, and the kernel ended it. Let the operator raise mosaic.sandbox.docker.services.%s.memory, or let it keep less.%s"
                .formatted(service.name(), service.image(), end(log));
    }

    /** One on a port that is not to be had. */
    public static String reserved(Sidecar service) {
        return "The service `%s` of .mosaic.yml wants port %d, on which Mosaic's own proxy listens in every container. Give it another port in .mosaic.yml of the base branch."
                .formatted(service.name(), service.port());
    }

    private static String end(String log) {
        var end = OutputEnd.of(log, LINES, LONGEST);
        return end.isEmpty() ? " Its log is empty." : " The end of its log: " + end;
    }
}
