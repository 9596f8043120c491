package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Follows an origin's reply as its bytes stream by, to know where it ends and how: without waiting for whole packets and
 * without looking at rows.
 *
 * <p>States, one reply from {@link #begin} on (MySQL Internals, "Command Phase"):
 *
 * <pre>
 * RESULTS:  FIRST -- OK, ERR --------------------------------------> done
 *           FIRST -- 0xFB --> LOCAL_FILE (client sends) -- OK, ERR -> done
 *           FIRST -- n -----> DEFINITIONS x n -> [EOF] -> ROWS -- EOF/OK, ERR --> done
 *           an OK or EOF with "more results" leads back to FIRST
 * PREPARED: FIRST -- OK(p, c) -> DEFINITIONS x p -> [EOF] -> DEFINITIONS x c -> [EOF] -> done
 * </pre>
 *
 * <p>Owned by one event loop.
 */
public final class ReplyTracker {
    private static final int OK = 0x00;
    private static final int LOCAL_FILE_REQUEST = 0xFB;
    private static final int EOF = 0xFE;
    private static final int ERR = 0xFF;
    private static final int LONGEST_EOF = 8;

    /** In a login, the origin's "more data" packet that only says: what you sent was enough. */
    private static final int AUTH_MORE_DATA = 0x01;

    private static final int FAST_AUTH_SUCCEEDED = 0x03;

    /** Enough of a payload to hold every field that is looked at (an OK packet's: 1 + 9 + 9 + 2 + 2). */
    private static final int PREFIX = 24;

    /** An OK packet with news of the session is kept as a whole, if it is not longer than this. */
    private static final int LONGEST_OK = 8 * 1024;

    private enum Phase {
        FIRST,
        DEFINITIONS,
        DEFINITIONS_EOF,
        ROWS,
        LOCAL_FILE,
        DONE,
        BROKEN
    }

    private final ByteBuf prefix = Unpooled.buffer(PREFIX, LONGEST_OK);
    private int kept = PREFIX;
    private boolean deprecateEof;
    private boolean sessionTrack;
    private ReplyKind kind = ReplyKind.ONE_PACKET;
    private Phase phase = Phase.DONE;

    private int headerBytes;
    private int payloadLength;
    private int payloadLeft;
    private int sequenceId;
    private boolean continued;

    private boolean mayAskForFile;
    private long definitionsLeft;
    private int columnsToFollow;
    private boolean awaitsClient;
    private boolean clientContinues;
    private int serverStatus;
    private int warnings;
    private boolean failed;
    private boolean resultSet;
    private int parts;
    private long statementId;
    private boolean severalResults;
    private boolean insertId;
    private @Nullable String gtid;

    /** Says which form the packets take, once the login has settled it. */
    public void deprecateEof(boolean deprecateEof) {
        this.deprecateEof = deprecateEof;
    }

    /** Says whether OK packets may tell of changes in the session. */
    public void sessionTrack(boolean negotiated) {
        sessionTrack = negotiated;
    }

    /** Starts to follow a new reply, in which the origin may not ask for a file. */
    public void begin(ReplyKind kind) {
        begin(kind, false);
    }

    /**
     * Starts to follow a new reply.
     *
     * @param mayAskForFile whether a request for a local file is a reply, and not malformed
     */
    public void begin(ReplyKind kind, boolean mayAskForFile) {
        this.kind = kind;
        this.mayAskForFile = mayAskForFile;
        phase = kind == ReplyKind.ROWS || kind == ReplyKind.COLUMNS || kind == ReplyKind.STREAM
                ? Phase.ROWS
                : Phase.FIRST;
        headerBytes = 0;
        payloadLength = 0;
        payloadLeft = 0;
        sequenceId = 0;
        continued = false;
        definitionsLeft = 0;
        columnsToFollow = 0;
        awaitsClient = false;
        clientContinues = false;
        warnings = 0;
        failed = false;
        resultSet = false;
        parts = 0;
        statementId = 0;
        severalResults = false;
        insertId = false;
        gtid = null;
    }

    /**
     * Follows the bytes of {@code buffer} from index {@code from} to {@code to}.
     *
     * @return the index just after the reply's last byte, or -1 when it goes on after {@code to}
     * @throws MalformedPacketException if the bytes cannot be such a reply
     */
    public int follow(ByteBuf buffer, int from, int to) {
        try {
            return advance(buffer, from, to);
        } catch (MalformedPacketException e) {
            phase = Phase.BROKEN;
            throw e;
        }
    }

    private int advance(ByteBuf buffer, int from, int to) {
        int at = from;
        while (at < to) {
            if (headerBytes < PacketDecoder.HEADER) {
                header(buffer.getUnsignedByte(at++));
            } else {
                if (payloadLeft == payloadLength && !continued) {
                    kept = mostToKeep(buffer.getUnsignedByte(at));
                }
                int take = Math.min(payloadLeft, to - at);
                int keep = Math.min(take, kept - prefix.writerIndex());
                if (keep > 0) {
                    prefix.writeBytes(buffer, at, keep);
                }
                payloadLeft -= take;
                at += take;
            }
            if (headerBytes == PacketDecoder.HEADER && payloadLeft == 0) {
                packetEnds();
                if (phase == Phase.DONE) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** How much of a packet is looked at, by its first byte: rows are left alone. */
    private int mostToKeep(int first) {
        boolean mayBeOk = phase == Phase.ROWS ? first == EOF : first == OK;
        return sessionTrack && mayBeOk && payloadLength <= LONGEST_OK ? LONGEST_OK : PREFIX;
    }

    private void header(int value) {
        switch (headerBytes) {
            case 0 -> payloadLength = value;
            case 1 -> payloadLength |= value << 8;
            case 2 -> payloadLength |= value << 16;
            default -> {
                sequenceId = value;
                payloadLeft = payloadLength;
                if (!continued) {
                    prefix.clear();
                }
            }
        }
        headerBytes++;
    }

    private void packetEnds() {
        headerBytes = 0;
        boolean wasContinued = continued;
        continued = payloadLength == PacketDecoder.MAX_PAYLOAD;
        if (!wasContinued) {
            packet(payloadLength);
        }
        if (continued && phase == Phase.DONE) {
            throw new MalformedPacketException("a last packet of 16 MiB");
        }
    }

    private void packet(int length) {
        int first = length == 0 ? -1 : prefix.getUnsignedByte(0);
        switch (phase) {
            case FIRST -> firstPacket(first);
            case DEFINITIONS -> definition(first);
            case DEFINITIONS_EOF -> definitionsEof(first, length);
            case ROWS -> row(first, length);
            case LOCAL_FILE -> {
                phase = Phase.FIRST;
                firstPacket(first);
            }
            case DONE, BROKEN -> throw new MalformedPacketException("a packet after the reply's end");
        }
    }

    private void firstPacket(int first) {
        switch (kind) {
            case ONE_PACKET -> phase = Phase.DONE;
            case OUTCOME -> outcome(first);
            case LOGIN -> login(first);
            case RESULTS -> firstOfResults(first);
            case PREPARED -> firstOfPrepared(first);
            case COLUMNS, ROWS, STREAM -> throw new IllegalStateException(kind + " has no first packet");
        }
    }

    private void login(int first) {
        awaitsClient = false;
        if (first == OK || first == ERR) {
            outcome(first);
        } else {
            boolean enough =
                    first == AUTH_MORE_DATA && payloadLength == 2 && prefix.getUnsignedByte(1) == FAST_AUTH_SUCCEEDED;
            awaitsClient = !enough;
        }
    }

    private void outcome(int first) {
        phase = Phase.DONE;
        if (first == ERR) {
            failed = true;
        } else if (first == OK) {
            okFields();
        } else if (first == EOF) {
            eofFields();
        } else {
            throw new MalformedPacketException("neither OK nor ERR: 0x" + Integer.toHexString(first));
        }
    }

    private void firstOfResults(int first) {
        parts++;
        if (first == OK) {
            okFields();
            resultSet = false;
            phase = (serverStatus & ServerStatus.MORE_RESULTS_EXIST) != 0 ? Phase.FIRST : Phase.DONE;
        } else if (first == ERR) {
            fail();
        } else if (first == LOCAL_FILE_REQUEST) {
            if (!mayAskForFile) {
                throw new MalformedPacketException("a request for a file that nobody offered");
            }
            awaitsClient = true;
            phase = Phase.LOCAL_FILE;
        } else if (first <= 0 || first == EOF) {
            throw new MalformedPacketException("no result set begins with " + first);
        } else {
            definitionsLeft = new PacketReader(prefix.duplicate()).readLength();
            if (definitionsLeft <= 0) {
                throw new MalformedPacketException("a result set of " + definitionsLeft + " columns");
            }
            resultSet = true;
            phase = Phase.DEFINITIONS;
        }
    }

    private void firstOfPrepared(int first) {
        if (first == ERR) {
            fail();
            return;
        }
        PacketReader fields = new PacketReader(prefix.duplicate());
        fields.skip(1);
        statementId = fields.readInt();
        columnsToFollow = fields.readShort();
        definitionsLeft = fields.readShort();
        nextDefinitions();
    }

    /** In a prepared reply: to the parameters if there are any, then to the columns, then to the end. */
    private void nextDefinitions() {
        if (definitionsLeft > 0) {
            phase = Phase.DEFINITIONS;
        } else if (columnsToFollow > 0) {
            definitionsLeft = columnsToFollow;
            columnsToFollow = 0;
            phase = Phase.DEFINITIONS;
        } else {
            phase = Phase.DONE;
        }
    }

    private void definition(int first) {
        if (first == ERR) {
            fail();
        } else if (--definitionsLeft == 0) {
            if (!deprecateEof) {
                phase = Phase.DEFINITIONS_EOF;
            } else if (kind == ReplyKind.PREPARED) {
                nextDefinitions();
            } else {
                phase = Phase.ROWS;
            }
        }
    }

    private void definitionsEof(int first, int length) {
        if (first == ERR) {
            fail();
            return;
        }
        if (first != EOF || length > LONGEST_EOF) {
            throw new MalformedPacketException("column definitions without their EOF");
        }
        eofFields();
        if (kind == ReplyKind.PREPARED) {
            nextDefinitions();
        } else {
            phase = (serverStatus & ServerStatus.CURSOR_EXISTS) != 0 ? Phase.DONE : Phase.ROWS;
        }
    }

    private void row(int first, int length) {
        if (first == ERR) {
            fail();
        } else if (first == EOF && isTerminator(length)) {
            if (deprecateEof && kind != ReplyKind.STREAM && length > 5) {
                okFields();
            } else {
                eofFields();
            }
            boolean more = (serverStatus & ServerStatus.MORE_RESULTS_EXIST) != 0 && kind == ReplyKind.RESULTS;
            phase = more ? Phase.FIRST : Phase.DONE;
        }
    }

    /** A row may begin with 0xFE too: as the length of a value of 16 MiB or more, so in a packet of full length. */
    private boolean isTerminator(int length) {
        return deprecateEof ? length < PacketDecoder.MAX_PAYLOAD : length <= LONGEST_EOF;
    }

    private void fail() {
        failed = true;
        phase = Phase.DONE;
    }

    private void okFields() {
        PacketReader fields = new PacketReader(prefix.duplicate());
        fields.skip(1);
        fields.readLength();
        insertId |= fields.readLength() != 0;
        serverStatus = fields.readShort();
        warnings += fields.readShort();
        severalResults |= (serverStatus & ServerStatus.MORE_RESULTS_EXIST) != 0;
        boolean news = sessionTrack && (serverStatus & ServerStatus.SESSION_STATE_CHANGED) != 0;
        gtid = news ? SessionChanges.gtid(fields) : null;
    }

    private void eofFields() {
        PacketReader fields = new PacketReader(prefix.duplicate());
        fields.skip(1);
        if (fields.remaining() >= 4) {
            warnings += fields.readShort();
            serverStatus = fields.readShort();
        }
    }

    /**
     * Whether the origin waits for the client: for its next login packet, or for the rest of a local file. Still true after
     * the reply's end when a file was not sent to its end.
     */
    public boolean awaitsClient() {
        return awaitsClient;
    }

    /** The client sent a packet that the origin waited for. A local file ends with an empty one. */
    public void clientSpoke(int payload) {
        boolean ends = kind == ReplyKind.LOGIN || (payload == 0 && !clientContinues);
        clientContinues = payload == PacketDecoder.MAX_PAYLOAD;
        awaitsClient = !ends;
    }

    /**
     * Whether the bytes so far end where a client looks for an ERR packet: in place of a row or of a further result. In place
     * of a column definition, drivers do not look for one.
     */
    public boolean mayFailHere() {
        return headerBytes == 0 && !continued && (phase == Phase.ROWS || phase == Phase.FIRST);
    }

    /** The number of the packet that would come next. */
    public int nextSequenceId() {
        return (sequenceId + 1) & 0xFF;
    }

    /** The status flags that the origin sent last, in this reply or an earlier one. */
    public int serverStatus() {
        return serverStatus;
    }

    /** Warnings that the reply's statements left. */
    public int warnings() {
        return warnings;
    }

    /** Whether the reply ended with an ERR packet. */
    public boolean failed() {
        return failed;
    }

    /** Whether the reply says for certain that no value was generated for a column, nor given in place of one. */
    public boolean generatedNothing() {
        return !failed && !insertId && !resultSet;
    }

    /** Whether the reply was one result set and nothing else. */
    public boolean isSingleResultSet() {
        return resultSet && parts == 1 && !failed;
    }

    /**
     * The transaction that the statement committed, if the origin told in the reply's end and it was the only one; null
     * otherwise.
     */
    public @Nullable String gtid() {
        return severalResults || failed ? null : gtid;
    }

    /** The id in a successful {@link ReplyKind#PREPARED} reply. */
    public long statementId() {
        return statementId;
    }
}
