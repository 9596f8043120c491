package io.nearside.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.config.AuthSettings;
import io.nearside.config.ListenSettings;
import io.nearside.config.OriginSettings;
import io.nearside.config.PoolSettings;
import io.nearside.proxy.auth.OriginAccounts;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.session.SessionInitializer;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for MySQL clients. {@link #start} once, then {@link #drain} and {@link #close}.
 *
 * <p>Sessions run on as many event loops as there are processors; a client and its origin connection share one.
 */
public final class ProxyServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxyServer.class);
    private static final int BACKLOG = 1024;
    private static final long DRAIN_LOOK_MILLIS = 20;

    private final ListenSettings listen;
    private final EventLoopGroup loops;
    private final SessionInitializer sessions;
    private @Nullable Channel listening;

    public ProxyServer(
            ListenSettings listen,
            AuthSettings auth,
            PoolSettings pool,
            OriginSettings origin,
            OriginAccounts accounts,
            ResultCache cache,
            StatementAnalyzer analyzer,
            MeterRegistry registry) {
        this.listen = listen;
        boolean epoll = Epoll.isAvailable();
        this.loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(),
                new DefaultThreadFactory("nearside-session"),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.sessions = new SessionInitializer(
                new OriginConnector(origin, epoll ? EpollSocketChannel.class : NioSocketChannel.class),
                accounts,
                cache,
                analyzer,
                registry,
                listen,
                auth,
                pool);
    }

    /**
     * Begins to listen.
     *
     * @throws IllegalStateException when the address cannot be listened on; the message names it
     */
    public void start() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(sessions);
        var binding = bootstrap.bind(listen.host(), listen.port()).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IllegalStateException(
                    "cannot listen on " + listen.host() + ":" + listen.port() + " (listen.host, listen.port): "
                            + binding.cause().getMessage(),
                    binding.cause());
        }
        listening = binding.channel();
    }

    /** The port that clients connect to. */
    public int port() {
        Channel channel = listening;
        if (channel == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Takes no more clients, and waits for statements and transactions under way as long as the settings say. */
    public void drain() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        sessions.drain();
        Duration timeout = listen.drainTimeout();
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (sessions.openSessions() > 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(DRAIN_LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (sessions.openSessions() > 0) {
            log.warn("closing sessions that are still at work, sessions={} after={}", sessions.openSessions(), timeout);
        }
    }

    @Override
    public void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        sessions.closeAll();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
