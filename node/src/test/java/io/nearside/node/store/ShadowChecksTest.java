package io.nearside.node.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.LogBatch;
import io.nearside.node.log.TestingLogSource;
import io.nearside.node.log.TestingOriginTime;
import io.nearside.node.log.TestingTicker;
import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.Shadow;
import io.nearside.proxy.cache.Shadow.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ShadowChecksTest {
    private final TestingTicker ticker = new TestingTicker();
    private final TestingOriginTime origin = new TestingOriginTime(ticker);
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final TestingNode node = new TestingNode(ticker, origin, new TestingRegionTier());

    @BeforeEach
    void fill() {
        node.restart(watermarkNow());
        node.miss("q", "t").complete("one");
    }

    private LogBatch watermarkNow() {
        return source.watermark(origin.nowMicros());
    }

    private @Nullable Shadow shadow() {
        Answer served = requireNonNull(node.cache.lookup(TestingNode.key("q"), Recency.NODES_OWN));
        return node.cache.shadow(TestingNode.key("q"), served);
    }

    private void found(Finding finding) {
        node.chance = 0;
        Shadow shadow = requireNonNull(shadow());
        ticker.advance(Duration.ofMillis(1));
        shadow.found(finding, () -> "SELECT n FROM t WHERE id = 0");
    }

    private void look() {
        List<Runnable> due = new ArrayList<>(node.timerTasks);
        node.timerTasks.clear();
        due.forEach(Runnable::run);
    }

    private double count(String outcome) {
        return node.count("nearside.shadow", "outcome", outcome);
    }

    @Test
    void takesItsShareOfHits() {
        node.chance = 0.25;
        assertThat(shadow()).isNull();
        node.chance = 0.24;
        assertThat(shadow()).isNotNull();
    }

    @Test
    void takesNoAnswerThatHasBeenReplaced() {
        node.chance = 0;
        assertThat(node.cache.shadow(TestingNode.key("q"), TestingSession.answer("one")))
                .isNull();
    }

    @Test
    void whatIsNotDifferentIsCountedAtOnce() {
        found(Finding.SAME);
        found(Finding.REORDERED);
        found(Finding.FAILED);

        assertThat(List.of(count("same"), count("reordered"), count("failed"))).containsOnly(1.0);
        assertThat(node.timerTasks).isEmpty();
    }

    @Test
    void aDifferenceThatNoChangeExplainsIsAnAlarm() {
        found(Finding.DIFFERENT);
        look();
        ticker.advance(Duration.ofMillis(1));
        node.apply(watermarkNow());
        look();
        look();

        assertThat(count("different")).isEqualTo(1);
        assertThat(node.alarms)
                .singleElement()
                .asString()
                .contains("SELECT n FROM t WHERE id = 0")
                .contains("asOf=")
                .contains("position=here");
    }

    /** Without the wait this would be an alarm: the change is on its way when the difference is found. */
    @Test
    void aDifferenceWaitsForTheChangeThatExplainsIt() {
        found(Finding.DIFFERENT);
        look();
        assertThat(node.alarms).isEmpty();
        node.apply(source.changes("s.t"));
        look();

        assertThat(count("explained")).isEqualTo(1);
        assertThat(node.alarms).isEmpty();
    }

    @Test
    void aChangeOfAnotherTableExplainsNothing() {
        found(Finding.DIFFERENT);
        node.apply(source.changes("s.u"));
        ticker.advance(Duration.ofMillis(1));
        node.apply(watermarkNow());
        look();

        assertThat(count("different")).isEqualTo(1);
    }

    /** Knowledge from before the origin answered proves nothing. */
    @Test
    void aWatermarkFromBeforeTheAnswerDoesNotDo() {
        LogBatch early = watermarkNow();
        found(Finding.DIFFERENT);
        node.apply(early);
        look();

        assertThat(node.alarms).isEmpty();
        assertThat(node.timerTasks).hasSize(1);
    }

    @Test
    void aLogThatStartsOverExplainsAnything() {
        found(Finding.DIFFERENT);
        node.restart(new TestingLogSource(2_000).watermark(origin.nowMicros()));
        look();

        assertThat(count("explained")).isEqualTo(1);
    }

    @Test
    void aLogThatDoesNotComeIsNotWaitedForForEver() {
        found(Finding.DIFFERENT);
        node.pass(Duration.ofSeconds(31));
        look();
        look();

        assertThat(count("failed")).isEqualTo(1);
        assertThat(node.timerTasks).isEmpty();
    }
}
