package io.nearside.node.store;

import static java.util.Objects.requireNonNull;

import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogCursor;
import io.nearside.cdc.log.LogCursor.Verdict;
import io.nearside.cdc.log.LogPosition;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.log.Watermark;
import io.nearside.node.log.Freshness;
import io.nearside.node.origin.OriginClock;
import io.nearside.node.store.InterleavingWorld.Action;
import io.nearside.node.validity.AsOf;
import io.nearside.node.validity.Stamp;
import io.nearside.node.validity.TestingAsOf;
import io.nearside.node.validity.TestingFootprints;
import io.nearside.node.validity.TestingValidity;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.footprint.TableFootprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One or two nodes and an origin with two rows, in steps as small as what can come between them: the real history, stamps,
 * freshness, cursor and shared form, and everything around them modelled. Time is counted in writes that queries see.
 *
 * <p>What is served must be the rows as they were at a moment no older than the newest watermark of the node.
 */
final class InterleavingWorld implements StateSearch.World<Action> {
    /** A part of the promise's proof that a test takes out, to see the search find what it is good for. */
    enum Fault {
        NONE,
        STAMPS_WITH_WHAT_IS_APPLIED,
        RECOGNIZES_OTHER_EPOCHS,
        RECOGNIZES_OTHER_WRITERS,
        KEEPS_RESULTS_WHEN_THE_LOG_HAS_A_GAP,
        PUBLISHES_THE_WATERMARK_BEFORE_THE_RECORDS,
        REMEMBERS_MORE_THAN_WAS_CHECKED
    }

    enum Kind {
        /** A write is committed. */
        COMMIT,
        /** Queries see the oldest write that they did not see. */
        SHOW,
        /** The log's writers write down what was committed. */
        LOG,
        /** The same, and what the origin shows now. */
        SAMPLE,
        /** A node reads the next batch: first its records, then the rest. */
        DELIVER,
        /** A node misses and takes the place its answer will be as of. */
        ASK,
        /** The origin runs the node's query. */
        QUERY,
        /** The answer arrives, is kept, and shared. */
        STORE,
        /** A node takes what is shared. */
        COPY,
        /** A node looks whether a result holds. */
        BEGIN_CHECK,
        /** And remembers. */
        END_CHECK,
        /** A node finds that it has missed a part of the log. */
        MISS_A_PART,
        /** The log's writer has lost a write, and begins a new epoch. */
        BREAK,
        /** The region splits: each half has a writer of its own from where its node is. */
        SPLIT
    }

    /** What happens, where, and to which row or query. */
    record Action(Kind kind, int node, int number) {
        @Override
        public String toString() {
            return kind + (node < 0 ? "" : " at " + node) + (number < 0 ? "" : " of " + number);
        }
    }

    /**
     * What may happen.
     *
     * @param rows how many rows are written to
     * @param queries how many queries there are: of one row by its value, of both by a range
     * @param writes how many writes there are at most
     * @param nodes how many nodes there are
     * @param asking those that ask the origin
     */
    record Scope(Set<Kind> kinds, int rows, int queries, int writes, int nodes, Set<Integer> asking) {}

    private static final long NOW_NANOS = 1_000_000;
    private static final long CLOCK_MICROS = 1_000;

    /** What a node knows since the log last had a gap. */
    private static final class Knowledge {
        private boolean isOver;
    }

    /** A fill on its way. */
    private record Fill(int query, AsOf asOf, Knowledge since, @Nullable String answer) {}

    /** A result, and what is to be seen of its stamp from outside. */
    private static final class Kept {
        private final CachedResult result;
        private long validUpTo;
        private boolean isVoid;
        private boolean isOver;

        Kept(CachedResult result, long validUpTo) {
            this.result = result;
            this.validUpTo = validUpTo;
        }

        String state() {
            AsOf asOf = result.stamp().asOf();
            return isOver || isVoid ? "void" : text(result) + "@" + asOf.sequence() + "<" + validUpTo;
        }
    }

    private record Check(Kept kept, long applied, boolean unaffected) {}

    private static final class Node {
        private final Validity validity = TestingValidity.small();
        private final Freshness freshness = new Freshness(new OriginClock(), Duration.ofSeconds(2), () -> NOW_NANOS);
        private final LogCursor cursor = new LogCursor();
        private final @Nullable Kept[] results = new Kept[2];
        private final List<Kept> all = new ArrayList<>();
        private final List<LogBatch> unread = new ArrayList<>();
        private @Nullable LogBatch last;
        private @Nullable LogBatch half;
        private @Nullable Fill fill;
        private @Nullable Check check;
        private String known = "";

        /** What was known when rows were first looked up by value. */
        private @Nullable String indexed;

        private Knowledge knowledge = new Knowledge();

        /** The writer of this node's log. */
        private int term = 1;

        private long writer = 77;
        private int written;
        private long[] sequences = new long[16];

        Node() {
            freshness.onReading(new OriginClock.Reading(0, CLOCK_MICROS, 0));
        }

        void over() {
            all.forEach(kept -> kept.isOver = true);
            knowledge.isOver = true;
            knowledge = new Knowledge();
            known = "";
            indexed = null;
        }
    }

    private final Fault fault;
    private final Scope scope;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> writes = new ArrayList<>();
    private final byte[][] shared = new byte[2][];
    private long epoch = 1;
    private int visible;
    private boolean hasSplit;
    private int missed;

    InterleavingWorld(Scope scope, Fault fault, List<Action> before) {
        this.scope = scope;
        this.fault = fault;
        for (int i = 0; i < scope.nodes(); i++) {
            Node node = new Node();
            node.sequences[0] = LogPosition.startOfTerm(epoch, 1).sequence();
            nodes.add(node);
        }
        log(true);
        for (Node node : nodes) {
            deliver(node);
        }
        before.forEach(this::run);
    }

    @Override
    public List<Action> possible() {
        List<Action> possible = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (!scope.kinds().contains(kind)) {
                continue;
            }
            switch (kind) {
                case COMMIT -> {
                    for (int row = 0; row < scope.rows() && writes.size() < scope.writes(); row++) {
                        possible.add(new Action(kind, -1, row));
                    }
                }
                case SHOW -> addIf(visible < writes.size(), possible, kind, -1);
                case LOG -> addIf(nodes.get(0).written < writes.size(), possible, kind, -1);
                case SAMPLE -> addIf(hasNews(), possible, kind, -1);
                case BREAK -> addIf(epoch == 1 && !isHalfRead() && !hasSplit, possible, kind, -1);
                case SPLIT -> addIf(!hasSplit && !isHalfRead(), possible, kind, -1);
                default -> addOfNodes(possible, kind);
            }
        }
        return possible;
    }

    private void addOfNodes(List<Action> possible, Kind kind) {
        for (int n = 0; n < scope.nodes(); n++) {
            Node node = nodes.get(n);
            boolean asks = scope.asking().contains(n);
            Fill fill = node.fill;
            switch (kind) {
                case DELIVER -> addIf(!node.unread.isEmpty(), possible, kind, n);
                case QUERY -> addIf(fill != null && fill.answer() == null, possible, kind, n);
                case STORE -> addIf(fill != null && fill.answer() != null, possible, kind, n);
                case END_CHECK -> addIf(node.check != null, possible, kind, n);
                case MISS_A_PART -> addIf(missed == 0 && node.half == null && node.last != null, possible, kind, n);
                case ASK, COPY, BEGIN_CHECK -> {
                    for (int query = 0; query < scope.queries(); query++) {
                        boolean can =
                                switch (kind) {
                                    case ASK -> asks && fill == null && asOf(node) != null;
                                    case COPY -> shared[query] != null;
                                    default -> node.check == null && node.results[query] != null;
                                };
                        if (can) {
                            possible.add(new Action(kind, n, query));
                        }
                    }
                }
                default -> throw new IllegalArgumentException(kind.toString());
            }
        }
    }

    private static void addIf(boolean can, List<Action> possible, Kind kind, int node) {
        if (can) {
            possible.add(new Action(kind, node, -1));
        }
    }

    private boolean isHalfRead() {
        return nodes.stream().anyMatch(node -> node.half != null);
    }

    private boolean hasNews() {
        return nodes.stream().anyMatch(node -> {
            LogBatch last = node.unread.isEmpty() ? node.last : node.unread.get(node.unread.size() - 1);
            Watermark watermark = last == null ? null : last.watermark();
            return node.written < writes.size()
                    || watermark == null
                    || watermark.originMicros() != CLOCK_MICROS + visible;
        });
    }

    @Override
    public void run(Action action) {
        switch (action.kind()) {
            case COMMIT -> writes.add(action.number());
            case SHOW -> visible++;
            case LOG -> log(false);
            case SAMPLE -> log(true);
            case BREAK -> breakLog();
            case SPLIT -> split();
            default -> run(nodes.get(action.node()), action);
        }
    }

    private void run(Node node, Action action) {
        switch (action.kind()) {
            case DELIVER -> deliver(node);
            case ASK -> node.fill = new Fill(action.number(), requireNonNull(asOf(node)), node.knowledge, null);
            case QUERY -> {
                Fill fill = requireNonNull(node.fill);
                node.fill = new Fill(fill.query(), fill.asOf(), fill.since(), rows(fill.query(), visible));
            }
            case STORE -> store(node, requireNonNull(node.fill));
            case COPY -> copy(node, action.number());
            case BEGIN_CHECK -> beginCheck(node, requireNonNull(node.results[action.number()]));
            case END_CHECK -> endCheck(node, requireNonNull(node.check));
            case MISS_A_PART -> {
                missed++;
                LogBatch last = node.unread.isEmpty() ? node.last : node.unread.get(node.unread.size() - 1);
                node.unread.clear();
                restart(node, requireNonNull(last));
            }
            default -> throw new IllegalArgumentException(action.toString());
        }
    }

    /** All writers write a batch: its records are what was committed since the last one. */
    private void log(boolean withWatermark) {
        for (Node node : nodes) {
            node.unread.add(batch(node, withWatermark));
        }
    }

    private LogBatch batch(Node node, boolean withWatermark) {
        List<ChangeRecord> records = new ArrayList<>();
        OriginPosition before = position(node.written);
        long first = Math.max(
                        node.sequences[node.written],
                        LogPosition.startOfTerm(epoch, node.term).sequence())
                + 1;
        while (node.written < writes.size()) {
            int row = writes.get(node.written);
            long version = version(row, node.written);
            records.add(TestingFootprints.update(row, version, version + 1));
            node.written++;
            node.sequences[node.written] = first + records.size() - 1;
        }
        Watermark watermark = withWatermark ? new Watermark(CLOCK_MICROS + visible, node.sequences[visible]) : null;
        return new LogBatch(epoch, node.term, node.writer, first, before, position(node.written), records, watermark);
    }

    private static OriginPosition position(int written) {
        return new OriginPosition("server", "binlog.000001", 4 + 100L * written, "");
    }

    /** A write is nowhere in the log; a new epoch begins after it, its numbers at the beginning again. */
    private void breakLog() {
        writes.add(0);
        visible = writes.size();
        epoch++;
        for (Node node : nodes) {
            node.written = writes.size();
            Arrays.fill(
                    node.sequences, LogPosition.startOfTerm(epoch, node.term).sequence());
            node.unread.add(batch(node, true));
        }
    }

    /** What a half has not read is lost with the other half's ring; its writer reads it in the binlog again. */
    private void split() {
        hasSplit = true;
        for (Node node : nodes) {
            node.unread.clear();
            node.written = (int) ((node.cursor.origin().offset() - 4) / 100);
            node.term++;
            node.writer += 1 + nodes.indexOf(node);
        }
    }

    private void deliver(Node node) {
        LogBatch batch = node.unread.get(0);
        if (node.half != null) {
            finish(node, batch);
            return;
        }
        Verdict verdict = node.cursor.accept(batch);
        if (verdict == Verdict.IGNORE) {
            node.unread.remove(0);
        } else if (verdict == Verdict.VOID) {
            node.unread.remove(0);
            restart(node, batch);
        } else {
            node.half = batch;
            if (fault == Fault.PUBLISHES_THE_WATERMARK_BEFORE_THE_RECORDS) {
                publish(node, batch);
            } else {
                tellRecords(node, batch);
            }
            if (batch.records().isEmpty()) {
                finish(node, batch);
            }
        }
    }

    private void finish(Node node, LogBatch batch) {
        if (fault == Fault.PUBLISHES_THE_WATERMARK_BEFORE_THE_RECORDS) {
            tellRecords(node, batch);
            node.validity.onApplied(batch);
        } else {
            node.validity.onApplied(batch);
            publish(node, batch);
        }
        node.unread.remove(0);
        node.last = batch;
        node.half = null;
    }

    private static void tellRecords(Node node, LogBatch batch) {
        long sequence = batch.first();
        for (ChangeRecord change : batch.records()) {
            node.known +=
                    sequence + "=" + requireNonNull(change.after()).values().get("id") + ",";
            node.validity.onRecord(sequence++, change);
        }
    }

    private static void publish(Node node, LogBatch batch) {
        Watermark watermark = batch.watermark();
        if (watermark != null) {
            node.validity.onWatermark(watermark);
            node.freshness.onWatermark(watermark);
        }
    }

    private void restart(Node node, LogBatch batch) {
        // Where the node goes on is a new cursor's first batch.
        node.cursor.accept(batch);
        if (node.last == null || fault != Fault.KEEPS_RESULTS_WHEN_THE_LOG_HAS_A_GAP) {
            node.over();
            node.validity.onRestart(batch);
            node.freshness.onRestart(batch);
        }
        node.validity.onApplied(batch);
        publish(node, batch);
        node.last = batch;
    }

    private @Nullable AsOf asOf(Node node) {
        return fault == Fault.STAMPS_WITH_WHAT_IS_APPLIED
                ? TestingAsOf.applied(node.validity)
                : node.validity.settled();
    }

    private void store(Node node, Fill fill) {
        node.fill = null;
        Stamp stamp = fill.asOf().stamp(List.of(footprint(fill.query())));
        index(node, fill.query());
        String answer = requireNonNull(fill.answer());
        if (stamp != null && keep(node, fill.query(), new CachedResult(new Answer(bytes(answer)), stamp))) {
            byte[] offered = SharedForm.encode(new CachedResult(new Answer(bytes(answer)), stamp));
            byte[] old = shared[fill.query()];
            if (old == null || SharedForm.isNewer(offered, old)) {
                shared[fill.query()] = offered;
            }
        }
    }

    private void copy(Node node, int query) {
        byte[] bytes = shared[query].clone();
        AsOf here = TestingAsOf.applied(node.validity);
        if (here != null && fault == Fault.RECOGNIZES_OTHER_EPOCHS) {
            ByteBuffer.wrap(bytes).putLong(1, here.epoch());
        }
        if (here != null && fault == Fault.RECOGNIZES_OTHER_WRITERS) {
            ByteBuffer.wrap(bytes).putLong(1 + 2 * Long.BYTES, here.writer());
        }
        CachedResult result = SharedForm.decode(bytes, node.validity);
        if (result != null) {
            index(node, query);
            keep(node, query, result);
        }
    }

    private static void index(Node node, int query) {
        if (query == 0 && node.indexed == null) {
            node.indexed = node.known;
        }
    }

    private static boolean keep(Node node, int query, CachedResult result) {
        long applied = TestingValidity.appliedBeforeCheck(node.validity);
        if (!result.stamp().holds()) {
            return false;
        }
        Kept old = node.results[query];
        if (old == null || result.stamp().isNewerThan(old.result.stamp())) {
            Kept kept = new Kept(result, Math.max(applied, result.stamp().asOf().sequence()));
            node.results[query] = kept;
            node.all.add(kept);
        }
        return true;
    }

    private static void beginCheck(Node node, Kept kept) {
        long applied = TestingValidity.appliedBeforeCheck(node.validity);
        boolean unaffected = TestingValidity.isUnaffected(kept.result.stamp());
        kept.isVoid |= !unaffected;
        node.check = new Check(kept, applied, unaffected);
    }

    private void endCheck(Node node, Check check) {
        node.check = null;
        if (check.unaffected()) {
            long upTo = fault == Fault.REMEMBERS_MORE_THAN_WAS_CHECKED
                    ? TestingValidity.appliedBeforeCheck(node.validity)
                    : check.applied();
            TestingValidity.advance(check.kept().result.stamp(), upTo);
            check.kept().validUpTo = Math.max(check.kept().validUpTo, upTo);
        }
    }

    private static TableFootprint footprint(int query) {
        return query == 0 ? TestingFootprints.byId(0L) : TestingFootprints.within(0, 1);
    }

    /** A row's value once so many writes are done. */
    private int version(int row, int moment) {
        return (int) writes.subList(0, moment).stream()
                .filter(written -> written == row)
                .count();
    }

    private String rows(int query, int moment) {
        return query == 0 ? "" + version(0, moment) : version(0, moment) + "," + version(1, moment);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(CachedResult result) {
        return new String(result.answer().packets(), StandardCharsets.US_ASCII);
    }

    @Override
    public String state() {
        StringBuilder state = new StringBuilder()
                .append(writes)
                .append(visible)
                .append(' ')
                .append(epoch)
                .append(hasSplit)
                .append(missed);
        for (Node node : nodes) {
            state.append("\n")
                    .append(node.known)
                    .append(node.indexed)
                    .append(node.written)
                    .append(node.half != null);
            for (LogBatch batch : node.unread) {
                state.append(' ')
                        .append(batch.last())
                        .append('/')
                        .append(batch.records().size());
                Watermark watermark = batch.watermark();
                state.append(watermark == null ? "" : "w" + watermark.originMicros());
            }
            state.append('|').append(newest(node)).append(name(node.validity.settled()));
            state.append(name(TestingAsOf.applied(node.validity)));
            for (Kept kept : node.results) {
                state.append(' ').append(kept == null ? "none" : kept.state());
            }
            Fill fill = node.fill;
            state.append(fill == null ? "" : fill.query() + name(fill.asOf()) + fill.since().isOver + fill.answer());
            Check check = node.check;
            if (check != null) {
                state.append(check.applied())
                        .append(check.unaffected())
                        .append(check.kept().state());
                state.append(check.kept() == node.results[0]).append(check.kept() == node.results[1]);
            }
        }
        for (byte[] bytes : shared) {
            state.append('\n').append(bytes == null ? "none" : new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return state.toString();
    }

    private static String name(@Nullable AsOf asOf) {
        return asOf == null ? "?" : asOf.epoch() + ":" + asOf.sequence() + "by" + asOf.writer();
    }

    /** The newest moment of which the node knows all, or -1. */
    private int newest(Node node) {
        int newest = -1;
        for (int moment = 0; moment <= visible; moment++) {
            if (node.freshness.isFresh() && node.freshness.includes(CLOCK_MICROS + moment)) {
                newest = moment;
            }
        }
        return newest;
    }

    @Override
    public @Nullable String violation() {
        for (Node node : nodes) {
            for (int query = 0; query < node.results.length; query++) {
                Kept kept = node.results[query];
                int newest = newest(node);
                if (kept != null && newest >= 0 && kept.result.stamp().holds()) {
                    String served = text(kept.result);
                    if (!wasSince(query, served, newest)) {
                        return "node " + nodes.indexOf(node) + " serves " + served + " for query " + query
                                + " though it knows that the origin showed " + rows(query, newest) + " or later";
                    }
                }
            }
        }
        return null;
    }

    private boolean wasSince(int query, String served, int moment) {
        for (int at = moment; at <= visible; at++) {
            if (Objects.equals(served, rows(query, at))) {
                return true;
            }
        }
        return false;
    }
}
