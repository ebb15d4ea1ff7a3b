package dev.mosaic.stitcher.access;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who runs this instance.
 *
 * @param instanceAdmins forge users who may do what concerns the whole instance; the user of the
 *     local forge always may
 */
@ConfigurationProperties("mosaic.access")
public record AccessSettings(@DefaultValue List<String> instanceAdmins) {
    public AccessSettings {
        instanceAdmins = List.copyOf(instanceAdmins);
    }
}
