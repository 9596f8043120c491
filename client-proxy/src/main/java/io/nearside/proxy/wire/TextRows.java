package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a whole reply in the text protocol: for the few statements that a node asks for itself. */
public final class TextRows {
    private static final int EOF = 0xFE;
    private static final int NAMES_OF_COLUMN = 6;
    private static final int LENGTH_OF_FIXED = 0x0C;
    private static final int ERR = 0xFF;

    private TextRows() {}

    /**
     * The rows of one result set.
     *
     * @param reply the packets of a complete {@link ReplyKind#RESULTS} reply; its reader index is moved
     * @throws MalformedPacketException if it is no single result set (it may be an ERR packet)
     */
    public static List<List<@Nullable String>> read(ByteBuf reply, boolean deprecateEof, Charset charset) {
        int columns = (int) new PacketReader(nextPayload(reply)).readLength();
        if (columns <= 0) {
            throw new MalformedPacketException("no result set");
        }
        for (int i = 0; i < columns + (deprecateEof ? 0 : 1); i++) {
            nextPayload(reply);
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (true) {
            ByteBuf payload = nextPayload(reply);
            int first = payload.isReadable() ? payload.getUnsignedByte(payload.readerIndex()) : EOF;
            if (first == EOF) {
                return rows;
            }
            if (first == ERR) {
                throw new MalformedPacketException("the statement failed");
            }
            PacketReader reader = new PacketReader(payload);
            List<@Nullable String> row = new ArrayList<>(columns);
            for (int i = 0; i < columns; i++) {
                row.add(reader.readLengthString(charset));
            }
            rows.add(row);
        }
    }

    /**
     * The number of the character set and collation that the first column of a result set has, as a column definition tells
     * (MySQL: Protocol::ColumnDefinition41).
     *
     * @param reply the packets of a {@link ReplyKind#RESULTS} reply; its indices are left alone
     * @throws MalformedPacketException if it is no result set
     */
    public static int collationOfFirstColumn(ByteBuf reply) {
        ByteBuf packets = reply.duplicate();
        if (new PacketReader(nextPayload(packets)).readLength() <= 0) {
            throw new MalformedPacketException("no result set");
        }
        PacketReader definition = new PacketReader(nextPayload(packets));
        for (int i = 0; i < NAMES_OF_COLUMN; i++) {
            definition.readLengthString(StandardCharsets.ISO_8859_1);
        }
        int length = definition.readByte();
        if (length != LENGTH_OF_FIXED) {
            // MariaDB's extended metadata, of the length just read
            definition.skip(length);
            definition.readByte();
        }
        return definition.readShort();
    }

    private static ByteBuf nextPayload(ByteBuf reply) {
        if (reply.readableBytes() < PacketDecoder.HEADER) {
            throw new MalformedPacketException("the reply ends too early");
        }
        int length = reply.readUnsignedMediumLE();
        reply.skipBytes(1);
        if (reply.readableBytes() < length) {
            throw new MalformedPacketException("the reply ends too early");
        }
        return reply.readSlice(length);
    }
}
