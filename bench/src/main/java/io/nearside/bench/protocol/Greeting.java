package io.nearside.bench.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** What a server says first, or when it would have another proof. */
final class Greeting {
    private static final int FIRST_PART = 8;
    private static final int SECOND_PART = 12;
    private static final int TLS = 1 << 11;
    /** Collation, status, more capabilities, length of the scramble, and what is reserved between its parts. */
    private static final int BETWEEN = 1 + 2 + 2 + 1 + 10;

    private final String plugin;
    private final byte[] scramble;
    private final boolean offersTls;

    private Greeting(String plugin, byte[] scramble, boolean offersTls) {
        this.plugin = plugin;
        this.scramble = scramble;
        this.offersTls = offersTls;
    }

    boolean offersTls() {
        return offersTls;
    }

    /** How the server would have the client prove itself. */
    String plugin() {
        return plugin;
    }

    /** 20 bytes that make the proof good for once; not to be changed. */
    byte[] scramble() {
        return scramble;
    }

    /** Reads the payload of a packet of protocol version 10, to its end. */
    static Greeting read(ByteBuf payload) {
        payload.skipBytes(1 + payload.bytesBefore(1, payload.readableBytes() - 1, (byte) 0) + 1);
        payload.skipBytes(Integer.BYTES);
        byte[] scramble = new byte[FIRST_PART + SECOND_PART];
        payload.readBytes(scramble, 0, FIRST_PART);
        payload.skipBytes(1);
        boolean offersTls = (payload.readUnsignedShortLE() & TLS) != 0;
        payload.skipBytes(BETWEEN);
        payload.readBytes(scramble, FIRST_PART, SECOND_PART);
        payload.skipBytes(1);
        return new Greeting(readZeroString(payload), scramble, offersTls);
    }

    /** Reads the payload of a packet that asks for another plugin's proof, to its end. */
    static Greeting readSwitch(ByteBuf payload) {
        payload.skipBytes(1);
        String plugin = readZeroString(payload);
        return new Greeting(plugin, ByteBufUtil.getBytes(payload.readSlice(FIRST_PART + SECOND_PART)), false);
    }

    private static String readZeroString(ByteBuf payload) {
        int length = payload.bytesBefore((byte) 0);
        String text = payload.toString(
                payload.readerIndex(), length < 0 ? payload.readableBytes() : length, StandardCharsets.US_ASCII);
        payload.skipBytes(length < 0 ? payload.readableBytes() : length + 1);
        return text;
    }
}
