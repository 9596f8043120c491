package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.MariadbGtidEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.EventDataWrapper;
import io.nearside.cdc.binlog.StatementClassifier.Control;
import io.nearside.cdc.binlog.StatementClassifier.Judgement;
import io.nearside.cdc.log.OriginPosition;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes transactions of binlog events. What it does not know becomes an effect on everything: there is no event it
 * passes over in silence but those that by their kind change nothing.
 *
 * <p>One owner: the thread that reads the binlog.
 */
final class TransactionAssembler {
    private static final int MARIADB_STANDALONE = 1;
    private static final long WRAP = 1L << 32;

    private final Consumer<OriginTransaction> transactions;
    private final GtidHistory history;
    private final String server;
    private String file;
    private long offset;
    private String gtids;
    private String announcedFile = "";
    private boolean resuming;
    private @Nullable TransactionBuilder open;

    /**
     * @param resumed whether {@code start} is where another reader ended, so that the next transaction must be new to it
     */
    TransactionAssembler(
            boolean mariaDb, OriginPosition start, boolean resumed, Consumer<OriginTransaction> transactions) {
        this.transactions = transactions;
        this.history = GtidHistory.of(mariaDb, start.gtids());
        this.server = start.server();
        this.file = start.file();
        this.offset = start.offset();
        this.gtids = start.gtids();
        this.resuming = resumed;
    }

    /** Where reading resumes: the end of the last whole transaction. */
    OriginPosition position() {
        return new OriginPosition(server, file, offset, gtids);
    }

    /** The connection was lost and reading starts over at {@link #position}: the beginning of what was open comes again. */
    void reconnected() {
        open = null;
        resuming = true;
    }

    /** @throws HistoryLostException when the events do not continue what was read before */
    void accept(Event event) throws HistoryLostException {
        EventHeaderV4 header = event.getHeader();
        EventData data = EventDataWrapper.internal(event.getData());
        if (data instanceof TransactionPayloadEventData payload) {
            openOrNew();
            for (Event inner : payload.getUncompressedEvents()) {
                EventHeaderV4 innerHeader = inner.getHeader();
                apply(innerHeader.getEventType(), EventDataWrapper.internal(inner.getData()), header);
            }
        } else {
            apply(header.getEventType(), data, header);
        }
    }

    /** An event that could not be read: it may have been anything. */
    void acceptUnreadable(EventHeaderV4 header) {
        unknown(header, "a binlog event that cannot be read");
    }

    private void apply(EventType type, @Nullable EventData data, EventHeaderV4 header) throws HistoryLostException {
        switch (type) {
            case ROTATE -> rotate((RotateEventData) Objects.requireNonNull(data), header);
            case HEARTBEAT -> {}
            case FORMAT_DESCRIPTION,
                    PREVIOUS_GTIDS,
                    MARIADB_GTID_LIST,
                    BINLOG_CHECKPOINT,
                    STOP,
                    IGNORABLE,
                    ROWS_QUERY,
                    ANNOTATE_ROWS,
                    TRANSACTION_CONTEXT,
                    VIEW_CHANGE,
                    INTVAR,
                    RAND,
                    USER_VAR -> moveBetween(header);
            case GTID ->
                begin(
                        ((GtidEventData) Objects.requireNonNull(data))
                                .getMySqlGtid()
                                .toString(),
                        false);
            case ANONYMOUS_GTID -> begin("", false);
            case MARIADB_GTID -> beginMariaDb((MariadbGtidEventData) Objects.requireNonNull(data), header);
            case QUERY -> query((QueryStatement) Objects.requireNonNull(data), header);
            case TABLE_MAP -> openOrNew().map((TableMapEventData) Objects.requireNonNull(data));
            case WRITE_ROWS, EXT_WRITE_ROWS -> rows(data, RowKind.INSERT);
            case UPDATE_ROWS, EXT_UPDATE_ROWS -> rows(data, RowKind.UPDATE);
            case DELETE_ROWS, EXT_DELETE_ROWS -> rows(data, RowKind.DELETE);
            case PARTIAL_UPDATE_ROWS_EVENT -> {
                openOrNew().notDetailed();
                rows(data, RowKind.UPDATE);
            }
            case XID -> end(header);
            case XA_PREPARE -> {
                openOrNew().notDetailed(); // what reads the rows does not tell where such a transaction ends
                end(header);
            }
            case INCIDENT -> unread("an incident at the origin");
            case BEGIN_LOAD_QUERY, APPEND_BLOCK, EXECUTE_LOAD_QUERY -> everything("LOAD DATA logged as a statement");
            default -> unknown(header, "a binlog event of an unknown kind");
        }
    }

    /**
     * A real event at the end of a file announces the next one; without it the server did not close the file in order:
     * it was restarted.
     */
    private void rotate(RotateEventData rotate, EventHeaderV4 header) {
        String next = rotate.getBinlogFilename();
        boolean real = header.getNextPosition() != 0;
        if (real) {
            announcedFile = next;
        }
        if (next.equals(file)) {
            return;
        }
        open = null;
        file = next;
        offset = rotate.getBinlogPosition();
        TransactionBuilder move = new TransactionBuilder("", false);
        if (!next.equals(announcedFile)) {
            move.add(StatementEffect.everything("the origin was restarted"));
        }
        transactions.accept(move.buildMove(position()));
    }

    /** Events that change nothing, between transactions or in them; the server also makes some up that have no place. */
    private void moveBetween(EventHeaderV4 header) {
        if (header.getNextPosition() == 0 || open != null) {
            return;
        }
        long before = offset;
        move(header);
        if (offset != before) {
            transactions.accept(new TransactionBuilder("", false).buildMove(position()));
        }
    }

    private void beginMariaDb(MariadbGtidEventData data, EventHeaderV4 header) throws HistoryLostException {
        String gtid = Integer.toUnsignedString((int) data.getDomainId()) + "-" + header.getServerId() + "-"
                + data.getSequence();
        begin(gtid, (data.getFlags() & MARIADB_STANDALONE) == 0);
    }

    private void begin(String gtid, boolean inTransaction) throws HistoryLostException {
        if (resuming && !gtid.isEmpty()) {
            if (history.includes(gtid)) {
                throw new HistoryLostException(
                        "the origin's binlog does not go on where it was left: transaction " + gtid + " comes again");
            }
            resuming = false;
        }
        TransactionBuilder unfinished = open;
        TransactionBuilder next = new TransactionBuilder(gtid, inTransaction);
        if (unfinished != null) {
            // Its effects go to the next one: its own end is not known.
            next.addAll(unfinished);
            next.add(StatementEffect.everything("a transaction without end"));
        }
        open = next;
    }

    private void query(QueryStatement statement, EventHeaderV4 header) {
        TransactionBuilder transaction = openOrNew();
        Judgement judgement = StatementClassifier.judge(statement);
        judgement.effects().forEach(transaction::add);
        if (judgement.control() == Control.BEGIN) {
            transaction.enter();
        } else if (judgement.control() == Control.END || !transaction.inTransaction()) {
            // MySQL: XA START and END stand alone too, but stay open until the transaction is prepared.
            if (judgement.control() == Control.END || !isXaPart(statement)) {
                end(header);
            }
        }
    }

    private static boolean isXaPart(QueryStatement statement) {
        return statement.text().startsWith("XA START") || statement.text().startsWith("XA END");
    }

    private void rows(@Nullable EventData data, RowKind kind) {
        openOrNew().rows(((RowsHeader) Objects.requireNonNull(data)).tableId(), kind);
    }

    /** Where no end is to come, it may have been the end itself. */
    private void unknown(EventHeaderV4 header, String cause) {
        unread(cause);
        if (header.getNextPosition() != 0 && !openOrNew().inTransaction()) {
            end(header);
        }
    }

    private void everything(String cause) {
        openOrNew().add(StatementEffect.everything(cause));
    }

    /** Also what rows look like. */
    private void unread(String cause) {
        openOrNew().add(StatementEffect.unread(cause));
    }

    private void end(EventHeaderV4 header) {
        TransactionBuilder transaction = openOrNew();
        open = null;
        if (!transaction.gtid().isEmpty()) {
            history.add(transaction.gtid());
            gtids = history.text();
        }
        long start = offset;
        move(header);
        transactions.accept(transaction.build(start, position()));
    }

    /** Events that no GTID announced make a transaction too. */
    private TransactionBuilder openOrNew() {
        TransactionBuilder current = open;
        if (current == null) {
            current = new TransactionBuilder("", false);
            open = current;
        }
        return current;
    }

    /**
     * Event headers hold the lower 32 bits of the offset; a file with a giant transaction is longer. MariaDB leaves the
     * offset out of events inside transactions.
     */
    private void move(EventHeaderV4 header) {
        if (header.getNextPosition() == 0) {
            return;
        }
        long next = (offset & -WRAP) | header.getNextPosition();
        offset = next < offset ? next + WRAP : next;
    }
}
