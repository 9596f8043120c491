package io.nearside.node.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nearside.config.Configuration;
import io.nearside.node.cluster.RegionMember;
import io.nearside.node.cluster.TestingMembers;
import io.nearside.node.log.TestingLogSource;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HazelcastRegionTierIT {
    private static final ResultKey.Stored KEY = TestingNode.key("q");

    private final TestingMembers members = new TestingMembers();
    private final TestingLogSource source = new TestingLogSource(1_000);
    private final Validity validity = new Validity();
    private final Configuration region = TestingMembers.region("shared");
    private final RegionMember first = members.join(region);
    private final RegionMember second = members.join(region);
    private final HazelcastRegionTier here = new HazelcastRegionTier(first.hazelcast(), new SimpleMeterRegistry());
    private final HazelcastRegionTier there = new HazelcastRegionTier(second.hazelcast(), new SimpleMeterRegistry());

    @BeforeEach
    void settle() {
        var batch = source.watermark(1);
        validity.onRestart(batch);
        validity.onApplied(batch);
        validity.onWatermark(requireNonNull(batch.watermark()));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        members.close();
    }

    private CachedResult resultNow(String text) {
        var stamp = requireNonNull(validity.settled()).stamp(List.of(TableFootprint.whole(new TableName("s", "t"))));
        return new CachedResult(TestingSession.answer(text), requireNonNull(stamp));
    }

    private void settleFurther() {
        var batch = source.changes("s.u");
        validity.onApplied(batch);
        validity.onWatermark(requireNonNull(source.watermark(2).watermark()));
    }

    /** A member that is cold may miss the deadline. */
    private @Nullable String fetch(HazelcastRegionTier tier, ResultKey.Stored key) {
        try {
            Optional<byte[]> shared = tier.fetch(key).join();
            CachedResult result =
                    shared.map(bytes -> SharedForm.decode(bytes, validity)).orElse(null);
            return result == null ? null : TestingSession.text(result.answer());
        } catch (CompletionException e) {
            return null;
        }
    }

    @Test
    void sharesResultsBetweenNodes() {
        here.offer(KEY, resultNow("one"));

        await().untilAsserted(() -> assertThat(fetch(there, KEY)).isEqualTo("one"));
        assertThat(fetch(there, TestingNode.key("other"))).isNull();
    }

    @Test
    void keepsTheNewerResult() {
        CachedResult old = resultNow("old");
        settleFurther();
        there.offer(KEY, resultNow("new"));
        await().untilAsserted(() -> assertThat(fetch(here, KEY)).isEqualTo("new"));

        here.offer(KEY, old);
        here.offer(TestingNode.key("after"), resultNow("after"));
        await().untilAsserted(
                        () -> assertThat(fetch(here, TestingNode.key("after"))).isEqualTo("after"));

        assertThat(fetch(here, KEY)).isEqualTo("new");
    }

    @Test
    void replacesAnOlderResult() {
        here.offer(KEY, resultNow("old"));
        await().untilAsserted(() -> assertThat(fetch(there, KEY)).isEqualTo("old"));
        settleFurther();

        here.offer(KEY, resultNow("new"));
        await().untilAsserted(() -> assertThat(fetch(there, KEY)).isEqualTo("new"));
    }

    @Test
    void staysWithinItsBytes() {
        String large = "x".repeat(10_000);
        IMap<byte[], byte[]> map = first.hazelcast().getMap("nearside.results");
        for (int i = 0; i < 1_000; i++) {
            byte[] offered = SharedForm.encode(resultNow(large));
            map.executeOnKey(TestingNode.key("q" + i).encode(), new OfferProcessor(offered));
        }

        int mostAtBothMembers = 2 * (1 << 20) / large.length();
        assertThat(map.size()).isBetween(mostAtBothMembers / 4, mostAtBothMembers);
    }

    @Test
    void failsQuicklyWhenTheClusterIsGone() {
        first.close();

        assertThat(here.fetch(KEY)).failsWithin(Duration.ofSeconds(2));
        here.offer(KEY, resultNow("one"));
    }
}
