package io.nearside.node.wan;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogBatchCodec;
import io.nearside.cdc.log.LogPosition;
import io.nearside.config.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the change log of another region into this region's ring, batch by batch as it was written, while it is this
 * process's turn. It takes up after what the ring has last; should two processes feed at once, or one repeat itself, the
 * readers of the log ignore what they have. One thread of its own.
 */
public final class LogFeeder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogFeeder.class);

    private static final Duration TURN_LOOK = Duration.ofMillis(250);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final long TAIL_WAIT_MILLIS = 5_000;

    private final Endpoint upstream;
    private final ChangeLog ring;
    private final BooleanSupplier myTurn;
    private final Counter batches;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable String trouble = "not connected yet";

    /**
     * Feeds nothing until started.
     *
     * @param myTurn whether of all processes of the region this one feeds; asked again and again
     */
    public LogFeeder(Endpoint upstream, ChangeLog ring, BooleanSupplier myTurn, MeterRegistry registry) {
        this.upstream = upstream;
        this.ring = ring;
        this.myTurn = myTurn;
        this.batches = Counter.builder("nearside.wan.batches")
                .description("Batches of the change log brought from another region")
                .register(registry);
        this.thread = new Thread(this::run, "nearside-feeder");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Why no log comes over the link, or null when it does or another process feeds. */
    public @Nullable String trouble() {
        return trouble;
    }

    private void run() {
        long pauseMillis = SHORTEST_PAUSE.toMillis();
        try {
            while (!closed) {
                if (!myTurn.getAsBoolean()) {
                    trouble = null;
                    TimeUnit.MILLISECONDS.sleep(TURN_LOOK.toMillis());
                    continue;
                }
                boolean worked = feed();
                pauseMillis = worked ? SHORTEST_PAUSE.toMillis() : Math.min(LONGEST_PAUSE.toMillis(), 2 * pauseMillis);
                TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Feeds over one connection until it breaks; returns whether anything came over it. */
    private boolean feed() throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(upstream.host(), upstream.port())
                .usePlaintext()
                .maxInboundMessageSize(LogLink.MOST_MESSAGE_BYTES)
                .build();
        ClientCall<byte[], byte[]> call = channel.newCall(LogLink.FOLLOW, CallOptions.DEFAULT);
        boolean worked = false;
        try {
            LogBatch last = last();
            Incoming incoming = Incoming.begin(call, last == null ? new byte[0] : LogBatchCodec.encode(last));
            while (!closed && myTurn.getAsBoolean()) {
                List<LogBatch> next = incoming.next();
                if (!worked) {
                    worked = true;
                    trouble = null;
                    log.info(
                            "following the change log of another region upstream={} from={}",
                            upstream,
                            last == null ? LogPosition.NONE : last.last());
                }
                if (!next.isEmpty()) {
                    ring.append(next);
                    batches.increment(next.size());
                }
            }
        } catch (Incoming.BrokenLinkException | RuntimeException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            if (!closed && (worked || !reason.equals(trouble))) {
                log.warn("the link to another region is broken, trying again upstream={}: {}", upstream, reason);
            }
            trouble = reason;
        } finally {
            call.cancel("done", null);
            channel.shutdownNow();
        }
        return worked;
    }

    private @Nullable LogBatch last() {
        long newest = ring.newest();
        if (newest < ring.oldest()) {
            return null;
        }
        List<LogBatch> tail = ring.read(newest, 1, TAIL_WAIT_MILLIS).batches();
        return tail.isEmpty() ? null : tail.get(0);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
