package dev.mosaic.stitcher.policy;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large a change may be on this instance; a repository can only lower it.
 *
 * @param files changed files
 * @param lines lines added and removed
 * @param bytes size of all changed files together
 */
@ConfigurationProperties("mosaic.size")
public record SizeSettings(
        @DefaultValue("300") int files,
        @DefaultValue("20000") int lines,
        @DefaultValue("10MB") DataSize bytes) {
    public SizeSettings {
        if (files < 1 || lines < 1 || bytes.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "mosaic.size.files, lines and bytes must all be greater than zero");
        }
    }
}
