package io.nearside.bench.wan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link Wire}: counts what is under way, and writes what has arrived. Bytes are written in the order
 * in which they were read, by the departure thread, or by the selector thread when the receiver had no room for them;
 * this object's monitor makes them take turns.
 */
final class Lane {
    /** Far more than the longest line holds at a gigabit; only a receiver that has stopped reading makes it fill. */
    private static final long MOST_UNDER_WAY = 32L << 20;

    private final SelectionKey source;
    private final Queue<ByteBuffer> arrived = new ArrayDeque<>();
    private @Nullable SelectionKey target;
    private long underWay;
    private boolean endArrived;
    private boolean ended;

    Lane(SelectionKey source) {
        this.source = source;
    }

    /** Says where to write to, and writes what has arrived before that was known. */
    synchronized void connect(SelectionKey newTarget) throws IOException {
        target = newTarget;
        drain();
    }

    /** Bytes were read from the source. */
    synchronized void left(int bytes) {
        underWay += bytes;
        if (underWay > MOST_UNDER_WAY) {
            source.interestOpsAnd(~SelectionKey.OP_READ);
        }
    }

    /** Bytes have reached the far end of the line. */
    synchronized void arrive(ByteBuffer bytes) throws IOException {
        arrived.add(bytes);
        drain();
    }

    /** The end of the stream has reached the far end of the line. */
    synchronized void arriveEnd() throws IOException {
        endArrived = true;
        drain();
    }

    /** Whether the end of the stream was handed on. */
    synchronized boolean isEnded() {
        return ended;
    }

    /** Writes as much of what has arrived as the target takes. */
    synchronized void drain() throws IOException {
        if (target == null || ended) {
            return;
        }
        SocketChannel channel = (SocketChannel) target.channel();
        for (ByteBuffer first = arrived.peek(); first != null; first = arrived.peek()) {
            written(channel.write(first));
            if (first.hasRemaining()) {
                target.interestOpsOr(SelectionKey.OP_WRITE);
                target.selector().wakeup();
                return;
            }
            arrived.remove();
        }
        target.interestOpsAnd(~SelectionKey.OP_WRITE);
        if (endArrived) {
            channel.shutdownOutput();
            ended = true;
        }
    }

    private void written(int bytes) {
        boolean wasFull = underWay > MOST_UNDER_WAY;
        underWay -= bytes;
        if (wasFull && underWay <= MOST_UNDER_WAY) {
            source.interestOpsOr(SelectionKey.OP_READ);
            source.selector().wakeup();
        }
    }
}
