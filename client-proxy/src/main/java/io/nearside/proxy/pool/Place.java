package io.nearside.proxy.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a session at the origin, as far as it has one: everything that a connection must be brought to before the
 * session can go on with it.
 *
 * @param schema the default schema
 * @param settings all variables that answers depend on; null: as the login leaves them; of a connection: not known
 * @param replay the SET statements that led there from the login, in order; {@link #RESET} may be the first
 * @param lastInsertId what {@code LAST_INSERT_ID()} gives, without sign; {@link #ID_UNKNOWN} where nobody needs to know
 */
public record Place(
        @Nullable String schema, @Nullable SessionSettings settings, List<String> replay, long lastInsertId) {
    /** Stands for COM_RESET_CONNECTION, after which nothing of before counts but the schema. */
    public static final String RESET = "\0reset";

    /** Of a connection whose session has ended. Not an id: the origin gives none so high. */
    public static final long ID_UNKNOWN = -1;

    public Place {
        replay = List.copyOf(replay);
    }

    boolean hasSettingsOf(Place other) {
        if (settings == null || other.settings == null) {
            return other.settings == null && other.replay.isEmpty() && replay.isEmpty();
        }
        return settings.digest().equals(other.settings.digest());
    }

    /** Whether these settings come of the others by what is left of {@link #replay}. */
    boolean continues(Place other) {
        int done = other.replay.size();
        return replay.size() > done && replay.subList(0, done).equals(other.replay);
    }

    boolean beginsWithReset() {
        return !replay.isEmpty() && replay.get(0).equals(RESET);
    }
}
