package dev.mosaic.stitcher.engine;

/**
 * The conversation of an earlier run of the same engine, model and job, with which a run goes on.
 *
 * @param body what {@link EngineRun#conversation()} of that run gave, less what was secret or too
 *     long in it
 * @param nextPrompt what the agent is told next, instead of the prompt of a run that begins anew
 */
public record EarlierConversation(String body, String nextPrompt) {}
