package dev.mosaic.stitcher.sandbox.egress;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.mosaic.stitcher.sandbox.mirror.Mirror.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The package {@code tinypad}, which adds, as the registry of a tool serves it, and a project that
 * locks and needs it. Its test fails until {@link #MENDING} has run.
 */
public enum TinyPackage {
    NPM(Kind.NPM, "npm") {
        private static final String TARBALL = "/tinypad/-/tinypad-1.0.0.tgz";

        @Override
        public void publish(RegistryServer registry, RegistryServer files, String at) {
            var tarball = tarball();
            files.put(TARBALL, "application/octet-stream", tarball);
            registry.put(
                    "/tinypad",
                    "application/json",
                    """
                    {"name": "tinypad", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0":
                      {"name": "tinypad", "version": "1.0.0", "dist":
                        {"tarball": "%s", "integrity": "%s"}}}}
                    """
                            .formatted(at + TARBALL, integrity(tarball))
                            .getBytes(UTF_8));
        }

        @Override
        public Map<String, String> project(String at) {
            return Map.of(
                    "package.json",
                    """
                    {"name": "price", "version": "1.0.0", "scripts": {"test": "node test.js"}, "dependencies": {"tinypad": "1.0.0"}}
                    """,
                    "package-lock.json",
                    """
                    {"name": "price", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
                      "": {"name": "price", "version": "1.0.0", "dependencies": {"tinypad": "1.0.0"}},
                      "node_modules/tinypad": {"version": "1.0.0", "resolved": "%s", "integrity": "%s"}}}
                    """
                            .formatted(at + TARBALL, integrity(tarball())),
                    "price.js",
                    "module.exports = (a, b) => require('tinypad').add(a, a);\n",
                    "test.js",
                    "require('assert').strictEqual(require('./price.js')(3, 4), 7);\n",
                    ".gitignore",
                    "node_modules/\n");
        }

        private static byte[] tarball() {
            return tgz(
                    Map.of(
                            "package/package.json",
                            "{\"name\": \"tinypad\", \"version\": \"1.0.0\", \"main\": \"index.js\"}\n",
                            "package/index.js",
                            "exports.add = (a, b) => a + b;\n"));
        }

        private static String integrity(byte[] tarball) {
            return "sha512-"
                    + Base64.getEncoder().encodeToString(digest("SHA-512").digest(tarball));
        }
    },

    PIP(Kind.PYPI, "pip") {
        private static final String WHEEL = "tinypad-1.0.0-py3-none-any.whl";

        @Override
        public void publish(RegistryServer registry, RegistryServer files, String at) {
            var address = "%s/packages/%s".formatted(at, WHEEL);
            var hash = sha256(wheel());
            files.put("/packages/" + WHEEL, "application/octet-stream", wheel());
            var json =
                    """
                    {"meta": {"api-version": "1.0"}, "name": "tinypad", "files": [
                      {"filename": "%s", "url": "%s", "hashes": {"sha256": "%s"}}]}
                    """
                            .formatted(WHEEL, address, hash);
            var html = "<a href=\"%s#sha256=%s\">%s</a>\n".formatted(address, hash, WHEEL);
            registry.answer(
                    "/simple/tinypad/",
                    exchange -> {
                        var wanted = String.valueOf(exchange.getRequestHeaders().get("Accept"));
                        var isJson = wanted.contains("application/vnd.pypi.simple.v1+json");
                        write(
                                exchange,
                                isJson ? "application/vnd.pypi.simple.v1+json" : "text/html",
                                isJson ? json : html);
                    });
        }

        @Override
        public Map<String, String> project(String at) {
            return Map.of(
                    "requirements.txt",
                    "tinypad==1.0.0 --hash=sha256:%s\n".formatted(sha256(wheel())),
                    "price.py",
                    "import tinypad\n\n\ndef price(a, b):\n    return tinypad.add(a, a)\n",
                    "test_price.py",
                    """
                    import unittest
                    import price


                    class PriceTest(unittest.TestCase):
                        def test_a_price_is_a_sum(self):
                            self.assertEqual(7, price.price(3, 4))
                    """,
                    ".gitignore",
                    "__pycache__/\n");
        }

        private static byte[] wheel() {
            return zip(
                    Map.of(
                            "tinypad.py",
                            "def add(a, b):\n    return a + b\n",
                            "tinypad-1.0.0.dist-info/METADATA",
                            "Metadata-Version: 2.1\nName: tinypad\nVersion: 1.0.0\n",
                            "tinypad-1.0.0.dist-info/WHEEL",
                            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                            "tinypad-1.0.0.dist-info/RECORD",
                            "tinypad.py,,\ntinypad-1.0.0.dist-info/METADATA,,\ntinypad-1.0.0.dist-info/WHEEL,,\ntinypad-1.0.0.dist-info/RECORD,,\n"));
        }
    },

    GO(Kind.GO, "go") {
        private static final String AT = "/example.com/tinypad/@v/";
        private static final String MODULE = "module example.com/tinypad\n\ngo 1.19\n";

        @Override
        public void publish(RegistryServer registry, RegistryServer files, String at) {
            registry.put(AT + "list", "text/plain", "v1.0.0\n".getBytes(UTF_8));
            registry.put(
                    AT + "v1.0.0.info",
                    "application/json",
                    "{\"Version\": \"v1.0.0\", \"Time\": \"2026-01-01T00:00:00Z\"}"
                            .getBytes(UTF_8));
            registry.put(AT + "v1.0.0.mod", "text/plain", MODULE.getBytes(UTF_8));
            if (!registry.url().equals(at)) {
                // its protocol has no word for another place, so it sends its readers there
                registry.answer(
                        AT + "v1.0.0.zip",
                        exchange -> {
                            exchange.getResponseHeaders().add("Location", at + AT + "v1.0.0.zip");
                            RegistryServer.status(exchange, 302);
                        });
            }
            files.put(AT + "v1.0.0.zip", "application/zip", zip(module()));
        }

        @Override
        public Map<String, String> project(String at) {
            return Map.of(
                    "go.mod",
                    "module example.com/price\n\ngo 1.19\n\nrequire example.com/tinypad v1.0.0\n",
                    "go.sum",
                    "example.com/tinypad v1.0.0 %s\nexample.com/tinypad v1.0.0/go.mod %s\n"
                            .formatted(hash(module()), hash(Map.of("go.mod", MODULE))),
                    "price.go",
                    "package price\n\nimport \"example.com/tinypad\"\n\n// Of is a sum.\nfunc Of(a, b int) int { return tinypad.Add(a, a) }\n",
                    "price_test.go",
                    """
                    package price

                    import "testing"

                    func TestAPriceIsASum(t *testing.T) {
                    	if Of(3, 4) != 7 {
                    		t.Fatal(Of(3, 4))
                    	}
                    }
                    """);
        }

        private static Map<String, String> module() {
            var root = "example.com/tinypad@v1.0.0/";
            return Map.of(
                    root + "go.mod",
                    MODULE,
                    root + "pad.go",
                    "// Package tinypad adds.\npackage tinypad\n\n// Add is a sum.\nfunc Add(a, b int) int { return a + b }\n");
        }

        /** As {@code golang.org/x/mod/sumdb/dirhash} has it: a sum over sums and names. */
        private static String hash(Map<String, String> files) {
            var sums = new StringBuilder();
            new TreeMap<>(files)
                    .forEach((name, text) ->
                            sums.append(sha256(text.getBytes(UTF_8)) + "  " + name + "\n"));
            return "h1:"
                    + Base64.getEncoder()
                            .encodeToString(
                                    digest("SHA-256").digest(sums.toString().getBytes(UTF_8)));
        }
    },

    CARGO(Kind.CARGO, "cargo") {
        @Override
        public void publish(RegistryServer registry, RegistryServer files, String at) {
            registry.put(
                    "/config.json",
                    "application/json",
                    "{\"dl\": \"%s/crates\", \"auth-required\": true}"
                            .formatted(at)
                            .getBytes(UTF_8));
            registry.put(
                    "/ti/ny/tinypad",
                    "text/plain",
                    "{\"name\": \"tinypad\", \"vers\": \"1.0.0\", \"deps\": [], \"cksum\": \"%s\", \"features\": {}, \"yanked\": false}\n"
                            .formatted(sha256(crate()))
                            .getBytes(UTF_8));
            files.put("/crates/tinypad/1.0.0/download", "application/gzip", crate());
        }

        @Override
        public Map<String, String> project(String at) {
            return Map.of(
                    "Cargo.toml",
                    "[package]\nname = \"price\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\n[lib]\npath = \"price.rs\"\n\n[dependencies]\ntinypad = \"1.0.0\"\n",
                    "Cargo.lock",
                    """
                    version = 3

                    [[package]]
                    name = "price"
                    version = "1.0.0"
                    dependencies = [
                     "tinypad",
                    ]

                    [[package]]
                    name = "tinypad"
                    version = "1.0.0"
                    source = "registry+https://github.com/rust-lang/crates.io-index"
                    checksum = "%s"
                    """
                            .formatted(sha256(crate())),
                    "price.rs",
                    """
                    pub fn of(a: i32, b: i32) -> i32 {
                        let _ = b;
                        tinypad::add(a, a)
                    }

                    #[test]
                    fn a_price_is_a_sum() {
                        assert_eq!(7, of(3, 4));
                    }
                    """,
                    ".gitignore",
                    "target/\n");
        }

        private static byte[] crate() {
            return tgz(
                    Map.of(
                            "tinypad-1.0.0/Cargo.toml",
                            "[package]\nname = \"tinypad\"\nversion = \"1.0.0\"\nedition = \"2021\"\n",
                            "tinypad-1.0.0/src/lib.rs",
                            "pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n"));
        }
    };

    /** A line for {@code sh}, in the project's folder. */
    public static final String MENDING = "sed -i 's/a, a)/a, b)/' price.*";

    private final Kind kind;
    private final String tool;

    TinyPackage(Kind kind, String tool) {
        this.kind = kind;
        this.tool = tool;
    }

    /** Of the registry. */
    public Kind kind() {
        return kind;
    }

    /** The program's name. */
    public String tool() {
        return tool;
    }

    /**
     * Puts it into a registry.
     *
     * @param files where its file is
     * @param at the address of that, as the registry tells it
     */
    public abstract void publish(RegistryServer registry, RegistryServer files, String at);

    /**
     * The files of the project by their paths.
     *
     * @param at the address of the package's file as a lock file has it, if it has one
     */
    public abstract Map<String, String> project(String at);

    private static void write(HttpExchange exchange, String type, String text) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, text.getBytes(UTF_8).length);
        exchange.getResponseBody().write(text.getBytes(UTF_8));
    }

    private static byte[] tgz(Map<String, String> files) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (var file : new TreeMap<>(files).entrySet()) {
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().getBytes(UTF_8).length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue().getBytes(UTF_8));
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(Map<String, String> files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : new TreeMap<>(files).entrySet()) {
                var entry = new ZipEntry(file.getKey());
                entry.setTime(1_000_000_000_000L);
                zip.putNextEntry(entry);
                zip.write(file.getValue().getBytes(UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
