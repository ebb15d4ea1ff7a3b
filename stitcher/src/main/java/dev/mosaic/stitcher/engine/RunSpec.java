package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.sandbox.SandboxHandle;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is to do.
 *
 * @param runId unique for the run; the agent's id
 * @param round from 1; a later round carries the rejections in its prompt
 * @param model null where the engine has none
 */
public record RunSpec(
        String runId, int round, SandboxHandle sandbox, String prompt, @Nullable String model) {}
