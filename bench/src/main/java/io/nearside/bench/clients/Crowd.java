package io.nearside.bench.clients;

import io.nearside.bench.protocol.Account;
import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.StageException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Clients of one node, connected all at the same time. One thread makes them connect and ask; few threads are all of them. */
final class Crowd implements AutoCloseable {
    /** How long a client rests between two things that it asks, on average. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int THREADS = 2;
    /** How many log in at the same time. */
    private static final int AT_ONCE = 100;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LONGEST_PACKET = 1 << 20;

    private final Tally tally = new Tally();
    private final List<Member> members = new ArrayList<>();
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    private final InetSocketAddress node;
    private final Account account;
    private final Random random;

    Crowd(int port, Account account, long seed) {
        this.node = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.account = account;
        this.random = new Random(seed);
    }

    /** Returns when all have logged in and set up their sessions. */
    void connect(int count, Progress progress) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        CountDownLatch ready = new CountDownLatch(count);
        for (int number = 0; number < count; number++) {
            awaitPlace(places);
            Member member = new Member(number, account, tally, random.nextLong(), () -> {
                places.release();
                ready.countDown();
            });
            members.add(member);
            new Bootstrap()
                    .group(threads)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new LengthFieldBasedFrameDecoder(
                                            ByteOrder.LITTLE_ENDIAN, LONGEST_PACKET, 0, 3, 1, 0, true))
                                    .addLast(member);
                        }
                    })
                    .connect(node)
                    .addListener(connected -> {
                        if (!connected.isSuccess()) {
                            member.failed("cannot connect: " + connected.cause());
                        }
                    });
            progress.soFar("clients", number + 1L, count);
        }
        if (!ready.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new StageException(ready.getCount() + " clients are not ready after " + LIMIT.toSeconds() + " s");
        }
    }

    private void awaitPlace(Semaphore places) throws InterruptedException {
        if (!places.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new StageException("no client could log in for " + LIMIT.toSeconds() + " s; failures: "
                    + tally.failures() + ", the first: " + tally.firstFailure());
        }
    }

    /** Has each ask now and then, and returns when all have been answered what they asked in that time. */
    void ask(Duration length, Progress progress) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        CountDownLatch done = new CountDownLatch(members.size());
        for (Member member : members) {
            member.begin(end, done::countDown);
        }
        while (!done.await(1, TimeUnit.SECONDS)) {
            if (System.nanoTime() - end > LIMIT.toNanos()) {
                tally.failure(done.getCount() + " clients were not answered within " + LIMIT.toSeconds() + " s");
                return;
            }
            progress.meanwhile(() -> String.format("  %,d statements", tally.statements()));
        }
    }

    Tally tally() {
        return tally;
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, LIMIT.toSeconds(), TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
