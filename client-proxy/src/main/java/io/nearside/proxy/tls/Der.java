package io.nearside.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Writes the few ASN.1 types of which a certificate is made (ITU-T X.690, the distinguished encoding rules). */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0C;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    /** From this year on, times have four digits for the year (RFC 5280, 4.1.2.5). */
    private static final int LONG_TIMES_FROM = 2050;

    private static final DateTimeFormatter SHORT_TIME = DateTimeFormatter.ofPattern("uuMMddHHmmss'Z'");
    private static final DateTimeFormatter LONG_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return tagged(SEQUENCE, parts);
    }

    static byte[] set(byte[]... parts) {
        return tagged(SET, parts);
    }

    static byte[] explicit(int number, byte[]... parts) {
        return tagged(CONTEXT | CONSTRUCTED | number, parts);
    }

    /** Bytes whose type only their place tells. */
    static byte[] implicit(int number, byte[] bytes) {
        return tagged(CONTEXT | number, bytes);
    }

    static byte[] integer(BigInteger value) {
        return tagged(INTEGER, value.toByteArray());
    }

    static byte[] integer(long value) {
        return integer(BigInteger.valueOf(value));
    }

    static byte[] truth() {
        return tagged(BOOLEAN, new byte[] {(byte) 0xFF});
    }

    static byte[] nothing() {
        return tagged(NULL);
    }

    static byte[] octets(byte[] bytes) {
        return tagged(OCTET_STRING, bytes);
    }

    /** Whole bytes, with so many bits at the end of the last that do not count. */
    static byte[] bits(int unused, byte[] bytes) {
        return tagged(BIT_STRING, new byte[] {(byte) unused}, bytes);
    }

    static byte[] text(String text) {
        return tagged(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        boolean isLong = time.getYear() >= LONG_TIMES_FROM;
        String text = (isLong ? LONG_TIME : SHORT_TIME).format(time);
        return tagged(isLong ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] identifier(int first, int second, int... others) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first * 40 + second);
        for (int other : others) {
            int shift = 28;
            while (shift > 0 && other >>> shift == 0) {
                shift -= 7;
            }
            for (; shift > 0; shift -= 7) {
                bytes.write(0x80 | ((other >>> shift) & 0x7F));
            }
            bytes.write(other & 0x7F);
        }
        return tagged(OBJECT_IDENTIFIER, bytes.toByteArray());
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else {
            byte[] lengths = BigInteger.valueOf(length).toByteArray();
            int from = lengths[0] == 0 ? 1 : 0;
            bytes.write(0x80 | (lengths.length - from));
            bytes.write(lengths, from, lengths.length - from);
        }
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
