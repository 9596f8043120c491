package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The packets that server and client exchange between the answer to the greeting and OK or ERR. */
public final class AuthExchange {
    /** First byte of what a server's plugin says further (AuthMoreData). */
    public static final int MORE_DATA = 0x01;

    private AuthExchange() {}

    /** What a server's plugin says further: the whole packet, header included. */
    public static ByteBuf encodeMoreData(ByteBufAllocator allocator, int sequenceId, AuthData data) {
        return new PacketWriter(allocator, sequenceId)
                .writeByte(MORE_DATA)
                .writeBytes(data)
                .packet();
    }

    /**
     * What a server's plugin said further in a whole packet, whose indices are left alone.
     *
     * @throws MalformedPacketException if it is no such packet
     */
    public static AuthData readMoreData(ByteBuf packet) {
        PacketReader reader = new PacketReader(packet.duplicate());
        reader.skip(PacketDecoder.HEADER);
        int first = reader.readByte();
        if (first != MORE_DATA) {
            throw new MalformedPacketException("byte " + first + " where a plugin was to say more");
        }
        return AuthData.of(reader.readBytes(reader.remaining()));
    }

    /** What a client says after its first answer: the whole packet, header included, is nothing but these bytes. */
    public static ByteBuf encodeAnswer(ByteBufAllocator allocator, int sequenceId, AuthData answer) {
        return new PacketWriter(allocator, sequenceId).writeBytes(answer).packet();
    }

    /**
     * What a client said after its first answer, in a whole packet, whose indices are left alone.
     *
     * @throws MalformedPacketException if there is not even a header
     */
    public static AuthData readAnswer(ByteBuf packet) {
        PacketReader reader = new PacketReader(packet.duplicate());
        reader.skip(PacketDecoder.HEADER);
        return AuthData.of(reader.readBytes(reader.remaining()));
    }
}
