package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Reads the protocol's basic types from one packet's payload, never past its end (MySQL Internals, "Protocol Basics").
 *
 * <p>Every method throws {@link MalformedPacketException} where the bytes end too early.
 */
public final class PacketReader {
    private static final int NULL_LENGTH = 0xFB;

    private final ByteBuf payload;

    /** Reads from {@code payload}'s reader index to its writer index, and moves the former. */
    public PacketReader(ByteBuf payload) {
        this.payload = payload;
    }

    public int remaining() {
        return payload.readableBytes();
    }

    public int readByte() {
        require(1);
        return payload.readUnsignedByte();
    }

    public int readShort() {
        require(2);
        return payload.readUnsignedShortLE();
    }

    public long readInt() {
        require(4);
        return payload.readUnsignedIntLE();
    }

    public long readLong() {
        require(8);
        return payload.readLongLE();
    }

    public void skip(int bytes) {
        require(bytes);
        payload.skipBytes(bytes);
    }

    /** A length-encoded integer; -1 stands for NULL. */
    public long readLength() {
        int first = readByte();
        return switch (first) {
            case NULL_LENGTH -> -1;
            case 0xFC -> readShort();
            case 0xFD -> {
                require(3);
                yield payload.readUnsignedMediumLE();
            }
            case 0xFE -> {
                require(8);
                long length = payload.readLongLE();
                if (length < 0) {
                    throw new MalformedPacketException("a length of more than 2^63");
                }
                yield length;
            }
            case 0xFF -> throw new MalformedPacketException("0xFF is no length");
            default -> first;
        };
    }

    /** The bytes of a length-encoded string; null stands for NULL. */
    public @Nullable ByteBuf readLengthSlice() {
        long length = readLength();
        if (length == -1) {
            return null;
        }
        require(length);
        return payload.readSlice((int) length);
    }

    public @Nullable String readLengthString(Charset charset) {
        long length = readLength();
        if (length == -1) {
            return null;
        }
        require(length);
        String text = payload.toString(payload.readerIndex(), (int) length, charset);
        payload.skipBytes((int) length);
        return text;
    }

    public String readZeroString(Charset charset) {
        int length = payload.bytesBefore((byte) 0);
        if (length < 0) {
            throw new MalformedPacketException("a string without its end");
        }
        String text = payload.toString(payload.readerIndex(), length, charset);
        payload.skipBytes(length + 1);
        return text;
    }

    public byte[] readBytes(long length) {
        require(length);
        byte[] bytes = new byte[(int) length];
        payload.readBytes(bytes);
        return bytes;
    }

    /** The bytes up to the next zero, which is skipped. */
    byte[] readZeroBytes() {
        int length = payload.bytesBefore((byte) 0);
        if (length < 0) {
            throw new MalformedPacketException("a string without its end");
        }
        byte[] bytes = readBytes(length);
        skip(1);
        return bytes;
    }

    /** The bytes up to the next zero, which is skipped, or up to the end where there is none: peers differ in the last. */
    byte[] readZeroOrRest() {
        return payload.bytesBefore((byte) 0) < 0 ? readBytes(remaining()) : readZeroBytes();
    }

    private void require(long bytes) {
        if (bytes < 0 || payload.readableBytes() < bytes) {
            throw new MalformedPacketException(
                    "packet ends " + (bytes - payload.readableBytes()) + " bytes before its field does");
        }
    }
}
