package io.nearside.proxy.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The origin's answer to one statement, byte for byte: whole packets with their headers, numbered from sequence id 1.
 *
 * <p>Immutable and shared by every session that is served from it.
 */
public final class Answer {
    private final byte[] packets;

    public Answer(byte[] packets) {
        this.packets = packets;
    }

    /** A new view to write to a channel, never into; it owns nothing that must be released. */
    public ByteBuf view() {
        return Unpooled.wrappedBuffer(packets);
    }

    /** The bytes themselves, for the store; not to be changed. */
    public byte[] packets() {
        return packets;
    }

    public int length() {
        return packets.length;
    }
}
