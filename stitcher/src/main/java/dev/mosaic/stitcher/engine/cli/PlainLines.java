package dev.mosaic.stitcher.engine.cli;

/**
 * A program whose lines mean nothing in particular: they stand in the job's log, and the last one
 * is its last word.
 */
final class PlainLines implements LineReader {
    @Override
    public void begin(Story story) {
        story.turn();
    }

    @Override
    public void read(String line, Story story) {
        if (!line.isBlank()) {
            story.lastWords(line);
        }
    }

    @Override
    public boolean concludes() {
        return false;
    }
}
