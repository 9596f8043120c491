package io.nearside.proxy.cache;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a result: the session's traits and the raw bytes of the statement, compared in full.
 *
 * <p>A {@link Probe} looks a result up without making anything; {@link Stored} is what a store keeps. Both hash and compare
 * alike.
 */
public abstract sealed class ResultKey {
    /** Statements of more bytes have no key. */
    public static final int LONGEST_STATEMENT = 64 * 1024;

    private ResultKey() {}

    /** The statement, in the first {@link #length} bytes. */
    abstract byte[] statement();

    abstract int length();

    public abstract SessionTraits traits();

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ResultKey that
                        && hashCode() == that.hashCode()
                        && traits().equals(that.traits())
                        && Arrays.equals(statement(), 0, length(), that.statement(), 0, that.length()));
    }

    @Override
    public abstract int hashCode();

    private static int hash(SessionTraits traits, byte[] statement, int length) {
        int bytes = 1;
        for (int i = 0; i < length; i++) {
            bytes = 31 * bytes + statement[i];
        }
        int mixed = traits.hashCode() * 31 + bytes;
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
            this.hash = hash(traits, statement, statement.length);
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
        byte[] statement() {
            return statement;
        }

        @Override
        int length() {
            return statement.length;
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
     * A key to look up with. It holds the statement in bytes that all probes of a thread share: set it, look up at once, and
     * never hand it to anything that keeps it.
     */
    public static final class Probe extends ResultKey {
        private static final SessionTraits UNSET = new SessionTraits("", 0, null, "", 0);

        private static final FastThreadLocal<byte[]> BYTES = new FastThreadLocal<>() {
            @Override
            protected byte[] initialValue() {
                return new byte[LONGEST_STATEMENT];
            }
        };

        private SessionTraits traits = UNSET;
        private byte[] statement = {};
        private int length;
        private int hash;

        /**
         * Makes this the key of the {@code length} bytes of {@code buffer} from {@code start}.
         *
         * @param length at most {@link #LONGEST_STATEMENT}
         */
        public Probe set(SessionTraits traits, ByteBuf buffer, int start, int length) {
            this.traits = traits;
            this.statement = BYTES.get();
            this.length = length;
            buffer.getBytes(start, statement, 0, length);
            this.hash = hash(traits, statement, length);
            return this;
        }

        /** Begins the key of something else than a text; continue with {@link #add} and {@link #end}. */
        public Probe begin(SessionTraits traits) {
            this.traits = traits;
            this.statement = BYTES.get();
            this.length = 0;
            return this;
        }

        /** Appends bytes; all together at most {@link #LONGEST_STATEMENT}. */
        public Probe add(byte[] bytes) {
            System.arraycopy(bytes, 0, statement, length, bytes.length);
            length += bytes.length;
            return this;
        }

        /** Appends {@code more} bytes of {@code buffer} from {@code start}. */
        public Probe add(ByteBuf buffer, int start, int more) {
            buffer.getBytes(start, statement, length, more);
            length += more;
            return this;
        }

        public Probe end() {
            this.hash = hash(traits, statement, length);
            return this;
        }

        /** A copy that may be kept. */
        public Stored store() {
            return new Stored(traits, Arrays.copyOf(statement, length));
        }

        @Override
        public SessionTraits traits() {
            return traits;
        }

        @Override
        byte[] statement() {
            return statement;
        }

        @Override
        int length() {
            return length;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
