package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * Where what stands in a COM_STMT_EXECUTE (MySQL Internals, "COM_STMT_EXECUTE", without query attributes):
 *
 * <pre>
 * 0x17 | statement id 4 | flags 1 | iterations 4 | NULL bitmap (n+7)/8 | types follow 1 | types 2n | values
 * </pre>
 *
 * <p>The last four parts are there only if the statement has parameters. Types may be left out if they are those of the
 * execution before.
 *
 * @param nullsAt the index of the bitmap
 * @param nullsLength its bytes
 * @param typesFollow whether types are there
 * @param valuesAt the index of the values, which take the rest of the packet
 */
public record Execution(
        ByteBuf packet, int parameters, int nullsAt, int nullsLength, boolean typesFollow, int valuesAt) {
    /** Where the id of a prepared statement stands in every packet that has one, after its header. */
    public static final int ID_AT = PacketDecoder.HEADER + 1;

    private static final int FLAGS_AT = ID_AT + Integer.BYTES;
    private static final int PARAMETERS_AT = FLAGS_AT + 1 + Integer.BYTES;
    /** Of each parameter's type: the {@link FieldType}, and flags. */
    public static final int TYPE_BYTES = 2;

    private static final int MARK = 1;

    /**
     * Takes a packet apart, which stays whole.
     *
     * @throws MalformedPacketException if the packet ends too early for so many parameters
     */
    public static Execution of(ByteBuf packet, int parameters) {
        int nullsAt = packet.readerIndex() + PARAMETERS_AT;
        int nullsLength = (parameters + 7) / 8;
        int marked = parameters == 0 ? nullsAt : nullsAt + nullsLength + MARK;
        require(packet, marked);
        boolean typesFollow = parameters > 0 && packet.getByte(marked - MARK) != 0;
        int valuesAt = typesFollow ? marked + TYPE_BYTES * parameters : marked;
        require(packet, valuesAt);
        return new Execution(packet, parameters, nullsAt, nullsLength, typesFollow, valuesAt);
    }

    private static void require(ByteBuf packet, int index) {
        if (packet.writerIndex() < index) {
            throw new MalformedPacketException("an execution without all of its parameters");
        }
    }

    /** Whether rows are to come at once and not by a cursor. */
    public boolean isPlain() {
        return packet.getByte(packet.readerIndex() + FLAGS_AT) == 0;
    }

    /** The types, two bytes each. */
    public byte[] types() {
        byte[] types = new byte[typesFollow ? TYPE_BYTES * parameters : 0];
        packet.getBytes(valuesAt - types.length, types);
        return types;
    }

    public int valuesLength() {
        return packet.writerIndex() - valuesAt;
    }

    /** A copy of the packet in which these types stand; does not take over this one. */
    public ByteBuf withTypes(byte[] types) {
        int start = packet.readerIndex();
        int before = nullsAt + nullsLength - start;
        int length = before + MARK + types.length + valuesLength();
        ByteBuf copy = packet.alloc().buffer(length);
        copy.writeBytes(packet, start, before)
                .writeByte(1)
                .writeBytes(types)
                .writeBytes(packet, valuesAt, valuesLength());
        return copy.setMediumLE(0, length - PacketDecoder.HEADER);
    }

    /** Whether a parameter, counted from 0, is NULL; then it has no value. */
    public boolean isNull(int parameter) {
        return (packet.getByte(nullsAt + parameter / 8) >> (parameter % 8) & 1) != 0;
    }

    /** The values that are not NULL, one behind the other. */
    public PacketReader values() {
        return new PacketReader(packet.slice(valuesAt, valuesLength()));
    }
}
