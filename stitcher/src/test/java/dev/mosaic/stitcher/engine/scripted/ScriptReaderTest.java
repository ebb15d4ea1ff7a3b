package dev.mosaic.stitcher.engine.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.scripted.Script.Step;
import dev.mosaic.stitcher.engine.scripted.ScriptReader.Reading.Playable;
import dev.mosaic.stitcher.engine.scripted.ScriptReader.Reading.Unusable;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptReaderTest {
    @Test
    void stepsOfATurnKeepTheirOrder() {
        var reading =
                ScriptReader.read(
                        "s.yml",
                        """
                        pause: 300ms
                        rounds:
                          - turns:
                              - run: make
                                say: made
                                hang: stubborn
                        """);

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Playable.class,
                        playable -> {
                            assertThat(playable.script().pause()).isEqualTo(Duration.ofMillis(300));
                            assertThat(playable.script().round(1).turns().getFirst().steps())
                                    .containsExactly(
                                            new Step.Run("make"),
                                            new Step.Say("made"),
                                            new Step.Hang(true));
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    []|"the file" holds no keys; write "key: value".
                    {round: []}|"the file" has the key "round", which it does not know; use pause, rounds.
                    {pause: 3}|"rounds" is no list; write its entries below it, each after "- ".
                    {rounds: []}|"rounds" is empty; write at least one round with "turns".
                    {rounds: [{turns: 1}]}|"rounds[0].turns" is no list; write its entries below it, each after "- ".
                    {rounds: [{turns: [{}]}]}|"rounds[0].turns[0]" has no step; write say, write, replace, delete, run, writeMany, hang or crash.
                    {rounds: [{turns: [{sing: a}]}]}|"rounds[0].turns[0].sing" is no step that it knows; write say, write, replace, delete, run, writeMany, hang or crash.
                    {rounds: [{turns: [{say: 1}]}]}|"rounds[0].turns[0].say" is "1", which is no text; put it in quotes.
                    {rounds: [{turns: [{write: {text: a}}]}]}|"rounds[0].turns[0].write.path" is missing; write some text.
                    {rounds: [{turns: [{delete: ""}]}]}|"rounds[0].turns[0].delete" is empty; write some text.
                    {rounds: [{turns: [{delete: /etc}]}]}|"rounds[0].turns[0].delete" is "/etc"; write a path below the work folder, without "..", backslashes or a leading "/".
                    {rounds: [{turns: [{delete: a/../../b}]}]}|"rounds[0].turns[0].delete" is "a/../../b"; write a path below the work folder, without "..", backslashes or a leading "/".
                    {rounds: [{turns: [{hang: maybe}]}]}|"rounds[0].turns[0].hang" is "maybe"; write "true" or "stubborn".
                    {rounds: [{turns: [{writeMany: {count: 0, folder: a}}]}]}|"rounds[0].turns[0].writeMany.count" is "0"; write a whole number from 1 to 100000.
                    {pause: soon, rounds: [{turns: []}]}|"pause" is "soon"; write a time such as "300ms" or "1s".
                    """)
    void everyMistakeSaysWhereAndHowToMendIt(String yaml, String problem) {
        assertThat(ScriptReader.read("s.yml", yaml))
                .isEqualTo(
                        new Unusable("The script `s.yml` is wrong: " + problem.replace('"', '`')));
    }

    @Test
    void textThatIsNoYamlIsSaid() {
        assertThat(ScriptReader.read("s.yml", "rounds: ["))
                .isInstanceOfSatisfying(
                        Unusable.class,
                        unusable -> assertThat(unusable.problem()).contains("`s.yml` is not YAML"));
    }
}
