package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.pool.PoolMetrics.Way;
import io.nearside.proxy.wire.AuthData;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.ChangeUserRequest;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a connection from the state that it is in to the one that a session is in. What is to be set goes out in one write,
 * and the origin is asked in the same what came of it: a connection whose settings are others than the session's is never
 * given to it.
 *
 * <p>A connection on which a session has written is reset, as triggers may have left variables and temporary tables of which
 * nobody knows. Where a reset leads elsewhere than a login, the connection logs in anew.
 *
 * <p>Used once, on the connection's event loop.
 */
final class Preparation {
    /** Named so that the origin asks for the proof with a scramble of its own. */
    private static final String NO_PLUGIN = "nearside";

    /** MariaDB refuses a change of user without attributes if the login had some, and neither server minds an empty list. */
    private static final int ALWAYS_SENT = Capability.PLUGIN_AUTH | Capability.CONNECT_ATTRS;

    /** How much of what a connection was is undone first. */
    private enum Undo {
        NOTHING,
        /** All but the login, by COM_RESET_CONNECTION. */
        SESSION,
        /** Everything, by COM_CHANGE_USER. */
        LOGIN
    }

    private final PooledConnection pooled;
    private final OriginConnection connection;
    private final Place want;
    private final Consumer<@Nullable ByteBuf> done;
    private Undo undo;
    private int outstanding;
    private @Nullable ByteBuf error;
    private @Nullable OriginIdentity found;
    private boolean lost;
    private boolean resetFailed;

    private Preparation(PooledConnection pooled, Place want, Undo undo, Consumer<@Nullable ByteBuf> done) {
        this.pooled = pooled;
        this.connection = pooled.connection();
        this.want = want;
        this.done = done;
        this.undo = undo;
    }

    /**
     * Makes ready; the connection's place is then what it is in.
     *
     * @param done gets null, or the error because of which the connection is of no use; takes that over
     */
    static void run(PooledConnection connection, Place want, Consumer<@Nullable ByteBuf> done) {
        Undo undo = needed(connection, connection.place(), want);
        Preparation preparation = new Preparation(connection, want, undo, done);
        if (undo == Undo.LOGIN) {
            preparation.changeUser();
        } else {
            preparation.adjust();
        }
    }

    private static Undo needed(PooledConnection pooled, Place has, Place want) {
        boolean unsetsSchema = want.schema() == null && has.schema() != null;
        if (unsetsSchema || pooled.isOutdated()) {
            return Undo.LOGIN;
        }
        boolean onTheWay = has.hasSettingsOf(want) || want.continues(has);
        if (!pooled.isTouched() && onTheWay) {
            return Undo.NOTHING;
        }
        return pooled.isResettable() ? Undo.SESSION : Undo.LOGIN;
    }

    /** Whether a connection that is left in a place can be made ready without logging in anew. */
    static boolean isShort(PooledConnection pooled, Place has, Place want) {
        return needed(pooled, has, want) != Undo.LOGIN;
    }

    /** Whether a connection that is left in a place is ready as it is. */
    static boolean isNone(PooledConnection pooled, Place has, Place want) {
        return needed(pooled, has, want) == Undo.NOTHING
                && has.hasSettingsOf(want)
                && has.lastInsertId() == want.lastInsertId()
                && Objects.equals(has.schema(), want.schema());
    }

    /** What is to be done with a connection. */
    static Way way(PooledConnection pooled, Place want) {
        if (isNone(pooled, pooled.place(), want)) {
            return Way.AS_IT_WAS;
        }
        return isShort(pooled, pooled.place(), want) ? Way.SET : Way.CHANGE_USER;
    }

    // ---- all anew

    private void changeUser() {
        undo = Undo.LOGIN;
        LoginKey key = pooled.key();
        long version = pooled.accountsVersion();
        ByteBuf request = new ChangeUserRequest(key.user(), AuthData.EMPTY, "", key.collation(), NO_PLUGIN, Map.of())
                .encode(connection.allocator(), key.capabilities() | ALWAYS_SENT);
        CredentialAnswers answers = new CredentialAnswers(key.credential(), AuthData.EMPTY);
        OriginLogin.send(connection, connection.allocator(), request, answers, new OriginLogin.Listener() {
            @Override
            public void loggedIn(int serverStatus) {
                probe(now -> {
                    pooled.atLogin(now, version);
                    ended();
                });
                pooled.place(new Place(null, null, List.of(), 0));
                adjust();
            }

            @Override
            public void refused(ByteBuf refusal) {
                done.accept(
                        ErrPacket.loginLapsed(ErrPacket.messageOf(refusal)).encode(connection.allocator(), 0, true));
                refusal.release();
            }

            @Override
            public void lost() {
                done.accept(originLost());
            }
        });
    }

    // ---- step by step

    private void adjust() {
        Place has = pooled.place();
        boolean settled = undo == Undo.NOTHING && has.settings() != null && has.hasSettingsOf(want);
        if (!settled) {
            steps(has).forEach(this::query);
        }
        String schema = want.schema();
        if (schema != null && !schema.equals(has.schema())) {
            send(Command.INIT_DB, schema);
        }
        if (want.lastInsertId() != (settled ? has.lastInsertId() : Place.ID_UNKNOWN)) {
            query("SET last_insert_id = " + Long.toUnsignedString(want.lastInsertId()));
        }
        if (!settled) {
            probe(now -> {
                found = now;
                ended();
            });
        }
        connection.flush();
        if (outstanding == 0) {
            finish();
        }
    }

    /** What leads to the settings that are wanted. */
    private List<String> steps(Place has) {
        if (undo == Undo.NOTHING) {
            return want.replay().subList(has.replay().size(), want.replay().size());
        }
        List<String> steps = new ArrayList<>();
        if (undo == Undo.SESSION && !want.beginsWithReset()) {
            // A reset leaves the server's own character sets, not those of the login.
            steps.add(Place.RESET);
            steps.add(pooled.atLogin().settings().names());
        }
        steps.addAll(want.replay());
        return steps;
    }

    private void query(String statement) {
        if (statement.equals(Place.RESET)) {
            send(Command.RESET_CONNECTION, "");
        } else {
            send(Command.QUERY, statement);
        }
    }

    private void send(int command, String argument) {
        byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
        ByteBuf packet = connection
                .allocator()
                .buffer()
                .writeMediumLE(1 + bytes.length)
                .writeByte(0)
                .writeByte(command)
                .writeBytes(bytes);
        outstanding++;
        connection.send(packet, ReplyKind.RESULTS, new Step());
    }

    private void probe(Consumer<OriginIdentity> known) {
        outstanding++;
        IdentityProbe.send(
                connection, connection.allocator(), pooled.key().deprecatesEof(), known, this::connectionLost);
    }

    private void ended() {
        outstanding--;
        if (outstanding == 0 && !lost) {
            finish();
        }
    }

    private void finish() {
        SessionSettings wanted = want.settings() == null ? pooled.atLogin().settings() : want.settings();
        OriginIdentity now = found;
        boolean right = now == null
                || (now.settings().digest().equals(wanted.digest())
                        && now.account().equals(pooled.atLogin().account()));
        if (error == null && right) {
            pooled.place(new Place(want.schema(), wanted, want.replay(), want.lastInsertId()));
            pooled.touched(false);
            if (resetFailed) {
                pooled.notResettable();
            }
            done.accept(null);
        } else if (undo != Undo.LOGIN) {
            if (error != null) {
                error.release();
            }
            error = null;
            found = null;
            resetFailed = undo == Undo.SESSION && !want.beginsWithReset();
            changeUser();
        } else if (error != null) {
            done.accept(error);
        } else {
            done.accept(ErrPacket.settingsChanged().encode(connection.allocator(), 0, true));
        }
    }

    private void connectionLost() {
        if (!lost) {
            lost = true;
            done.accept(Objects.requireNonNullElseGet(error, this::originLost));
        }
    }

    private ByteBuf originLost() {
        return ErrPacket.originLost().encode(connection.allocator(), 0, true);
    }

    /** One statement whose success is all that matters. */
    private final class Step implements ReplySink {
        private final ByteBuf reply = connection.allocator().buffer();

        @Override
        public void onBytes(ByteBuf bytes) {
            reply.writeBytes(bytes);
            bytes.release();
        }

        @Override
        public void onEnd(ReplyTracker tracker) {
            if (tracker.failed() && error == null) {
                error = reply;
            } else {
                reply.release();
            }
            ended();
        }

        @Override
        public void onLost() {
            reply.release();
            connectionLost();
        }
    }
}
