package dev.mosaic.stitcher.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.secrets.match.Hashes;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private final long seed = Long.getLong("mosaic.seed", new Random().nextLong());
    private final TokenCorpus corpus = new TokenCorpus(seed);
    private final OwnSecrets own = new OwnSecrets();
    private final Redactor redactor = new Redactor(Rules.builtIn(), own);

    @Test
    void nothingOfASecretIsLeft() {
        corpus.sure()
                .forEach((family, token) -> {
                    var secret = token.get();
                    var clean = redactor.redact("before " + secret + " after");
                    assertThat(clean)
                            .as("%s, seed %d", family, seed)
                            .startsWith("before ")
                            .endsWith(" after")
                            .contains("[redacted ")
                            .doesNotContain(secret.substring(secret.length() - 12));
                });
    }

    @Test
    void ownSecretIsTakenOutHoweverItIsWritten() {
        var secret = corpus.mixed(32);
        own.add("TEST_TOKEN", secret);
        for (var text :
                List.of(
                        secret,
                        TokenCorpus.base64(secret),
                        TokenCorpus.hex(secret),
                        secret.substring(7),
                        new StringBuilder(secret).reverse().toString())) {
            assertThat(redactor.redact("a " + text + " b"))
                    .as("seed %d", seed)
                    .matches("a \\[redacted own-secret " + Hashes.of(secret) + "\\]=* b");
        }
    }

    @Test
    void whatIsOnlyGuessedStays() {
        var text = "cache key = " + corpus.mixed(32) + "\n";
        assertThat(redactor.redact(text)).isEqualTo(text);
    }

    @Test
    void secretThatComesInPiecesIsTakenOutWhereverItIsCut() {
        var secret = corpus.sure().get("github ghp").get();
        var text = "some output\nTOKEN=" + secret + "\nmore output\n";
        for (var cut = 1; cut < text.length(); cut++) {
            var stream = redactor.stream();
            var clean =
                    stream.next(text.substring(0, cut))
                            + stream.next(text.substring(cut))
                            + stream.end();
            assertThat(clean)
                    .as("cut at %d, seed %d", cut, seed)
                    .isEqualTo(
                            "some output\nTOKEN=[redacted github-token "
                                    + Hashes.of(secret)
                                    + "]\nmore output\n");
        }
    }

    @Test
    void secretThatComesOneCharacterAtATimeIsTakenOut() {
        var secret = corpus.mixed(40);
        own.add("TEST_TOKEN", secret);
        var stream = redactor.stream();
        var clean = new StringBuilder();
        for (var letter : ("x\n" + secret + "\ny\n").split("")) {
            clean.append(stream.next(letter));
        }
        clean.append(stream.end());
        assertThat(clean.toString())
                .contains("[redacted own-secret ")
                .doesNotContain(secret.substring(0, 12));
    }

    @Test
    void keyFileThatComesLineByLineIsTakenOut() {
        var key = corpus.keyFiles().get("pem ").get();
        var stream = redactor.stream();
        var clean = new StringBuilder();
        for (var line : (key + "\ndone\n").split("(?<=\n)")) {
            clean.append(stream.next(line));
        }
        clean.append(stream.end());
        assertThat(clean.toString())
                .endsWith("done\n")
                .doesNotContain(key.lines().skip(3).findFirst().orElseThrow());
    }

    @Test
    void ordinaryOutputComesThroughAtOnceAndUnchanged() {
        var stream = redactor.stream();
        var out = new StringBuilder();
        for (var i = 0; i < 100; i++) {
            out.append(stream.next("[INFO] compiling module %d of 100 ...\n".formatted(i)));
        }
        assertThat(out.toString()).hasLineCount(100).endsWith("99 of 100 ...\n");
    }

    @Test
    void endlessLineIsNotKeptForEver() {
        var stream = redactor.stream();
        var out = 0L;
        for (var i = 0; i < 1_000; i++) {
            out += stream.next("word ".repeat(100)).length();
        }
        assertThat(out).isGreaterThan(450_000);
    }

    @Test
    void fourKibibytesTakeLittleTime() {
        var stream = redactor.stream();
        var piece =
                "2026-11-27 12:00:00 INFO some.package.Class: handled request 4711 in 12 ms\n"
                        .repeat(55);
        for (var i = 0; i < 500; i++) {
            stream.next(piece);
        }
        var bean = ManagementFactory.getThreadMXBean();
        var start = bean.getCurrentThreadCpuTime();
        for (var i = 0; i < 500; i++) {
            stream.next(piece);
        }
        var micros = (bean.getCurrentThreadCpuTime() - start) / 500 / 1_000;
        System.out.printf(
                "secrets: %,d characters redacted in %,d µs of a core%n", piece.length(), micros);
        // the goal is 1 ms; only a quadratic redactor takes as long as this
        assertThat(micros).isLessThan(50_000);
    }
}
