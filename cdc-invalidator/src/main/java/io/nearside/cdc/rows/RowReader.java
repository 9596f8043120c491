package io.nearside.cdc.rows;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.text.MultipleParsingExceptions;
import io.debezium.text.ParsingException;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangedTable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * One run of Debezium Embedded, from the end of the binlog on. Its handler only decodes and hands over: Debezium takes a
 * handler that waits for a dead connection. Ends for good when anything at all goes wrong.
 */
final class RowReader implements AutoCloseable {
    private final RowBuffer buffer;
    private final TrustWindow window;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean streaming;
    private volatile long lastRecordNanos = System.nanoTime();
    private volatile String failure = "it ended";
    private volatile boolean misunderstood;
    private volatile boolean retired;
    private boolean started;

    /** Tables, as Debezium writes them, whose definition is still the origin's own. */
    private final Set<String> definedByOrigin = new HashSet<>();

    RowReader(Properties configuration, RowBuffer buffer, TrustWindow window) {
        this.buffer = buffer;
        this.window = window;
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(configuration)
                .using(RowReader.class.getClassLoader())
                .using((success, message, error) -> {
                    misunderstood = isMisunderstanding(error);
                    failure = misunderstood
                            ? "Debezium does not understand how a table is defined"
                            : describe(message, error);
                    ended.countDown();
                })
                .notifying(this::handle)
                .build();
        this.thread = new Thread(this::run, "nearside-cdc-debezium");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            engine.run();
        } catch (RuntimeException e) {
            failure = describe(e.getMessage(), e);
        } finally {
            ended.countDown();
        }
    }

    /** The innermost reason; Debezium's own messages wrap it in many words. */
    private static String describe(@Nullable String message, @Nullable Throwable error) {
        Throwable root = error;
        while (root != null && root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String reason = root == null || root.getMessage() == null ? String.valueOf(message) : root.getMessage();
        return reason.strip().replaceAll("\\s+", " ");
    }

    private static boolean isMisunderstanding(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ParsingException || cause instanceof MultipleParsingExceptions) {
                return true;
            }
        }
        return false;
    }

    private void handle(
            List<RecordChangeEvent<SourceRecord>> events,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        for (RecordChangeEvent<SourceRecord> event : events) {
            lastRecordNanos = System.nanoTime();
            if (!retired) {
                accept(event.record());
            }
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    private void accept(SourceRecord record) {
        if (record.topic().startsWith("__debezium-heartbeat")) {
            streaming |= !record.sourceOffset().containsKey("snapshot");
            buffer.idle();
            return;
        }
        if (!(record.value() instanceof Struct value)) {
            return;
        }
        if (value.schema().field("op") != null) {
            acceptRow(value);
        } else if (value.schema().field("event_count") != null) {
            acceptBoundary(value);
        } else if (value.schema().field("source") != null) {
            acceptDefinition(value);
        }
    }

    /** The schemas of all tables come first; their position is where reading starts. */
    private void acceptDefinition(Struct value) {
        Struct source = value.getStruct("source");
        if (!started) {
            started = true;
            window.started(source.getString("file"), source.getInt64("pos"));
            buffer.started(source.getString("file"), source.getInt64("pos"));
        }
        String snapshot = source.getString("snapshot");
        boolean byOrigin = snapshot != null && !snapshot.equals("false");
        if (value.schema().field("tableChanges") == null || value.getArray("tableChanges") == null) {
            return;
        }
        for (Object change : value.getArray("tableChanges")) {
            String table = ((Struct) change).getString("id");
            if (byOrigin) {
                definedByOrigin.add(table);
            } else {
                definedByOrigin.remove(table);
            }
        }
    }

    private void acceptBoundary(Struct value) {
        streaming = true;
        if ("END".equals(value.getString("status"))) {
            Long count = value.getInt64("event_count");
            buffer.end(value.getString("id"), count == null ? -1 : count);
        }
    }

    private void acceptRow(Struct value) {
        streaming = true;
        Struct source = value.getStruct("source");
        ChangeKind kind = kind(value.getString("op"));
        String gtid = source.getString("gtid");
        if (kind == null || gtid == null) {
            return;
        }
        ChangedTable table = new ChangedTable(source.getString("db"), source.getString("table"));
        boolean charsetsKnown = definedByOrigin.contains("\"" + table.schema() + "\".\"" + table.table() + "\"");
        RowChange row = new RowChange(
                source.getInt32("row"),
                table,
                kind,
                RowDecoder.image(value.getStruct("before"), charsetsKnown),
                RowDecoder.image(value.getStruct("after"), charsetsKnown));
        buffer.row(gtid, source.getString("file"), source.getInt64("pos"), row);
    }

    private static @Nullable ChangeKind kind(String operation) {
        return switch (operation) {
            case "c" -> ChangeKind.INSERT;
            case "u" -> ChangeKind.UPDATE;
            case "d" -> ChangeKind.DELETE;
            default -> null;
        };
    }

    /** Whether something came from the binlog: all definitions were read before. */
    boolean isStreaming() {
        return streaming && ended.getCount() > 0;
    }

    long silentNanos() {
        return System.nanoTime() - lastRecordNanos;
    }

    boolean awaitEnd(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    String failure() {
        return failure;
    }

    /** Whether it ended over a definition before it got to the binlog: the next one would too. */
    boolean isStuck() {
        return misunderstood && !streaming;
    }

    /** Nothing that it still brings is taken. */
    void retire() {
        retired = true;
    }

    /** Debezium may take its time to end; nobody waits for it, nor takes what it still brings. */
    @Override
    public void close() {
        retire();
        Thread closing = new Thread(
                () -> {
                    try {
                        engine.close();
                    } catch (IOException | RuntimeException e) {
                        thread.interrupt();
                    }
                },
                "nearside-cdc-debezium-close");
        closing.setDaemon(true);
        closing.start();
    }
}
