package io.nearside.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a session, beside the statement, that an answer depends on. Each part keeps two answers apart that
 * may differ:
 *
 * <ul>
 *   <li>{@code account}: the account the origin matched ({@code CURRENT_USER()}), since privileges decide what is seen;
 *   <li>{@code accounts}: the version of the origin's accounts at the login, since global privileges are those of then;
 *   <li>{@code schema}: the default schema, since unqualified names resolve in it;
 *   <li>{@code settings}: digest of all session variables (time zone, character sets, SQL mode, ...);
 *   <li>{@code capabilities}: the negotiated protocol flags, since they change the bytes.
 * </ul>
 *
 * <p>Immutable; compared in full, and by identity first, as sessions share interned instances.
 */
public final class SessionTraits {
    /** What kind of answer is asked for: the same statement has another one in each. */
    public enum Form {
        /** A statement as text: rows as text. */
        TEXT(0),
        /** A statement to prepare: definitions of its parameters and columns. */
        PREPARE(1L << 32),
        /** A prepared statement with its parameters: rows in binary. */
        EXECUTE(1L << 33);

        /** Stands where no capability does. */
        private final long flag;

        Form(long flag) {
            this.flag = flag;
        }
    }

    /** From this bit on capabilities may say more than the protocol's 32 flags and {@link Form}. */
    public static final int FIRST_FREE_BIT = 34;

    private final String account;
    private final long accounts;
    private final @Nullable String schema;
    private final String settings;
    private final long capabilities;
    private final int hash;

    public SessionTraits(String account, long accounts, @Nullable String schema, String settings, long capabilities) {
        this.account = account;
        this.accounts = accounts;
        this.schema = schema;
        this.settings = settings;
        this.capabilities = capabilities;
        this.hash = Objects.hash(account, accounts, schema, settings, capabilities);
    }

    /** The same session's traits for answers of a form other than text. */
    public SessionTraits in(Form form) {
        return new SessionTraits(account, accounts, schema, settings, capabilities | form.flag);
    }

    /** Whether a statement means the same in both sessions. */
    public boolean meansTheSameIn(SessionTraits other) {
        return capabilities == other.capabilities
                && settings.equals(other.settings)
                && account.equals(other.account)
                && Objects.equals(schema, other.schema);
    }

    public String account() {
        return account;
    }

    public @Nullable String schema() {
        return schema;
    }

    /** Self-delimiting bytes, equal exactly when the traits are. */
    byte[] encode() {
        String text = account.length() + ":" + account + Long.toHexString(accounts) + ";"
                + (schema == null ? "-" : schema.length() + ":" + schema)
                + settings.length() + ":" + settings + Long.toHexString(capabilities) + ";";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof SessionTraits that
                        && hash == that.hash
                        && capabilities == that.capabilities
                        && settings.equals(that.settings)
                        && accounts == that.accounts
                        && account.equals(that.account)
                        && Objects.equals(schema, that.schema));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return account + "/" + schema + "/" + settings + "/" + Long.toHexString(capabilities);
    }
}
