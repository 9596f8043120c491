package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * A successful reply to COM_STMT_PREPARE, all packets of it (MySQL Internals, "COM_STMT_PREPARE Response"). Begins with
 *
 * <pre>
 * header 4 | 0x00 | statement id 4 | columns 2 | parameters 2 | filler 1 | warnings 2
 * </pre>
 *
 * <p>Immutable.
 */
public final class PrepareReply {
    private static final int ID_AT = PacketDecoder.HEADER + 1;
    private static final int PARAMETERS_AT = ID_AT + Integer.BYTES + Short.BYTES;
    private static final int WARNINGS_AT = PARAMETERS_AT + Short.BYTES + 1;

    private final byte[] packets;

    private PrepareReply(byte[] packets) {
        if (packets.length < WARNINGS_AT + Short.BYTES) {
            throw new MalformedPacketException("a prepared statement's reply of " + packets.length + " bytes");
        }
        this.packets = packets;
    }

    /** The readable bytes of {@code packets}, which stay there. */
    public static PrepareReply of(ByteBuf packets) {
        return new PrepareReply(ByteBufUtil.getBytes(packets));
    }

    /** All of {@code packets}, which nobody changes any more. */
    public static PrepareReply of(byte[] packets) {
        return new PrepareReply(packets);
    }

    public int parameters() {
        return shortAt(PARAMETERS_AT);
    }

    public int warnings() {
        return shortAt(WARNINGS_AT);
    }

    private int shortAt(int index) {
        return (packets[index] & 0xFF) | (packets[index + 1] & 0xFF) << 8;
    }

    public int length() {
        return packets.length;
    }

    /** The same reply for a statement of another id. */
    public byte[] withId(int id) {
        byte[] copy = packets.clone();
        Unpooled.wrappedBuffer(copy).setIntLE(ID_AT, id);
        return copy;
    }
}
