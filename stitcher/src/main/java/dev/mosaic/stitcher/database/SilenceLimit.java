package dev.mosaic.stitcher.database;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which something was sent and for so long nothing came back. An idle
 * connection is left alone. Without this, what is sent into a network that drops it is sent again
 * by the kernel for a quarter of an hour ({@code tcp_retries2}), and whoever waits for the answer
 * waits as long.
 */
final class SilenceLimit extends ChannelDuplexHandler {
    private final Duration limit;
    private @Nullable Future<?> alarm;

    SilenceLimit(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (alarm == null) {
            alarm =
                    context.executor()
                            .schedule(
                                    () -> {
                                        context.close();
                                    },
                                    limit.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }
        context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard();
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        heard();
        context.fireChannelInactive();
    }

    private void heard() {
        var pending = alarm;
        if (pending != null) {
            pending.cancel(false);
            alarm = null;
        }
    }
}
