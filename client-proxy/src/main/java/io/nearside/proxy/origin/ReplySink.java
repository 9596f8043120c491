package io.nearside.proxy.origin;

import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;

/**
 * Who gets a reply's bytes. Called on the connection's event loop; after {@link #onEnd} or {@link #onLost} never again.
 */
public interface ReplySink {
    /** The next bytes of the reply, as they came; the sink releases them. */
    void onBytes(ByteBuf bytes);

    /** Whether somebody is there who sends the origin a file of his own if it asks for one instead of a result. */
    default boolean mayAskForFile() {
        return false;
    }

    /** The reply is whole; {@code reply} tells how it ended, until this returns. */
    void onEnd(ReplyTracker reply);

    /** The connection is gone and the rest of the reply with it. */
    void onLost();
}
