package dev.mosaic.bench;

/** Something that is measured, with its goals. */
interface Figure {
    /** As {@code -Dbench=} names it. */
    String name();

    /**
     * Measures and adds to the report.
     *
     * @throws WrongResult if something is not slow but wrong
     */
    void measure(World world, Report report) throws Exception;
}
