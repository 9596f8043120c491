package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Writes one packet of the protocol's basic types; the counterpart of {@link PacketReader}. For packets below 16 MiB. */
final class PacketWriter {
    private static final int USUAL_LENGTH = 128;

    private final ByteBuf packet;

    PacketWriter(ByteBufAllocator allocator, int sequenceId) {
        packet = allocator.buffer(USUAL_LENGTH).writeMediumLE(0).writeByte(sequenceId);
    }

    PacketWriter writeByte(int value) {
        packet.writeByte(value);
        return this;
    }

    PacketWriter writeShort(int value) {
        packet.writeShortLE(value);
        return this;
    }

    PacketWriter writeInt(long value) {
        packet.writeIntLE((int) value);
        return this;
    }

    PacketWriter writeZero(int bytes) {
        packet.writeZero(bytes);
        return this;
    }

    PacketWriter writeBytes(byte[] bytes) {
        packet.writeBytes(bytes);
        return this;
    }

    PacketWriter writeBytes(AuthData data) {
        return writeBytes(data.bytes());
    }

    /** How many bytes a length-encoded string takes. */
    static int lengthOf(byte[] bytes) {
        return bytes.length + (bytes.length < 0xFB ? 1 : bytes.length <= 0xFFFF ? 3 : 4);
    }

    /** A length-encoded integer. */
    PacketWriter writeLength(int length) {
        if (length < 0xFB) {
            packet.writeByte(length);
        } else if (length <= 0xFFFF) {
            packet.writeByte(0xFC).writeShortLE(length);
        } else {
            packet.writeByte(0xFD).writeMediumLE(length);
        }
        return this;
    }

    /** A length-encoded string. */
    PacketWriter writeLengthBytes(byte[] bytes) {
        return writeLength(bytes.length).writeBytes(bytes);
    }

    /** A text that ends with a zero and so holds none. */
    PacketWriter writeZeroString(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text with a zero in it where a zero ends it");
        }
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
        packet.writeByte(0);
        return this;
    }

    /** The whole packet, header included. */
    ByteBuf packet() {
        return packet.setMediumLE(packet.readerIndex(), packet.readableBytes() - PacketDecoder.HEADER);
    }
}
