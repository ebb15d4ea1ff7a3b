package dev.mosaic.stitcher.context;

import java.util.List;

/**
 * What the runner found for an agent.
 *
 * @param hidden a sentence for each text that held something which its page does not show
 */
public record Findings(Briefing briefing, List<String> hidden) {
    public Findings {
        hidden = List.copyOf(hidden);
    }
}
