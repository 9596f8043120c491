package io.nearside.node.wan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.config.Endpoint;
import io.nearside.node.cluster.TestingMembers;
import io.nearside.node.log.TestingLogSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogLinkTest {
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final TestingChangeLog origin = new TestingChangeLog();
    private final TestingChangeLog region = new TestingChangeLog();
    private final AtomicBoolean myTurn = new AtomicBoolean(true);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Endpoint endpoint = new Endpoint("127.0.0.1", TestingMembers.freePort());

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private LogLinkServer serve() {
        LogLinkServer server = LogLinkServer.start(origin, endpoint);
        open.push(server);
        return server;
    }

    private LogFeeder feed() {
        LogFeeder feeder = new LogFeeder(endpoint, region, myTurn::get, new SimpleMeterRegistry());
        open.push(feeder);
        feeder.start();
        return feeder;
    }

    private void awaitSame() {
        await().untilAsserted(() -> assertThat(last(region)).isEqualTo(last(origin)));
    }

    private static List<Object> last(TestingChangeLog log) {
        List<LogBatch> batches = log.batches();
        return batches.isEmpty() ? List.of() : List.of(batches.get(batches.size() - 1));
    }

    @Test
    void bringsTheWholeLogBatchByBatch() {
        for (int i = 0; i < 3_000; i++) {
            origin.append(List.of(source.changes("s.t", "s.u")));
        }
        serve();
        LogFeeder feeder = feed();
        awaitSame();
        origin.append(List.of(source.watermark(7)));
        awaitSame();

        assertThat(region.batches()).isEqualTo(origin.batches());
        assertThat(feeder.trouble()).isNull();
    }

    @Test
    void resumesWhereItStopped() {
        origin.append(List.of(source.changes("s.t"), source.watermark(1), source.watermark(2)));
        serve();
        LogFeeder feeder = feed();
        awaitSame();
        feeder.close();
        origin.append(List.of(source.changes("s.t")));

        feed();
        awaitSame();
        assertThat(region.batches()).isEqualTo(origin.batches());
    }

    @Test
    void outlivesTheOtherSide() {
        origin.append(List.of(source.changes("s.t")));
        LogLinkServer server = serve();
        LogFeeder feeder = feed();
        awaitSame();
        server.close();
        await().until(() -> feeder.trouble() != null);
        origin.append(List.of(source.changes("s.t")));

        serve();
        awaitSame();
        assertThat(region.batches()).isEqualTo(origin.batches());
        assertThat(feeder.trouble()).isNull();
    }

    @Test
    void feedsOnlyInItsTurn() {
        myTurn.set(false);
        origin.append(List.of(source.changes("s.t")));
        serve();
        LogFeeder feeder = feed();
        await().until(() -> feeder.trouble() == null);
        assertThat(region.batches()).isEmpty();

        myTurn.set(true);
        awaitSame();
    }

    @Test
    void goesOnWhenAnAppendFails() {
        region.nextAppend(TestingChangeLog.Append.FAILS_AFTER_ADDING);
        origin.append(List.of(source.changes("s.t")));
        serve();
        feed();
        awaitSame();
        origin.append(List.of(source.changes("s.t")));

        awaitSame();
        assertThat(region.batches()).isEqualTo(origin.batches());
    }

    @Test
    void tellsWhyItCannotListen() {
        serve();

        assertThatThrownBy(this::serve)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wan.listen")
                .hasMessageContaining(Integer.toString(endpoint.port()));
    }
}
