/**
 * The counter where every door hands in: a command is stored before it is acknowledged, answered
 * once, and answered by another process when this one dies. Knows no door and nothing of what the
 * desk does.
 */
@NamedInterface("intake")
@NullMarked
package dev.mosaic.stitcher.command.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
