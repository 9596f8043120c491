package io.nearside.bench.attack.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Leaves elements out as long as what is left still shows what it should (delta debugging). */
public final class Shrinker {
    private final BooleanSupplier mayGoOn;

    /** @param mayGoOn asked before each trial, which may be dear */
    public Shrinker(BooleanSupplier mayGoOn) {
        this.mayGoOn = mayGoOn;
    }

    /** The smallest list found, in the same order, of which {@code shows} holds; {@code all} if there is none smaller. */
    public <T> List<T> shrink(List<T> all, Predicate<List<T>> shows) {
        List<T> best = all;
        int size = Math.max(1, all.size());
        while (size > 0) {
            boolean smaller = false;
            int from = 0;
            while (from < best.size()) {
                if (!mayGoOn.getAsBoolean()) {
                    return best;
                }
                List<T> candidate = without(best, from, Math.min(from + size, best.size()));
                if (shows.test(candidate)) {
                    best = candidate;
                    smaller = true;
                } else {
                    from += size;
                }
            }
            if (!smaller || size > best.size()) {
                size = size == 1 && smaller ? 1 : size / 2;
            }
        }
        return best;
    }

    private static <T> List<T> without(List<T> list, int from, int to) {
        List<T> rest = new ArrayList<>(list.subList(0, from));
        rest.addAll(list.subList(to, list.size()));
        return rest;
    }
}
