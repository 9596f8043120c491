package io.nearside.proxy.origin;

import io.nearside.config.OriginSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/** Opens connections to the origin, each on the event loop of the session it serves. Thread-safe. */
public final class OriginConnector {
    private final OriginSettings settings;
    private final Class<? extends Channel> channelType;

    public OriginConnector(OriginSettings settings, Class<? extends Channel> channelType) {
        this.settings = settings;
        this.channelType = channelType;
    }

    /**
     * Connects; exactly one of the two is called, on {@code loop}.
     *
     * @param opened gets the connection before the origin's greeting is read
     * @param failed gets what went wrong
     */
    public void connect(
            EventLoop loop, OriginListener listener, Consumer<OriginConnection> opened, Consumer<Throwable> failed) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new Handlerless());
        ChannelFuture connecting = bootstrap.connect(settings.host(), settings.port());
        connecting.addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                failed.accept(done.cause());
                return;
            }
            OriginConnection connection = new OriginConnection(done.channel(), listener);
            done.channel().pipeline().addLast(connection);
            opened.accept(connection);
            connection.readable(true);
        });
    }

    /** {@code host:port}, for messages. */
    public String address() {
        return settings.host() + ":" + settings.port();
    }

    /** The connection adds itself once it is open and its owner knows it. */
    @ChannelHandler.Sharable
    private static final class Handlerless extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            // Reading starts when the handler is there.
        }
    }
}
