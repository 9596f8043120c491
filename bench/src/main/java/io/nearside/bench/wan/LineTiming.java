package io.nearside.bench.wan;

import java.time.Duration;

/**
 * When things arrive on a connection over a line of a certain round-trip time. Times are those of
 * {@link System#nanoTime()}.
 *
 * <p>A relay on this machine accepts a connection at once, which no distant server can. What a real connection waits
 * for is given back here: the client's SYN takes half a round trip, the SYN-ACK another half, and only with the ACK,
 * one and a half round trips after the start, does the server's program learn of the connection. A greeting it sends
 * then is with the client after two round trips; and what the client sends cannot leave before the SYN-ACK has come.
 *
 * @param begunNanos when the client began to connect
 * @param rttNanos the round-trip time
 */
record LineTiming(long begunNanos, long rttNanos) {
    static LineTiming of(long begunNanos, Duration roundTrip) {
        return new LineTiming(begunNanos, roundTrip.toNanos());
    }

    /** When the far end sees the connection. */
    long acceptedAt() {
        return atFarEnd(begunNanos);
    }

    /** When bytes that the client handed over at {@code sentAt} are at the far end. */
    long atFarEnd(long sentAt) {
        long synAck = begunNanos + rttNanos;
        long leaves = sentAt - synAck < 0 ? synAck : sentAt;
        return leaves + rttNanos / 2;
    }

    /** When bytes that the far end sent at {@code sentAt} are with the client. */
    long atClient(long sentAt) {
        return sentAt + (rttNanos - rttNanos / 2);
    }
}
