package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.policy.RepoPolicy.Reading;
import dev.mosaic.stitcher.policy.RepoPolicy.Reading.Invalid;
import dev.mosaic.stitcher.policy.RepoPolicy.Reading.Valid;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepoPoliciesTest {
    @Test
    void everyKeyIsRead() {
        assertThat(
                        RepoPolicies.read(
                                """
                                # how Mosaic works here
                                version: 1
                                gates:
                                  lint: {run: "make lint", timeout: 90s}
                                  test:
                                    run: |
                                      ./mvnw -q test
                                    timeout: 15m
                                profile: standard
                                engine: scripted
                                limits: {wall: 2h, turns: 40, rounds: 2, tool_calls: 500}
                                """))
                .isEqualTo(
                        new Valid(
                                new RepoPolicy(
                                        List.of(
                                                new GateCommand(
                                                        "test",
                                                        "./mvnw -q test",
                                                        Duration.ofMinutes(15)),
                                                new GateCommand(
                                                        "lint",
                                                        "make lint",
                                                        Duration.ofSeconds(90))),
                                        GateProfile.STANDARD,
                                        "scripted",
                                        120,
                                        40,
                                        2,
                                        500)));
    }

    @Test
    void aGateMayBeJustItsCommand() {
        assertThat(read("version: 1\ngates: {test: mvn test}"))
                .isEqualTo(
                        new Valid(
                                new RepoPolicy(
                                        List.of(new GateCommand("test", "mvn test", null)),
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n\n", "# only a remark\n"})
    void anEmptyFileSaysNothing(String text) {
        assertThat(read(text)).isEqualTo(new Valid(RepoPolicy.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    gates: {}|`version` is missing (line 1): write `version: 1`, the version of this format.
                    version: 2|`version` (line 1) is `2`: write `version: 1`, the version of this format.
                    version: 1;gates:;  test:;    timeout: 3m|`gates.test.run` is missing (line 3): write the command of the gate, a line for `sh`, such as `run: ./mvnw -q test`.
                    version: 1;gates:;  test: ''|`gates.test` (line 3) is empty: write the command of the gate, a line for `sh`, such as `./mvnw -q test`.
                    version: 1;gates:;  test: yes please;  lint: true|`gates.lint` (line 4) is `true`: write the command of the gate, a line for `sh`, such as `./mvnw -q test`.
                    version: 1;gates: [test]|`gates` (line 2) is a list: write the gates below it, such as `test: ./mvnw -q test`.
                    version: 1;gate: {}|`gate` (line 2) is no key that Mosaic knows: did you mean `gates`?
                    version: 1;gates:;  tests: mvn test|`gates.tests` (line 3) is no key that Mosaic knows: did you mean `test`?
                    version: 1;channels: make|`channels` (line 2) is no key that Mosaic knows: remove it, or use one of version, gates, setup, services, profile, least_profile, publish, approvals, protected, engine, limits.
                    version: 1;profile: lax|`profile` (line 2) is `lax`: write `strict`, `standard` or `minimal`.
                    version: 1;engine: Big One|`engine` (line 2) is `Big One`: write the name of an engine, such as `scripted`.
                    version: 1;limits: {wall: 90s}|`limits.wall` (line 2) is `90s`: write the longest time of all agent runs together in whole minutes or hours, such as `30m`.
                    version: 1;limits: {turns: 0}|`limits.turns` (line 2) is `0`: write the most turns of the model, a whole number from 1 to 10000, such as `40`.
                    version: 1;limits:;  rounds: many|`limits.rounds` (line 3) is `many`: write the most passes of weave and inspect, a whole number from 1 to 10, such as `2`.
                    version: 1;profile: strict;profile: minimal|Line 3 has the key `profile` a second time: keep one of the two.
                    version: &one 1|Line 1 uses the anchor or alias `one`: write the value out instead.
                    version: 1;gates: !!java.lang.Runtime {}|Line 2 uses a tag (`!`): remove it.
                    version: 1;---;version: 1|Line 2 begins a second document: keep everything in one, without `---`.
                    just words|`.mosaic.yml` (line 1) is `just words`: write keys with values, such as `version: 1`.
                    """)
    void everyProblemSaysWhereAndHowToMendIt(String yaml, String problem) {
        assertThat(read(yaml.replace(';', '\n'))).isEqualTo(new Invalid(List.of(problem)));
    }

    @Test
    void brokenYamlNamesItsLine() {
        assertThat(problems("version: 1\ngates: {test: [\n"))
                .singleElement()
                .asString()
                .matches(
                        "Line \\d is not YAML: .*\\. Mend the line and the indentation around it\\.");
    }

    @Test
    void allProblemsAreSaidAtOnceButNotEndlessly() {
        assertThat(problems("version: 3\nprofile: x\nlimits: {turns: x}")).hasSize(3);
        var many = new StringBuilder("version: 1\n");
        for (var i = 0; i < 500; i++) {
            many.append("unheard").append(i).append(": 1\n");
        }
        assertThat(problems(many.toString())).hasSize(20);
    }

    @Test
    void sizeAndDepthAreLimited() {
        assertThat(problems("#" + "x".repeat(64 * 1024)))
                .containsExactly(
                        "`.mosaic.yml` is larger than 64 KiB, which no policy needs: shorten it.");
        assertThat(problems("#" + "\u20ac".repeat(30_000))).hasSize(1);
        assertThat(problems("version: " + "[".repeat(10_000))).hasSize(1);
        assertThat(problems("version: " + "[".repeat(50) + "]".repeat(50)))
                .singleElement()
                .asString()
                .contains("Nesting Depth");
    }

    @Test
    void aBombOfAliasesIsRefusedAtItsFirst() {
        var bomb =
                """
                a: &a [x, x]
                b: &b [*a, *a]
                c: [*b, *b]
                """;
        assertThat(problems(bomb))
                .containsExactly(
                        "Line 1 uses the anchor or alias `a`: write the value out instead.");
    }

    @Test
    void problemsAreOneLineOfPlainText() {
        assertThat(
                        problems(
                                "version: 1\nprofile: \"\\e[31m\\u202Ered\\n"
                                        + "x".repeat(5000)
                                        + "\""))
                .singleElement()
                .asString()
                .hasSizeLessThan(300)
                .matches("\\P{Cntrl}+")
                .doesNotContain("\u202e");
    }

    @Property(tries = 2000)
    void anyTextIsReadOrRefused(@ForAll("texts") String text) {
        switch (RepoPolicies.read(text)) {
            case Valid _ -> {}
            case Invalid(var problems) ->
                    assertThat(problems).isNotEmpty().allMatch(p -> !p.isBlank());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        var pieces =
                Arbitraries.of(
                        "version",
                        ": ",
                        "1",
                        "\n",
                        "  ",
                        "gates",
                        "test",
                        "- ",
                        "[",
                        "]",
                        "{",
                        "}",
                        ",",
                        "\"",
                        "'",
                        "&a",
                        "*a",
                        "<<",
                        "!!str",
                        "? ",
                        "|",
                        ">",
                        "#",
                        "%",
                        "---",
                        "...",
                        "~",
                        "\t",
                        "\u0000",
                        "\ud800",
                        "\u2028",
                        "limits",
                        "turns",
                        "0x1F",
                        "1e999",
                        "99999999999999999999",
                        "null",
                        "~1",
                        "/",
                        "profile",
                        "strict");
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(200),
                pieces.list().ofMaxSize(40).map(list -> String.join("", list)));
    }

    private static Reading read(String yaml) {
        return RepoPolicies.read(yaml);
    }

    private static List<String> problems(String yaml) {
        return read(yaml) instanceof Invalid(var problems) ? problems : List.of();
    }
}
