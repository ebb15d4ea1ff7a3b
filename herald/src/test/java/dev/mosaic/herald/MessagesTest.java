package dev.mosaic.herald;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessagesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Messages messages = new Messages(postgres.client());
    private final JobId job = new JobId(UUID.randomUUID());
    private final Origin at = new Origin("o" + job, "here");

    @Test
    void wantedSeqNeverGoesBack() {
        want(5, false);
        want(3, false);

        assertThat(messages.wantedSeq(job, at).block()).isEqualTo(5);
    }

    @Test
    void takenMessageIsNobodyElses() {
        want(1, false);

        assertThat(take(LONG)).hasSize(1);
        assertThat(take(LONG)).isEmpty();
        assertThat(messages.takeOne(job, at, LONG).blockOptional()).isEmpty();
        assertThat(messages.isBehind(job, at).block()).isTrue();
    }

    @Test
    void messageOfADeadProcessIsFreeAfterItsHold() {
        want(1, false);
        take(SHORT);

        await().until(() -> take(LONG).size() == 1);
    }

    @Test
    void shownMessageRestsUnlessItIsUrgent() {
        want(1, false);
        shown(take(LONG).getFirst(), 1, LONG);
        assertThat(messages.isBehind(job, at).block()).isFalse();
        want(2, false);
        assertThat(take(LONG)).isEmpty();
        want(3, true);

        assertThat(take(LONG)).containsExactly(new Message(job, at, "m1", 3, 1, "hash", 0));
    }

    @Test
    void settlingDoesNotWaitForTheRest() {
        want(1, false);
        shown(take(LONG).getFirst(), 1, LONG);
        want(2, false);

        assertThat(messages.takeOne(job, at, LONG).block().wantedSeq()).isEqualTo(2);
    }

    @Test
    void newsThatCameWhileItWasShownIsNotLost() {
        want(1, false);
        var taken = take(LONG).getFirst();
        want(2, false);
        shown(taken, 1, Duration.ZERO);

        assertThat(take(LONG)).hasSize(1);
    }

    @Test
    void failedMessageWaitsAndCounts() {
        want(1, false);
        messages.failed(take(LONG).getFirst(), "busy", LONG).block();
        assertThat(take(LONG)).isEmpty();
        messages.failed(messages.takeOne(job, at, LONG).block(), "busy", Duration.ZERO).block();

        assertThat(take(LONG).getFirst().failures()).isEqualTo(2);
    }

    @Test
    void messageThatWasGivenUpIsNotTakenAgain() {
        want(1, false);
        messages.gaveUp(take(LONG).getFirst(), "gone").block();
        want(2, true);

        assertThat(take(LONG)).isEmpty();
        assertThat(messages.isBehind(job, at).block()).isFalse();
    }

    @Test
    void messagesOfOtherOutletsAreLeftAlone() {
        want(1, true);

        assertThat(messages.take("another", LONG, 10).collectList().block()).isEmpty();
    }

    @Test
    void rowsOfTheDataFileFitTheTable() throws IOException {
        try (var file =
                getClass().getResourceAsStream("/db/data/V20261121_0501__create_messages.sql")) {
            var sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(postgres.client().sql(sql).fetch().rowsUpdated().block()).isEqualTo(2);
        }
    }

    private void want(int seq, boolean urgent) {
        messages.want(job, at, seq, urgent).block();
    }

    private List<Message> take(Duration hold) {
        return messages.take(at.outlet(), hold, 10).collectList().block();
    }

    private void shown(Message message, int seq, Duration rest) {
        messages.shown(message, "m1", seq, new Messages.Shown("hash", rest)).block();
    }
}
