package io.nearside.proxy.session;

import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The read that the session ran last, when it was answered without the origin, or by a connection that the session may lose.
 * Should the client then ask how it went (warnings, rows found), the origin must first have run it: the statement only reads,
 * so running it late, or again, changes nothing.
 *
 * <p>Owned by the session's event loop; keeps one array, no matter how many hits.
 */
final class LastHit {
    private static final int FIRST_SIZE = 256;

    private byte[] packet = new byte[0];
    private int length;
    private Passage passage = Passage.DIRECT;

    /** The origin has run it, on the connection that the session has. */
    private boolean ran;

    /** The statement runs at the origin, in a packet that is sent there now. */
    void runs(ByteBuf command) {
        remember(command, Passage.DIRECT);
        ran = true;
    }

    /** Whether the session's connection has run it. */
    boolean hasRun() {
        return ran && length > PacketDecoder.HEADER;
    }

    /** That connection is the session's no more. */
    void connectionLeft() {
        ran = false;
    }

    /** The statement was answered without the origin. */
    void remember(ByteBuf command, Passage itsPassage) {
        ran = false;
        if (passage != itsPassage) {
            passage.settled();
            passage = itsPassage;
            passage.owed();
        }
        int bytes = command.readableBytes();
        if (packet.length < bytes) {
            packet = new byte[Math.max(FIRST_SIZE, bytes)];
        }
        command.getBytes(command.readerIndex(), packet, 0, bytes);
        length = bytes;
    }

    boolean isOwed() {
        return !ran && length > PacketDecoder.HEADER;
    }

    /** How the command gets to the origin. */
    Passage passage() {
        return passage;
    }

    /** The command's packet, as the client sent it. */
    ByteBuf statement(ByteBufAllocator allocator) {
        return allocator.buffer(length).writeBytes(packet, 0, length);
    }

    /** The origin's diagnostics are of a later statement now. */
    void settled() {
        length = 0;
        ran = false;
        passage.settled();
        passage = Passage.DIRECT;
    }
}
