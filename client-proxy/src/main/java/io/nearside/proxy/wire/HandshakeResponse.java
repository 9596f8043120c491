package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A client's answer to the greeting (HandshakeResponse41), read from a client or written to the origin.
 *
 * <p>Which fields there are, and in which form, is what {@code capabilities} say.
 *
 * @param capabilities bits of {@link Capability}, as the client asked: what was not offered does not count for the session
 * @param extendedCapabilities MariaDB's capabilities from bit 32; 0 with {@link Capability#LONG_PASSWORD}, which is MySQL's
 * @param maxPacket longest packet that the client says it sends or takes
 * @param collation the lower eight bits of the number of the connection's collation
 * @param user the account's name; may be empty
 * @param authResponse the plugin's proof, such as a token
 * @param schema the default schema; empty for none
 * @param plugin whose proof it is; empty if the client does not say
 * @param attributes of the connection, as the client described itself
 * @param zstdLevel how hard to compress; 0 without {@link Capability#ZSTD_COMPRESSION}
 */
public record HandshakeResponse(
        int capabilities,
        int extendedCapabilities,
        long maxPacket,
        int collation,
        String user,
        AuthData authResponse,
        String schema,
        String plugin,
        Map<String, String> attributes,
        int zstdLevel) {
    /** Length of the fields that every answer has, and of one that only asks for TLS. */
    public static final int FIXED_PART = 32;

    private static final int FILLER = 19;

    public HandshakeResponse {
        attributes = ConnectionAttributes.inOrder(attributes);
    }

    /** Whether a whole packet, header included, is the short form that a client sends before it begins with TLS. */
    public static boolean asksForTls(ByteBuf packet) {
        PacketReader reader = new PacketReader(packet.duplicate());
        reader.skip(PacketDecoder.HEADER);
        boolean fixedPartOnly = reader.remaining() == FIXED_PART;
        return (reader.readInt() & Capability.SSL) != 0 && fixedPartOnly;
    }

    /**
     * Reads one whole packet, header included; its indices are left alone.
     *
     * @throws MalformedPacketException if it is no such packet, or only asks for TLS
     */
    public static HandshakeResponse read(ByteBuf packet) {
        PacketReader reader = new PacketReader(packet.duplicate());
        reader.skip(PacketDecoder.HEADER);
        int capabilities = (int) reader.readInt();
        if ((capabilities & Capability.PROTOCOL_41) == 0) {
            throw new MalformedPacketException("the client does not speak the 4.1 protocol");
        }
        long maxPacket = reader.readInt();
        int collation = reader.readByte();
        reader.skip(FILLER);
        int extended = (int) reader.readInt();
        if (reader.remaining() == 0) {
            throw new MalformedPacketException("TLS was asked for where it is not offered or has begun");
        }
        String user = LoginName.read(reader.readZeroBytes(), collation);
        AuthData authResponse = AuthForm.of(capabilities).read(reader);
        boolean withSchema = (capabilities & Capability.CONNECT_WITH_DB) != 0;
        String schema = withSchema ? LoginName.read(reader.readZeroOrRest(), collation) : "";
        boolean named = (capabilities & Capability.PLUGIN_AUTH) != 0;
        String plugin = named ? new String(reader.readZeroOrRest(), StandardCharsets.UTF_8) : "";
        Map<String, String> attributes = ConnectionAttributes.read(reader, capabilities);
        boolean zstd = (capabilities & Capability.ZSTD_COMPRESSION) != 0 && reader.remaining() > 0;
        return new HandshakeResponse(
                capabilities,
                (capabilities & Capability.LONG_PASSWORD) != 0 ? 0 : extended,
                maxPacket,
                collation,
                user,
                authResponse,
                schema,
                plugin,
                attributes,
                zstd ? reader.readByte() : 0);
    }

    /** The whole packet, header included; texts are in UTF-8, so the collation must be of that character set. */
    public ByteBuf encode(ByteBufAllocator allocator, int sequenceId) {
        PacketWriter writer = writeFixedPart(allocator, sequenceId).writeZeroString(user);
        AuthForm.of(capabilities).write(writer, authResponse);
        if ((capabilities & Capability.CONNECT_WITH_DB) != 0) {
            writer.writeZeroString(schema);
        }
        if ((capabilities & Capability.PLUGIN_AUTH) != 0) {
            writer.writeZeroString(plugin);
        }
        ConnectionAttributes.write(writer, capabilities, attributes);
        if ((capabilities & Capability.ZSTD_COMPRESSION) != 0) {
            writer.writeByte(zstdLevel);
        }
        return writer.packet();
    }

    /** The short form, to be sent before TLS begins, header included; the whole packet has the next sequence number. */
    public ByteBuf encodeTlsRequest(ByteBufAllocator allocator, int sequenceId) {
        if ((capabilities & Capability.SSL) == 0) {
            throw new IllegalStateException("TLS without its capability");
        }
        return writeFixedPart(allocator, sequenceId).packet();
    }

    private PacketWriter writeFixedPart(ByteBufAllocator allocator, int sequenceId) {
        return new PacketWriter(allocator, sequenceId)
                .writeInt(capabilities)
                .writeInt(maxPacket)
                .writeByte(collation)
                .writeZero(FILLER)
                .writeInt((capabilities & Capability.LONG_PASSWORD) != 0 ? 0 : extendedCapabilities);
    }
}
