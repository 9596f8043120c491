package io.nearside.proxy.wire;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes of a login that only its plugin understands: a scramble, or what proves a password. Immutable, compared in
 * constant time, and not shown in messages or logs.
 */
public final class AuthData {
    public static final AuthData EMPTY = new AuthData(new byte[0]);

    private final byte[] bytes;

    private AuthData(byte[] bytes) {
        this.bytes = bytes;
    }

    public static AuthData of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new AuthData(bytes.clone());
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** Without the zero that ends it, where there is one. */
    AuthData withoutEnd() {
        boolean ended = bytes.length > 0 && bytes[bytes.length - 1] == 0;
        return ended ? of(Arrays.copyOf(bytes, bytes.length - 1)) : this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthData data && MessageDigest.isEqual(bytes, data.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
