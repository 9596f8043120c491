package io.nearside.cdc.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what {@link BatchWriter} wrote, and believes none of it: every length is checked against what is left. */
final class BatchReader {
    private final byte[] bytes;
    private final List<String> names = new ArrayList<>();
    private int at;

    BatchReader(byte[] bytes) {
        this.bytes = bytes;
    }

    byte readByte() {
        return bytes[advance(1)];
    }

    long readLong() {
        long value = readUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw new MalformedBatchException("number " + value + " is too large");
        }
        return (int) value;
    }

    /** A number of things that follow, each at least one byte long. */
    int readCount() {
        long count = readUnsigned();
        if (count < 0 || count > bytes.length - at) {
            throw new MalformedBatchException("cut short: " + count + " to come, " + (bytes.length - at) + " left");
        }
        return (int) count;
    }

    long readFixedLong() {
        int from = advance(Long.BYTES);
        return ByteBuffer.wrap(bytes).getLong(from);
    }

    byte[] readBytes() {
        int count = readCount();
        int from = advance(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    String readText() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(readBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedBatchException("a text that is not UTF-8");
        }
    }

    String readName() {
        long number = readUnsigned();
        if (number == 0) {
            String name = readText();
            names.add(name);
            return name;
        }
        if (number < 0 || number > names.size()) {
            throw new MalformedBatchException("name " + number + " of " + names.size());
        }
        return names.get((int) number - 1);
    }

    void expectEnd() {
        if (at != bytes.length) {
            throw new MalformedBatchException((bytes.length - at) + " bytes too many");
        }
    }

    private long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedBatchException("a number without end");
    }

    private int advance(int count) {
        if (bytes.length - at < count) {
            throw new MalformedBatchException("cut short after " + bytes.length + " bytes");
        }
        int from = at;
        at += count;
        return from;
    }
}
