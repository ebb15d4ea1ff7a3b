package dev.mosaic.stitcher.job.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.work.Conversations.Conversation;
import dev.mosaic.stitcher.job.work.Conversations.Key;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import dev.mosaic.stitcher.testkit.TestClock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of a conversation, for whom, and how long. */
class ConversationsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, new TestClock());
    private final Conversations conversations = stores.conversations();
    private final Lease lease = stores.running(SampleJobs.request());

    @Test
    void theSameEngineModelAndAttemptFindsWhatTheRoundBeforeLeft() {
        assertThat(keep(1, "{\"a\":\"one\"}")).isTrue();
        assertThat(found(key(1))).isEqualTo(new Conversation(7, "{\"a\":\"one\"}"));

        assertThat(keep(2, "{\"a\":\"two\"}")).isTrue();
        assertThat(found(key(1))).isNull();
        assertThat(found(key(2)).body()).contains("two");
        assertThat(found(new Key(lease, 2, 2, "claude", "p/m"))).isNull();
        assertThat(found(new Key(lease, 1, 2, "other", "p/m"))).isNull();
        assertThat(found(new Key(lease, 1, 2, "claude", "p/n"))).isNull();
    }

    @Test
    void noOtherJobAndNoLostLeaseSeesOrWritesIt() {
        keep(1, "{\"a\":\"mine\"}");
        var other = stores.running(SampleJobs.request());
        assertThat(found(new Key(other, 1, 1, "claude", "p/m"))).isNull();

        stores.jobs().handBack(lease, "bye").block();
        var next = stores.again(lease);

        assertThat(found(key(1))).isNull();
        assertThat(keep(1, "{\"a\":\"late\"}")).isFalse();
        assertThat(found(new Key(next, 1, 1, "claude", "p/m")).body()).contains("mine");
    }

    @Test
    void noSecretIsKept() {
        var key = "sk-" + "aB3".repeat(16);

        keep(
                1,
                "{\"turns\":[{\"text\":\"use %s now\"},{\"input\":{\"path\":\"%s\"}}]}"
                        .formatted(key, key));

        assertThat(found(key(1)).body()).contains("use ", " now").doesNotContain(key);
    }

    @Test
    void whatIsTooLongIsNotKept() {
        var long1 = "x".repeat(16_000);
        var body =
                IntStream.range(0, 140)
                        .mapToObj(i -> "\"%d%s\"".formatted(i, long1))
                        .collect(Collectors.joining(",", "[", "]"));
        assertThat(body.length()).isGreaterThan(Conversations.LIMIT);

        assertThat(keep(1, body)).isFalse();

        assertThat(found(key(1))).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "FAILED", "CANCELLED"})
    void itGoesWithTheJob(JobStatus end) {
        keep(1, "{}");
        assertThat(kept()).isEqualTo(1);

        switch (end) {
            case COMPLETED -> stores.jobs().complete(lease, "done").block();
            case FAILED -> stores.jobs().fail(lease, "no", "").block();
            default -> {
                stores.jobs().cancel(lease.job(), "ada", "").block();
                assertThat(kept()).isEqualTo(1);
                stores.jobs().cancelled(lease).block();
            }
        }

        assertThat(kept()).isZero();
    }

    @Test
    void itStaysWhileTheJobWaits() {
        keep(1, "{}");

        stores.jobs().handBack(lease, "bye").block();

        assertThat(kept()).isEqualTo(1);
    }

    private boolean keep(int round, String body) {
        return conversations.keep(key(round), new Conversation(7, body)).block();
    }

    private Conversation found(Key key) {
        return conversations.find(key).block();
    }

    private Key key(int round) {
        return new Key(lease, 1, round, "claude", "p/m");
    }

    private long kept() {
        return postgres.client()
                .sql("select count(*) from conversations where job = :job")
                .bind("job", lease.job().value())
                .mapValue(Long.class)
                .one()
                .block();
    }
}
