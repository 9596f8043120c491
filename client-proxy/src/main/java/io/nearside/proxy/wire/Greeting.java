package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The origin's first packet (protocol version 10), of which the node changes the capability flags only: version, thread
 * id, scramble and plugin reach the client as the origin sent them, so any account can log in through it.
 *
 * @param serverVersion as the origin says it, such as {@code 8.0.36} or {@code 11.4.5-MariaDB-log}
 * @param connectionId the origin's thread id
 * @param offered capabilities left after {@link Capability#NOT_OFFERED} was taken out
 */
public record Greeting(String serverVersion, long connectionId, int offered) {
    private static final int VERSION_10 = 10;
    private static final int SCRAMBLE_PART_1 = 8;

    /** MariaDB puts more flags into the last four of ten filler bytes. */
    private static final int FILLER_BEFORE_EXTENDED = 6;

    /**
     * Reads the packet and takes out, in place, the capabilities that a node does not offer.
     *
     * @param packet one whole packet, header included; its indices are left alone
     * @throws MalformedPacketException if it is no greeting of protocol version 10
     */
    public static Greeting restrict(ByteBuf packet) {
        ByteBuf payload = packet.duplicate().skipBytes(PacketDecoder.HEADER);
        PacketReader reader = new PacketReader(payload);
        int protocol = reader.readByte();
        if (protocol != VERSION_10) {
            throw new MalformedPacketException("the origin speaks protocol version " + protocol + ", not 10");
        }
        String version = reader.readZeroString(StandardCharsets.US_ASCII);
        long connectionId = reader.readInt();
        reader.skip(SCRAMBLE_PART_1 + 1);
        int lowAt = payload.readerIndex();
        int low = reader.readShort();
        reader.skip(3);
        int highAt = payload.readerIndex();
        int high = reader.readShort();
        reader.skip(1 + FILLER_BEFORE_EXTENDED);
        int extendedAt = payload.readerIndex();
        reader.skip(4);
        int capabilities = low | high << 16;
        int offered = capabilities & ~Capability.NOT_OFFERED;
        packet.setShortLE(lowAt, offered);
        packet.setShortLE(highAt, offered >>> 16);
        if ((capabilities & Capability.LONG_PASSWORD) == 0) {
            packet.setIntLE(extendedAt, 0);
        }
        if ((capabilities & Capability.PROTOCOL_41) == 0) {
            throw new MalformedPacketException("the origin does not speak the 4.1 protocol");
        }
        return new Greeting(version, connectionId, offered);
    }

    public boolean isMariaDb() {
        return serverVersion.contains("MariaDB");
    }
}
