package io.nearside.proxy.auth;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The key pair of one process, made when the first client needs it. Safe for use by many threads. */
public final class PasswordKeys {
    private final SecureRandom random;
    private final Executor executor;
    private @Nullable CompletableFuture<PasswordKey> key;

    /** @param executor where the pair is made; not an event loop */
    public PasswordKeys(SecureRandom random, Executor executor) {
        this.random = random;
        this.executor = executor;
    }

    /** The pair, always the same one; completes on the executor's thread if it must be made. */
    public synchronized CompletableFuture<PasswordKey> key() {
        CompletableFuture<PasswordKey> made = key;
        if (made == null || made.isCompletedExceptionally()) {
            made = CompletableFuture.supplyAsync(() -> PasswordKey.generate(random), executor);
            key = made;
        }
        return made.copy();
    }

    /**
     * The password that a client sent, decrypted on the executor's thread.
     *
     * @return completes exceptionally with a {@link PasswordCipherException} if the bytes were not made with this key
     */
    public CompletableFuture<byte[]> decrypt(byte[] encrypted, byte[] scramble) {
        return key().thenComposeAsync(
                        pair -> {
                            try {
                                return CompletableFuture.completedFuture(pair.decrypt(encrypted, scramble));
                            } catch (PasswordCipherException e) {
                                return CompletableFuture.failedFuture(e);
                            }
                        },
                        executor);
    }
}
