package dev.mosaic.stitcher.git.mirror;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.BundleWriter;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TransportBundleStream;
import org.eclipse.jgit.transport.URIish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits on their way from one mirror to another, in git's bundle format: what a commit has that
 * its base has not.
 */
final class Bundles {
    private static final Logger log = LoggerFactory.getLogger(Bundles.class);
    private static final String CARRIED = "refs/mosaic/carried";

    private Bundles() {}

    /** Empty if it would be longer than {@code maxBytes}. */
    static Optional<byte[]> write(
            Repository repository, ObjectId commit, ObjectId base, int maxBytes)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var walk = new RevWalk(repository)) {
            var bundle = new BundleWriter(repository);
            bundle.include(CARRIED, commit);
            bundle.assume(walk.parseCommit(base));
            bundle.writeBundle(new EmptyProgressMonitor() {}, new Bounded(bytes, maxBytes));
            return Optional.of(bytes.toByteArray());
        } catch (TooLong _) {
            return Optional.empty();
        }
    }

    /**
     * Takes a commit in and keeps it under {@code ref}. False if the repository has not what the
     * commit stands on, or the bundle is broken or carries another one.
     */
    static boolean read(Repository repository, byte[] bundle, ObjectId commit, String ref)
            throws IOException {
        try (var transport =
                new TransportBundleStream(
                        repository,
                        new URIish("bundle:" + commit.name()),
                        new ByteArrayInputStream(bundle))) {
            transport.fetch(
                    new EmptyProgressMonitor() {}, List.of(new RefSpec("+" + CARRIED + ":" + ref)));
            var found = repository.exactRef(ref);
            return found != null && commit.equals(found.getObjectId());
        } catch (TransportException e) {
            log.atWarn()
                    .addKeyValue("commit", commit.name())
                    .addKeyValue("cause", e.getMessage())
                    .log("a bundle could not be taken in");
            return false;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes;
        private final int limit;

        Bounded(ByteArrayOutputStream bytes, int limit) {
            this.bytes = bytes;
            this.limit = limit;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] some, int offset, int length) throws IOException {
            if (bytes.size() + (long) length > limit) {
                throw new TooLong();
            }
            bytes.write(some, offset, length);
        }
    }
}
