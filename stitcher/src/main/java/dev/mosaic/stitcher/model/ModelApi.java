package dev.mosaic.stitcher.model;

/** How a provider is spoken with. */
public enum ModelApi {
    /** Anthropic's Messages. */
    ANTHROPIC("https://api.anthropic.com"),
    /** OpenAI's chat completions and responses, and whatever speaks like them. */
    OPENAI("https://api.openai.com/v1");

    private final String home;

    ModelApi(String home) {
        this.home = home;
    }

    /** Where its inventor serves it. */
    String home() {
        return home;
    }
}
