package io.nearside.proxy.session;

import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.PacketDecoder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Gives each new client connection its session, and knows those that are open. Thread-safe. */
@ChannelHandler.Sharable
public final class SessionInitializer extends ChannelInitializer<Channel> {
    /** No login needs more; strangers get no more memory. */
    private static final int LONGEST_BEFORE_LOGIN = 64 * 1024;

    private final Session.Context context;
    private final int maxConnections;
    private final Set<ClientChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public SessionInitializer(
            OriginConnector connector,
            ResultCache cache,
            StatementAnalyzer analyzer,
            SessionMetrics metrics,
            int maxConnections) {
        this.context = new Session.Context(connector, cache, analyzer, new SettingsMemo(), metrics);
        this.maxConnections = maxConnections;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (draining || open.size() >= maxConnections) {
            ErrPacket error = draining ? ErrPacket.shuttingDown() : ErrPacket.tooManyConnections(maxConnections);
            channel.writeAndFlush(error.encode(channel.alloc(), 0, false)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ClientChannel client = new ClientChannel(channel, context);
        open.add(client);
        channel.closeFuture().addListener(closed -> open.remove(client));
        channel.pipeline().addLast(new PacketDecoder(LONGEST_BEFORE_LOGIN), client);
    }

    /** Ends every session as soon as it has no statement and no transaction under way; new ones are refused. */
    public void drain() {
        draining = true;
        open.forEach(client ->
                client.channel().eventLoop().execute(() -> client.session().drain()));
    }

    public int openSessions() {
        return open.size();
    }

    /** Ends every session at once. */
    public void closeAll() {
        open.forEach(ClientChannel::abort);
    }
}
