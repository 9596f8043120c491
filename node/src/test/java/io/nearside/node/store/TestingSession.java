package io.nearside.node.store;

import static java.util.Objects.requireNonNull;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.cache.ResultCache;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A session that misses: remembers what it was told, and that it was told once. Not thread-safe. */
final class TestingSession implements ResultCache.AfterMiss {
    private @Nullable String told;
    private @Nullable FillLease lease;

    @Override
    public void serve(Answer answer) {
        tell("serve " + text(answer));
    }

    @Override
    public void fill(FillLease given) {
        tell("fill");
        lease = given;
    }

    @Override
    public void forward() {
        tell("forward");
    }

    private void tell(String what) {
        if (told != null) {
            throw new IllegalStateException("told " + told + " and then " + what);
        }
        told = what;
    }

    /** {@code serve TEXT}, {@code fill} or {@code forward}; {@code waits} when it was not told yet. */
    String told() {
        return told == null ? "waits" : told;
    }

    FillLease lease() {
        return requireNonNull(lease, "no lease was given");
    }

    void complete(String text) {
        lease().complete(answer(text));
    }

    static Answer answer(String text) {
        return new Answer(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Answer answer) {
        return new String(answer.packets(), StandardCharsets.UTF_8);
    }
}
