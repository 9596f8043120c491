package io.nearside.proxy.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a result: the session's traits and the raw bytes of the statement, compared in full.
 *
 * <p>A {@link Probe} looks a result up without copying the statement; {@link Stored} is what a store keeps. Both hash and
 * compare alike.
 */
public abstract sealed class ResultKey {
    private ResultKey() {}

    abstract int length();

    abstract byte at(int index);

    /** The traits part; absent only in a probe that was never set. */
    public abstract SessionTraits traits();

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ResultKey that
                        && hashCode() == that.hashCode()
                        && length() == that.length()
                        && traits().equals(that.traits())
                        && sameStatement(that));
    }

    /** Both hold as many bytes. */
    private boolean sameStatement(ResultKey that) {
        for (int i = 0; i < length(); i++) {
            if (at(i) != that.at(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public abstract int hashCode();

    private static int mix(SessionTraits traits, int statementHash) {
        int mixed = traits.hashCode() * 31 + statementHash;
        return mixed ^ (mixed >>> 16);
    }

    /** A key that owns its bytes. Immutable. */
    public static final class Stored extends ResultKey {
        private final SessionTraits traits;
        private final byte[] statement;
        private final int hash;

        public Stored(SessionTraits traits, byte[] statement) {
            this.traits = traits;
            this.statement = statement;
            this.hash = mix(traits, Arrays.hashCode(statement));
        }

        @Override
        public SessionTraits traits() {
            return traits;
        }

        /** Bytes that are equal exactly when the keys are: the key in a store outside this process. */
        public byte[] encode() {
            byte[] head = traits.encode();
            byte[] encoded = Arrays.copyOf(head, head.length + statement.length);
            System.arraycopy(statement, 0, encoded, head.length, statement.length);
            return encoded;
        }

        @Override
        int length() {
            return statement.length;
        }

        @Override
        byte at(int index) {
            return statement[index];
        }

        /** Bytes this key holds, for bounding a store. */
        public int weight() {
            return statement.length;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * A key that looks at the bytes where they arrived. Mutable and owned by one event loop: set it, look up at once, and
     * never hand it to anything that keeps it.
     */
    public static final class Probe extends ResultKey {
        private static final SessionTraits UNSET = new SessionTraits("", null, "", 0);

        private SessionTraits traits = UNSET;
        private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
        private int start;
        private int length;
        private int hash;

        /** Points the key at {@code length} bytes of {@code buffer} from {@code start}; no reference is retained. */
        public Probe set(SessionTraits traits, ByteBuf buffer, int start, int length) {
            this.traits = traits;
            this.buffer = buffer;
            this.start = start;
            this.length = length;
            int bytes = 1;
            for (int i = start; i < start + length; i++) {
                bytes = 31 * bytes + buffer.getByte(i);
            }
            this.hash = mix(traits, bytes);
            return this;
        }

        /** A copy that may be kept. */
        public Stored store() {
            return new Stored(traits, ByteBufUtil.getBytes(buffer, start, length, true));
        }

        @Override
        public SessionTraits traits() {
            return traits;
        }

        @Override
        int length() {
            return length;
        }

        @Override
        byte at(int index) {
            return buffer.getByte(start + index);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
