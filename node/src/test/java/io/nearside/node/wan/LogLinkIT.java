package io.nearside.node.wan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.RingChangeLog;
import io.nearside.config.Configuration;
import io.nearside.config.Endpoint;
import io.nearside.node.cluster.RegionMember;
import io.nearside.node.cluster.TestingMembers;
import io.nearside.node.log.TestingLogSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two regions with a cluster each, and the link between them. */
final class LogLinkIT {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final TestingMembers members = new TestingMembers();
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final ChangeLog origin =
            new RingChangeLog(members.join(TestingMembers.region("origin")).hazelcast());
    private final Configuration far = TestingMembers.region("far");
    private final RegionMember first = members.join(far);
    private final RegionMember second = members.join(far);
    private final Endpoint endpoint = new Endpoint("127.0.0.1", TestingMembers.freePort());

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        members.close();
    }

    private LogFeeder feed(RegionMember member) {
        LogFeeder feeder = new LogFeeder(
                endpoint, new RingChangeLog(member.hazelcast()), member::isOldest, new SimpleMeterRegistry());
        open.push(feeder);
        feeder.start();
        return feeder;
    }

    private static List<LogBatch> held(ChangeLog log) {
        return log.newest() < 0 ? List.of() : log.read(0, 1_000, 5_000).batches();
    }

    @Test
    void anotherMemberFeedsOnWhenTheOldestIsGone() {
        ChangeLog ring = new RingChangeLog(second.hazelcast());
        origin.append(List.of(source.watermark(1), source.changes("s.t")));
        open.push(LogLinkServer.start(origin, endpoint));
        LogFeeder one = feed(first);
        LogFeeder two = feed(second);
        await().untilAsserted(() -> assertThat(held(ring)).isEqualTo(held(origin)));

        one.close();
        first.close();
        origin.append(List.of(source.changes("s.u"), source.watermark(2)));

        await().untilAsserted(() -> assertThat(held(ring)).isEqualTo(held(origin)));
        assertThat(two.trouble()).isNull();
    }
}
