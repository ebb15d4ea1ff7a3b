package dev.mosaic.stitcher.context;

import java.util.List;

/**
 * What was gathered for an agent.
 *
 * @param hidden a sentence for each text that held something which its page does not show
 */
public record Brief(Briefing briefing, List<String> hidden) {
    public Brief {
        hidden = List.copyOf(hidden);
    }
}
