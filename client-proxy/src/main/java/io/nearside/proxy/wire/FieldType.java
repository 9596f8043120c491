package io.nearside.proxy.wire;

/** Types of values in the binary protocol (MySQL source, {@code field_types.h}); others are strings of bytes with a length. */
public final class FieldType {
    public static final int TINY = 1;
    public static final int SHORT = 2;
    public static final int LONG = 3;
    public static final int FLOAT = 4;
    public static final int DOUBLE = 5;
    public static final int NULL = 6;
    public static final int TIMESTAMP = 7;
    public static final int LONGLONG = 8;
    public static final int INT24 = 9;
    public static final int DATE = 10;
    public static final int TIME = 11;
    public static final int DATETIME = 12;
    public static final int YEAR = 13;
    public static final int VARCHAR = 15;
    public static final int VAR_STRING = 253;
    public static final int STRING = 254;

    private FieldType() {}
}
