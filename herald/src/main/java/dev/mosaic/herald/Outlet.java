package dev.mosaic.herald;

import dev.mosaic.stitcher.text.StatusView;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A place where people hear of jobs. Implementations live next to their platform, one package each.
 * Errors: {@link dev.mosaic.stitcher.failure.Failure.Later} to be tried again, {@link
 * dev.mosaic.stitcher.failure.Failure.Never} when the address is gone for good.
 */
public interface Outlet {
    /** The name that stands in {@code Origin.outlet()}. */
    String name();

    /**
     * Says something new.
     *
     * @param key the same key again must not be said twice, as far as the platform can tell
     * @return the platform's id of the message
     */
    Mono<String> say(String address, String key, String text);

    /**
     * Shows how a job stands: one message that is replaced.
     *
     * @param remoteId the message to replace; null the first time
     * @return the id of the message that now shows it
     */
    Mono<String> show(String address, @Nullable String remoteId, StatusView view);
}
