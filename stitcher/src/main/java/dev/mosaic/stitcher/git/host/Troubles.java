package dev.mosaic.stitcher.git.host;

import dev.mosaic.stitcher.failure.Failure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.jspecify.annotations.Nullable;

/** Turns what JGit and the disk throw into failures with a sentence. Nothing else leaves. */
public final class Troubles {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int REASON = 300;

    private Troubles() {}

    /** Something that reads or writes a repository. */
    public interface Work<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /**
     * Does the work.
     *
     * @param where what people call the repository
     */
    public static <T extends @Nullable Object> T translated(String where, Work<T> work) {
        try {
            return work.run();
        } catch (TransportException e) {
            throw remote(where, e);
        } catch (MissingObjectException | CorruptObjectException e) {
            throw new Failure.Never(
                    "The local mirror of %s lacks something that it should hold. Retry the job: it starts from the repository's branch again."
                            .formatted(where),
                    e);
        } catch (IOException e) {
            throw disk(where, e);
        } catch (RuntimeException e) {
            if (e.getClass().getName().startsWith("org.eclipse.jgit.")) {
                throw new Failure.Never(
                        "Git could not work with %s: %s. Check the repository with `git fsck`."
                                .formatted(where, reason(e)),
                        e);
            }
            throw e;
        }
    }

    /** Ends the work if the thread was interrupted; the flag stays up for the caller. */
    public static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new Failure.Later("The work was stopped half-way.", Duration.ZERO, null);
        }
    }

    /** A server's or vendor's words in one harmless line. */
    public static String reason(Throwable e) {
        var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return TreePaths.printable(message.strip(), REASON);
    }

    private static Failure disk(String where, IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return new Failure.Later("The work was stopped half-way.", Duration.ZERO, e);
        }
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return new Failure.Never(
                    "A file of %s vanished from this machine: %s. Retry the job."
                            .formatted(where, reason(e)),
                    e);
        }
        return new Failure.Later(
                "The disk refused work on %s: %s. Check free space and permissions there."
                        .formatted(where, reason(e)),
                SOON,
                e);
    }

    private static Failure remote(String where, TransportException e) {
        if (Thread.currentThread().isInterrupted()) {
            return new Failure.Later("The work was stopped half-way.", Duration.ZERO, e);
        }
        if (e instanceof NoRemoteRepositoryException) {
            return new Failure.Never(
                    "There is no repository at %s, or our account may not see it. Check the address and who has access."
                            .formatted(where),
                    e);
        }
        if (isRefusal(e)) {
            return new Failure.Never(
                    "The server refused our credential for %s. Check the token and its rights on this repository."
                            .formatted(where),
                    e);
        }
        if (says(e, "redirect")) {
            return new Failure.Never(
                    "The server sends us from %s to another address, which git does not follow with a token. Set the forge's final address."
                            .formatted(where),
                    e);
        }
        if (caused(e, SSLException.class) && says(e, "cert")) {
            return new Failure.Never(
                    "The certificate of %s is not trusted: %s. Add its issuer to Java's trust store."
                            .formatted(where, reason(e)),
                    e);
        }
        return new Failure.Later(
                "The repository %s does not answer: %s. If this lasts, check the forge and the network."
                        .formatted(where, reason(e)),
                SOON,
                e);
    }

    /** True if the server said that we may not, as opposed to that it cannot. */
    public static boolean isRefusal(TransportException e) {
        return says(e, "not authorized")
                || says(e, "not permitted")
                || says(e, "authentication is required")
                || says(e, "authentication not supported");
    }

    private static boolean says(Throwable e, String words) {
        for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().toLowerCase(Locale.ROOT).contains(words)) {
                return true;
            }
        }
        return false;
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> type) {
        for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
