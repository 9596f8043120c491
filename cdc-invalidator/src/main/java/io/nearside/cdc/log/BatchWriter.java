package io.nearside.cdc.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of one batch while they are written. Numbers are zigzag varints; a name (of a table, column, transaction…)
 * is spelled out once and then referred to by number. One owner, used once.
 */
final class BatchWriter {
    private final Map<String, Integer> names = new HashMap<>();
    private byte[] bytes = new byte[256];
    private int length;

    void writeByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void writeLong(long value) {
        writeUnsigned((value << 1) ^ (value >> 63));
    }

    void writeCount(int count) {
        writeUnsigned(count);
    }

    void writeFixedLong(long value) {
        ensure(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void writeText(String text) {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void writeBytes(byte[] value) {
        writeCount(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    /** 0 and the text the first time; from then on its place among the batch's names, counted from 1. */
    void writeName(String name) {
        Integer known = names.putIfAbsent(name, names.size() + 1);
        writeCount(known == null ? 0 : known);
        if (known == null) {
            writeText(name);
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void writeUnsigned(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
