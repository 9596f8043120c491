package io.nearside.cdc.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.MariadbGtidEventData;
import com.github.shyiko.mysql.binlog.event.MySqlGtid;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.XidEventData;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.OriginPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransactionAssemblerTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final ChangedTable T = new ChangedTable("d", "t");
    private static final long GIB = 1L << 30;

    private final List<OriginTransaction> transactions = new ArrayList<>();
    private TransactionAssembler assembler = mySql(100, true);

    @Test
    void makesATransactionOfItsEvents() throws Exception {
        begin(11);
        map(7, "t");
        accept(EventType.EXT_UPDATE_ROWS, new RowsHeader(7), 0);
        assertThat(transactions).isEmpty();
        accept(EventType.XID, new XidEventData(), 500);

        OriginTransaction transaction = only();
        assertThat(transaction.gtid()).isEqualTo(UUID + ":11");
        assertThat(transaction.start()).isEqualTo(100);
        assertThat(transaction.end()).isEqualTo(new OriginPosition("server", "binlog.000007", 500, UUID + ":1-11"));
        assertThat(transaction.rowEvents()).containsExactly(new RowEvent(T, RowKind.UPDATE));
        assertThat(transaction.tables()).containsEntry(T, Set.of(RowKind.UPDATE));
        assertThat(transaction.effects()).isEmpty();
    }

    @Test
    void tellsTablesThatWereOnlyAnnounced() throws Exception {
        begin(11);
        map(7, "t");
        map(8, "child");
        accept(EventType.EXT_DELETE_ROWS, new RowsHeader(7), 0);
        accept(EventType.XID, new XidEventData(), 500);

        assertThat(only().mappedOnly()).containsExactly(new ChangedTable("d", "child"));
    }

    @Test
    void aDefinitionIsATransactionByItself() throws Exception {
        gtid(11);
        query("DROP TABLE t", 300);

        assertThat(only().effects()).extracting(StatementEffect::table).containsExactly(T);
    }

    @Test
    void rowsOfAnUnnamedTableMayBeAnything() throws Exception {
        begin(11);
        accept(EventType.EXT_WRITE_ROWS, new RowsHeader(99), 0);
        accept(EventType.XID, new XidEventData(), 500);

        assertEverything(only());
    }

    @Test
    void unknownEventsMayBeAnythingAndNeverHoldTheReaderBack() throws Exception {
        begin(11);
        accept(EventType.UNKNOWN, null, 300);
        assertThat(transactions).isEmpty();
        accept(EventType.XID, new XidEventData(), 500);
        assertEverything(only());
        transactions.clear();

        gtid(12);
        accept(EventType.UNKNOWN, null, 700);
        assertEverything(only());
        assertThat(assembler.position().offset()).isEqualTo(700);
    }

    @Test
    void unreadableEventsMayBeAnything() throws Exception {
        begin(11);
        assembler.acceptUnreadable(header(EventType.TABLE_MAP, 0));
        accept(EventType.XID, new XidEventData(), 500);

        assertEverything(only());
    }

    @Test
    void aTransactionWithoutEndIsNotForgotten() throws Exception {
        begin(11);
        map(7, "t");
        accept(EventType.EXT_WRITE_ROWS, new RowsHeader(7), 0);
        begin(12);
        accept(EventType.XID, new XidEventData(), 500);

        assertEverything(only());
        assertThat(only().tables()).containsKey(T);
    }

    @Test
    void everyOtherKindOfEventIsNotPassedOver() throws Exception {
        Set<EventType> harmless = Set.of(
                EventType.ROTATE,
                EventType.HEARTBEAT,
                EventType.FORMAT_DESCRIPTION,
                EventType.PREVIOUS_GTIDS,
                EventType.MARIADB_GTID_LIST,
                EventType.BINLOG_CHECKPOINT,
                EventType.STOP,
                EventType.IGNORABLE,
                EventType.ROWS_QUERY,
                EventType.ANNOTATE_ROWS,
                EventType.TRANSACTION_CONTEXT,
                EventType.VIEW_CHANGE,
                EventType.INTVAR,
                EventType.RAND,
                EventType.USER_VAR);
        Set<EventType> understood = Set.of(
                EventType.QUERY,
                EventType.GTID,
                EventType.ANONYMOUS_GTID,
                EventType.MARIADB_GTID,
                EventType.TABLE_MAP,
                EventType.XID,
                EventType.XA_PREPARE,
                EventType.WRITE_ROWS,
                EventType.UPDATE_ROWS,
                EventType.DELETE_ROWS,
                EventType.EXT_WRITE_ROWS,
                EventType.EXT_UPDATE_ROWS,
                EventType.EXT_DELETE_ROWS,
                EventType.PARTIAL_UPDATE_ROWS_EVENT,
                EventType.TRANSACTION_PAYLOAD);
        for (EventType type : EventType.values()) {
            if (!harmless.contains(type) && !understood.contains(type)) {
                assembler = mySql(100, true);
                transactions.clear();
                begin(11);
                accept(type, null, 300);
                accept(EventType.XID, new XidEventData(), 500);
                assertThat(only().effects()).as(type.toString()).isNotEmpty();
            }
        }
    }

    @Test
    void rotationInOrderOnlyMoves() throws Exception {
        accept(EventType.ROTATE, rotate("binlog.000008"), 900);
        accept(EventType.ROTATE, rotate("binlog.000008"), 0);
        accept(EventType.FORMAT_DESCRIPTION, null, 126);

        assertThat(transactions).allMatch(move -> move.effects().isEmpty() && !move.transactional());
        assertThat(assembler.position()).isEqualTo(new OriginPosition("server", "binlog.000008", 126, UUID + ":1-10"));
    }

    @Test
    void aNewFileThatWasNotAnnouncedIsARestart() throws Exception {
        accept(EventType.STOP, null, 900);
        accept(EventType.ROTATE, rotate("binlog.000008"), 0);

        assertEverything(transactions.get(transactions.size() - 1));
        assertThat(assembler.position().file()).isEqualTo("binlog.000008");
    }

    @Test
    void namesTheFileAgainAtEachConnect() throws Exception {
        accept(EventType.ROTATE, rotate("binlog.000007"), 0);
        accept(EventType.FORMAT_DESCRIPTION, null, 0);

        assertThat(transactions).isEmpty();
    }

    @Test
    void aTransactionThatComesAgainIsAnotherHistory() throws Exception {
        assertThatThrownBy(() -> gtid(10))
                .isInstanceOf(HistoryLostException.class)
                .hasMessageContaining(":10");
    }

    @Test
    void afterReconnectingWhatWasOpenComesAgain() throws Exception {
        begin(11);
        map(7, "t");
        assembler.reconnected();
        begin(11);
        accept(EventType.XID, new XidEventData(), 500);

        assertThat(only().gtid()).isEqualTo(UUID + ":11");
        assertThat(only().effects()).isEmpty();
        assembler.reconnected();
        assertThatThrownBy(() -> gtid(11)).isInstanceOf(HistoryLostException.class);
    }

    @Test
    void countsOnBeyondFourGibibytes() throws Exception {
        assembler = mySql(4 * GIB - 50, false);
        begin(11);
        accept(EventType.XID, new XidEventData(), 70);

        assertThat(assembler.position().offset()).isEqualTo(4 * GIB + 70);
    }

    @Test
    void namesMariaDbTransactionsAsTheServerDoes() throws Exception {
        assembler = new TransactionAssembler(
                true, new OriginPosition("server", "binlog.000007", 100, "0-1-10,5-1-3"), true, transactions::add);
        MariadbGtidEventData gtid = new MariadbGtidEventData();
        gtid.setDomainId(0);
        gtid.setSequence(11);
        accept(EventType.MARIADB_GTID, gtid, 150);
        map(7, "t");
        accept(EventType.WRITE_ROWS, new RowsHeader(7), 0);
        accept(EventType.XID, new XidEventData(), 500);

        assertThat(only().gtid()).isEqualTo("0-1-11");
        assertThat(only().end().gtids()).isEqualTo("0-1-11,5-1-3");
    }

    @Test
    void veryManyRowEventsAreKeptByTableOnly() throws Exception {
        begin(11);
        map(7, "t");
        for (int i = 0; i <= TransactionBuilder.MOST_ROW_EVENTS; i++) {
            accept(EventType.EXT_WRITE_ROWS, new RowsHeader(7), 0);
        }
        accept(EventType.XID, new XidEventData(), 500);

        assertThat(only().detailed()).isFalse();
        assertThat(only().rowEvents()).isEmpty();
        assertThat(only().tables()).containsOnlyKeys(T);
    }

    private TransactionAssembler mySql(long offset, boolean resumed) {
        return new TransactionAssembler(
                false,
                new OriginPosition("server", "binlog.000007", offset, UUID + ":1-10"),
                resumed,
                transactions::add);
    }

    private OriginTransaction only() {
        assertThat(transactions).hasSize(1);
        return transactions.get(0);
    }

    private static void assertEverything(OriginTransaction transaction) {
        assertThat(transaction.effects()).extracting(StatementEffect::kind).contains(ChangeKind.EVERYTHING);
    }

    private void begin(long number) throws HistoryLostException {
        gtid(number);
        query("BEGIN", 0);
    }

    private void gtid(long number) throws HistoryLostException {
        MySqlGtid gtid = MySqlGtid.fromString(UUID + ":" + number);
        accept(EventType.GTID, new GtidEventData(gtid, (byte) 0, 0, 0, 0, 0, 0, 0, 0), 0);
    }

    private void map(long id, String table) throws HistoryLostException {
        TableMapEventData map = new TableMapEventData();
        map.setTableId(id);
        map.setDatabase("d");
        map.setTable(table);
        accept(EventType.TABLE_MAP, map, 0);
    }

    private void query(String text, long next) throws HistoryLostException {
        accept(EventType.QUERY, new QueryStatement("d", text, 0, true), next);
    }

    private static RotateEventData rotate(String file) {
        RotateEventData data = new RotateEventData();
        data.setBinlogFilename(file);
        data.setBinlogPosition(4);
        return data;
    }

    private void accept(EventType type, @Nullable EventData data, long next) throws HistoryLostException {
        assembler.accept(new Event(header(type, next), data));
    }

    private static EventHeaderV4 header(EventType type, long next) {
        EventHeaderV4 header = new EventHeaderV4();
        header.setEventType(type);
        header.setServerId(1);
        header.setEventLength(50);
        header.setNextPosition(next);
        return header;
    }
}
