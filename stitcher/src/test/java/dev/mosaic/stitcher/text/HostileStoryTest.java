package dev.mosaic.stitcher.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.testkit.Told;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every event of every type with anything in it: there is always a text, and it is harmless. */
class HostileStoryTest {
    private static final Class<?>[] TYPES = JobEvent.class.getPermittedSubclasses();

    @Property(tries = 1_000)
    void everyLogHasHarmlessTexts(@ForAll("hostile") String text, @ForAll long seed) {
        var random = new Random(seed);
        var events =
                Stream.generate(() -> event(random, text))
                        .limit(1 + random.nextInt(30))
                        .toArray(JobEvent[]::new);
        var story = JobStory.of(Told.log(events));
        var request = Told.request(text, text);
        var view = StatusTexts.view(Told.JOB, request, story);

        assertHarmless(view.headline());
        assertHarmless(view.stage());
        view.lines().forEach(HostileStoryTest::assertHarmless);
        assertThat(view.percent()).isBetween(0, 100);
        if (view.over()) {
            FinalWords.of(Told.JOB, request, story)
                    .lines()
                    .forEach(HostileStoryTest::assertHarmless);
        }
        PullRequestText.body(
                        new PullRequestText.Proposal(
                                Told.JOB, request, story, List.of(), text, text))
                .lines()
                .forEach(HostileStoryTest::assertHarmless);
        JudgementText.comment(Told.JOB, request, story, List.of(text), text)
                .lines()
                .forEach(HostileStoryTest::assertHarmless);
    }

    private static void assertHarmless(String line) {
        assertThat(line.codePoints().filter(c -> c != 0x200B))
                .allMatch(c ->
                        Character.getType(c) != Character.CONTROL
                                && Character.getType(c) != Character.FORMAT
                                && Character.getType(c) != Character.SURROGATE);
    }

    private static JobEvent event(Random random, String text) {
        var type = TYPES[random.nextInt(TYPES.length)];
        try {
            var components = type.getRecordComponents();
            var types =
                    Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (JobEvent)
                    constructor.newInstance(
                            Arrays.stream(types).map(it -> value(it, random, text)).toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object value(Class<?> type, Random random, String text) {
        if (type == int.class || type == Integer.class) {
            return random.nextInt();
        }
        if (type == long.class || type == Long.class) {
            return random.nextLong();
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == List.class) {
            return random.nextBoolean() ? List.of() : List.of(text, text);
        }
        if (type == BigDecimal.class) {
            return BigDecimal.valueOf(random.nextLong(), random.nextInt(30));
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt());
        }
        if (type == Judgement.class) {
            return random.nextBoolean() ? Judgement.REJECTED : null;
        }
        if (type == Stage.class) {
            return Stage.values()[random.nextInt(Stage.values().length)];
        }
        if (type == JobStep.Status.class) {
            return JobStep.Status.values()[random.nextInt(JobStep.Status.values().length)];
        }
        return text;
    }

    @Provide
    static Arbitrary<String> hostile() {
        return InertTest.hostile();
    }
}
