package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.model.ledger.Ledger;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program asks its model by the way that it finds in its environment, and pays for it. */
abstract class ProgramModelContract {
    private static final String ENGINE = "mosaic.engine.cli.small.";

    /** Writes what the model says into app.txt, and the way to it where the test can see it. */
    private static final String PROGRAM =
            """
            cat > /dev/null
            body='{"model":"m","max_tokens":1000,"stream":true,"messages":[{"role":"user","content":"go"}]}'
            busybox wget -q -Y off -O answer --header 'content-type: application/json' \
              --header "x-api-key: $ANTHROPIC_API_KEY" --post-data "$body" \
              "$ANTHROPIC_BASE_URL/v1/messages" || exit 3
            grep -o 'it works' answer | head -n 1 > app.txt; rm answer
            echo "$ANTHROPIC_BASE_URL" | sed 's/sk-.*/<token>/'
            """;

    static ModelWorld worldWith(Stream<String> settings) {
        return new ModelWorld(
                Stream.concat(
                                settings,
                                Stream.of(
                                        ENGINE + "argv[0]=sh",
                                        ENGINE + "argv[1]=-c",
                                        ENGINE + "argv[2]=" + PROGRAM,
                                        ENGINE + "model=messages",
                                        ENGINE + "environment[0]=ANTHROPIC_BASE_URL={endpoint}",
                                        ENGINE + "environment[1]=ANTHROPIC_API_KEY={token}"))
                        .toArray(String[]::new));
    }

    abstract ModelWorld all();

    /** The address at which the program reaches the proxy. */
    abstract Pattern address();

    @Test
    void aProgramReachesItsModelByTheProxyAndTheLedgerHasTheCall() {
        var model = all().model;
        var world = all().world;
        var before = model.requests().size();
        model.play(says("it works"));
        var place = world.broken();

        var job = place.fix("ada", place.issue("Login fails"), "engine=small");

        world.awaitCompleted(job);
        assertThat(model.requests()).hasSize(before + 1);
        assertThat(model.requests().getLast().headers().toString()).contains(ModelWorld.KEY);
        var spent = world.bean(Ledger.class).spent(job).block();
        assertThat(spent.calls()).isEqualTo(1);
        assertThat(spent.usd()).isPositive();
        assertThat(world.events(job, JobEvent.AgentUsage.class).getLast().cost())
                .isEqualByComparingTo(spent.usd());
        assertThat(world.events(job, JobEvent.AgentSpawned.class).getFirst().model())
                .isEqualTo("fake/m");
        assertThat(world.events(job, JobEvent.EgressBlocked.class)).isEmpty();
        assertThat(world.events(job, JobEvent.AgentFinished.class).getFirst().summary())
                .containsPattern(address());
        assertThat(world.all("select text from job_log_chunks"))
                .noneMatch(it -> it.matches("(?s).*sk-[A-Za-z0-9]{48}.*"));
        world.assertNothingIsLeft();
    }

    @Test
    void aBudgetThatIsUsedUpEndsTheProgramToo() {
        var world = all().world;
        all().model.play(FakeAnthropic.says("it works"));
        var place = world.broken();
        var before = all().model.requests().size();

        var job = place.fix("ada", place.issue("Login fails"), "engine=small budget=0.01$");

        await().atMost(MosaicWorld.PATIENCE)
                .untilAsserted(() ->
                        assertThat(world.job(job).status())
                                .as("%s", world.events(job))
                                .isEqualTo(JobStatus.WAITING));
        assertThat(world.job(job).waitingFor()).isEqualTo("budget");
        assertThat(all().model.requests()).hasSize(before);
        world.assertNothingIsLeft();
    }
}
