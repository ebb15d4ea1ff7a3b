package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.FreeText;

/** Walks through a text word by word. Never goes back over more than the word it just read. */
final class Words {
    private final CharSequence text;
    private int at;
    private int before;

    Words(CharSequence text) {
        this.text = text;
        skipBlanks();
    }

    boolean isEmpty() {
        return at == text.length();
    }

    /** The next word; empty at the end. */
    String next() {
        before = at;
        var start = at;
        while (at < text.length() && !FreeText.isBlank(text.charAt(at))) {
            at++;
        }
        var word = text.subSequence(start, at).toString();
        skipBlanks();
        return word;
    }

    /** Gives the word that was read last back. */
    void back() {
        at = before;
    }

    /** Everything that was not read yet, with its line breaks. */
    String rest() {
        var rest = text.subSequence(at, text.length()).toString();
        at = text.length();
        return rest;
    }

    /** These words as far as the given position; what was read stays read. */
    Words upTo(int end) {
        var shorter = new Words(text.subSequence(0, Math.max(at, end)));
        shorter.at = at;
        return shorter;
    }

    private void skipBlanks() {
        while (at < text.length() && FreeText.isBlank(text.charAt(at))) {
            at++;
        }
    }
}
