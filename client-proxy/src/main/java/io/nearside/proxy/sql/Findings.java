package io.nearside.proxy.sql;

/**
 * What speaks against caching a statement, sorted by how bad it is; of each sort the first found counts. Not thread-safe.
 */
final class Findings {

    private DenyReason harmless = DenyReason.NONE;
    private DenyReason opaque = DenyReason.NONE;
    private DenyReason tainting = DenyReason.NONE;
    private boolean diagnostics;
    private boolean variables;
    private boolean leavesState;

    /** Keeps the statement from being cached, no more. */
    void deny(DenyReason reason) {
        if (harmless == DenyReason.NONE) {
            harmless = reason;
        }
    }

    /** May write, or leave something behind that later reads do not depend on. */
    void opaque(DenyReason reason) {
        if (opaque == DenyReason.NONE) {
            opaque = reason;
        }
    }

    /** May change what later reads mean. */
    void taint(DenyReason reason) {
        if (tainting == DenyReason.NONE) {
            tainting = reason;
        }
    }

    /** Looks at user variables. */
    void variables() {
        variables = true;
        deny(DenyReason.USER_VARIABLE);
    }

    /** Is of use, or has an effect, only as long as the session keeps its connection. */
    void leavesState() {
        leavesState = true;
    }

    /** Looks at the outcome of the statement before. */
    void diagnostics() {
        diagnostics = true;
        deny(DenyReason.DIAGNOSTICS);
    }

    boolean isTainting() {
        return tainting != DenyReason.NONE;
    }

    boolean isOpaque() {
        return opaque != DenyReason.NONE || isTainting();
    }

    boolean isClean() {
        return harmless == DenyReason.NONE && !isOpaque();
    }

    /** The plan of a statement with these findings, which are not clean. */
    StatementPlan denied() {
        if (isTainting()) {
            return marked(StatementPlan.tainting(tainting));
        }
        return marked(isOpaque() ? StatementPlan.opaque(opaque) : StatementPlan.read(harmless));
    }

    /** The plan given, unless something taints. */
    StatementPlan orTainted(StatementPlan plan) {
        if (isTainting()) {
            return denied();
        }
        // LOAD DATA may set variables that it only seems to read.
        return marked(isOpaque() || variables ? plan.leavingState() : plan);
    }

    private StatementPlan marked(StatementPlan plan) {
        StatementPlan marked = diagnostics ? plan.withDiagnostics() : plan;
        marked = variables ? marked.withVariables() : marked;
        return leavesState ? marked.leavingState() : marked;
    }
}
