package dev.mosaic.stitcher.policy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What people are asked.
 *
 * @param within how long a job waits for an approval before it fails
 */
@ConfigurationProperties("mosaic.approvals")
public record ApprovalSettings(@DefaultValue("3d") Duration within) {
    public ApprovalSettings {
        if (!within.isPositive()) {
            throw new IllegalArgumentException("mosaic.approvals.within must be greater than zero");
        }
    }
}
