package io.nearside.proxy.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.config.AuthSettings;
import io.nearside.config.ListenSettings;
import io.nearside.config.PoolSettings;
import io.nearside.proxy.auth.KnownAccounts;
import io.nearside.proxy.auth.OriginAccounts;
import io.nearside.proxy.auth.PasswordKeys;
import io.nearside.proxy.auth.Scramble;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.pool.KnownOrigin;
import io.nearside.proxy.pool.LoginProfiles;
import io.nearside.proxy.pool.OriginPool;
import io.nearside.proxy.pool.PoolLimits;
import io.nearside.proxy.pool.PoolMetrics;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.tls.ClientTls;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.PacketDecoder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ForkJoinPool;

/** Gives each new client connection its session, and knows those that are open. Thread-safe. */
@ChannelHandler.Sharable
public final class SessionInitializer extends ChannelInitializer<Channel> {
    /** No login needs more; strangers get no more memory. */
    private static final int LONGEST_BEFORE_LOGIN = 64 * 1024;

    private final ConcurrentMap<EventLoop, OriginPool> pools = new ConcurrentHashMap<>();
    private final Session.Context context;
    private final ClientTls tls;
    private final int maxConnections;
    private final Set<ClientChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public SessionInitializer(
            OriginConnector connector,
            OriginAccounts accounts,
            ResultCache cache,
            StatementAnalyzer analyzer,
            MeterRegistry registry,
            ListenSettings listen,
            AuthSettings auth,
            PoolSettings pool) {
        SecureRandom random = new SecureRandom();
        Ticker ticker = Ticker.systemTicker();
        PoolLimits limits = new PoolLimits(pool);
        OriginPool.Shared shared =
                new OriginPool.Shared(connector, limits, accounts::version, new PoolMetrics(registry, limits));
        this.tls = ClientTls.of(listen, Clock.systemUTC(), random);
        SessionMetrics metrics = new SessionMetrics(registry);
        ClientLogin.Context login = new ClientLogin.Context(
                connector,
                new KnownOrigin(),
                accounts,
                new KnownAccounts(accounts, auth.revalidate(), ticker),
                new LoginQueue(ticker),
                new Scramble(random),
                new PasswordKeys(random, ForkJoinPool.commonPool()),
                tls,
                metrics);
        this.context = new Session.Context(
                login,
                new LoginProfiles(auth.revalidate(), ticker),
                loop -> pools.computeIfAbsent(loop, its -> new OriginPool(its, shared)),
                new Sessions(random),
                cache,
                analyzer,
                new SettingsMemo(),
                metrics);
        this.maxConnections = listen.maxConnections();
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
        if (tls.isOffered()) {
            channel.pipeline().addLast(new TlsGate(tls, client));
        }
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

    /** Ends every session at once, and lets go of the origin. */
    public void closeAll() {
        open.forEach(ClientChannel::abort);
        pools.forEach((loop, pool) -> loop.execute(pool::close));
    }
}
