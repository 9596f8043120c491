package io.nearside.proxy.session;

import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The statement that was answered last without the origin. Should the client then ask how it went (warnings, rows found),
 * the origin must first have run it: the statement only reads, so running it late changes nothing.
 *
 * <p>Owned by the session's event loop; keeps one array, no matter how many hits.
 */
final class LastHit {
    private static final int FIRST_SIZE = 256;

    private byte[] packet = new byte[0];
    private int length;
    private Passage passage = Passage.DIRECT;

    void remember(ByteBuf command, Passage itsPassage) {
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
        return length > PacketDecoder.HEADER;
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
        passage.settled();
        passage = Passage.DIRECT;
    }
}
