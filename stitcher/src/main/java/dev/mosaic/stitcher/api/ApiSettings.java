package dev.mosaic.stitcher.api;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * REST and its event streams.
 *
 * @param auth who is let in: {@code local} lets whoever reaches the server act as the user who
 *     started it, and is refused on an address that others can reach; {@code token} asks every
 *     request for a bearer token
 * @param authFailures how many wrong tokens one address may show in a minute
 * @param maxBody largest request body; more is answered 413
 * @param maxLog most of a job's raw output in one answer; the rest is cut, and the last line says
 *     so
 * @param healthTimeout how long {@code /health} waits for the database
 * @param streamBuffer how many events one stream holds in memory at most
 * @param streamPause least time between two reads of the log for all streams, so that news come in
 *     groups
 * @param streamPoll how often the log is read for what other nodes wrote, while a stream is open
 *     and no hint through Valkey came sooner
 * @param maxStreams how many streams and WebSockets may be open at once
 * @param maxSubscriptions how many one WebSocket may hold
 * @param heartbeat how often a stream sends a comment, so that both ends see that the other lives
 * @param patience a stream whose reader takes nothing for this long is closed; it can resume
 */
@Validated
@ConfigurationProperties("mosaic.api")
public record ApiSettings(
        @DefaultValue("local") Auth auth,
        @DefaultValue("10") @Min(1) int authFailures,
        @DefaultValue("256KB") DataSize maxBody,
        @DefaultValue("16MB") DataSize maxLog,
        @DefaultValue("1s") Duration healthTimeout,
        @DefaultValue("256") @Max(10_000) @Min(1) int streamBuffer,
        @DefaultValue("5ms") Duration streamPause,
        @DefaultValue("100ms") Duration streamPoll,
        @DefaultValue("2000") @Min(1) int maxStreams,
        @DefaultValue("32") @Min(1) int maxSubscriptions,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("30s") Duration patience) {
    /** Who is let in. */
    public enum Auth {
        LOCAL,
        TOKEN
    }
}
