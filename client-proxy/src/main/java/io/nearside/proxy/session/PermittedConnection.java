package io.nearside.proxy.session;

import io.nearside.proxy.origin.OriginListener;
import io.nearside.proxy.pool.PoolLimits;

/** Gives a connection's permit back when it is closed, and else tells its owner what there is to tell. */
final class PermittedConnection implements OriginListener {
    private final OriginListener owner;
    private final PoolLimits.Permit permit;

    PermittedConnection(OriginListener owner, PoolLimits.Permit permit) {
        this.owner = owner;
        this.permit = permit;
    }

    @Override
    public void onReadComplete() {
        owner.onReadComplete();
    }

    @Override
    public void onWritable(boolean writable) {
        owner.onWritable(writable);
    }

    @Override
    public void onFailure() {
        owner.onFailure();
    }

    @Override
    public void onClosed() {
        permit.release();
        owner.onClosed();
    }
}
