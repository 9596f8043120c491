package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * COM_CHANGE_USER: another login in the same connection, which is then as new.
 *
 * @param user the account's name; may be empty
 * @param authResponse the plugin's proof, made with the scramble of the connection's last login exchange
 * @param schema the default schema; empty for none
 * @param collation number of the connection's collation
 * @param plugin whose proof it is; empty if the client does not say
 * @param attributes of the connection, as the client described itself
 */
public record ChangeUserRequest(
        String user,
        AuthData authResponse,
        String schema,
        int collation,
        String plugin,
        Map<String, String> attributes) {

    public ChangeUserRequest {
        attributes = ConnectionAttributes.inOrder(attributes);
    }

    /**
     * Reads one whole packet, header included; its indices are left alone.
     *
     * @param capabilities what both sides use since the connection's first login
     * @param loginCollation of that login, for old clients that do not name another
     * @throws MalformedPacketException if it is no such packet
     */
    public static ChangeUserRequest read(ByteBuf packet, int capabilities, int loginCollation) {
        PacketReader reader = new PacketReader(packet.duplicate());
        reader.skip(PacketDecoder.HEADER);
        int command = reader.readByte();
        if (command != Command.CHANGE_USER) {
            throw new MalformedPacketException("command " + command + " where the user was to change");
        }
        byte[] user = reader.readZeroBytes();
        AuthData authResponse = AuthForm.ofUserChange(capabilities).read(reader);
        byte[] schema = reader.readZeroOrRest();
        int collation = reader.remaining() > 0 ? reader.readShort() : loginCollation;
        boolean named = (capabilities & Capability.PLUGIN_AUTH) != 0;
        String plugin = named ? new String(reader.readZeroOrRest(), StandardCharsets.UTF_8) : "";
        return new ChangeUserRequest(
                LoginName.read(user, collation),
                authResponse,
                LoginName.read(schema, collation),
                collation,
                plugin,
                ConnectionAttributes.read(reader, capabilities));
    }

    /** The whole packet, header included; texts are in UTF-8, so the collation must be of that character set. */
    public ByteBuf encode(ByteBufAllocator allocator, int capabilities) {
        PacketWriter writer =
                new PacketWriter(allocator, 0).writeByte(Command.CHANGE_USER).writeZeroString(user);
        AuthForm.ofUserChange(capabilities).write(writer, authResponse);
        writer.writeZeroString(schema).writeShort(collation);
        if ((capabilities & Capability.PLUGIN_AUTH) != 0) {
            writer.writeZeroString(plugin);
        }
        ConnectionAttributes.write(writer, capabilities, attributes);
        return writer.packet();
    }
}
