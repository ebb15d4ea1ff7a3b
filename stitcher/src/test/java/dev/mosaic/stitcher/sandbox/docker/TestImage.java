package dev.mosaic.stitcher.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.XZInputStream;

/**
 * An image made of what this machine has: busybox, the JDK that runs the tests, and perl if it is
 * there. Made once per engine and JDK; no registry is asked.
 */
final class TestImage {
    private static final String NAME = "mosaic-test";
    private static final String FROM_SCRATCH = "FROM scratch\nADD files.tar /\n";
    private static final String FORWARDER = "mosaic-test-forwarder:1";
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static final Set<String> UNUSED = Set.of("src.zip", "ct.sym", "jmods", "legal", "man");

    private TestImage() {}

    /** {@link Failure.Never} if this machine has none. */
    static Path busybox() {
        return Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new Failure.Never(
                                "There is no busybox to make an image of (Debian: apt-get install busybox-static).",
                                null));
    }

    /** The id of an image with busybox, java, and perl if this machine has it. */
    static String id() {
        var tag = Runtime.version().toString().replaceAll("[^A-Za-z0-9_.-]", "_");
        return named(NAME + ":" + tag, TestImage::write);
    }

    /** The id of an image that has Maven too; empty if this machine has none to put there. */
    static Optional<String> withMaven() {
        return maven().map(home -> {
            var base = id();
            var name = "%s-maven:%s".formatted(NAME, base.substring("sha256:".length(), 20));
            return named(
                    name,
                    "FROM %s\nADD files.tar /\nENV JAVA_HOME=/jdk\n".formatted(base),
                    tar -> {
                        try (var all = Files.walk(home)) {
                            for (var each :
                                    (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                                file(tar, each, "maven/" + home.relativize(each));
                            }
                        }
                        link(tar, "usr/local/bin/mvn", "/maven/bin/mvn");
                    });
        });
    }

    /**
     * The id of an image that has PostgreSQL too, the one that other tests start on this machine;
     * empty if there is none for it. Its programs are in {@code /pg/bin}.
     */
    static Optional<String> withPostgres() {
        var archive = TestImage.class.getResource("/postgres-linux-x86_64.txz");
        if (archive == null || !System.getProperty("os.arch").equals("amd64")) {
            return Optional.empty();
        }
        var base = id();
        var name = "%s-postgres:%s".formatted(NAME, base.substring("sha256:".length(), 20));
        return Optional.of(
                named(
                        name,
                        "FROM %s\nADD files.tar /\n".formatted(base),
                        tar -> {
                            var folder = Files.createTempDirectory("postgres");
                            try {
                                copy(archive, folder, tar);
                                var bin = folder.resolve("bin");
                                libraries(
                                        tar,
                                        Set.of(bin.resolve("postgres"), bin.resolve("initdb")),
                                        folder.toString());
                                var users = folder.resolve("passwd");
                                Files.writeString(users, users());
                                file(tar, users, "etc/passwd");
                            } finally {
                                Removal.of(folder);
                            }
                        }));
    }

    /** It starts for nobody who has no name. */
    private static String users() throws IOException {
        var self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return "agent:x:10001:10001::/tmp:/bin/sh\nself:x:%s:%1$s::/tmp:/bin/sh\n".formatted(self);
    }

    /** Into an image, and to a folder too, where its libraries can be asked for. */
    private static void copy(URL archive, Path folder, TarArchiveOutputStream tar)
            throws IOException {
        try (var from = new TarArchiveInputStream(new XZInputStream(archive.openStream()))) {
            for (var entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                var here = folder.resolve(entry.getName());
                var there = "pg/" + folder.relativize(here.normalize());
                if (entry.isSymbolicLink()) {
                    link(tar, there, entry.getLinkName());
                    Files.createDirectories(here.getParent());
                    Files.createSymbolicLink(here, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.createDirectories(here.getParent());
                    Files.copy(from, here);
                    if ((entry.getMode() & 0100) != 0) {
                        here.toFile().setExecutable(true);
                    }
                    file(tar, here, there);
                }
            }
        }
    }

    /** The one that the wrapper of this repository fetched, or another. */
    private static Optional<Path> maven() {
        var wrapped = Path.of(System.getProperty("user.home"), ".m2", "wrapper", "dists");
        var places = new ArrayList<Path>();
        var named = System.getenv("MAVEN_HOME");
        if (named != null) {
            places.add(Path.of(named));
        }
        if (Files.isDirectory(wrapped)) {
            try (var found = Files.walk(wrapped, 4)) {
                found.filter(it -> it.endsWith("bin/mvn"))
                        .map(it -> it.getParent().getParent())
                        .forEach(places::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return places.stream().filter(it -> Files.isRegularFile(it.resolve("bin/mvn"))).findFirst();
    }

    private static String named(String name, Writing writing) {
        return named(LocalEngine.host(), name, FROM_SCRATCH, writing);
    }

    static String named(String name, String dockerfile, Writing writing) {
        return named(LocalEngine.host(), name, dockerfile, writing);
    }

    private static String named(String host, String name, String dockerfile, Writing writing) {
        var here = LocalEngine.ask(host, client -> look(client, name));
        return here.orElseGet(() ->
                built(
                        host,
                        dockerfile,
                        folder -> {
                            var file = Files.newOutputStream(folder.resolve("files.tar"));
                            try (var tar = new TarArchiveOutputStream(file)) {
                                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                                writing.into(tar);
                            }
                        },
                        Set.of(name)));
    }

    /** {@link Failure.Never} if this machine has none. */
    static Path socat() {
        return Stream.of("/usr/bin/socat", "/bin/socat")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new Failure.Never(
                                "There is no socat to make an image of (Debian: apt-get install socat).",
                                null));
    }

    /** The id of an image with socat and what it needs, and nothing else. */
    static String forwarder() {
        return forwarder(LocalEngine.host());
    }

    /** The same in another engine. */
    static String forwarder(String host) {
        var socat = socat();
        return named(
                host,
                FORWARDER,
                FROM_SCRATCH,
                tar -> {
                    file(tar, socat, "bin/socat");
                    libraries(tar, Set.of(socat), "none");
                });
    }

    /** The id of an image with busybox and nothing else, in another engine. */
    static String small(String host) {
        return named(host, NAME + "-small:1", FROM_SCRATCH, TestImage::onlyPrograms);
    }

    /** The files of that image, as tar. */
    static byte[] smallLayer() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            onlyPrograms(tar);
        }
        return bytes.toByteArray();
    }

    private static void onlyPrograms(TarArchiveOutputStream tar) throws IOException {
        programs(tar);
        libraries(tar, Set.of(busybox()), "none");
    }

    /** The id of an image that is another with some lines of a Dockerfile more. */
    static String derived(String id, String lines) {
        return built(LocalEngine.host(), "FROM %s\n%s\n".formatted(id, lines), _ -> {}, Set.of());
    }

    static Optional<String> look(DockerClient client, String name) {
        try {
            return Optional.of(client.inspectImageCmd(name).exec().getId());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static String built(
            String host, String dockerfile, Filling filling, Set<String> names) {
        try {
            var folder = Files.createTempDirectory("image");
            var file = Files.writeString(folder.resolve("Dockerfile"), dockerfile);
            try {
                filling.into(folder);
                var built =
                        LocalEngine.ask(
                                host,
                                client ->
                                        client.buildImageCmd(file.toFile())
                                                .withTags(names)
                                                .start()
                                                .awaitImageId());
                return LocalEngine.ask(host, client -> look(client, built)).orElseThrow();
            } finally {
                Files.deleteIfExists(folder.resolve("files.tar"));
                Files.delete(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts files beside a Dockerfile. */
    private interface Filling {
        void into(Path folder) throws IOException;
    }

    /** Writes what an image holds. */
    interface Writing {
        void into(TarArchiveOutputStream tar) throws IOException;
    }

    private static void write(TarArchiveOutputStream tar) throws IOException {
        programs(tar);
        var programs = new TreeSet<Path>();
        programs.add(busybox());
        var jdk = Path.of(System.getProperty("java.home"));
        tree(tar, jdk);
        link(tar, "usr/local/bin/java", "/jdk/bin/java");
        programs.add(jdk.resolve("bin/java"));
        programs.add(jdk.resolve("lib/server/libjvm.so"));
        var perl = Path.of("/usr/bin/perl");
        if (Files.isExecutable(perl)) {
            file(tar, perl, "usr/bin/perl");
            programs.add(perl);
        }
        libraries(tar, programs, jdk.toString());
    }

    /** Busybox by all its names. */
    private static void programs(TarArchiveOutputStream tar) throws IOException {
        file(tar, busybox(), "bin/busybox");
        for (var applet : printed(busybox().toString(), "--list")) {
            if (!applet.equals("busybox")) {
                link(tar, "bin/" + applet, "busybox");
            }
        }
    }

    /** What some programs need. @param apart where those are that come another way */
    static void libraries(TarArchiveOutputStream tar, Set<Path> programs, String apart)
            throws IOException {
        var libraries = new TreeSet<String>();
        for (var program : programs) {
            for (var line : printed("ldd", program.toString())) {
                LIBRARY.matcher(line)
                        .results()
                        .map(it -> Path.of(it.group(1)).normalize().toString())
                        .forEach(libraries::add);
            }
        }
        for (var library : libraries) {
            if (!library.startsWith(apart)) {
                file(tar, Path.of(library), library.substring(1));
            }
        }
    }

    private static void tree(TarArchiveOutputStream tar, Path jdk) throws IOException {
        try (var all = Files.walk(jdk)) {
            for (var each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                var below = jdk.relativize(each);
                var unused = Stream.of(below.toString().split("/")).anyMatch(UNUSED::contains);
                if (!unused && (!below.startsWith("bin") || below.endsWith("java"))) {
                    file(tar, each, "jdk/" + below);
                }
            }
        }
    }

    static void file(TarArchiveOutputStream tar, Path from, String name) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(from));
        entry.setMode(Files.isExecutable(from) ? 0755 : 0644);
        tar.putArchiveEntry(entry);
        Files.copy(from, (OutputStream) tar);
        tar.closeArchiveEntry();
    }

    static void link(TarArchiveOutputStream tar, String name, String to) throws IOException {
        var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(to);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    static List<String> printed(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var printed = process.getInputStream()) {
            return new String(printed.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
