package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * AuthSwitchRequest: the server asks for the proof of another plugin. The client answers with a packet that is nothing but
 * the proof.
 *
 * @param plugin its name
 * @param scramble what the plugin mixes with the password, without a zero at the end
 */
public record AuthSwitch(String plugin, AuthData scramble) {
    /** First byte of the packet; its payload is longer than the one byte that older servers send. */
    public static final int HEADER_BYTE = 0xFE;

    /** What a server means that says only that another plugin is wanted: passwords of before MySQL 4.1. */
    private static final String BEFORE_4_1 = "mysql_old_password";

    /**
     * Reads one whole packet, header included; its indices are left alone.
     *
     * @throws MalformedPacketException if it is no such packet
     */
    public static AuthSwitch read(ByteBuf packet) {
        PacketReader reader = new PacketReader(packet.duplicate());
        reader.skip(PacketDecoder.HEADER);
        int first = reader.readByte();
        if (first != HEADER_BYTE) {
            throw new MalformedPacketException("byte " + first + " where another plugin was to be named");
        }
        if (reader.remaining() == 0) {
            return new AuthSwitch(BEFORE_4_1, AuthData.EMPTY);
        }
        String plugin = new String(reader.readZeroBytes(), StandardCharsets.UTF_8);
        return new AuthSwitch(
                plugin, AuthData.of(reader.readBytes(reader.remaining())).withoutEnd());
    }

    /** The whole packet, header included. */
    public ByteBuf encode(ByteBufAllocator allocator, int sequenceId) {
        return new PacketWriter(allocator, sequenceId)
                .writeByte(HEADER_BYTE)
                .writeZeroString(plugin)
                .writeBytes(scramble)
                .writeByte(0)
                .packet();
    }
}
