package io.nearside.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.TestingLogSource;
import io.nearside.node.log.TestingOriginTime;
import io.nearside.node.log.TestingTicker;
import io.nearside.node.validity.TestingAsOf;
import io.nearside.proxy.cache.OwnWrite;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.footprint.Footprint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegionResultCacheTest {
    private final TestingTicker ticker = new TestingTicker();
    private final TestingOriginTime origin = new TestingOriginTime(ticker);
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final TestingRegionTier region = new TestingRegionTier();
    private final TestingNode node = new TestingNode(ticker, origin, region);

    @BeforeEach
    void begin() {
        node.restart(watermarkNow());
    }

    private LogBatch watermarkNow() {
        return source.watermark(origin.nowMicros());
    }

    @Test
    void servesWhatWasFilled() {
        assertThat(node.lookup("q")).isNull();
        node.miss("q", "t").complete("one");

        assertThat(node.lookup("q")).isEqualTo("one");
        assertThat(node.count("nearside.results.misses", "reason", "absent")).isEqualTo(1);
        assertThat(node.count("nearside.results.hits", "tier", "node")).isEqualTo(1);
        assertThat(node.count("nearside.results.fills", "outcome", "stored")).isEqualTo(1);
    }

    @Test
    void stopsServingOnceATableHasChanged() {
        node.miss("q", "t", "u").complete("old");
        node.apply(source.changes("s.u"));

        assertThat(node.lookup("q")).isNull();
        assertThat(node.count("nearside.results.misses", "reason", "voided")).isEqualTo(1);
    }

    @Test
    void servesAgainOnceFilledAfterTheChangeHasSettled() {
        node.miss("q", "t").complete("old");
        node.apply(source.changes("s.t"));
        node.apply(watermarkNow());
        node.miss("q", "t").complete("new");

        assertThat(node.lookup("q")).isEqualTo("new");
    }

    /** The late-fill race: asked before the change, answered after it was applied. */
    @Test
    void doesNotServeAnAnswerThatAChangeHasOvertaken() {
        TestingSession session = node.miss("q", "t");
        node.apply(source.changes("s.t"));
        node.apply(watermarkNow());
        session.complete("old");

        assertThat(node.lookup("q")).isNull();
        assertThat(node.count("nearside.results.fills", "outcome", "voided")).isEqualTo(1);
    }

    /** Applied is not visible: the origin may answer without a change that is known here already. */
    @Test
    void doesNotServeAnAnswerAskedForWhileAChangeWasAppliedButNotSettled() {
        assertThat(servedAfterFillBetweenAppliedAndSettled(node)).isNull();
    }

    @Test
    void wouldServeAnOldAnswerForEverIfResultsWereStampedWithTheAppliedPosition() {
        TestingNode unguarded =
                new TestingNode(ticker, origin, RegionTier.none(), validity -> () -> TestingAsOf.applied(validity));
        unguarded.restart(watermarkNow());

        assertThat(servedAfterFillBetweenAppliedAndSettled(unguarded)).isEqualTo("old");
    }

    private @Nullable String servedAfterFillBetweenAppliedAndSettled(TestingNode filled) {
        filled.apply(source.changes("s.t"));
        filled.miss("q", "t").complete("old");
        filled.apply(watermarkNow());
        return filled.lookup("q");
    }

    @Test
    void doesNotServeWhenTheOriginIsNotKnownWellEnough() {
        node.miss("q", "t").complete("one");
        node.pass(Duration.ofMillis(2_001));
        assertThat(node.lookup("q")).isNull();
        assertThat(node.count("nearside.results.misses", "reason", "not-fresh")).isEqualTo(1);

        node.apply(watermarkNow());
        assertThat(node.lookup("q")).isEqualTo("one");
    }

    @Test
    void letsASessionWaitForItsOwnWrite() {
        node.miss("q", "t").complete("one");
        node.pass(Duration.ofMillis(1));
        long barrier = node.cache.writeBarrier();
        assertThat(node.lookup("q", barrier)).isNull();
        assertThat(node.lookup("q")).isEqualTo("one");

        node.pass(Duration.ofMillis(1));
        node.apply(watermarkNow());
        assertThat(node.lookup("q", barrier)).isEqualTo("one");
        assertThat(node.count("nearside.results.misses", "reason", "barrier")).isEqualTo(1);
    }

    @Test
    void knowsNoBarrierWithoutTheOriginsClock() {
        ticker.advance(Duration.ofSeconds(11));

        assertThat(node.cache.writeBarrier()).isEqualTo(ResultCache.BARRIER_UNKNOWN);
        assertThat(node.lookup("q", ResultCache.BARRIER_UNKNOWN)).isNull();
    }

    @Test
    void doesNotFillBeforeAPositionHasSettled() {
        source.gap();
        node.restart(source.batch(null));

        assertThat(node.miss("q", "t").told()).isEqualTo("forward");
        assertThat(node.count("nearside.results.fills", "outcome", "unsettled")).isEqualTo(1);
    }

    @Test
    void doesNotFillWithAPlanOfAnotherCatalog() {
        Footprint planned = node.reads("t");
        node.catalog.change();
        TestingSession session = new TestingSession();
        node.cache.miss(
                TestingNode.key("q"), planned, Recency.NO_BOUND, Recency.NODES_OWN, node.sessionTasks::add, session);
        assertThat(session.told()).isEqualTo("forward");

        node.catalog.ready(false);
        assertThat(node.miss("q", "t").told()).isEqualTo("forward");
        assertThat(node.count("nearside.results.fills", "outcome", "catalog")).isEqualTo(2);
    }

    /** A plan made before a schema change is not used after it, though both are known by the time of the answer. */
    @Test
    void voidsAFillThatASchemaChangeHasOvertaken() {
        TestingSession session = node.miss("q", "t");
        node.apply(source.batch(null, TestingLogSource.change(ChangeKind.SCHEMA, "s.t")));
        node.apply(watermarkNow());
        session.complete("old");

        assertThat(node.lookup("q")).isNull();
    }

    @Test
    void voidsWhatWasFilledInAnotherHistory() {
        TestingSession late = node.miss("q", "t");
        node.miss("p", "t").complete("one");
        source.nextEpoch();
        node.restart(watermarkNow());
        late.complete("two");

        assertThat(node.lookup("p")).isNull();
        assertThat(node.lookup("q")).isNull();
        assertThat(node.miss("p", "t").told()).isEqualTo("fill");
    }

    @Test
    void letsOthersWaitForTheFirstToAsk() {
        TestingSession leader = node.miss("q", "t");
        TestingSession waiter = node.miss("q", "t");
        assertThat(leader.told()).isEqualTo("fill");
        assertThat(waiter.told()).isEqualTo("waits");

        leader.complete("one");
        node.runSessionTasks();
        assertThat(waiter.told()).isEqualTo("serve one");
        assertThat(node.count("nearside.results.hits", "tier", "flight")).isEqualTo(1);
    }

    @Test
    void releasesAllWhenTheLeaderAbandons() {
        TestingSession leader = node.miss("q", "t");
        TestingSession first = node.miss("q", "t");
        TestingSession second = node.miss("q", "t");
        leader.lease().abandon();
        leader.lease().abandon();
        node.runSessionTasks();

        assertThat(first.told()).isEqualTo("forward");
        assertThat(second.told()).isEqualTo("forward");
    }

    @Test
    void doesNotLetOthersWaitForWhatCouldNotBeCachedBefore() {
        node.miss("q", "t").lease().abandon();
        TestingSession first = node.miss("q", "t");
        TestingSession second = node.miss("q", "t");
        assertThat(first.told()).isEqualTo("fill");
        assertThat(second.told()).isEqualTo("fill");

        first.complete("one");
        assertThat(node.lookup("q")).isEqualTo("one");
        node.apply(source.changes("s.t"));
        node.apply(watermarkNow());
        node.miss("q", "t");
        assertThat(node.miss("q", "t").told()).isEqualTo("waits");
    }

    @Test
    void forwardsAWaiterWhenTheAnswerWasOvertaken() {
        TestingSession leader = node.miss("q", "t");
        TestingSession waiter = node.miss("q", "t");
        node.apply(source.changes("s.t"));
        leader.complete("old");
        node.runSessionTasks();

        assertThat(waiter.told()).isEqualTo("forward");
    }

    @Test
    void forwardsAWaiterWhenTheLeaderTakesTooLong() {
        TestingSession leader = node.miss("q", "t");
        TestingSession waiter = node.miss("q", "t");
        node.timerTasks.forEach(Runnable::run);
        node.runSessionTasks();
        assertThat(waiter.told()).isEqualTo("forward");

        leader.complete("one");
        node.runSessionTasks();
        assertThat(node.lookup("q")).isEqualTo("one");
    }

    @Test
    void startsAnotherFlightWhenTheFirstTakesTooLong() {
        node.miss("q", "t");
        node.pass(Duration.ofSeconds(6));
        node.apply(watermarkNow());

        assertThat(node.miss("q", "t").told()).isEqualTo("fill");
    }

    @Test
    void letsNobodyWaitWhileItsOwnWriteIsOnItsWay() {
        node.miss("q", "t");
        node.pass(Duration.ofMillis(1));

        assertThat(node.miss("q", node.cache.writeBarrier(), "t").told()).isEqualTo("fill");
    }

    @Test
    void doesNotKeepWhatIsTooLarge() {
        TestingSession session = node.miss("q", "t");
        session.complete("x".repeat(session.lease().maxBytes() + 1));

        assertThat(node.lookup("q")).isNull();
        assertThat(node.count("nearside.results.fills", "outcome", "too-large")).isEqualTo(1);
    }

    @Test
    void doesNotKeepAnAnswerToAVeryLongStatement() {
        assertThat(node.miss("q".repeat(2_000), "t").told()).isEqualTo("forward");
    }

    @Test
    void servesWhatAnotherNodeOfTheRegionHasFilled() {
        TestingNode other = new TestingNode(ticker, origin, region);
        other.restart(watermarkNow());
        node.apply(watermarkNow());
        other.miss("q", "t").complete("one");

        assertThat(node.miss("q", "t").told()).isEqualTo("serve one");
        assertThat(node.lookup("q")).isEqualTo("one");
        assertThat(node.count("nearside.results.hits", "tier", "region")).isEqualTo(1);
    }

    @Test
    void doesNotServeWhatAnotherNodeFilledBeforeAChange() {
        node.miss("q", "t").complete("old");
        TestingNode other = new TestingNode(ticker, origin, region);
        other.restart(source.batch(new Watermark(origin.nowMicros(), source.sequence())));
        other.apply(source.changes("s.t"));
        other.apply(watermarkNow());

        assertThat(other.miss("q", "t").told()).isEqualTo("fill");
    }

    @Test
    void doesNotServeWhatAnotherNodeFilledBeforeThisOneFollowedTheLog() {
        node.miss("q", "t").complete("old");
        TestingNode late = new TestingNode(ticker, origin, region);
        source.changes("s.t");
        late.restart(watermarkNow());

        assertThat(late.miss("q", "t").told()).isEqualTo("fill");
    }

    @Test
    void asksTheOriginWhenTheRegionDoesNotAnswer() {
        CompletableFuture<Optional<byte[]>> answer = region.slowDown();
        TestingSession leader = node.miss("q", "t");
        TestingSession waiter = node.miss("q", "t");
        assertThat(leader.told()).isEqualTo("waits");

        answer.completeExceptionally(new IllegalStateException("told to fail"));
        node.runSessionTasks();
        assertThat(leader.told()).isEqualTo("fill");
        leader.complete("one");
        node.runSessionTasks();
        assertThat(waiter.told()).isEqualTo("serve one");
    }

    @Test
    void takesTheAsOfAfterTheRegionHasAnswered() {
        CompletableFuture<Optional<byte[]>> answer = region.slowDown();
        TestingSession leader = node.miss("q", "t");
        node.apply(source.changes("s.t"));
        node.apply(watermarkNow());
        answer.complete(Optional.empty());
        node.runSessionTasks();
        leader.complete("new");

        assertThat(node.lookup("q")).isEqualTo("new");
    }

    @Test
    void ignoresSharedBytesThatMakeNoSense() {
        region.slowDown().complete(Optional.of(new byte[] {1, 2, 3}));

        assertThat(node.miss("q", "t").told()).isEqualTo("fill");
    }

    @Test
    void keepsTheNewerOfTwoFills() {
        TestingSession early = node.miss("q", "t");
        node.pass(Duration.ofSeconds(6));
        node.apply(source.changes("s.u"));
        node.apply(watermarkNow());
        TestingSession late = node.miss("q", "t");
        late.complete("new");
        early.complete("old but valid");

        assertThat(node.lookup("q")).isEqualTo("new");
    }

    private static Recency within(Duration bound) {
        return Recency.NODES_OWN.within(bound.toNanos());
    }

    @Test
    void servesWithinTheSessionsBoundBeItTighterOrLooserThanTheNodes() {
        node.miss("q", "t").complete("one");
        node.pass(Duration.ofMillis(600));
        assertThat(node.lookup("q", within(Duration.ofMillis(500)))).isNull();
        assertThat(node.lookup("q", within(Duration.ofMillis(700)))).isEqualTo("one");

        node.pass(Duration.ofSeconds(2));
        assertThat(node.lookup("q")).isNull();
        assertThat(node.lookup("q", within(Duration.ofSeconds(3)))).isEqualTo("one");
    }

    @Test
    void theStatementsBoundGoesBeforeTheSessions() {
        long half = Duration.ofMillis(500).toNanos();
        node.miss("tight", half, within(Duration.ofMinutes(1)), "t").complete("one");
        node.miss("loose", Duration.ofMinutes(1).toNanos(), Recency.NODES_OWN, "t")
                .complete("two");
        node.pass(Duration.ofMillis(600));

        assertThat(node.lookup("tight", within(Duration.ofMinutes(1)))).isNull();
        assertThat(node.lookup("loose", within(Duration.ofMillis(500)))).isEqualTo("two");
        node.pass(Duration.ofSeconds(3));
        assertThat(node.lookup("loose")).isEqualTo("two");
    }

    @Test
    void theStatementsBoundHoldsForWhatTheRegionShares() {
        long half = Duration.ofMillis(500).toNanos();
        TestingNode other = new TestingNode(ticker, origin, region);
        LogBatch batch = watermarkNow();
        node.apply(batch);
        other.restart(batch);
        node.miss("q", half, Recency.NODES_OWN, "t").complete("one");
        assertThat(other.miss("q", half, Recency.NODES_OWN, "t").told()).isEqualTo("serve one");

        other.pass(Duration.ofMillis(600));
        assertThat(other.lookup("q")).isNull();
    }

    @Test
    void aSessionThatAlwaysAsksFillsForOthers() {
        node.miss("q", "t").complete("one");
        assertThat(node.lookup("q", within(Duration.ZERO))).isNull();
        TestingSession always = node.miss("q", within(Duration.ZERO), "t");
        assertThat(always.told()).isEqualTo("fill");

        node.miss("p", "t");
        TestingSession other = node.miss("p", within(Duration.ZERO), "t");
        assertThat(other.told()).as("does not wait for what others fetch").isEqualTo("fill");
        other.complete("two");
        assertThat(node.lookup("p")).isEqualTo("two");
    }

    @Test
    void aSessionWithALooserBoundFillsWhenTheNodesIsPassed() {
        node.pass(Duration.ofSeconds(3));
        assertThat(node.miss("q", "t").told()).isEqualTo("forward");
        node.miss("q", within(Duration.ofMinutes(1)), "t").complete("one");

        assertThat(node.lookup("q")).isNull();
        assertThat(node.lookup("q", within(Duration.ofMinutes(1)))).isEqualTo("one");
    }

    @Test
    void whoWaitedForAnotherIsServedWithinItsOwnBoundOnly() {
        TestingSession leader = node.miss("q", "t");
        TestingSession waiter = node.miss("q", within(Duration.ofMillis(500)), "t");
        node.pass(Duration.ofMillis(600));
        leader.complete("one");
        node.runSessionTasks();

        assertThat(waiter.told()).isEqualTo("forward");
    }

    private static ChangeRecord change(String table, String gtid) {
        return ChangeRecord.of(ChangeKind.UPDATE, new ChangedTable("s", table), gtid, "test");
    }

    @Test
    void aSessionsWriteIsIncludedOnceItsTransactionIsApplied() {
        node.miss("q", "t").complete("one");
        node.miss("p", "u").complete("two");
        OwnWrite write = new OwnWrite("0-1-7", node.cache.writeMark());
        ticker.advance(Duration.ofMillis(1));
        Recency recency = Recency.NODES_OWN.behind(node.cache.writeBarrier(), write);
        node.apply(source.batch(null, change("t", "0-1-6")));
        assertThat(node.lookup("p", recency)).isNull();

        node.apply(source.batch(null, change("t", "0-1-7")));
        assertThat(node.lookup("p", recency)).isEqualTo("two");
        assertThat(node.lookup("q", recency)).as("what it wrote to").isNull();
        Recency later = recency.behind(node.cache.writeBarrier());
        assertThat(node.lookup("p", later)).as("a write that was not named").isNull();
    }

    /** What others fetch is as of a place before the write, whether they began before or after it was applied. */
    @Test
    void whoWaitsForAnotherAfterItsWriteIsNotServedWhatIsOlder() {
        OwnWrite write = new OwnWrite("0-1-7", node.cache.writeMark());
        ticker.advance(Duration.ofMillis(1));
        Recency recency = Recency.NODES_OWN.behind(node.cache.writeBarrier(), write);
        TestingSession leader = node.miss("q", "t");
        node.apply(source.batch(null, change("t", "0-1-7")));
        TestingSession writer = node.miss("q", recency, "t");
        leader.complete("old");
        node.runSessionTasks();

        assertThat(writer.told()).isEqualTo("forward");
    }
}
