package io.nearside.proxy.origin;

/** What the owner of an origin connection is told beside its replies. Called on the connection's event loop. */
public interface OriginListener {
    /** Everything the network had for now was handed to the sinks: a good moment to flush. */
    void onReadComplete();

    /** The origin takes bytes more slowly than they come (false), or has caught up (true). */
    void onWritable(boolean writable);

    /** Something failed that cannot fail: what the owner knows of the connection may be wrong. It will be closed. */
    void onFailure();

    /** The connection is gone; sinks that waited have been told. */
    void onClosed();
}
