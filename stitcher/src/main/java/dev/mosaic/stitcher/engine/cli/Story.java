package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineEvent.Note;
import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineEvent.TurnStarted;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a program tells of one run, in bounded memory however much it tells: events go out as they
 * come, and beyond a number that no limit lets a run reach they go nowhere.
 */
final class Story {
    private static final int MOST_EVENTS = 20_000;
    private static final int MOST_TEXT = 4 << 20;
    private static final int MOST_OPEN = 1_000;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_NOTE = 4_000;

    /** How the program says that it ended. @param text its last words, or what went wrong */
    record Conclusion(boolean well, String text) {}

    private record Use(String tool, String summary) {}

    private final Consumer<EngineEvent> listener;
    private final Map<String, Use> open = new LinkedHashMap<>();
    private final StringBuilder speech = new StringBuilder();
    private int events;
    private int text;
    private int turns;
    private Usage usage = Usage.NOTHING;
    private String lastWords = "";
    private String aside = "";
    private @Nullable Conclusion conclusion;

    Story(Consumer<EngineEvent> listener) {
        this.listener = listener;
    }

    /** A new turn of the model. */
    void turn() {
        if (events < MOST_EVENTS) {
            turns++;
            tell(new TurnStarted(turns));
        }
    }

    /** A tool was used, and its end is known. */
    void tool(String tool, String summary, boolean succeeded) {
        tell(new ToolUsed(Json.cut(tool, LONGEST_NAME), Json.line(summary), succeeded));
    }

    /** A tool is being used; {@link #toolEnds} tells how it went. @param id may be empty */
    void toolBegins(String id, String tool, String summary) {
        var key = Json.cut(id, LONGEST_NAME);
        if (open.size() >= MOST_OPEN || open.containsKey(key)) {
            tool(tool, summary, true);
            return;
        }
        open.put(key, new Use(Json.cut(tool, LONGEST_NAME), Json.line(summary)));
    }

    /**
     * @param remark empty if there is nothing to say
     * @return false if nobody said that it began
     */
    boolean toolEnds(String id, boolean succeeded, String remark) {
        var use = open.remove(Json.cut(id, LONGEST_NAME));
        if (use != null) {
            var summary = remark.isBlank() ? use.summary() : use.summary() + ": " + remark;
            tool(use.tool(), summary, succeeded);
        }
        return use != null;
    }

    void note(String said) {
        var note = Json.cut(said, LONGEST_NOTE);
        if (!note.isBlank() && text + note.length() <= MOST_TEXT) {
            text += note.length();
            tell(new Note(note));
        }
    }

    /** What the agent says, whole. */
    void says(String words) {
        if (!words.isBlank()) {
            lastWords(words);
            note(words);
        }
    }

    /** What the agent says, piece by piece until {@link #spoken}. */
    void saysOn(String piece) {
        if (speech.length() < LONGEST_NOTE) {
            speech.append(Json.cut(piece, LONGEST_NOTE));
        }
    }

    void spoken() {
        says(speech.toString());
        speech.setLength(0);
    }

    void lastWords(String words) {
        lastWords = Json.cut(words, LONGEST_NOTE);
    }

    /** Something that is no part of the story, such as a warning: it explains an end at most. */
    void aside(String line) {
        aside = Json.cut(line, LONGEST_NOTE);
    }

    /** Tokens so far; told if any of them grew. */
    void usage(Usage next) {
        var grown =
                new Usage(
                        Math.max(usage.input(), next.input()),
                        Math.max(usage.output(), next.output()),
                        Math.max(usage.cacheRead(), next.cacheRead()),
                        Math.max(usage.cacheWrite(), next.cacheWrite()));
        if (!grown.equals(usage)) {
            usage = grown;
            tell(usage);
        }
    }

    /** Tokens that come on top of those so far. */
    void moreUsage(Usage more) {
        usage(
                new Usage(
                        usage.input() + more.input(),
                        usage.output() + more.output(),
                        usage.cacheRead() + more.cacheRead(),
                        usage.cacheWrite() + more.cacheWrite()));
    }

    /** The program says how it went; if it says so twice, a bad end stays. */
    void concluded(boolean well, String words) {
        if (conclusion == null || conclusion.well()) {
            conclusion = new Conclusion(well, Json.cut(words, LONGEST_NOTE));
        }
    }

    /** Nothing more will come: what was begun is told as not known to have succeeded. */
    void over() {
        spoken();
        open.values().forEach(use -> tool(use.tool(), use.summary() + ": no answer", false));
        open.clear();
    }

    int turns() {
        return turns;
    }

    /** Null if the program did not say. */
    @Nullable Conclusion conclusion() {
        return conclusion;
    }

    String lastWords() {
        return lastWords;
    }

    String aside() {
        return aside;
    }

    private void tell(EngineEvent event) {
        if (events < MOST_EVENTS) {
            events++;
            listener.accept(event);
        }
    }
}
