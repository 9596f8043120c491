package io.nearside.node.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogCursor;
import io.nearside.node.log.TestingOriginTime;
import io.nearside.node.log.TestingTicker;
import io.nearside.node.validity.TestingAsOf;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.cache.ResultCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes that share a region's tier, against a plain model of the origin: whatever the order of writes, queries, late
 * answers and news from the log, what is served includes every change that the node has applied, every write of the
 * session, and everything up to the staleness bound.
 */
final class StoreModelTest {
    private static final int STEPS = 300;

    /** Each query reads some tables. */
    private static final int[][] QUERIES = {{0}, {1}, {0, 1}, {2}, {0, 1, 2}};

    @Property(tries = 1_500)
    void neverServesAnAnswerThatLacksAChange(@ForAll long seed) {
        World world = new World(new Random(seed), validity -> validity::settled);
        for (int i = 0; i < STEPS; i++) {
            world.step();
        }
    }

    @Property(tries = 1)
    void servesOftenEnoughToMeanSomething() {
        int served = 0;
        for (int seed = 0; seed < 20; seed++) {
            World world = new World(new Random(seed), validity -> validity::settled);
            for (int i = 0; i < STEPS; i++) {
                world.step();
            }
            served += world.served;
        }
        assertThat(served).isGreaterThan(200);
    }

    @Property(tries = 1)
    void findsTheFaultOfStampingWithTheAppliedPosition() {
        Assertions.assertThatThrownBy(() -> {
                    for (int seed = 0; seed < 500; seed++) {
                        World world = new World(new Random(seed), validity -> () -> TestingAsOf.applied(validity));
                        for (int i = 0; i < STEPS; i++) {
                            world.step();
                        }
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    /** A query under way: asked, perhaps executed at the origin, not yet answered. */
    private static final class Asked {
        private final int query;
        private final TestingSession session;

        /** What the session had written when it asked. */
        private final int[] own;

        private @Nullable String answer;

        Asked(int query, TestingSession session, int[] own) {
            this.query = query;
            this.session = session;
            this.own = own;
        }
    }

    /** One node as far as the log has reached it, and what its session last wrote. */
    private static final class Region {
        private final TestingNode node;
        private final LogCursor cursor = new LogCursor();
        private final List<Asked> asked = new ArrayList<>();
        private final int[] applied = new int[TestingOriginModel.TABLES];
        private final int[] own = new int[TestingOriginModel.TABLES];
        private long barrier = ResultCache.NO_BARRIER;
        private int next;

        Region(TestingNode node) {
            this.node = node;
        }
    }

    private static final class World {
        private final Random random;
        private final TestingTicker ticker = new TestingTicker();
        private final TestingOriginTime time = new TestingOriginTime(ticker);
        private final TestingOriginModel origin = new TestingOriginModel(time);
        private final List<Region> regions = new ArrayList<>();
        private int served;

        World(Random random, Function<Validity, AsOfSource> asOf) {
            this.random = random;
            TestingRegionTier shared = new TestingRegionTier();
            for (int i = 0; i < 2; i++) {
                regions.add(new Region(new TestingNode(ticker, time, shared, asOf)));
            }
        }

        void step() {
            Region region = regions.get(random.nextInt(regions.size()));
            int table = random.nextInt(TestingOriginModel.TABLES);
            int query = random.nextInt(QUERIES.length);
            switch (random.nextInt(30)) {
                case 0 -> origin.write(table);
                case 1, 2, 3 -> origin.show();
                case 4, 5, 6 -> origin.sample();
                case 7, 8, 9, 10, 11 -> deliver(region, 1 + random.nextInt(10));
                case 12, 13, 14, 15, 16 -> ask(region, query);
                case 17, 18, 19 -> execute(region);
                case 20, 21, 22 -> answer(region);
                case 23 -> pass(Duration.ofMillis(random.nextInt(200)));
                case 24 -> {
                    region.node.runSessionTasks();
                    checkServed(region);
                }
                default -> look(region, query);
            }
            if (random.nextInt(60) == 0) {
                writeOwn(region, table);
            }
            if (random.nextInt(60) == 0) {
                pass(Duration.ofMillis(random.nextInt(3_000)));
            }
            if (random.nextInt(200) == 0) {
                origin.skipAPart();
            }
        }

        private void deliver(Region region, int most) {
            for (int i = 0; i < most && region.next < origin.log().size(); i++) {
                deliver(region, origin.log().get(region.next++));
            }
        }

        private void deliver(Region region, LogBatch batch) {
            switch (region.cursor.accept(batch)) {
                case APPLY -> {
                    region.node.apply(batch);
                    batch.records().forEach(change -> region.applied[
                            table(requireNonNull(change.table()).table())]++);
                }
                case VOID -> region.node.restart(batch);
                case IGNORE -> throw new AssertionError("nothing is written twice here");
            }
        }

        private static int table(String name) {
            return Integer.parseInt(name.substring(1));
        }

        private void ask(Region region, int query) {
            String[] tables = Arrays.stream(QUERIES[query])
                    .mapToObj(TestingOriginModel::name)
                    .toArray(String[]::new);
            TestingSession session = region.node.miss("q" + query, region.barrier, tables);
            region.asked.add(new Asked(query, session, region.own.clone()));
            checkServed(region);
            if (random.nextBoolean()) {
                execute(region);
                answer(region);
            }
        }

        /** Sessions may be served at once, or after another has brought the answer. */
        private void checkServed(Region region) {
            for (Asked asked : region.asked) {
                if (asked.session.told().startsWith("serve ")) {
                    check(region, asked.query, asked.session.told().substring("serve ".length()), asked.own);
                }
            }
            region.asked.removeIf(asked -> !List.of("fill", "waits").contains(asked.session.told()));
        }

        /** The origin runs a query that was asked. */
        private void execute(Region region) {
            for (Asked asked : region.asked) {
                if (asked.answer == null && asked.session.told().equals("fill")) {
                    asked.answer = IntStream.of(QUERIES[asked.query])
                            .mapToObj(table -> Integer.toString(origin.visible(table)))
                            .reduce((a, b) -> a + "," + b)
                            .orElseThrow();
                    return;
                }
            }
        }

        private void answer(Region region) {
            for (Asked asked : region.asked) {
                if (asked.answer != null) {
                    region.asked.remove(asked);
                    asked.session.complete(asked.answer);
                    return;
                }
            }
        }

        private void writeOwn(Region region, int table) {
            origin.write(table);
            origin.showAll();
            region.own[table] = origin.visible(table);
            region.barrier = region.node.cache.writeBarrier();
        }

        private void pass(Duration duration) {
            ticker.advance(duration);
            regions.forEach(region -> region.node.freshness.onReading(time.read()));
        }

        private void look(Region region, int query) {
            String answer = region.node.lookup("q" + query, region.barrier);
            if (answer != null) {
                check(region, query, answer, region.own);
            }
        }

        private void check(Region region, int query, String answer, int[] own) {
            served++;
            String[] values = answer.split(",", -1);
            long staleAt =
                    time.nowMicros() - TestingNode.SETTINGS.maxStaleness().toNanos() / 1_000;
            for (int i = 0; i < values.length; i++) {
                int table = QUERIES[query][i];
                assertThat(Integer.parseInt(values[i]))
                        .as("table %s of query %s", table, query)
                        .isGreaterThanOrEqualTo(region.applied[table])
                        .isGreaterThanOrEqualTo(own[table])
                        .isGreaterThanOrEqualTo(origin.leastSince(table, staleAt));
            }
        }
    }
}
