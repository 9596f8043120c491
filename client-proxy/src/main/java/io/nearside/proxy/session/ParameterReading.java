package io.nearside.proxy.session;

import io.nearside.proxy.sql.Parameter;
import io.nearside.proxy.wire.Execution;
import io.nearside.proxy.wire.FieldType;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of an execution (MySQL Internals, "Binary Protocol Value"). */
final class ParameterReading {
    private static final int UNSIGNED = 0x80;

    /** Up to here a double that is an integer is the only one that the integer becomes. */
    private static final double MOST_EXACT = 1e15;

    private ParameterReading() {}

    /**
     * The parameters, in order.
     *
     * @param types {@link Execution#TYPE_BYTES} for each
     * @param charset of the text
     * @throws MalformedPacketException if the values end too early, or go on
     */
    static List<Parameter> of(Execution execution, byte[] types, Charset charset) {
        List<Parameter> parameters = new ArrayList<>(execution.parameters());
        PacketReader values = execution.values();
        for (int i = 0; i < execution.parameters(); i++) {
            int type = types[Execution.TYPE_BYTES * i] & 0xFF;
            boolean unsigned = (types[Execution.TYPE_BYTES * i + 1] & UNSIGNED) != 0;
            parameters.add(execution.isNull(i) ? Parameter.UNREAD : value(type, unsigned, values, charset));
        }
        if (values.remaining() > 0) {
            throw new MalformedPacketException("more values than parameters");
        }
        return parameters;
    }

    private static Parameter value(int type, boolean unsigned, PacketReader values, Charset charset) {
        return switch (type) {
            case FieldType.TINY -> integer(unsigned ? values.readByte() : (byte) values.readByte());
            case FieldType.SHORT -> integer(unsigned ? values.readShort() : (short) values.readShort());
            case FieldType.LONG -> integer(unsigned ? values.readInt() : (int) values.readInt());
            case FieldType.LONGLONG ->
                unsigned
                        ? new Parameter(Parameter.Kind.INTEGER, Long.toUnsignedString(values.readLong()))
                        : integer(values.readLong());
            case FieldType.DOUBLE -> approximate(Double.longBitsToDouble(values.readLong()));
            case FieldType.VARCHAR, FieldType.VAR_STRING, FieldType.STRING -> text(values.readLengthString(charset));
            default -> {
                skip(type, values);
                yield Parameter.UNREAD;
            }
        };
    }

    private static Parameter integer(long value) {
        return new Parameter(Parameter.Kind.INTEGER, Long.toString(value));
    }

    private static Parameter approximate(double value) {
        boolean whole = Math.abs(value) < MOST_EXACT && value == Math.rint(value);
        return whole ? new Parameter(Parameter.Kind.APPROXIMATE, Long.toString((long) value)) : Parameter.UNREAD;
    }

    private static Parameter text(@Nullable String value) {
        if (value == null) {
            throw new MalformedPacketException("a value that is NULL and not said to be");
        }
        return new Parameter(Parameter.Kind.TEXT, value);
    }

    private static void skip(int type, PacketReader values) {
        switch (type) {
            // Servers do not agree on how long these are.
            case FieldType.NULL, FieldType.INT24, FieldType.YEAR ->
                throw new MalformedPacketException("no client sends parameters of type " + type);
            case FieldType.FLOAT -> values.skip(Float.BYTES);
            case FieldType.DATE, FieldType.DATETIME, FieldType.TIMESTAMP, FieldType.TIME ->
                values.skip(values.readByte());
            default -> values.readLengthSlice();
        }
    }
}
