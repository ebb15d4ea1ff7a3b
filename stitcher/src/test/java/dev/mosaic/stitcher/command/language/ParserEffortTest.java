package dev.mosaic.stitcher.command.language;

import static dev.mosaic.stitcher.command.CommandSettingsTest.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts how often a character is looked at, instead of trusting a clock. */
class ParserEffortTest {
    private static final int LOOKS_PER_CHARACTER = 60;

    private final CommandParser parser = new CommandParser(settings("@mosaic"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "`",
                "` ",
                "``` ",
                "`\n",
                "```\n",
                "<!--",
                "<!-- ",
                "<pre>",
                "<",
                ">",
                "> \n",
                "\n",
                " ",
                "\t\n",
                "@mosaic ",
                "@mosaic\n",
                "hi ",
                "hi\n",
                "#",
                "#1 ",
                "=",
                "a=",
                "yolo ",
                "1",
                "-",
                "- ",
                "1. ",
                "https://",
                "/",
                "@mosaic fix #1 `x` <!-- y -->\n"
            })
    void effortGrowsWithTheLengthOnly(String scrap) {
        for (var text :
                List.of(
                        scrap.repeat(30_000 / scrap.length()),
                        "@mosaic fix #1 " + scrap.repeat(30_000 / scrap.length()),
                        "@mosaic fix " + scrap.repeat(30_000 / scrap.length()) + "!",
                        "`".repeat(100) + scrap.repeat(30_000 / scrap.length()))) {
            var looks = new AtomicLong();
            parser.read(new Counted(text, looks), false);
            assertThat(looks.get()).isLessThanOrEqualTo((long) LOOKS_PER_CHARACTER * text.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"@mosaic fix #1\n", "a", "@mosaic ", "`<!--"})
    void hugeTextsAreCutFirst(String scrap) {
        assertThat(parser.parse(scrap.repeat(10_000_000 / scrap.length()))).isNotNull();
    }

    private record Counted(CharSequence text, AtomicLong looks) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            looks.addAndGet(length());
            return text.toString();
        }
    }
}
