package dev.mosaic.stitcher.git.mirror;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Push;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.host.TreePaths;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a remote. The address comes from the caller and never from a configuration
 * file, so nothing can rewrite it; the credential lives as long as the exchange.
 */
final class Wire {
    /** Where a remote's branches stand in a mirror; job refs live beside, under refs/mosaic. */
    static final String BRANCHES = "refs/remotes/origin/";

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Repository mirror;
    private final Remote remote;
    private final Duration timeout;
    private final Clock clock;

    Wire(Repository mirror, Remote remote, Duration timeout, Clock clock) {
        this.mirror = mirror;
        this.remote = remote;
        this.timeout = timeout;
        this.clock = clock;
    }

    void fetch() throws IOException {
        try (var transport = open()) {
            transport.setRemoveDeletedRefs(true);
            transport.setTagOpt(TagOpt.NO_TAGS);
            var result =
                    transport.fetch(
                            new StopOnInterrupt(),
                            List.of(new RefSpec("+refs/heads/*:" + BRANCHES + "*")));
            for (var update : result.getTrackingRefUpdates()) {
                switch (update.getResult()) {
                    case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
                    default ->
                            throw new TransportException(
                                    "could not record %s: %s"
                                            .formatted(update.getRemoteName(), update.getResult()));
                }
            }
        }
    }

    Push push(ObjectId commit, String branch, @Nullable ObjectId expected) throws IOException {
        var ref = "refs/heads/" + branch;
        var old = Objects.requireNonNullElse(expected, ObjectId.zeroId());
        // forced, because a new round may stand on a newer base; what it may replace is `old` alone
        var update = new RemoteRefUpdate(mirror, null, commit, ref, true, null, old);
        try (var transport = open()) {
            transport.setPushThin(true);
            transport.push(new StopOnInterrupt(), List.of(update));
        } catch (TransportException e) {
            if (Troubles.isRefusal(e)) {
                return new Push.Rejected(Troubles.reason(e));
            }
            throw e;
        }
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> new Push.Done();
            default -> refused(update, commit, old);
        };
    }

    /**
     * A server may say no to the whole, or report a lost race as any kind of error: what the branch
     * is now tells which.
     */
    private Push refused(RemoteRefUpdate update, ObjectId commit, ObjectId expected)
            throws IOException {
        var lost = lost(update.getRemoteName(), commit, expected);
        if (lost != null) {
            return lost;
        }
        if (isLocked(update.getRemoteName())) {
            throw new Failure.Later(
                    "The branch `%s` of %s is locked by another git. A lock whose git was killed is removed after %d s."
                            .formatted(
                                    update.getRemoteName(),
                                    Mirror.shown(remote),
                                    StaleLocks.LONGEST_HOLD.toSeconds()),
                    AGAIN,
                    null);
        }
        // whoever held the lock may have let go of it between the two looks
        lost = lost(update.getRemoteName(), commit, expected);
        if (lost != null) {
            return lost;
        }
        var said = update.getMessage() == null ? "" : update.getMessage();
        return new Push.Rejected(
                said.isBlank()
                        ? update.getStatus().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        : TreePaths.printable(said.strip(), 300));
    }

    /** What the branch itself says of a push that was refused; null if it is as it was expected. */
    private @Nullable Push lost(String ref, ObjectId commit, ObjectId expected) throws IOException {
        var actual = where(ref);
        if (commit.equals(actual)) {
            return new Push.Done();
        }
        return expected.equals(Objects.requireNonNullElse(actual, ObjectId.zeroId()))
                ? null
                : new Push.Moved(actual == null ? null : new CommitSha(actual.name()));
    }

    /** Of a repository on this disk alone: a server looks after its own. */
    private boolean isLocked(String ref) throws IOException {
        if (!"file".equalsIgnoreCase(remote.url().getScheme())) {
            return false;
        }
        var gitDir = RepositoryCache.FileKey.resolve(Path.of(remote.url()).toFile(), FS.DETECTED);
        return gitDir != null && StaleLocks.isLocked(gitDir.toPath(), ref, clock.instant());
    }

    private @Nullable ObjectId where(String ref) throws IOException {
        try (var transport = open();
                var connection = transport.openFetch(List.of(new RefSpec(ref)))) {
            var found = connection.getRef(ref);
            return found == null ? null : found.getObjectId();
        }
    }

    private Transport open() throws IOException {
        var transport = Transport.open(mirror, address());
        transport.setTimeout(Math.toIntExact(timeout.toSeconds()));
        transport.setCredentialsProvider(new OneServer(address(), remote.credential()));
        return transport;
    }

    private URIish address() throws IOException {
        var url = remote.url();
        try {
            return switch (String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)) {
                case "file" -> {
                    var path = Path.of(url);
                    var plain = new URIish().setScheme("file").setPath(path.toString());
                    if (!Files.isDirectory(path)) {
                        throw new NoRemoteRepositoryException(plain, "no such folder");
                    }
                    yield plain;
                }
                case "http", "https" -> new URIish(url.toString());
                default ->
                        throw new Failure.Never(
                                "Mosaic reaches repositories by file:, http: and https:, not by %s. Change the address."
                                        .formatted(url),
                                null);
            };
        } catch (URISyntaxException e) {
            throw new Failure.Never("Not an address of a repository: %s.".formatted(url), e);
        }
    }

    /** Gives the credential to the server it is for, and answers no other question. */
    private static final class OneServer extends CredentialsProvider {
        private final URIish server;
        private final Remote.@Nullable Credential credential;

        OneServer(URIish server, Remote.@Nullable Credential credential) {
            this.server = server;
            this.credential = credential;
        }

        @Override
        public boolean isInteractive() {
            return false;
        }

        @Override
        public boolean supports(CredentialItem... items) {
            for (var item : items) {
                if (!(item instanceof CredentialItem.Username)
                        && !(item instanceof CredentialItem.Password)) {
                    return false;
                }
            }
            return credential != null;
        }

        @Override
        public boolean get(URIish uri, CredentialItem... items) {
            if (credential == null || !supports(items) || !isOurs(uri)) {
                return false;
            }
            for (var item : items) {
                if (item instanceof CredentialItem.Username user) {
                    user.setValue(credential.user());
                } else if (item instanceof CredentialItem.Password password) {
                    password.setValue(credential.password().toCharArray());
                }
            }
            return true;
        }

        private boolean isOurs(URIish uri) {
            return Objects.equals(uri.getScheme(), server.getScheme())
                    && Objects.equals(uri.getHost(), server.getHost())
                    && uri.getPort() == server.getPort();
        }
    }

    /** Lets an interrupt end a long transfer at the next object. */
    private static final class StopOnInterrupt extends EmptyProgressMonitor {
        @Override
        public boolean isCancelled() {
            return Thread.currentThread().isInterrupted();
        }
    }
}
