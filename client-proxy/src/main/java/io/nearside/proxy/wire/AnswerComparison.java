package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares two whole replies of one result set each, in the text protocol, packet by packet. */
public final class AnswerComparison {
    /** How two answers differ. */
    public enum Difference {
        NONE,
        /** The same rows, in another order. */
        ORDER,
        CONTENT
    }

    /** Flags that tell how a statement was run and not what it answered: no index used, no good one, slow. */
    private static final int OF_EXECUTION = 0x0010 | 0x0020 | 0x0800;

    private final boolean deprecateEof;

    private AnswerComparison(boolean deprecateEof) {
        this.deprecateEof = deprecateEof;
    }

    public static Difference compare(byte[] one, byte[] other, boolean deprecateEof) {
        if (Arrays.equals(one, other)) {
            return Difference.NONE;
        }
        AnswerComparison comparison = new AnswerComparison(deprecateEof);
        try {
            return one.length == other.length
                    ? comparison.compare(comparison.parts(one), comparison.parts(other))
                    : Difference.CONTENT;
        } catch (MalformedPacketException e) {
            return Difference.CONTENT;
        }
    }

    /**
     * An answer, taken apart.
     *
     * @param frame payloads of everything but the rows, without what may differ from run to run
     */
    private record Parts(List<ByteBuf> frame, List<ByteBuf> rows) {}

    private Difference compare(Parts one, Parts other) {
        if (!one.frame.equals(other.frame)) {
            return Difference.CONTENT;
        }
        if (one.rows.equals(other.rows)) {
            return Difference.NONE;
        }
        return counted(one.rows).equals(counted(other.rows)) ? Difference.ORDER : Difference.CONTENT;
    }

    private static Map<ByteBuffer, Integer> counted(List<ByteBuf> rows) {
        Map<ByteBuffer, Integer> counts = new HashMap<>();
        for (ByteBuf row : rows) {
            counts.merge(row.nioBuffer(), 1, Integer::sum);
        }
        return counts;
    }

    private Parts parts(byte[] answer) {
        List<ByteBuf> payloads = payloads(Unpooled.copiedBuffer(answer));
        long columns = payloads.isEmpty() ? 0 : new PacketReader(payloads.get(0).duplicate()).readLength();
        int rowsAt = (int) Math.min(payloads.size(), 1 + columns + (deprecateEof ? 0 : 1));
        int end = payloads.size() - 1;
        if (columns <= 0 || rowsAt > end) {
            throw new MalformedPacketException("no result set");
        }
        if (!deprecateEof) {
            clearStatus(payloads.get(rowsAt - 1));
        }
        clearStatus(payloads.get(end));
        List<ByteBuf> frame = new ArrayList<>(payloads.subList(0, rowsAt));
        frame.add(payloads.get(end));
        return new Parts(frame, payloads.subList(rowsAt, end));
    }

    private static List<ByteBuf> payloads(ByteBuf answer) {
        List<ByteBuf> payloads = new ArrayList<>();
        while (answer.isReadable()) {
            if (answer.readableBytes() < PacketDecoder.HEADER) {
                throw new MalformedPacketException("the answer ends too early");
            }
            int length = answer.readUnsignedMediumLE();
            answer.skipBytes(1);
            if (answer.readableBytes() < length) {
                throw new MalformedPacketException("the answer ends too early");
            }
            payloads.add(answer.readSlice(length));
        }
        return payloads;
    }

    /** In the packet that ends the definitions or the rows. */
    private void clearStatus(ByteBuf terminator) {
        ByteBuf at = terminator.duplicate();
        PacketReader reader = new PacketReader(at);
        reader.skip(1);
        if (deprecateEof) {
            reader.readLength();
            reader.readLength();
        } else {
            reader.skip(Short.BYTES);
        }
        int statusAt = at.readerIndex();
        terminator.setShortLE(statusAt, reader.readShort() & ~OF_EXECUTION);
    }
}
