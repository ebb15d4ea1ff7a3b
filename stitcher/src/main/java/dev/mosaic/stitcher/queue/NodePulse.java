package dev.mosaic.stitcher.queue;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks at the claims and at the node's name. */
@Component
final class NodePulse implements Pulse {
    private final Claims claims;
    private final Membership membership;
    private final QueueSettings settings;

    NodePulse(Claims claims, Membership membership, QueueSettings settings) {
        this.claims = claims;
        this.membership = membership;
        this.settings = settings;
    }

    @Override
    public @Nullable String trouble() {
        var other = membership.trouble();
        if (other != null) {
            return other;
        }
        if (!claims.isRunning()) {
            return "This node is shutting down, and takes no more jobs.";
        }
        var standstill = claims.standstill();
        return standstill.compareTo(settings.standstill()) > 0
                ? "This node has not looked for jobs for %d s; look for `a turn failed` in its log."
                        .formatted(standstill.toSeconds())
                : null;
    }
}
