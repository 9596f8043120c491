package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The client's answer to the greeting (HandshakeResponse41), as far as the node needs it.
 *
 * @param capabilities what both sides will use
 * @param user the account's name as the client gave it
 */
public record LoginRequest(int capabilities, String user) {
    private static final int FIXED_PART = 32;
    private static final int EXTENDED_AT = PacketDecoder.HEADER + 28;

    /**
     * Reads the packet and clears, in place, the flags that were not offered, so that the origin and the node agree on the
     * form of what follows.
     *
     * @throws MalformedPacketException if it is no such packet, or asks for TLS that was not offered
     */
    public static LoginRequest restrict(ByteBuf packet, int offered) {
        ByteBuf payload = packet.duplicate().skipBytes(PacketDecoder.HEADER);
        PacketReader reader = new PacketReader(payload);
        int asked = (int) reader.readInt();
        if ((asked & Capability.PROTOCOL_41) == 0) {
            throw new MalformedPacketException("the client does not speak the 4.1 protocol");
        }
        reader.skip(FIXED_PART - 4);
        if (reader.remaining() == 0) {
            throw new MalformedPacketException("TLS was asked for but not offered");
        }
        String user = reader.readZeroString(StandardCharsets.UTF_8);
        int agreed = asked & (offered | Capability.LONG_PASSWORD);
        packet.setIntLE(PacketDecoder.HEADER, agreed);
        if ((asked & Capability.LONG_PASSWORD) == 0) {
            packet.setIntLE(EXTENDED_AT, 0);
        }
        return new LoginRequest(agreed, user);
    }
}
