package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Writes replies as an origin would, any of those that the protocol allows, and knows what a {@link ReplyTracker} must find
 * in them. The choices come from a random source.
 */
final class TestingReply {
    private static final int SERVER_STATUS = ServerStatus.AUTOCOMMIT;
    private static final int LONGEST_ROW = 300;

    final ByteBuf bytes = Unpooled.buffer();
    final ReplyKind kind;
    boolean failed;
    boolean singleResultSet;
    int warnings;
    int status;
    long statementId;
    int nextSequenceId;

    /** Where the client sends a local file: the offset just after the request, or -1. */
    int localFileAt = -1;

    private final Random random;
    private final boolean deprecateEof;

    TestingReply(Random random, ReplyKind kind, boolean deprecateEof) {
        this.random = random;
        this.kind = kind;
        this.deprecateEof = deprecateEof;
        nextSequenceId = 1;
        switch (kind) {
            case ONE_PACKET -> packet(anything());
            case OUTCOME -> outcome();
            case RESULTS -> results();
            case PREPARED -> prepared();
            case COLUMNS, ROWS, STREAM -> listing();
            case LOGIN -> login();
        }
    }

    private void outcome() {
        switch (random.nextInt(3)) {
            case 0 -> ok(0x00, 0);
            case 1 -> packet(eof(0));
            default -> err();
        }
    }

    private void login() {
        for (int i = random.nextInt(3); i > 0; i--) {
            ByteBuf payload = Unpooled.buffer().writeByte(random.nextBoolean() ? 0x01 : 0xFE);
            packet(payload.writeBytes(anything()));
        }
        if (random.nextBoolean()) {
            ok(0x00, 0);
        } else {
            err();
        }
    }

    private void listing() {
        for (int i = random.nextInt(5); i > 0; i--) {
            packet(kind == ReplyKind.STREAM ? Unpooled.buffer().writeByte(0).writeBytes(anything()) : row());
        }
        if (random.nextInt(4) == 0) {
            err();
        } else if (kind == ReplyKind.STREAM) {
            packet(eof(0));
        } else {
            endOfRows(0);
        }
    }

    private void prepared() {
        if (random.nextInt(5) == 0) {
            err();
            return;
        }
        int parameters = random.nextInt(3);
        int columns = random.nextInt(3);
        statementId = random.nextInt(1_000_000) + 1L;
        packet(Unpooled.buffer()
                .writeByte(0)
                .writeIntLE((int) statementId)
                .writeShortLE(columns)
                .writeShortLE(parameters)
                .writeByte(0)
                .writeShortLE(0));
        if (definitions(parameters)) {
            definitions(columns);
        }
    }

    /** False if the reply ended there. */
    private boolean definitions(int count) {
        for (int i = 0; i < count; i++) {
            if (random.nextInt(30) == 0) {
                err();
                return false;
            }
            packet(definition());
        }
        if (count > 0 && !deprecateEof) {
            packet(eof(0));
        }
        return true;
    }

    private void results() {
        int parts = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
        for (int i = 1; i <= parts; i++) {
            int more = i < parts ? ServerStatus.MORE_RESULTS_EXIST : 0;
            boolean set = random.nextInt(10) < 7;
            singleResultSet = set && parts == 1;
            if (random.nextInt(10) == 0) {
                err();
                return;
            }
            if (set ? !resultSet(more) : !noResultSet(more)) {
                return;
            }
        }
    }

    private boolean noResultSet(int more) {
        if (random.nextInt(4) == 0) {
            packet(Unpooled.copiedBuffer("\u00FB/tmp/file", StandardCharsets.ISO_8859_1));
            localFileAt = bytes.writerIndex();
            // The client's packets are counted too.
            nextSequenceId += 2;
            if (random.nextInt(4) == 0) {
                err();
                return false;
            }
        }
        ok(0x00, more);
        return true;
    }

    private boolean resultSet(int more) {
        int columns = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 4);
        ByteBuf count = Unpooled.buffer();
        writeLength(count, columns);
        packet(count);
        boolean cursor = more == 0 && random.nextInt(8) == 0;
        for (int i = 0; i < columns; i++) {
            if (random.nextInt(200) == 0) {
                err();
                return false;
            }
            packet(definition());
        }
        if (!deprecateEof) {
            packet(eof(cursor ? ServerStatus.CURSOR_EXISTS : 0));
        }
        if (cursor) {
            if (deprecateEof) {
                endOfRows(ServerStatus.CURSOR_EXISTS);
            }
            return true;
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            packet(row());
        }
        if (random.nextInt(12) == 0) {
            err();
            return false;
        }
        endOfRows(more);
        return true;
    }

    private void endOfRows(int more) {
        if (deprecateEof) {
            ok(0xFE, more);
        } else {
            packet(eof(more));
        }
    }

    private void ok(int header, int flags) {
        ByteBuf payload = Unpooled.buffer().writeByte(header);
        writeLength(payload, header == 0 ? randomLength() : 0);
        writeLength(payload, header == 0 ? randomLength() : 0);
        int warned = random.nextInt(10) == 0 ? random.nextInt(100) : 0;
        status = SERVER_STATUS | flags | (random.nextInt(5) == 0 ? ServerStatus.SESSION_STATE_CHANGED : 0);
        warnings += warned;
        payload.writeShortLE(status).writeShortLE(warned);
        if (random.nextBoolean()) {
            payload.writeBytes(anything());
        }
        packet(payload);
    }

    private ByteBuf eof(int flags) {
        int warned = random.nextInt(10) == 0 ? random.nextInt(100) : 0;
        status = SERVER_STATUS | flags;
        warnings += warned;
        return Unpooled.buffer().writeByte(0xFE).writeShortLE(warned).writeShortLE(status);
    }

    private void err() {
        failed = true;
        packet(Unpooled.buffer()
                .writeByte(0xFF)
                .writeShortLE(1064)
                .writeBytes("#42000what?".getBytes(StandardCharsets.US_ASCII)));
    }

    private ByteBuf definition() {
        return Unpooled.buffer()
                .writeByte(3)
                .writeBytes("def".getBytes(StandardCharsets.US_ASCII))
                .writeBytes(anything());
    }

    /** A row of text or binary form: neither begins with the mark of an end or an error. */
    private ByteBuf row() {
        ByteBuf row = Unpooled.buffer();
        switch (random.nextInt(4)) {
            case 0 -> row.writeByte(0xFB);
            case 1 -> row.writeByte(0x00);
            case 2 -> row.writeByte(0xFD).writeMediumLE(70_000);
            default -> row.writeByte(random.nextInt(0xFB));
        }
        return row.writeBytes(anything());
    }

    private ByteBuf anything() {
        byte[] content = new byte[random.nextInt(random.nextInt(10) == 0 ? LONGEST_ROW : 12)];
        random.nextBytes(content);
        return Unpooled.wrappedBuffer(content);
    }

    private long randomLength() {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }

    private void packet(ByteBuf payload) {
        bytes.writeMediumLE(payload.readableBytes()).writeByte(nextSequenceId).writeBytes(payload);
        nextSequenceId = (nextSequenceId + 1) & 0xFF;
    }

    static void writeLength(ByteBuf to, long length) {
        if (length < 0xFB) {
            to.writeByte((int) length);
        } else if (length <= 0xFFFF) {
            to.writeByte(0xFC).writeShortLE((int) length);
        } else if (length <= 0xFFFFFF) {
            to.writeByte(0xFD).writeMediumLE((int) length);
        } else {
            to.writeByte(0xFE).writeLongLE(length);
        }
    }
}
