package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.Footprint;
import io.nearside.proxy.footprint.TableFootprint;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a session needs to know about a statement before it runs it. Immutable; one plan serves all statements of a shape.
 */
public final class StatementPlan {

    /** The statement says nothing of how old its answer may be. */
    public static final long NO_BOUND = -1;

    /** What a session must know beside the kind. */
    private enum Mark {
        DETERMINISTIC,
        TAINTS,
        USES_DIAGNOSTICS,
        USES_VARIABLES,
        LEAVES_STATE
    }

    private final StatementKind kind;
    private final DenyReason reason;
    private final @Nullable FootprintTemplate template;
    private final @Nullable Footprint footprint;
    private final @Nullable String schema;
    private final Set<Mark> marks;
    private final long maxStalenessNanos;

    private StatementPlan(
            StatementKind kind,
            DenyReason reason,
            @Nullable FootprintTemplate template,
            @Nullable Footprint footprint,
            @Nullable String schema,
            Set<Mark> marks,
            long maxStalenessNanos) {
        this.kind = kind;
        this.reason = reason;
        this.template = template;
        this.footprint = footprint;
        this.schema = schema;
        this.marks = marks;
        this.maxStalenessNanos = maxStalenessNanos;
    }

    private static StatementPlan plain(StatementKind kind, DenyReason reason) {
        return new StatementPlan(kind, reason, null, null, null, Set.of(), NO_BOUND);
    }

    private StatementPlan with(Mark mark) {
        EnumSet<Mark> more = EnumSet.of(mark);
        more.addAll(marks);
        return new StatementPlan(kind, reason, template, footprint, schema, more, maxStalenessNanos);
    }

    /** The plan of all statements of a shape; {@link #bound} makes one statement's of it. */
    static StatementPlan cacheable(FootprintTemplate template) {
        return new StatementPlan(
                StatementKind.CACHEABLE_READ, DenyReason.NONE, template, null, null, Set.of(), NO_BOUND);
    }

    /** The plan of one statement of the shape. */
    StatementPlan bound(Bindings bindings) {
        return template == null
                ? this
                : new StatementPlan(kind, reason, template, template.bind(bindings), schema, marks, maxStalenessNanos);
    }

    /** Whether both were made from one plan of their shape. */
    boolean sharesShapeWith(StatementPlan other) {
        return template != null && template.equals(other.template);
    }

    static StatementPlan read(DenyReason reason) {
        return plain(StatementKind.READ, reason);
    }

    static StatementPlan write() {
        return plain(StatementKind.WRITE, DenyReason.NOT_A_SELECT);
    }

    static StatementPlan transaction() {
        return plain(StatementKind.TRANSACTION, DenyReason.NOT_A_SELECT);
    }

    static StatementPlan setting(boolean deterministic) {
        StatementPlan plan = plain(StatementKind.SETTING, DenyReason.NOT_A_SELECT);
        return deterministic ? plan.with(Mark.DETERMINISTIC) : plan;
    }

    static StatementPlan useSchema(String schema) {
        return new StatementPlan(
                StatementKind.USE_SCHEMA, DenyReason.NOT_A_SELECT, null, null, schema, Set.of(), NO_BOUND);
    }

    /** Opaque, leaving nothing behind in the session that could make its later reads differ. */
    static StatementPlan opaque(DenyReason reason) {
        return plain(StatementKind.OPAQUE, reason);
    }

    /** Opaque, after which the session's reads may mean something else. */
    static StatementPlan tainting(DenyReason reason) {
        return plain(StatementKind.OPAQUE, reason).with(Mark.TAINTS).with(Mark.LEAVES_STATE);
    }

    /** The same plan, for a statement that looks at the outcome of the one before it. */
    StatementPlan withDiagnostics() {
        return with(Mark.USES_DIAGNOSTICS);
    }

    /** The same plan, for a statement that looks at user variables. */
    StatementPlan withVariables() {
        return with(Mark.USES_VARIABLES);
    }

    /** The same plan, for a statement that may leave something in the session: a user variable, a lock. */
    StatementPlan leavingState() {
        return with(Mark.LEAVES_STATE);
    }

    /** The same plan, for a statement that says how old its answer may be. */
    StatementPlan within(long nanos) {
        return new StatementPlan(kind, reason, template, footprint, schema, marks, nanos);
    }

    /** What the session has to do about the statement. */
    public StatementKind kind() {
        return kind;
    }

    /** Why the statement is not cacheable; {@link DenyReason#NONE} when it is. */
    public DenyReason reason() {
        return reason;
    }

    /**
     * On what the result of a {@link StatementKind#CACHEABLE_READ} depends.
     *
     * @throws IllegalStateException for every other kind
     */
    public Footprint footprint() {
        if (footprint == null) {
            throw new IllegalStateException("a statement of kind " + kind + " has no footprint");
        }
        return footprint;
    }

    /**
     * On what the definitions of the columns of such a result depend: on what tables are, not on what rows they have.
     *
     * @throws IllegalStateException for every other kind
     */
    public Footprint definitions() {
        return new Footprint(
                footprint().tables().stream()
                        .map(part -> TableFootprint.nameOnly(part.table()))
                        .toList(),
                footprint().catalogVersion());
    }

    /**
     * The schema that a {@link StatementKind#USE_SCHEMA} asks for, as written but without quotes.
     *
     * @throws IllegalStateException for every other kind
     */
    public String schema() {
        if (schema == null) {
            throw new IllegalStateException("a statement of kind " + kind + " names no schema to use");
        }
        return schema;
    }

    /**
     * For a {@link StatementKind#SETTING}: whether, run by the same account under the same settings and default schema, it
     * always leads to the same settings. False for every other kind.
     */
    public boolean deterministic() {
        return marks.contains(Mark.DETERMINISTIC);
    }

    /** Whether the session must stop using the cache until it is reset. Only an {@link StatementKind#OPAQUE} plan taints. */
    public boolean taints() {
        return marks.contains(Mark.TAINTS);
    }

    /** Whether something may stay behind in the session that no other connection to the origin has. */
    public boolean leavesState() {
        return marks.contains(Mark.LEAVES_STATE);
    }

    /** Whether the statement looks at the outcome of the statement before it, which the origin must then have run itself. */
    public boolean usesDiagnostics() {
        return marks.contains(Mark.USES_DIAGNOSTICS);
    }

    /** Whether the statement looks at user variables of the session. */
    public boolean usesVariables() {
        return marks.contains(Mark.USES_VARIABLES);
    }

    /** Whether the statement may look at an outcome: what is not understood may look at anything, a procedure, for one. */
    public boolean mayUseDiagnostics() {
        return usesDiagnostics() || kind == StatementKind.OPAQUE;
    }

    /** How old the answer may be, as the statement itself says in a comment; {@link #NO_BOUND} if it does not. */
    public long maxStalenessNanos() {
        return maxStalenessNanos;
    }

    @Override
    public String toString() {
        return kind + "(" + reason.label() + (taints() ? ", taints" : "") + (usesDiagnostics() ? ", diagnostics" : "")
                + (footprint == null ? "" : ", " + footprint.tables()) + ")";
    }
}
