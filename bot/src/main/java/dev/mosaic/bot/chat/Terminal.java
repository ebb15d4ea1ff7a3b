package dev.mosaic.bot.chat;

import java.io.InputStream;

/**
 * The chat of who started the program: lines come in, replies and news of jobs go to the screen.
 */
public interface Terminal {
    /**
     * Talks until the input ends or says {@code exit}; blocking. Lines are answered one after the
     * other. After the end of the input it waits until every job that this terminal asked for or
     * watches is over and its final word stands on the screen; after {@code exit} it does not.
     *
     * @param in read on another thread, and never closed
     * @throws InterruptedException as soon as the caller is interrupted, also while it reads
     */
    void converse(InputStream in) throws InterruptedException;
}
