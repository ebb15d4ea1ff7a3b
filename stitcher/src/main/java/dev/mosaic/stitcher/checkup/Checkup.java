package dev.mosaic.stitcher.checkup;

import java.util.List;

/**
 * One part of Mosaic that can be asked whether it is well. Blocking; called from a thread of its
 * own, with a limit. Changes nothing that stays, and tells no secret.
 */
public interface Checkup {
    /** What is looked at, in one or two words: {@code database}, {@code sandbox}. */
    String subject();

    /** What was found, in the order in which a person reads it; at least one line. */
    List<Finding> look() throws InterruptedException;
}
