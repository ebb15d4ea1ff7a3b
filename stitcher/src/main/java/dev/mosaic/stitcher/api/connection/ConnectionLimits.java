package dev.mosaic.stitcher.api.connection;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import reactor.netty.http.server.HttpServer;

/**
 * Sets the limits on Reactor Netty. Its idle timeout sees whole heads only, so a head that comes
 * byte by byte does not lengthen it.
 */
final class ConnectionLimits
        implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>,
                NettyServerCustomizer {
    private final ConnectionSettings settings;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionLimits(ConnectionSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(this);
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.idleTimeout(settings.idle())
                .readTimeout(settings.read())
                .requestTimeout(settings.request())
                .doOnChannelInit((_, channel, _) -> admit(channel));
    }

    private void admit(Channel channel) {
        var before = open.getAndUpdate(count -> count < settings.max() ? count + 1 : count);
        if (before < settings.max()) {
            channel.closeFuture().addListener(_ -> open.decrementAndGet());
        } else {
            channel.close();
        }
    }
}
