package dev.mosaic.stitcher.engine;

/**
 * How a run goes on from where an earlier one of the same engine, model and job ended.
 *
 * @param conversation what {@link EngineRun#conversation()} of that run gave, less what was secret
 *     or too long in it
 * @param prompt what the agent is told next, instead of the prompt of a run that begins anew
 */
public record Sequel(String conversation, String prompt) {}
