package dev.mosaic.stitcher.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What is found. Every token is drawn anew; the seed is printed, and {@code -Dmosaic.seed} repeats
 * a run.
 */
class ScannerTest {
    private static final String PADDING = "// some code\nint answer = 42;\n";

    private final long seed = Long.getLong("mosaic.seed", new Random().nextLong());
    private final TokenCorpus corpus = new TokenCorpus(seed);
    private final Scanner scanner = new Scanner(Rules.builtIn(), new OwnSecrets());

    @Test
    void everyTokenIsFoundHoweverItIsWritten() {
        var cases = new ArrayList<TokenCorpus.Case>();
        corpus.sure()
                .forEach((family, token) ->
                        corpus.encodings()
                                .forEach((way, write) -> {
                                    var secret = token.get();
                                    cases.add(
                                            inFile(
                                                    family + " / " + way,
                                                    write.apply(secret),
                                                    secret));
                                }));
        corpus.sure()
                .forEach((family, token) -> {
                    var secret = token.get();
                    cases.add(
                            new TokenCorpus.Case(
                                    family + " / commit message",
                                    Source.named("commit message", "Add it\n\nToken: " + secret),
                                    secret));
                    if (!secret.contains("/")) {
                        cases.add(
                                new TokenCorpus.Case(
                                        family + " / file name",
                                        Source.lines("docs/" + secret + ".txt", 1, ""),
                                        secret));
                    }
                });
        corpus.keyFiles()
                .forEach((family, token) -> {
                    var secret = token.get();
                    cases.add(inFile(family + " / plain", secret, secret));
                    cases.add(inFile(family + " / base64", TokenCorpus.base64(secret), secret));
                    cases.add(
                            inFile(
                                    family + " / java",
                                    "\"" + secret.replace("\n", "\\n\"\n + \"") + "\"",
                                    secret));
                    cases.add(
                            inFile(
                                    family + " / one line",
                                    "\"" + secret.replace("\n", "\\n") + "\"",
                                    secret));
                });
        corpus.told()
                .forEach((family, text) -> {
                    for (var i = 0; i < 5; i++) {
                        var secret = corpus.secretFor(family);
                        cases.add(inFile(family, text.apply(secret), secret));
                    }
                });
        var missed = cases.stream().filter(it -> scanner.scan(it.source()).isEmpty()).toList();
        System.out.printf(
                "secrets: %d of %d tokens found, seed %d%n",
                cases.size() - missed.size(), cases.size(), seed);
        assertThat(cases).hasSizeGreaterThan(300);
        assertThat(missed).as("seed %d", seed).isEmpty();
    }

    @Test
    void everyPartOfAnOwnSecretIsFoundHoweverItIsWritten() {
        var own = new OwnSecrets();
        var withOwn = new Scanner(Rules.builtIn(), own);
        var missed = new ArrayList<String>();
        var count = 0;
        for (var i = 0; i < 20; i++) {
            var secret =
                    i % 2 == 0
                            ? corpus.any("0123456789abcdef", 40)
                            : corpus.mixed(24) + "\"/+\u00e9";
            own.add("TEST_TOKEN", secret);
            for (var text : writtenByAnAgent(secret)) {
                count++;
                if (withOwn.scan(Source.lines("a.txt", 1, PADDING + text)).stream()
                        .noneMatch(it -> it.rule().equals(Finding.OWN))) {
                    missed.add(text);
                }
            }
        }
        System.out.printf(
                "secrets: %d of %d forms of own secrets found, seed %d%n",
                count - missed.size(), count, seed);
        assertThat(missed).as("seed %d", seed).isEmpty();
    }

    private List<String> writtenByAnAgent(String secret) {
        var at = new Random(seed).nextInt(secret.length() - 12);
        return List.of(
                secret,
                "x" + secret + "y",
                secret.substring(7),
                secret.substring(at, at + 12),
                new StringBuilder(secret).reverse().toString(),
                TokenCorpus.base64(secret),
                TokenCorpus.base64("a" + secret),
                TokenCorpus.base64("ab" + secret),
                TokenCorpus.base64(secret.substring(7)),
                TokenCorpus.base64(secret).replace('+', '-').replace('/', '_'),
                "zz_" + TokenCorpus.base64("k" + secret + "k"),
                TokenCorpus.hex(secret),
                TokenCorpus.hex(secret).toUpperCase(),
                TokenCorpus.urlEncoded(secret),
                TokenCorpus.percent(secret),
                TokenCorpus.unicode(secret),
                "{\"t\":\"" + secret.replace("\"", "\\\"") + "\"}",
                TokenCorpus.base64(TokenCorpus.gzip("hello\n" + secret)),
                "\"" + secret.substring(0, 9) + "\" + \"" + secret.substring(9) + "\"",
                secret.substring(0, 9) + "\n" + secret.substring(9));
    }

    private static TokenCorpus.Case inFile(String name, String text, String secret) {
        return new TokenCorpus.Case(
                name, Source.lines("src/App.java", 1, PADDING + text + "\n" + PADDING), secret);
    }

    @Test
    void findingTellsThePlaceAndNothingOfTheSecret() {
        var secret = corpus.sure().get("github ghp").get();
        var findings =
                scanner.scan(Source.lines("src/App.java", 40, "a\nb = \"" + secret + "\"\n"));
        assertThat(findings)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.place()).isEqualTo("src/App.java:41:6");
                    assertThat(it.rule()).isEqualTo("github-token");
                    assertThat(it.hash()).matches("[0-9a-f]{8}");
                    assertThat(it.toString()).doesNotContain(secret.substring(4, 16));
                });
    }

    @Test
    void whatStandsInForASecretIsNone() {
        assertThat(
                        List.of(
                                "token = ${GITHUB_TOKEN_FROM_VAULT_1}",
                                "password: \"{{ vault.db1.pass2word3 }}\"",
                                "aws: AKIAIOSFODNN7EXAMPLE",
                                "key = \"gh" + "p_" + "x".repeat(36) + "\"",
                                "postgres://user:password@host/db",
                                "secret: changeme-changeme-1a2b3c"))
                .allSatisfy(text ->
                        assertThat(scanner.scan(Source.lines("a.yml", 1, text)))
                                .as(text)
                                .isEmpty());
    }

    @Test
    void commonOrShortSecretsAreNamedInsteadOfLookedFor() {
        var own = new OwnSecrets();
        own.add("DATABASE_PASSWORD", "postgres");
        own.add("SHORT_KEY", "aB3$x");
        assertThat(own.tooWeak()).containsExactlyInAnyOrder("DATABASE_PASSWORD", "SHORT_KEY");
        assertThat(own.size()).isZero();
    }
}
