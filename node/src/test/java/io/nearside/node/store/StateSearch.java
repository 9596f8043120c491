package io.nearside.node.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries every order of actions, shortest first. Nothing is copied: a world is made anew and brought to a state by the actions
 * that led there. States that look alike are gone on from once.
 *
 * @param <A> an action
 */
final class StateSearch<A> {
    /** What is searched. Made anew for each try. */
    interface World<A> {
        /** The actions that are possible now. */
        List<A> possible();

        void run(A action);

        /** All that matters for what can happen from here. */
        String state();

        /** What is wrong now, or null; may change the world, which is not used afterwards. */
        @Nullable
        String violation();
    }

    /**
     * What came of a search.
     *
     * @param states how many different states were reached
     * @param depth how many actions led to the farthest
     * @param complete whether there are no others
     * @param fault the shortest way to a wrong state and what is wrong there, or null
     */
    record Outcome(int states, int depth, boolean complete, @Nullable String fault) {}

    private record Step<A>(@Nullable Step<A> before, @Nullable A action, int depth, List<A> possible) {
        List<A> path() {
            List<A> path = before == null ? new ArrayList<>() : before.path();
            if (action != null) {
                path.add(action);
            }
            return path;
        }
    }

    private final Supplier<? extends World<A>> worlds;
    private final int mostStates;
    private final Set<String> seen = new HashSet<>();
    private final Queue<Step<A>> open = new ArrayDeque<>();

    StateSearch(Supplier<? extends World<A>> worlds, int mostStates) {
        this.worlds = worlds;
        this.mostStates = mostStates;
    }

    Outcome run() {
        World<A> first = worlds.get();
        seen.add(first.state());
        Step<A> step = new Step<>(null, null, 0, first.possible());
        int depth = 0;
        while (step != null) {
            List<A> path = step.path();
            for (A action : step.possible()) {
                depth = step.depth() + 1;
                String fault = follow(step, path, action);
                if (fault != null) {
                    return new Outcome(seen.size(), depth, false, fault);
                }
                if (seen.size() >= mostStates) {
                    return new Outcome(seen.size(), depth, false, null);
                }
            }
            step = open.poll();
        }
        return new Outcome(seen.size(), depth, true, null);
    }

    private @Nullable String follow(Step<A> step, List<A> path, A action) {
        World<A> world = worlds.get();
        path.forEach(world::run);
        world.run(action);
        if (!seen.add(world.state())) {
            return null;
        }
        Step<A> next = new Step<>(step, action, step.depth() + 1, world.possible());
        String violation = world.violation();
        if (violation != null) {
            return next.path() + ": " + violation;
        }
        open.add(next);
        return null;
    }
}
