package io.nearside.proxy.session;

import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes a reply's bytes to the client as they come, and to the collector of a fill. Owned by the session's event loop. */
final class Relay implements ReplySink {
    private final OriginSide origin;
    private final ClientChannel client;
    private final @Nullable Collector collector;
    private final Consumer<ReplyTracker> done;
    private boolean anythingSent;

    Relay(OriginSide origin, ClientChannel client, @Nullable Collector collector, Consumer<ReplyTracker> done) {
        this.origin = origin;
        this.client = client;
        this.collector = collector;
        this.done = done;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        anythingSent = true;
        if (collector != null) {
            collector.add(bytes);
        }
        client.write(bytes);
    }

    @Override
    public boolean mayAskForFile() {
        return client.session().offersFiles();
    }

    @Override
    public void onEnd(ReplyTracker reply) {
        if (collector != null) {
            collector.end(reply);
        }
        done.accept(reply);
    }

    @Override
    public void onLost() {
        if (collector != null) {
            collector.abandon();
        }
        origin.replyLost(anythingSent);
    }
}
