package io.nearside.cdc.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.nearside.config.CdcSettings;
import io.nearside.config.ClusterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingChangeLogIT {
    private static final int CAPACITY = 1_024;

    private HazelcastInstance hazelcast;
    private RingChangeLog log;

    @BeforeEach
    void start() {
        Config config = new Config().setClusterName("ring-change-log-it");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getNetworkConfig().setPort(17_301);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        RingChangeLog.configure(
                config,
                new CdcSettings(true, 0, Duration.ofMillis(100), Duration.ofSeconds(1), CAPACITY),
                ClusterSettings.defaults("test"));
        hazelcast = Hazelcast.newHazelcastInstance(config);
        log = new RingChangeLog(hazelcast);
    }

    @AfterEach
    void stop() {
        hazelcast.getLifecycleService().terminate();
    }

    @Test
    void givesBackWhatWasAppendedInOrder() {
        assertThat(log.newest()).isEqualTo(-1);

        long newest = log.append(batches(0, 3));

        assertThat(newest).isEqualTo(2);
        assertThat(log.newest()).isEqualTo(2);
        ChangeLog.Read read = log.read(1, 1_000, 0);
        while (read.batches().isEmpty()) {
            read = log.read(1, 1_000, 100);
        }
        assertThat(read.batches()).isEqualTo(batches(1, 2));
        assertThat(read.next()).isEqualTo(3);
    }

    @Test
    void appendsMoreThanOneCallTakesAndForgetsTheOldest() {
        assertThat(log.append(batches(0, 2_500))).isEqualTo(2_499);

        assertThat(log.oldest()).isEqualTo(2_500 - CAPACITY);
        ChangeLog.Read overwritten = log.read(5, 10, 1_000);
        assertThat(overwritten.batches().get(0))
                .isEqualTo(batches(2_500 - CAPACITY, 1).get(0));
        assertThat(overwritten.next()).isEqualTo(2_500 - CAPACITY + 10);
    }

    @Test
    void wakesAWaitingReader() throws Exception {
        log.append(batches(0, 1));
        CompletableFuture<ChangeLog.Read> read = CompletableFuture.supplyAsync(() -> log.read(1, 10, 20_000));

        log.append(batches(1, 1));

        assertThat(read.get(10, TimeUnit.SECONDS).batches()).isEqualTo(batches(1, 1));
    }

    @Test
    void losesNothingWhenAReadTimedOut() {
        log.append(batches(0, 1));
        assertThat(log.read(1, 10, 5)).isEqualTo(new ChangeLog.Read(List.of(), 1));
        assertThat(log.read(1, 10, 5)).isEqualTo(new ChangeLog.Read(List.of(), 1));

        log.append(batches(1, 2));

        assertThat(log.read(1, 10, 5_000).batches())
                .isNotEmpty()
                .first()
                .isEqualTo(batches(1, 1).get(0));
    }

    @Test
    void goesOnAtWhatIsHeldAfterTheRingStartedOver() {
        log.append(batches(0, 2));

        assertThat(log.read(50, 10, 5)).isEqualTo(new ChangeLog.Read(List.of(), 0));
    }

    @Test
    void anInterruptEndsAWaitingRead() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                log.read(0, 10, 60_000);
                thrown.complete(new AssertionError("returned"));
            } catch (ChangeLogException e) {
                thrown.complete(e);
            }
        });
        reader.start();
        reader.interrupt();

        assertThat(thrown.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ChangeLogException.class)
                .hasMessageContaining("interrupted");
        reader.join();
    }

    @Test
    void saysSoWhenTheClusterIsGone() {
        hazelcast.getLifecycleService().terminate();

        assertThatThrownBy(() -> log.append(batches(0, 1))).isInstanceOf(ChangeLogException.class);
        assertThatThrownBy(() -> log.read(0, 10, 100)).isInstanceOf(ChangeLogException.class);
        assertThatThrownBy(log::newest).isInstanceOf(ChangeLogException.class);
    }

    private static List<LogBatch> batches(int from, int count) {
        List<LogBatch> batches = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            OriginPosition at = new OriginPosition("server", "binlog.000001", i, "");
            batches.add(new LogBatch(1, 1, 1, i, at, at, List.of(), null));
        }
        return batches;
    }
}
