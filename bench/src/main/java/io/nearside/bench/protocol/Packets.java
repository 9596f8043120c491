package io.nearside.bench.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** What a client sends: whole packets, headers included. */
public final class Packets {
    /** Length of a packet's header: three bytes of length, one of its number. */
    public static final int HEADER = 4;

    private static final int LONG_PASSWORD = 1;
    private static final int CONNECT_WITH_DB = 1 << 3;
    private static final int PROTOCOL_41 = 1 << 9;
    private static final int SSL = 1 << 11;
    private static final int TRANSACTIONS = 1 << 13;
    private static final int SECURE_CONNECTION = 1 << 15;
    private static final int PLUGIN_AUTH = 1 << 19;
    private static final int CAPABILITIES =
            LONG_PASSWORD | CONNECT_WITH_DB | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH;
    private static final int LONGEST_PACKET = 1 << 24;
    private static final int UTF8MB4 = 45;
    private static final int FILLER = 23;
    private static final int QUERY = 3;

    private Packets() {}

    /** What a client says before it begins with TLS. */
    static ByteBuf tlsRequest(ByteBufAllocator allocator) {
        return packet(allocator, 1, fixedPart(allocator, CAPABILITIES | SSL));
    }

    /** The answer to a greeting. */
    static ByteBuf login(
            ByteBufAllocator allocator, Greeting greeting, Account account, String schema, boolean isEncrypted) {
        byte[] proof = account.proof(greeting);
        ByteBuf payload = fixedPart(allocator, isEncrypted ? CAPABILITIES | SSL : CAPABILITIES);
        writeZeroString(payload, account.user());
        payload.writeByte(proof.length).writeBytes(proof);
        writeZeroString(payload, schema);
        writeZeroString(payload, greeting.plugin());
        return packet(allocator, isEncrypted ? 2 : 1, payload);
    }

    private static ByteBuf fixedPart(ByteBufAllocator allocator, int capabilities) {
        return allocator
                .buffer()
                .writeIntLE(capabilities)
                .writeIntLE(LONGEST_PACKET)
                .writeByte(UTF8MB4)
                .writeZero(FILLER);
    }

    private static void writeZeroString(ByteBuf to, String text) {
        to.writeCharSequence(text, StandardCharsets.UTF_8);
        to.writeByte(0);
    }

    /** What follows in a login, as a packet of that number. */
    static ByteBuf answer(ByteBufAllocator allocator, int number, byte[] answer) {
        return packet(allocator, number, allocator.buffer().writeBytes(answer));
    }

    /** A statement, as text. */
    public static ByteBuf query(ByteBufAllocator allocator, String sql) {
        ByteBuf payload = allocator.buffer().writeByte(QUERY);
        payload.writeCharSequence(sql, StandardCharsets.UTF_8);
        return packet(allocator, 0, payload);
    }

    /** Takes over the payload. */
    private static ByteBuf packet(ByteBufAllocator allocator, int number, ByteBuf payload) {
        ByteBuf packet = allocator
                .buffer(HEADER + payload.readableBytes())
                .writeMediumLE(payload.readableBytes())
                .writeByte(number)
                .writeBytes(payload);
        payload.release();
        return packet;
    }
}
