package io.nearside.proxy.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logins that the origin must judge, a few at a time, so that neither many clients at once nor somebody who guesses passwords
 * become a storm of connections. Who was refused waits before the next try, each time longer. Thread-safe.
 */
final class LoginQueue {
    /** Judged at one time, of all users and of one. */
    private static final int MOST = 32;

    private static final int MOST_OF_ONE = 16;

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final long FIRST_DELAY_MILLIS = 50;
    private static final int LONGEST_DELAY_SHIFT = 5;

    private final ArrayDeque<Turn> waiting = new ArrayDeque<>();
    private final Cache<String, Integer> refusals;
    private final Map<String, Integer> judgedOfOne = new HashMap<>();
    private int judged;

    LoginQueue(Ticker ticker) {
        refusals = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(REMEMBERED)
                .ticker(ticker)
                .build();
    }

    /** One login's, from when it waits until it is judged or gone. */
    final class Turn {
        private final String user;
        private final EventLoop loop;
        private final Runnable go;
        private boolean begun;
        private boolean ended;

        private Turn(String user, EventLoop loop, Runnable go) {
            this.user = user;
            this.loop = loop;
            this.go = go;
        }

        /** Lets the next ones go. More than once is as good as once. */
        void end(boolean refused) {
            LoginQueue.this.end(this, refused);
        }

        private void begin() {
            if (!loop.isShuttingDown()) {
                loop.execute(() -> {
                    if (!isEnded()) {
                        go.run();
                    }
                });
            }
        }

        private boolean isEnded() {
            synchronized (LoginQueue.this) {
                return ended;
            }
        }
    }

    /** Has {@code go} run on the loop when the login may be judged; not at once. */
    Turn enter(String user, EventLoop loop, Runnable go) {
        Turn turn = new Turn(user, loop, go);
        long delay = delayMillis(user);
        if (delay == 0) {
            admit(turn);
        } else {
            loop.schedule(() -> admit(turn), delay, TimeUnit.MILLISECONDS);
        }
        return turn;
    }

    private long delayMillis(String user) {
        Integer times = refusals.getIfPresent(user);
        return times == null ? 0 : FIRST_DELAY_MILLIS << Math.min(times - 1, LONGEST_DELAY_SHIFT);
    }

    private void admit(Turn turn) {
        synchronized (this) {
            if (turn.ended) {
                return;
            }
            if (!hasRoom(turn)) {
                waiting.add(turn);
                return;
            }
            take(turn);
        }
        turn.begin();
    }

    private boolean hasRoom(Turn turn) {
        return judged < MOST && judgedOfOne.getOrDefault(turn.user, 0) < MOST_OF_ONE;
    }

    private void take(Turn turn) {
        turn.begun = true;
        judged++;
        judgedOfOne.merge(turn.user, 1, Integer::sum);
    }

    private void end(Turn turn, boolean refused) {
        Turn next;
        synchronized (this) {
            if (turn.ended) {
                return;
            }
            turn.ended = true;
            if (refused) {
                refusals.asMap().merge(turn.user, 1, Integer::sum);
            }
            if (!turn.begun) {
                waiting.remove(turn);
                return;
            }
            judged--;
            judgedOfOne.computeIfPresent(turn.user, (user, has) -> has == 1 ? null : has - 1);
            next = next();
        }
        if (next != null) {
            next.begin();
        }
    }

    private @Nullable Turn next() {
        for (Turn turn : waiting) {
            if (hasRoom(turn)) {
                waiting.remove(turn);
                take(turn);
                return turn;
            }
        }
        return null;
    }
}
