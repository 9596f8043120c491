package io.nearside.node.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.TestingLogSource;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.TableKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OriginCatalogTest {
    private static final TableName T = new TableName("s", "t");

    private final TestingLogSource source = new TestingLogSource(1_000);
    private final SynchronousQueue<Map<TableName, TableKind>> answers = new SynchronousQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final OriginCatalog catalog = new OriginCatalog(this::read);

    private OriginTables read() throws SQLException {
        reads.incrementAndGet();
        try {
            return new OriginTables(0, answers.take(), Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("closed", e);
        }
    }

    @BeforeEach
    void start() {
        catalog.start();
        catalog.onRestart(source.batch(null));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void settle() {
        catalog.onWatermark(new Watermark(1, source.sequence()));
    }

    private void answer(Map<TableName, TableKind> kinds) throws InterruptedException {
        answers.put(kinds);
    }

    private void change(ChangeKind kind) {
        source.batch(null, TestingLogSource.change(kind, "s.t"));
        catalog.onRecord(source.sequence(), TestingLogSource.change(kind, "s.t"));
    }

    private void readOnce() throws InterruptedException {
        settle();
        answer(Map.of(T, TableKind.BASE_TABLE));
        await().until(catalog::ready);
    }

    @Test
    void isReadyOnceReadAfterTheLogHasSettled() throws InterruptedException {
        assertThat(catalog.ready()).isFalse();
        assertThat(catalog.trouble()).isNotNull();
        assertThat(catalog.kindOf(T)).isEqualTo(TableKind.MISSING);

        readOnce();
        assertThat(catalog.trouble()).isNull();
        assertThat(catalog.kindOf(T)).isEqualTo(TableKind.BASE_TABLE);
    }

    @Test
    void isNotReadyFromASchemaChangeUntilItIsReadAgain() throws InterruptedException {
        readOnce();
        long version = catalog.version();

        change(ChangeKind.SCHEMA);
        assertThat(catalog.ready()).isFalse();
        assertThat(catalog.version()).isGreaterThan(version);

        settle();
        answer(Map.of(T, TableKind.VIEW));
        await().until(catalog::ready);
        assertThat(catalog.kindOf(T)).isEqualTo(TableKind.VIEW);
    }

    @Test
    void isNotReadAgainBeforeTheOriginShowsTheChange() throws InterruptedException {
        readOnce();
        long before = source.sequence();
        change(ChangeKind.SCHEMA);
        catalog.onWatermark(new Watermark(2, before));

        await().during(Duration.ofMillis(100)).until(() -> reads.get() == 1);
        settle();
        await().until(() -> reads.get() == 2);
    }

    @Test
    void staysReadyWhenOnlyRowsChange() throws InterruptedException {
        readOnce();
        long version = catalog.version();
        change(ChangeKind.UPDATE);

        assertThat(catalog.ready()).isTrue();
        assertThat(catalog.version()).isEqualTo(version);
    }

    @Test
    void dropsWhatWasReadWhileTheSchemaChangedAgain() throws InterruptedException {
        settle();
        await().until(() -> reads.get() == 1);
        change(ChangeKind.SCHEMA);
        answer(Map.of(T, TableKind.VIEW));
        settle();
        await().until(() -> reads.get() == 2);
        assertThat(catalog.ready()).isFalse();

        answer(Map.of(T, TableKind.BASE_TABLE));
        await().until(catalog::ready);
        assertThat(catalog.kindOf(T)).isEqualTo(TableKind.BASE_TABLE);
    }

    @Test
    void isReadAgainAfterWhatMayBeAnything() throws InterruptedException {
        readOnce();
        source.batch(null, ChangeRecord.everything("", "test"));
        catalog.onRecord(source.sequence(), ChangeRecord.everything("", "test"));

        assertThat(catalog.ready()).isFalse();
    }

    @Test
    void isNotReadyWhenTheLogIsLost() throws InterruptedException {
        readOnce();
        catalog.onLost();
        settle();

        assertThat(catalog.ready()).isFalse();
        await().during(Duration.ofMillis(50)).until(() -> reads.get() == 1);
    }
}
