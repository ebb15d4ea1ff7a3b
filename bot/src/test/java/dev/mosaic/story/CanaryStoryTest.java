package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;

/**
 * Secrets that are drawn anew are put everywhere where one can get in, and then all output is
 * searched for them: every table, the log file, REST, the event stream, the chat, the pull request,
 * the branch, the commit and the files that are left. Only the forge's own tables may hold what a
 * person wrote into an issue.
 */
@Isolated("it reads the whole log of this JVM")
class CanaryStoryTest {
    private static final String DATABASE_PASSWORD = drawn("db");
    private static final String VALKEY_PASSWORD = drawn("vk");
    private static final String API_KEY = drawn("ak");
    private static final String IN_THE_ISSUE = "gh" + "p_" + letters(36);
    private static final Path LOG = logFile();

    @RegisterExtension
    static final MosaicWorld world =
            new MosaicWorld(
                    "canary.database-url=postgres://app:" + DATABASE_PASSWORD + "@db.invalid/app",
                    "canary.valkey-password=" + VALKEY_PASSWORD,
                    "canary.api-key=" + API_KEY,
                    "logging.file.name=" + LOG);

    @Test
    void noSecretIsInAnyOutput() throws Exception {
        var place =
                world.repository(
                        Map.of(
                                "app.txt", "x\n",
                                "check.sh", check(),
                                ".mosaic.yml", "version: 1\ngates:\n  test: sh check.sh\n"));
        world.script(script());
        var issue = place.issue("Login fails with " + IN_THE_ISSUE);

        var job = place.fix("canary", issue, "Please use " + IN_THE_ISSUE + " for it");
        var over = world.awaitOver(job);
        writeToTheLog();
        place.says("canary", "@mosaic frobnicate " + API_KEY);

        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.GateRejected.class))
                .anySatisfy(it -> assertThat(it.gate()).isEqualTo("secrets"));
        var output = new LinkedHashMap<String, String>();
        output.put("chat", String.join("\n", world.heard("canary", 1)));
        tables(output);
        answers(over, output);
        commit(over, place, output);
        files(output);
        assertThat(output.get("log file")).contains("[redacted own-secret ");
        assertThat(output.get("log of the job")).contains("[redacted own-secret ", "fine so far");
        var found = new ArrayList<String>();
        output.forEach((where, text) -> search(where, text, found));
        assertThat(found).isEmpty();
    }

    /** The agent gives away in the first round all that it can, and behaves in the second. */
    private static String script() {
        return """
        rounds:
          - turns:
              - run: "echo fine so far; echo db %s; echo b64 %s; printf %%s %s; printf '%%s\\\\n' %s; echo cut %s"
                say: "I use the key %s and its reverse %s"
              - write: {path: Key.java, text: "class Key { String it = \\"%s\\"; }\\n"}
          - turns:
              - write: {path: Key.java, text: "class Key {}\\n"}
                say: "hex %s"
        """
                .formatted(
                        DATABASE_PASSWORD,
                        base64(API_KEY),
                        API_KEY.substring(0, 14),
                        API_KEY.substring(14),
                        VALKEY_PASSWORD.substring(7),
                        API_KEY,
                        new StringBuilder(API_KEY).reverse(),
                        DATABASE_PASSWORD,
                        hex(VALKEY_PASSWORD));
    }

    /** A gate that prints one; in the repository it stands in two pieces. */
    private static String check() {
        return "a=%s\nb=%s\necho \"gate says $a$b\"\n"
                .formatted(VALKEY_PASSWORD.substring(0, 9), VALKEY_PASSWORD.substring(9));
    }

    private static void writeToTheLog() {
        var log = LoggerFactory.getLogger(CanaryStoryTest.class);
        try (var _ = MDC.putCloseable("job", "canary-job")) {
            log.atWarn()
                    .addKeyValue("key", VALKEY_PASSWORD)
                    .setCause(
                            new IllegalStateException(
                                    "cannot open postgres://a:" + DATABASE_PASSWORD + "@h/d"))
                    .log("canary {}", API_KEY);
        }
    }

    private static void tables(Map<String, String> output) {
        var db = world.bean(DatabaseClient.class);
        var names =
                db.sql(
                                "select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .block();
        assertThat(names).contains("runner_jobs", "job_log_chunks", "inbox", "outbox");
        for (var table : names) {
            var rows =
                    db.sql("select t::text from " + table + " t")
                            .mapValue(String.class)
                            .all()
                            .collectList()
                            .block();
            output.put("table " + table, String.join("\n", rows));
        }
    }

    private static void answers(Job job, Map<String, String> output) throws Exception {
        var base =
                "http://127.0.0.1:"
                        + world.bean(Environment.class).getProperty("local.server.port");
        var one = "/api/runner-jobs/" + job.id();
        output.put("list", get(base + "/api/runner-jobs"));
        output.put("job", get(base + one));
        output.put("steps", get(base + one + "/steps"));
        output.put("events", get(base + one + "/events"));
        output.put("log of the job", get(base + one + "/log"));
        output.put("stream", get(base + one + "/events/stream"));
        output.put(
                "error",
                post(base + "/api/commands", "{\"text\":\"@mosaic cancel " + API_KEY + "\"}"));
        output.put("not found", get(base + "/api/" + API_KEY));
    }

    private static void commit(Job job, MosaicWorld.Place place, Map<String, String> output) {
        var remote =
                world.bean(Forges.class).of(place.repo().ref()).remote(place.repo().ref()).block();
        var mirror = world.bean(Mirrors.class).open(remote);
        output.put("commit", mirror.message(new CommitSha(job.outcome().headSha())));
        output.put("branch", job.outcome().branch());
        output.put(
                "diff",
                mirror.diff(
                        new CommitSha(job.outcome().baseSha()),
                        new CommitSha(job.outcome().headSha()),
                        1 << 20));
    }

    /** What lies about in the home; the script of the agent is the test's own. */
    private static void files(Map<String, String> output) throws IOException {
        await().until(() -> Files.readString(LOG).contains("canary [redacted"));
        output.put("log file", Files.readString(LOG));
        try (var files = Files.walk(world.home())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("script.yml")) {
                    output.put(
                            "file " + file,
                            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private static void search(String where, String text, List<String> found) {
        for (var secret : List.of(DATABASE_PASSWORD, VALKEY_PASSWORD, API_KEY, IN_THE_ISSUE)) {
            // what a person wrote into an issue, and said to Mosaic, stays as it was given
            var given = where.equals("table local_issues") || where.equals("table inbox");
            for (var form : given ? List.<String>of() : forms(secret)) {
                if (text.contains(form)) {
                    found.add(
                            where
                                    + " holds "
                                    + form.substring(0, 2)
                                    + "… of "
                                    + secret.substring(0, 2));
                }
            }
        }
    }

    private static List<String> forms(String secret) {
        return List.of(
                secret.substring(0, 12),
                secret.substring(secret.length() - 12),
                base64(secret).substring(0, 16),
                hex(secret),
                new StringBuilder(secret).reverse().toString());
    }

    private static String get(String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    private static String post(String url, String body) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            request.timeout(Duration.ofSeconds(60)).build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String drawn(String start) {
        return start + letters(26);
    }

    private static String letters(int count) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var text = new StringBuilder();
        new SecureRandom()
                .ints(count, 0, alphabet.length())
                .forEach(at -> text.append(alphabet.charAt(at)));
        return text.toString();
    }

    private static Path logFile() {
        try {
            return Files.createTempDirectory("mosaic-canary").resolve("mosaic.log");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
