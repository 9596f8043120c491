package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A server's first packet, of protocol version 10, read from the origin or written to a client.
 *
 * @param serverVersion such as {@code 8.0.36} or {@code 11.4.5-MariaDB-log}
 * @param connectionId what {@code CONNECTION_ID()} gives, in 32 bits
 * @param scramble what the plugin mixes with the password, without a zero at the end; 20 bytes for most plugins
 * @param capabilities bits of {@link Capability}
 * @param extendedCapabilities MariaDB's capabilities from bit 32; 0 with {@link Capability#LONG_PASSWORD}, which is MySQL's
 * @param collation the lower eight bits of the server's default
 * @param status bits of {@link ServerStatus}
 * @param plugin of the server's default kind of account; empty without {@link Capability#PLUGIN_AUTH}
 */
public record GreetingPacket(
        String serverVersion,
        long connectionId,
        AuthData scramble,
        int capabilities,
        int extendedCapabilities,
        int collation,
        int status,
        String plugin) {
    private static final int VERSION_10 = 10;
    private static final int SCRAMBLE_PART_1 = 8;
    private static final int LEAST_SCRAMBLE_PART_2 = 13;
    private static final int FILLER = 6;

    /**
     * Reads one whole packet, header included; its indices are left alone.
     *
     * @throws MalformedPacketException if it is no greeting of protocol version 10 with the 4.1 protocol
     */
    public static GreetingPacket read(ByteBuf packet) {
        PacketReader reader = new PacketReader(packet.duplicate());
        reader.skip(PacketDecoder.HEADER);
        int protocol = reader.readByte();
        if (protocol != VERSION_10) {
            throw new MalformedPacketException("the origin speaks protocol version " + protocol + ", not 10");
        }
        String version = reader.readZeroString(StandardCharsets.US_ASCII);
        long connectionId = reader.readInt();
        byte[] part1 = reader.readBytes(SCRAMBLE_PART_1);
        reader.skip(1);
        int low = reader.readShort();
        int collation = reader.readByte();
        int status = reader.readShort();
        int capabilities = low | reader.readShort() << 16;
        if ((capabilities & Capability.PROTOCOL_41) == 0) {
            throw new MalformedPacketException("the origin does not speak the 4.1 protocol");
        }
        int scrambleLength = reader.readByte();
        reader.skip(FILLER);
        int extended = (int) reader.readInt();
        int length2 = Math.max(LEAST_SCRAMBLE_PART_2, scrambleLength - SCRAMBLE_PART_1);
        byte[] part2 = reader.readBytes(Math.min(length2, reader.remaining()));
        boolean named = (capabilities & Capability.PLUGIN_AUTH) != 0;
        String plugin = named ? new String(reader.readZeroOrRest(), StandardCharsets.UTF_8) : "";
        return new GreetingPacket(
                version,
                connectionId,
                AuthData.of(concat(part1, part2)).withoutEnd(),
                capabilities,
                isMySql(capabilities) ? 0 : extended,
                collation,
                status,
                plugin);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = new byte[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static boolean isMySql(int capabilities) {
        return (capabilities & Capability.LONG_PASSWORD) != 0;
    }

    public boolean isMariaDb() {
        return serverVersion.contains("MariaDB");
    }

    /** The whole packet, header included, with sequence number 0. */
    public ByteBuf encode(ByteBufAllocator allocator) {
        byte[] data = scramble.bytes();
        if (data.length < SCRAMBLE_PART_1 + LEAST_SCRAMBLE_PART_2 - 1) {
            throw new IllegalStateException("a scramble of " + data.length + " bytes");
        }
        boolean named = (capabilities & Capability.PLUGIN_AUTH) != 0;
        PacketWriter writer = new PacketWriter(allocator, 0)
                .writeByte(VERSION_10)
                .writeZeroString(serverVersion)
                .writeInt(connectionId)
                .writeBytes(Arrays.copyOf(data, SCRAMBLE_PART_1))
                .writeByte(0)
                .writeShort(capabilities)
                .writeByte(collation)
                .writeShort(status)
                .writeShort(capabilities >>> 16)
                .writeByte(named ? data.length + 1 : 0)
                .writeZero(FILLER)
                .writeInt(isMySql(capabilities) ? 0 : extendedCapabilities)
                .writeBytes(Arrays.copyOfRange(data, SCRAMBLE_PART_1, data.length))
                .writeByte(0);
        if (named) {
            writer.writeZeroString(plugin);
        }
        return writer.packet();
    }
}
