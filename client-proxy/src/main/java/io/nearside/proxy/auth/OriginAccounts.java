package io.nearside.proxy.auth;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the node knows of the origin's accounts by other ways than their logins. Thread-safe. */
public interface OriginAccounts {
    /** Nothing is known of them. */
    OriginAccounts UNKNOWN = new OriginAccounts() {
        @Override
        public long version() {
            return 0;
        }

        @Override
        public CompletionStage<List<byte[]>> nativeHashes(String user) {
            return CompletableFuture.completedFuture(List.of());
        }
    };

    /**
     * Another number than before as soon as accounts or privileges may have changed; the same at all nodes that know the same
     * of the origin. Does not block.
     */
    long version();

    /**
     * What the origin keeps of the passwords of this user's accounts that use {@code mysql_native_password}: stage 2 as
     * {@link NativePassword} has it. Empty if it may not be read, or not now; never fails.
     */
    CompletionStage<List<byte[]>> nativeHashes(String user);
}
