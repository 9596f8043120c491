package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts a client's bytes into packets: each message out is one packet, its four header bytes included, as a slice that the
 * receiver releases.
 *
 * <p>After a packet that is too long, everything is dropped. A payload of 16,777,215 bytes is followed by more packets of the same command; they come out one by one.
 */
public final class PacketDecoder extends ByteToMessageDecoder {
    public static final int HEADER = 4;

    /** Longest payload of one packet; a packet this long is continued by the next. */
    public static final int MAX_PAYLOAD = 0xFFFFFF;

    private int maxPayload;
    private boolean refused;

    /** @param maxPayload longest payload to take before {@link #allowAll}, so that strangers cannot fill the memory */
    public PacketDecoder(int maxPayload) {
        this.maxPayload = maxPayload;
    }

    /** Takes packets of every length from now on: the client has logged in. */
    public void allowAll() {
        maxPayload = MAX_PAYLOAD;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < HEADER) {
            return;
        }
        int payload = in.getUnsignedMediumLE(in.readerIndex());
        if (payload > maxPayload) {
            refused = true;
            throw new MalformedPacketException(
                    "a packet of " + payload + " bytes where at most " + maxPayload + " are allowed");
        }
        if (in.readableBytes() >= HEADER + payload) {
            out.add(in.readRetainedSlice(HEADER + payload));
        }
    }
}
