package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** An OK packet that the node itself sends: nothing changed, no warnings, no message. */
public final class OkPacket {
    private static final int PAYLOAD = 7;

    private OkPacket() {}

    /**
     * The whole packet, header included.
     *
     * @param serverStatus the flags that the origin sent last; those that are about that reply are left out
     */
    public static ByteBuf encode(ByteBufAllocator allocator, int sequenceId, int serverStatus) {
        return allocator
                .buffer(PacketDecoder.HEADER + PAYLOAD)
                .writeMediumLE(PAYLOAD)
                .writeByte(sequenceId)
                .writeByte(0)
                .writeByte(0)
                .writeByte(0)
                .writeShortLE(serverStatus & ServerStatus.OF_SESSION)
                .writeShortLE(0);
    }
}
