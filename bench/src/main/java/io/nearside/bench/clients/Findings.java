package io.nearside.bench.clients;

import java.util.Locale;

/**
 * What came of it.
 *
 * @param originConnections most that the origin had at a time for the clients
 * @param heapPerClient of a client that rests, in bytes
 * @param residentPerClient the same, of all the process's memory
 * @param written how many writes the origin has done
 */
record Findings(
        ClientsOptions options,
        Tally tally,
        int originConnections,
        long heapPerClient,
        long residentPerClient,
        long written) {
    private static final long HEAP_GOAL = 8 * 1024;

    /** Whether every answer was right, no write was lost or done twice, and no more was taken than promised. */
    boolean isMet() {
        return isRight() && isSmall();
    }

    boolean isRight() {
        return tally.failures() == 0
                && tally.statements() > 0
                && tally.writes() == written
                && originConnections <= options.poolConnections();
    }

    /** The heap is measured of few clients too coarsely to be judged. */
    boolean isSmall() {
        return heapPerClient < HEAP_GOAL;
    }

    String report() {
        String failure = tally.firstFailure();
        return String.format(
                Locale.ROOT,
                """
                clients connected at the same time        %,12d
                statements they ran                       %,12d   (%,.0f a second)
                wrong answers, errors, lost connections   %,12d   %s
                writes: told done / done at the origin    %,12d / %,d
                connections to the origin, most at a time %,12d   (the origin's count; limit %,d)
                heap per idle client                      %,12d   bytes (live objects; goal: under %,d)
                resident memory per idle client           %,12d   bytes (heap, buffers and all)
                a lookup took, p50 / p99                  %12.2f / %.2f ms

                %s
                """,
                options.count(),
                tally.statements(),
                tally.statements() / (options.length().toMillis() / 1e3),
                tally.failures(),
                failure == null ? "" : "(the first: " + failure + ")",
                tally.writes(),
                written,
                originConnections,
                options.poolConnections(),
                heapPerClient,
                HEAP_GOAL,
                residentPerClient,
                tally.lookupMillis(50),
                tally.lookupMillis(99),
                isMet() ? "met" : "NOT MET");
    }
}
