package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.TextRows;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Asks the origin what {@code LAST_INSERT_ID()} gives in a session, so that it gives the same on another connection. */
public final class InsertIdProbe implements ReplySink {
    /** In hexadecimal, as digits are in every character set that a session may want its results in. */
    private static final byte[] QUESTION = "SELECT HEX(LAST_INSERT_ID())".getBytes(StandardCharsets.US_ASCII);

    private final boolean deprecateEof;
    private final LongConsumer known;
    private final ByteBuf reply;

    private InsertIdProbe(boolean deprecateEof, LongConsumer known, ByteBuf reply) {
        this.deprecateEof = deprecateEof;
        this.known = known;
        this.reply = reply;
    }

    /** Asks; {@code known} is called once, unless the origin does not tell. */
    public static void send(OriginConnection connection, boolean deprecateEof, LongConsumer known) {
        ByteBuf query = connection
                .allocator()
                .buffer()
                .writeMediumLE(1 + QUESTION.length)
                .writeByte(0)
                .writeByte(Command.QUERY)
                .writeBytes(QUESTION);
        ByteBuf reply = connection.allocator().buffer();
        connection.send(query, ReplyKind.RESULTS, new InsertIdProbe(deprecateEof, known, reply));
        connection.flush();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        reply.writeBytes(bytes);
        bytes.release();
    }

    @Override
    public void onEnd(ReplyTracker ended) {
        try {
            if (ended.isSingleResultSet()) {
                List<List<@Nullable String>> rows = TextRows.read(reply, deprecateEof, StandardCharsets.US_ASCII);
                String id = rows.size() == 1 && rows.get(0).size() == 1
                        ? rows.get(0).get(0)
                        : null;
                if (id != null && id.matches("[0-9A-F]{1,16}")) {
                    known.accept(Long.parseUnsignedLong(id, 16));
                }
            }
        } catch (MalformedPacketException e) {
            // The session keeps its connection.
        } finally {
            reply.release();
        }
    }

    @Override
    public void onLost() {
        reply.release();
    }
}
