package io.nearside.proxy.session;

import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.Execution;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that the client has prepared, under an id of the session's own. At the origin it has another one, and only
 * from the moment on when it must run there.
 *
 * <p>Owned by the session's event loop.
 */
final class PreparedStatement implements Passage {
    private static final int NO_ID = -1;

    private enum Stage {
        /** The origin does not know it. */
        HELD,
        /** The origin was asked to prepare it. */
        SENT,
        PREPARED,
        /** The origin refused to prepare it, and by now its text may mean something else. */
        REFUSED
    }

    private final int id;
    private final byte[] text;
    private final @Nullable StatementPlan plan;
    private final @Nullable SessionTraits traits;
    private final OriginSide origin;
    private final List<Opening> waiting = new ArrayList<>();

    private Stage stage = Stage.HELD;
    private byte[] refusal = {};
    private long originId = NO_ID;
    private @Nullable SessionTraits executedBy;
    private @Nullable SessionTraits executionTraits;
    private byte @Nullable [] keyHead;
    private int parameters;
    private byte @Nullable [] types;
    private boolean typesAtOrigin = true;
    private boolean longData;
    private boolean cursor;
    private boolean owed;
    private boolean closed;

    /**
     * @param text as the client sent it
     * @param plan what is known of it, without its parameters; null if nothing is
     * @param traits of the session in which it was prepared: under others it may mean something else; null if not known
     */
    PreparedStatement(
            int id, byte[] text, @Nullable StatementPlan plan, @Nullable SessionTraits traits, OriginSide origin) {
        this.id = id;
        this.text = text;
        this.plan = plan;
        this.traits = traits;
        this.origin = origin;
    }

    int id() {
        return id;
    }

    byte[] text() {
        return text;
    }

    @Nullable
    StatementPlan plan() {
        return plan;
    }

    /** Whether it means in a session of these traits what it meant when it was prepared. */
    boolean wasPreparedUnder(SessionTraits now) {
        return traits != null && now.meansTheSameIn(traits);
    }

    /** The traits of an execution in a session of these, which are those in which it was prepared. */
    SessionTraits executionTraits(SessionTraits now) {
        SessionTraits known = executionTraits;
        if (known == null || !now.equals(executedBy)) {
            known = now.in(SessionTraits.Form.EXECUTE);
            executedBy = now;
            executionTraits = known;
        }
        return known;
    }

    int parameters() {
        return parameters;
    }

    /** How many parameters it has, as the origin told for this statement or one like it. */
    void parameters(int count) {
        parameters = count;
    }

    /** The types of the parameters, as the client sent them last; null if it has sent none. */
    byte @Nullable [] types() {
        return types;
    }

    /** The client sent types, in a packet that may go to the origin or not. */
    void types(byte[] sent) {
        types = sent;
        typesAtOrigin = false;
    }

    /** Parts of parameters were sent ahead of the next execution. */
    void longData(boolean sent) {
        longData = sent;
    }

    boolean hasLongData() {
        return longData;
    }

    /** An execution opened a cursor, which the next one closes. */
    void cursor(boolean opened) {
        cursor = opened;
    }

    boolean hasCursor() {
        return cursor;
    }

    // ---- at the origin

    @Override
    public boolean isOpen() {
        return stage == Stage.PREPARED;
    }

    @Override
    public void open(Opening next) {
        if (stage == Stage.PREPARED) {
            next.opened();
        } else if (stage == Stage.REFUSED) {
            next.refused(origin.allocator().buffer(refusal.length).writeBytes(refusal));
        } else {
            waiting.add(next);
            send();
        }
    }

    /** Has the origin prepare it now; what must run later follows behind it. */
    void send() {
        if (stage == Stage.HELD) {
            send(packet());
        }
    }

    private ByteBuf packet() {
        int payload = 1 + text.length;
        return origin.allocator()
                .buffer(PacketDecoder.HEADER + payload)
                .writeMediumLE(payload)
                .writeByte(0)
                .writeByte(Command.STMT_PREPARE)
                .writeBytes(text);
    }

    private void send(ByteBuf packet) {
        stage = Stage.SENT;
        origin.letGo(this);
        origin.connection().send(packet, ReplyKind.PREPARED, new ReplySink() {
            private final ByteBuf reply = origin.allocator().buffer();

            @Override
            public void onBytes(ByteBuf bytes) {
                reply.writeBytes(bytes);
                bytes.release();
            }

            @Override
            public void onEnd(ReplyTracker tracker) {
                if (tracker.failed()) {
                    refused(reply);
                } else {
                    reply.release();
                    prepared(tracker.statementId());
                }
            }

            @Override
            public void onLost() {
                reply.release();
                stage = Stage.HELD;
                take().forEach(Opening::lost);
            }
        });
    }

    /** The origin has prepared it, under this id. */
    void prepared(long asId) {
        stage = Stage.PREPARED;
        originId = asId;
        take().forEach(Opening::opened);
        closeIfDone();
    }

    private void refused(ByteBuf error) {
        if (closed) {
            stage = Stage.HELD;
            take().forEach(next -> next.refused(error.copy()));
        } else if (waiting.isEmpty()) {
            stage = Stage.REFUSED;
            refusal = new byte[error.readableBytes()];
            error.readBytes(refusal);
        } else {
            stage = Stage.HELD;
            origin.hold(this);
            take().forEach(next -> next.refused(error.copy()));
        }
        error.release();
    }

    private List<Opening> take() {
        List<Opening> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    @Override
    public ByteBuf addressed(ByteBuf packet) {
        ByteBuf sent = isExecution(packet) ? typed(packet) : packet;
        sent.setIntLE(sent.readerIndex() + Execution.ID_AT, (int) originId);
        return sent;
    }

    @Override
    public String text(ByteBuf packet, Charset charset) {
        return new String(text, charset);
    }

    private static boolean isExecution(ByteBuf packet) {
        return packet.getUnsignedByte(packet.readerIndex() + PacketDecoder.HEADER) == Command.STMT_EXECUTE;
    }

    /** With the types of the parameters, if the client has sent them in a packet that the origin did not get. */
    private ByteBuf typed(ByteBuf packet) {
        byte[] known = types;
        if (typesAtOrigin || known == null) {
            return packet;
        }
        Execution execution;
        try {
            execution = Execution.of(packet, parameters);
        } catch (MalformedPacketException e) {
            // The origin says what is wrong with it, and keeps no types of it.
            return packet;
        }
        typesAtOrigin = true;
        if (execution.typesFollow()) {
            return packet;
        }
        ByteBuf typed = execution.withTypes(known);
        packet.release();
        return typed;
    }

    /** Whether the packet is so long that the types which the origin has not seen have no room in it. */
    boolean hasNoRoomForTypes(ByteBuf packet) {
        byte[] known = types;
        return known != null
                && !typesAtOrigin
                && packet.readableBytes() - PacketDecoder.HEADER + known.length >= PacketDecoder.MAX_PAYLOAD;
    }

    /** Whether it can be prepared anew at another connection of a session with these traits, and be the same. */
    boolean isMovable(@Nullable SessionTraits now) {
        boolean idle = stage != Stage.SENT && waiting.isEmpty() && !longData && !cursor;
        return idle && (stage != Stage.PREPARED || (now != null && wasPreparedUnder(now)));
    }

    /** The connection at which it was prepared is the session's no more. */
    void leaveOrigin() {
        if (stage == Stage.PREPARED) {
            closeAtOrigin();
            typesAtOrigin = types == null;
        }
    }

    // ---- its end

    @Override
    public void owed() {
        owed = true;
    }

    @Override
    public void settled() {
        owed = false;
        closeIfDone();
    }

    /** The client needs it no more. */
    void close() {
        closed = true;
        origin.letGo(this);
        closeIfDone();
    }

    private void closeIfDone() {
        if (closed && !owed && isOpen() && waiting.isEmpty()) {
            closeAtOrigin();
        }
    }

    private void closeAtOrigin() {
        stage = Stage.HELD;
        int payload = 1 + Integer.BYTES;
        origin.forwardWithoutReply(origin.allocator()
                .buffer(PacketDecoder.HEADER + payload)
                .writeMediumLE(payload)
                .writeByte(0)
                .writeByte(Command.STMT_CLOSE)
                .writeIntLE((int) originId));
    }

    /** What the keys of its executions begin with: the text with its length before it. */
    byte[] keyHead() {
        byte[] head = keyHead;
        if (head == null) {
            head = ByteBuffer.allocate(Integer.BYTES + text.length)
                    .putInt(text.length)
                    .put(text)
                    .array();
            keyHead = head;
        }
        return head;
    }
}
