package io.nearside.bench.attack.ledger;

/** An answer and when the origin would have given it, in nanoseconds: at the earliest, and at the latest. */
record Span(Answer answer, long from, long to) {
    boolean meets(long earliest, long latest) {
        return from - latest <= 0 && to - earliest >= 0;
    }

    Span until(long end) {
        return new Span(answer, from, end);
    }
}
