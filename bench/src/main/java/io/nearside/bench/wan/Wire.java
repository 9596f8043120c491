package io.nearside.bench.wan;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection over a line: the client's socket here, a socket to the far end, and what is under way between them.
 * Reading and connecting belong to the selector thread, arriving to the departure thread; {@code close} may be called
 * by both.
 */
final class Wire {
    private static final Logger log = LoggerFactory.getLogger(Wire.class);

    /** How long the selector thread takes to wake up for bytes that have come: measured, and little beside any line. */
    private static final long WAKE_NANOS = 40_000;

    private final Selector selector;
    private final DepartureThread departures;
    private final LineTiming timing;
    private final SelectionKey client;
    private final Lane toFarEnd;
    private volatile @Nullable SelectionKey farEnd;
    private volatile @Nullable Lane toClient;
    private volatile boolean closed;

    /** Takes over a client that has just been accepted. */
    Wire(Selector selector, DepartureThread departures, SocketChannel accepted, Duration roundTrip) throws IOException {
        this.selector = selector;
        this.departures = departures;
        this.timing = LineTiming.of(System.nanoTime(), roundTrip);
        this.client = register(accepted, SelectionKey.OP_READ);
        this.toFarEnd = new Lane(client);
    }

    private SelectionKey register(SocketChannel channel, int interest) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel.register(selector, interest, this);
    }

    /** When {@link #connect} is due. */
    long acceptedAt() {
        return timing.acceptedAt();
    }

    void connect(SocketAddress address) {
        try {
            SocketChannel channel = SocketChannel.open();
            SelectionKey key = register(channel, SelectionKey.OP_CONNECT);
            farEnd = key;
            Lane lane = new Lane(key);
            toClient = lane;
            lane.connect(client);
            if (channel.connect(address)) {
                connected(key);
            }
            if (closed) {
                // By the other thread, which may have come before there was anything to close at the far end.
                close();
            }
        } catch (IOException | CancelledKeyException e) {
            close();
        }
    }

    private void connected(SelectionKey key) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        toFarEnd.connect(key);
    }

    /** One of the two sockets is ready for something. {@code buffer} is a scratch of the caller's. */
    void ready(SelectionKey key, ByteBuffer buffer) {
        try {
            if (key.isConnectable() && ((SocketChannel) key.channel()).finishConnect()) {
                connected(key);
            }
            boolean isClient = key == client;
            Lane out = isClient ? toFarEnd : toClient;
            Lane in = isClient ? toClient : toFarEnd;
            if (key.isWritable() && in != null) {
                in.drain();
                closeIfEnded();
            }
            if (key.isReadable() && out != null) {
                read(key, out, isClient, buffer);
            }
        } catch (IOException e) {
            key.cancel();
            closeAfterTheWay();
        } catch (CancelledKeyException e) {
            log.trace("closed by the other thread", e);
        }
    }

    private void read(SelectionKey key, Lane lane, boolean fromClient, ByteBuffer buffer) throws IOException {
        long sentAt = System.nanoTime() - WAKE_NANOS;
        long due = fromClient ? timing.atFarEnd(sentAt) : timing.atClient(sentAt);
        int bytes = ((SocketChannel) key.channel()).read(buffer.clear());
        if (bytes < 0) {
            key.interestOpsAnd(~SelectionKey.OP_READ);
            departures.at(due, () -> arrive(lane::arriveEnd));
        } else if (bytes > 0) {
            ByteBuffer copy = ByteBuffer.allocate(bytes).put(buffer.flip()).flip();
            lane.left(bytes);
            departures.at(due, () -> arrive(() -> lane.arrive(copy)));
        }
    }

    /** Something that writes to a socket. */
    private interface Arrival {
        void run() throws IOException;
    }

    private void arrive(Arrival arrival) {
        if (closed) {
            return;
        }
        try {
            arrival.run();
            closeIfEnded();
        } catch (IOException | CancelledKeyException e) {
            log.trace("one side is gone", e);
            closeAfterTheWay();
        }
    }

    private void closeIfEnded() {
        Lane back = toClient;
        if (toFarEnd.isEnded() && back != null && back.isEnded()) {
            close();
        }
    }

    /** One side is gone; the other learns of it half a round trip later. */
    private void closeAfterTheWay() {
        departures.at(timing.atClient(System.nanoTime()), this::close);
    }

    void close() {
        closed = true;
        close(client);
        close(farEnd);
        // A registered socket is closed for good only when the selector lets go of it.
        selector.wakeup();
    }

    private static void close(@Nullable SelectionKey key) {
        if (key == null) {
            return;
        }
        try {
            key.channel().close();
        } catch (IOException e) {
            log.debug("cannot close a socket", e);
        }
    }
}
