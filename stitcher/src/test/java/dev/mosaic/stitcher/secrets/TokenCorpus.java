package dev.mosaic.stitcher.secrets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * Makes tokens of every family at run time, so that nothing that looks like one stands in the
 * repository. The same seed makes the same ones.
 */
final class TokenCorpus {
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String ALPHANUMERIC = UPPER + UPPER.toLowerCase() + DIGITS;
    private static final String WORD = ALPHANUMERIC + "_-";
    private static final String HEX = DIGITS + "abcdef";
    private static final String BASE64 = ALPHANUMERIC + "+/";

    private final Random random;

    TokenCorpus(long seed) {
        random = new Random(seed);
    }

    /** One text in which the secret must be found. */
    record Case(String name, Source source, String secret) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Families whose form alone tells. */
    Map<String, Supplier<String>> sure() {
        var families = new LinkedHashMap<String, Supplier<String>>();
        for (var kind : List.of("api03", "admin01", "oat01", "ort01", "sid01")) {
            families.put(
                    "anthropic " + kind, () -> "sk-" + "ant-" + kind + "-" + any(WORD, 93) + "AA");
        }
        for (var kind : List.of("proj", "svcacct", "admin")) {
            families.put(
                    "openai " + kind,
                    () -> "sk-" + kind + "-" + any(WORD, 74) + "T3Blbk" + "FJ" + any(WORD, 74));
        }
        families.put(
                "openai old",
                () -> "sk-" + any(ALPHANUMERIC, 20) + "T3Blbk" + "FJ" + any(ALPHANUMERIC, 20));
        families.put("sk-48", () -> "sk-" + any(ALPHANUMERIC, 48));
        for (var kind : List.of("ghp", "gho", "ghu", "ghs", "ghr")) {
            families.put("github " + kind, () -> kind + "_" + any(ALPHANUMERIC, 36));
        }
        families.put(
                "github fine",
                () -> "github_" + "pat_" + any(ALPHANUMERIC, 22) + "_" + any(ALPHANUMERIC, 59));
        for (var kind :
                List.of(
                        "glpat", "gldt", "glrt", "glptt", "glft", "glimt", "glagent", "glsoat",
                        "glffct", "gloas")) {
            families.put("gitlab " + kind, () -> kind + "-" + any(WORD, 20 + random.nextInt(30)));
        }
        families.put("gitlab glcbt", () -> "glcbt" + "-" + any(HEX, 2) + "_" + any(WORD, 20));
        for (var kind : List.of("xoxb", "xoxp", "xoxa", "xoxr", "xoxs", "xoxe")) {
            families.put(
                    "slack " + kind,
                    () ->
                            kind
                                    + "-"
                                    + any(DIGITS, 12)
                                    + "-"
                                    + any(DIGITS, 12)
                                    + "-"
                                    + any(ALPHANUMERIC, 24));
        }
        families.put(
                "slack app",
                () ->
                        "xapp"
                                + "-1-A"
                                + any(UPPER + DIGITS, 10)
                                + "-"
                                + any(DIGITS, 13)
                                + "-"
                                + any(HEX, 64));
        families.put(
                "slack webhook",
                () ->
                        "https://hooks.slack"
                                + ".com/services/T"
                                + any(UPPER + DIGITS, 8)
                                + "/B"
                                + any(UPPER + DIGITS, 10)
                                + "/"
                                + any(ALPHANUMERIC, 24));
        families.put(
                "discord bot",
                () ->
                        "MT"
                                + any(ALPHANUMERIC, 24)
                                + "."
                                + any(WORD, 6)
                                + "."
                                + any(ALPHANUMERIC, 38));
        families.put(
                "discord webhook",
                () ->
                        "https://discord"
                                + ".com/api/webhooks/1"
                                + any(DIGITS, 18)
                                + "/"
                                + any(WORD, 68));
        for (var kind : List.of("AKIA", "ASIA", "ABIA", "ACCA", "A3TX")) {
            families.put("aws " + kind, () -> kind + any(UPPER + "234567", 16));
        }
        families.put("bedrock", () -> "ABSK" + any(BASE64, 128));
        families.put("jwt", this::jwt);
        families.put("google", () -> "AIza" + any(WORD, 35));
        families.put("google oauth", () -> "GOCSPX" + "-" + any(WORD, 28));
        families.put("npm", () -> "npm_" + any(ALPHANUMERIC, 36));
        families.put("pypi", () -> "pypi-" + "AgEIcHlwaS5vcmc" + any(WORD, 120));
        families.put("docker", () -> "dckr_" + "pat_" + any(WORD, 27));
        families.put("hugging face", () -> "hf_" + any(UPPER + UPPER.toLowerCase(), 34));
        families.put("stripe", () -> "sk_" + "live_" + any(ALPHANUMERIC, 24));
        families.put("stripe restricted", () -> "rk_" + "live_" + any(ALPHANUMERIC, 24));
        families.put("sendgrid", () -> "SG" + "." + any(WORD, 22) + "." + any(WORD, 43));
        families.put("digitalocean", () -> "dop" + "_v1_" + any(HEX, 64));
        families.put(
                "age", () -> "AGE-SECRET" + "-KEY-1" + any("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58));
        return families;
    }

    /** Key files: several lines, so the ways of writing them are fewer. */
    Map<String, Supplier<String>> keyFiles() {
        var families = new LinkedHashMap<String, Supplier<String>>();
        for (var kind : List.of("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")) {
            families.put("pem " + kind, () -> pem(kind + "PRIVATE KEY"));
        }
        families.put("pgp", () -> pem("PGP PRIVATE KEY BLOCK"));
        families.put(
                "putty",
                () ->
                        "PuTTY-User-Key"
                                + "-File-3: ssh-rsa\nPrivate-Lines: 2\n"
                                + any(BASE64, 64)
                                + "\n"
                                + any(BASE64, 64));
        return families;
    }

    /** Families that words around them tell: the text with the secret in it. */
    Map<String, UnaryOperator<String>> told() {
        var families = new LinkedHashMap<String, UnaryOperator<String>>();
        families.put("gitea hex assignment", secret -> "GITEA_TOKEN=" + secret);
        families.put(
                "gitea hex yaml", secret -> "gitea:\n  x: 1\n  gitea_token: \"" + secret + "\"");
        families.put(
                "gitea hex header", secret -> "curl -H 'Authorization: token " + secret + "' x");
        families.put("mattermost hex26", secret -> "mattermost.token=" + secret);
        families.put("aws secret", secret -> "aws_secret_access_key = " + secret);
        families.put("bearer", secret -> "Authorization: Bearer " + secret);
        families.put(
                "url userinfo", secret -> "postgres://app:" + secret + "@db.internal:5432/app");
        families.put("generic java", secret -> "String apiKey = \"" + secret + "\";");
        families.put("generic env", secret -> "SERVICE_PASSWORD=" + secret);
        families.put("generic yaml", secret -> "client_secret: " + secret);
        families.put("generic json", secret -> "{\"auth_token\": \"" + secret + "\"}");
        return families;
    }

    String secretFor(String told) {
        if (told.startsWith("gitea")) {
            return any(HEX, 40);
        }
        return switch (told) {
            case "mattermost hex26" -> any("abcdefghijklmnopqrstuvwxyz" + DIGITS, 26);
            case "aws secret" -> any(BASE64, 40);
            case "url userinfo" -> any(ALPHANUMERIC, 20);
            default -> mixed(32);
        };
    }

    /** The ways in which a program may write a text. */
    Map<String, UnaryOperator<String>> encodings() {
        var ways = new LinkedHashMap<String, UnaryOperator<String>>();
        ways.put("plain", secret -> "x = " + secret + " ;");
        ways.put("quoted", secret -> "var t = \"" + secret + "\";");
        ways.put("after text", secret -> "\u00e4\u4e2d the token is (" + secret + ").");
        ways.put("base64", secret -> "data: " + base64(secret));
        ways.put("base64 url", secret -> "d=" + base64(secret).replace('+', '-').replace('/', '_'));
        for (var before : List.of(":", "a:", "user:")) {
            ways.put(
                    "base64 behind " + before,
                    secret -> "Basic " + base64(before + secret + "\nmore text"));
        }
        ways.put("base64 in a word", secret -> "prefix_" + base64(secret) + "x");
        ways.put("base64 twice", secret -> base64(base64(secret)));
        ways.put("hex", secret -> "0x" + hex(secret));
        ways.put("hex capitals", secret -> "k=" + hex(secret).toUpperCase());
        ways.put(
                "gzip and base64", secret -> base64(gzip("first line\n" + secret + "\nlast line")));
        ways.put("percent", secret -> "?q=" + percent(secret));
        ways.put("unicode escapes", secret -> "\"" + unicode(secret) + "\"");
        ways.put("two strings", secret -> "\"" + half(secret, "\" + \"") + "\"");
        ways.put(
                "two strings in two lines",
                secret -> "f(\"" + half(secret, "\"\n        + \"") + "\");");
        ways.put("strings side by side", secret -> "('" + half(secret, "'\n   '") + "')");
        ways.put("line continuation", secret -> "T=" + half(secret, "\\\n"));
        ways.put("two lines", secret -> "one\n" + half(secret, "\n") + "\nthree");
        ways.put("two indented comment lines", secret -> " * " + half(secret, "\n * ") + "\n");
        return ways;
    }

    String any(String alphabet, int length) {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** Letters and digits mixed, as the rule for what is guessed wants them. */
    String mixed(int length) {
        var parts = new StringBuilder();
        while (parts.length() < length) {
            parts.append(any(UPPER + UPPER.toLowerCase(), 1 + random.nextInt(3)));
            parts.append(any(DIGITS, 1 + random.nextInt(2)));
        }
        return parts.substring(0, length);
    }

    String half(String secret, String between) {
        var at = 6 + random.nextInt(secret.length() - 12);
        return secret.substring(0, at) + between + secret.substring(at);
    }

    private String jwt() {
        var body = "{\"sub\":\"" + any(ALPHANUMERIC, 20) + "\"}";
        return base64("{\"alg\":\"HS256\"}").replace("=", "")
                + "."
                + base64(body).replace("=", "").replace('+', '-').replace('/', '_')
                + "."
                + any(WORD, 43);
    }

    private String pem(String kind) {
        var lines = new ArrayList<String>();
        lines.add("-----BEGIN " + kind + "-----");
        for (var i = 0; i < 6; i++) {
            lines.add(any(BASE64, 64));
        }
        lines.add("-----END " + kind + "-----");
        return String.join("\n", lines);
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    static String percent(String text) {
        var all = new StringBuilder();
        text.chars().forEach(c -> all.append("%%%02x".formatted(c)));
        return all.toString();
    }

    static String unicode(String text) {
        var all = new StringBuilder();
        text.chars().forEach(c -> all.append("\\u%04x".formatted(c)));
        return all.toString();
    }

    static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
