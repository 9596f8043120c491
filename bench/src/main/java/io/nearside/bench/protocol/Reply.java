package io.nearside.bench.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A reply to one statement, read packet by packet; of its rows, the first value of the first is kept. */
public final class Reply {
    private static final int OK = 0x00;
    private static final int NULL = 0xFB;
    private static final int EOF = 0xFE;
    private static final int LONGEST_EOF = 8;
    private static final int ERR = 0xFF;

    private enum Part {
        HEAD,
        COLUMNS,
        ROWS
    }

    private Part part = Part.HEAD;
    private @Nullable String value;

    /**
     * Takes a whole packet and returns whether it was the reply's last; the next is then another reply's.
     *
     * @throws ProtocolException if it is an error
     */
    public boolean take(ByteBuf packet) {
        ByteBuf payload = packet.slice(packet.readerIndex() + Packets.HEADER, packet.readableBytes() - Packets.HEADER);
        int first = payload.getUnsignedByte(0);
        if (first == ERR) {
            part = Part.HEAD;
            throw Login.refusal(payload);
        }
        boolean isEof = first == EOF && payload.readableBytes() <= LONGEST_EOF;
        switch (part) {
            case HEAD -> {
                value = null;
                if (first == OK) {
                    return true;
                }
                part = Part.COLUMNS;
            }
            case COLUMNS -> {
                if (isEof) {
                    part = Part.ROWS;
                }
            }
            case ROWS -> {
                if (isEof) {
                    part = Part.HEAD;
                    return true;
                }
                if (value == null && first != NULL) {
                    value = text(payload);
                }
            }
        }
        return false;
    }

    private static String text(ByteBuf payload) {
        int length = payload.readUnsignedByte();
        if (length >= NULL) {
            throw new ProtocolException(
                    "a value too long to be one that was asked for: " + ByteBufUtil.hexDump(payload));
        }
        return payload.toString(payload.readerIndex(), length, StandardCharsets.UTF_8);
    }

    /** The first value of the first row of the reply read last; null if there was none. */
    public @Nullable String value() {
        return value;
    }
}
