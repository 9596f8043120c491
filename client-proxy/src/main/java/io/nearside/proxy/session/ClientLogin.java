package io.nearside.proxy.session;

import io.nearside.proxy.auth.AuthPlugin;
import io.nearside.proxy.auth.CachingSha2Password;
import io.nearside.proxy.auth.Credential;
import io.nearside.proxy.auth.KnownAccounts;
import io.nearside.proxy.auth.NativePassword;
import io.nearside.proxy.auth.OriginAccounts;
import io.nearside.proxy.auth.PasswordCipherException;
import io.nearside.proxy.auth.PasswordKeys;
import io.nearside.proxy.auth.Scramble;
import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.origin.OriginListener;
import io.nearside.proxy.pool.GreetingWait;
import io.nearside.proxy.pool.KnownOrigin;
import io.nearside.proxy.pool.LoginAnswers;
import io.nearside.proxy.pool.LoginKey;
import io.nearside.proxy.pool.OriginLogin;
import io.nearside.proxy.pool.OriginPool;
import io.nearside.proxy.pool.PoolLimits;
import io.nearside.proxy.tls.ClientTls;
import io.nearside.proxy.wire.AuthData;
import io.nearside.proxy.wire.AuthExchange;
import io.nearside.proxy.wire.AuthSwitch;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.GreetingPacket;
import io.nearside.proxy.wire.HandshakeResponse;
import io.nearside.proxy.wire.MalformedPacketException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's login. It is greeted in the origin's name; if its account is known here, its proof is judged here; else the
 * origin judges, over a connection of the client's own, and where the client's way of proving tells the password, the
 * account is known from then on. Every plugin that is not understood is relayed word by word.
 *
 * <p>Owned by the session's event loop.
 */
final class ClientLogin {
    /** Clients that ask a server for its RSA key by themselves where there is no TLS, by the names they give. */
    private static final Set<String> ASK_FOR_KEY =
            Set.of("Go-MySQL-Driver", "mysqlnd", "pymysql", "Node-MySQL-2", "libmariadb", "mariadb-connector-java");

    private static final int ER_ACCESS_DENIED = 1045;

    private static final String SHA2 = AuthPlugin.CACHING_SHA2_PASSWORD.wireName();
    private static final String NATIVE = AuthPlugin.NATIVE_PASSWORD.wireName();

    /** Named so that the origin asks for the proof with the account's own plugin and a new scramble. */
    private static final String NO_PLUGIN = "nearside";

    /** What the logins of one node share. */
    record Context(
            OriginConnector connector,
            KnownOrigin origin,
            OriginAccounts stored,
            KnownAccounts accounts,
            LoginQueue queue,
            Scramble scrambles,
            PasswordKeys keys,
            ClientTls tls,
            SessionMetrics metrics) {}

    /** What comes of it, beside errors, which the client is told. */
    interface Listener {
        /** The client has proved who it is, to the node. */
        void known(LoginRequest request, KnownAccounts.Account account);

        /** The origin has let the client in, over this connection; the password is known or not. */
        void admitted(LoginRequest request, Admission admission);

        /** Neither. Takes over the error, a whole packet. */
        void refused(ByteBuf error);

        void lost();
    }

    /**
     * How the origin let a client in.
     *
     * @param credential what was learned of the password; null: nothing by which another could be let in
     * @param version of the origin's accounts, as it was known before
     */
    record Admission(
            OriginConnection connection,
            PoolLimits.Permit permit,
            int serverStatus,
            @Nullable Credential credential,
            long version) {}

    /** What a client asks for, in the answer to a greeting or as COM_CHANGE_USER. */
    record LoginRequest(
            String user,
            AuthData proof,
            String plugin,
            @Nullable String schema,
            int capabilities,
            int extendedCapabilities,
            int collation,
            Map<String, String> attributes) {}

    private final Context context;
    private final Session session;
    private final ClientChannel client;
    private final Listener listener;
    private AuthData scramble = AuthData.EMPTY;
    private int offered;
    private int extendedOffered;
    private boolean tls;
    private @Nullable Consumer<AuthData> awaited;

    /** To the origin, while it judges. */
    private @Nullable OriginConnection judging;

    private LoginQueue.@Nullable Turn turn;
    private PoolLimits.@Nullable Permit permit;

    ClientLogin(Context context, Session session, ClientChannel client, Listener listener) {
        this.context = context;
        this.session = session;
        this.client = client;
        this.listener = listener;
    }

    // ---- greeting

    /** Greets the client; the first of a node waits for the origin's own greeting. */
    void begin() {
        GreetingPacket known = context.origin().greeting();
        if (known != null) {
            greet(known);
        } else {
            connect((connection, greeting) -> {
                connection.close();
                greet(greeting);
            });
        }
    }

    private void greet(GreetingPacket origin) {
        scramble = AuthData.of(context.scrambles().next());
        offered = KnownOrigin.offered(origin, offeredByNode());
        extendedOffered = origin.extendedCapabilities() & Capability.EXTENDED_OFFERED;
        GreetingPacket greeting = new GreetingPacket(
                origin.serverVersion(),
                session.id(),
                scramble,
                offered,
                extendedOffered,
                origin.collation(),
                origin.status(),
                origin.plugin());
        client.write(greeting.encode(allocator()));
        client.flush();
        session.greeted(origin);
    }

    private int offeredByNode() {
        return Capability.COMPRESS | (context.tls().isOffered() ? Capability.SSL : 0);
    }

    /** The client is about to begin with TLS, before anything else. */
    void tlsBegins() {
        tls = true;
    }

    private interface Connected {
        void with(OriginConnection connection, GreetingPacket greeting);
    }

    private void connect(Connected next) {
        context.connector()
                .connect(client.channel().eventLoop(), new Link(), connection -> greeted(connection, next), cause -> {
                    context.metrics().originUnreachable();
                    done(false);
                    listener.refused(ErrPacket.originUnreachable(
                                    context.connector().address(), String.valueOf(cause.getMessage()))
                            .encode(allocator(), 0, false));
                });
    }

    /** The client is gone. */
    void close() {
        if (judging != null) {
            judging.close();
        }
        done(false);
    }

    /** Nobody waits for the origin's word any more. */
    private void done(boolean refused) {
        judging = null;
        if (turn != null) {
            turn.end(refused);
            turn = null;
        }
        if (permit != null) {
            permit.release();
            permit = null;
        }
    }

    /** While a login is under way, whoever waits for its next packet is told of its end. */
    private final class Link implements OriginListener {
        @Override
        public void onReadComplete() {
            client.flushUnlessReading();
        }

        @Override
        public void onWritable(boolean writable) {
            // A login is short.
        }

        @Override
        public void onFailure() {
            client.abort();
        }

        @Override
        public void onClosed() {
            // Sinks are told.
        }
    }

    private void greeted(OriginConnection connection, Connected next) {
        if (session.isClosed()) {
            connection.close();
            return;
        }
        judging = connection;
        GreetingWait.begin(connection, allocator(), new GreetingWait.Listener() {
            @Override
            public void greeted(GreetingPacket greeting) {
                context.origin().greeted(greeting);
                if (session.isClosed()) {
                    connection.close();
                } else {
                    next.with(connection, greeting);
                }
            }

            @Override
            public void refused(ByteBuf error) {
                connection.close();
                done(false);
                listener.refused(error);
            }

            @Override
            public void lost() {
                done(false);
                listener.lost();
            }
        });
    }

    // ---- the client's packets

    /** Takes the next packet of a client that is not logged in, whose number was found right. Takes over the packet. */
    void packet(ByteBuf packet) {
        Consumer<AuthData> waits = awaited;
        try {
            if (waits != null) {
                awaited = null;
                waits.accept(AuthExchange.readAnswer(packet));
            } else {
                HandshakeResponse response = HandshakeResponse.read(packet);
                if (context.tls().isRequired() && !tls) {
                    listener.refused(ErrPacket.secureTransportRequired().encode(allocator(), 0, true));
                } else {
                    judge(request(response));
                }
            }
        } catch (MalformedPacketException e) {
            client.refuse(ErrPacket.badHandshake(String.valueOf(e.getMessage())));
        } finally {
            packet.release();
        }
    }

    private LoginRequest request(HandshakeResponse response) {
        int agreed = response.capabilities() & (offered | Capability.LONG_PASSWORD);
        boolean named = (agreed & Capability.PLUGIN_AUTH) != 0;
        return new LoginRequest(
                response.user(),
                response.authResponse(),
                named ? response.plugin() : NATIVE,
                response.schema().isEmpty() ? null : response.schema(),
                agreed,
                response.extendedCapabilities() & extendedOffered,
                response.collation(),
                response.attributes());
    }

    /** Decides who judges. */
    void judge(LoginRequest request) {
        KnownAccounts.Account account = context.accounts().find(request.user());
        if (account == null) {
            atOrigin(request);
            return;
        }
        account.credential()
                .proof(request.plugin(), scramble)
                .ifPresentOrElse(right -> judge(request, account, request.plugin(), right, request.proof()), () -> {
                    scramble = AuthData.of(context.scrambles().next());
                    AuthSwitch asked = new AuthSwitch(account.plugin(), scramble);
                    ask(asked.encode(allocator(), session.replyNumber()), proof -> {
                        AuthData right = account.credential()
                                .proof(account.plugin(), scramble)
                                .orElseThrow();
                        judge(request, account, account.plugin(), right, proof);
                    });
                });
    }

    private void judge(
            LoginRequest request, KnownAccounts.Account account, String plugin, AuthData right, AuthData proof) {
        if (right.equals(proof)) {
            if (plugin.equals(SHA2) && !proof.isEmpty()) {
                sayProved();
            }
            listener.known(request, account);
        } else {
            // The password may have been changed since.
            atOrigin(request);
        }
    }

    /** What clients wait for before they take an OK: that their proof by {@code caching_sha2_password} was enough. */
    private void sayProved() {
        AuthData proved = AuthData.of(new byte[] {CachingSha2Password.FAST_PATH_PROVED});
        client.write(AuthExchange.encodeMoreData(allocator(), session.replyNumber(), proved));
        session.replied();
    }

    private void ask(ByteBuf packet, Consumer<AuthData> answer) {
        awaited = answer;
        client.write(packet);
        client.flush();
        session.awaitLogin();
    }

    private ByteBufAllocator allocator() {
        return client.channel().alloc();
    }

    // ---- the origin judges

    private void atOrigin(LoginRequest request) {
        turn = context.queue().enter(request.user(), client.channel().eventLoop(), () -> {
            KnownAccounts.Account account = context.accounts().find(request.user());
            boolean knownMeanwhile = account != null
                    && account.credential().proof(request.plugin(), scramble).equals(Optional.of(request.proof()));
            if (account != null && knownMeanwhile) {
                done(false);
                judge(request, account, request.plugin(), request.proof(), request.proof());
            } else {
                permitted(request);
            }
        });
    }

    private void permitted(LoginRequest request) {
        session.pool().permit(request.user(), new OriginPool.Permitted() {
            @Override
            public boolean isWaiting() {
                return !session.isClosed();
            }

            @Override
            public void granted(PoolLimits.Permit granted) {
                permit = granted;
                connect((connection, greeting) -> introduce(request, connection, greeting));
            }

            @Override
            public void refused(ByteBuf error) {
                done(false);
                listener.refused(error);
            }
        });
    }

    private void introduce(LoginRequest request, OriginConnection connection, GreetingPacket greeting) {
        ByteBuf response = LoginKey.response(
                        request.user(),
                        request.capabilities() & (greeting.capabilities() | Capability.LONG_PASSWORD),
                        request.extendedCapabilities(),
                        request.collation(),
                        request.schema(),
                        AuthData.EMPTY,
                        NO_PLUGIN,
                        request.attributes())
                .encode(allocator(), 1);
        long version = context.accounts().version();
        ClientAnswers answers = new ClientAnswers(request);
        OriginLogin.send(connection, allocator(), response, answers, new OriginLogin.Listener() {
            @Override
            public void loggedIn(int serverStatus) {
                answers.credential()
                        .whenCompleteAsync(
                                (credential, failure) -> admitted(request, connection, serverStatus, answers, version),
                                client.channel().eventLoop());
            }

            @Override
            public void refused(ByteBuf error) {
                done(ErrPacket.codeOf(error) == ER_ACCESS_DENIED);
                connection.close();
                listener.refused(error);
            }

            @Override
            public void lost() {
                done(false);
                listener.lost();
            }
        });
    }

    private void admitted(
            LoginRequest request, OriginConnection connection, int serverStatus, ClientAnswers answers, long version) {
        Credential learned = answers.learned;
        PoolLimits.Permit granted = permit;
        if (session.isClosed() || connection.isClosed() || granted == null) {
            connection.close();
            done(false);
            listener.lost();
            return;
        }
        if (learned != null) {
            context.accounts().proved(new KnownAccounts.Account(request.user(), learned, answers.plugin, version));
        }
        permit = null;
        done(false);
        listener.admitted(request, new Admission(connection, granted, serverStatus, learned, version));
    }

    /** Has the client prove its password to the origin, and remembers it where it is told. */
    private final class ClientAnswers implements LoginAnswers {
        private final LoginRequest request;
        private String plugin = NATIVE;
        private @Nullable Credential learned;
        private AuthData originsScramble = AuthData.EMPTY;
        private boolean keyWanted;
        private @Nullable CompletionStage<?> learning;

        ClientAnswers(LoginRequest request) {
            this.request = request;
        }

        /** Done when nothing more will be {@link #learned}. */
        CompletionStage<?> credential() {
            return learning == null ? CompletableFuture.completedFuture(null) : learning;
        }

        @Override
        public void prove(AuthSwitch wanted, Reply reply) {
            plugin = wanted.plugin();
            // What was told to an earlier question has not let the client in.
            learned = null;
            learning = null;
            originsScramble = wanted.scramble();
            scramble = wanted.scramble();
            boolean tellable = tls || ASK_FOR_KEY.contains(request.attributes().getOrDefault("_client_name", ""));
            boolean sha2 = plugin.equals(SHA2)
                    || (plugin.equals(NATIVE) && request.plugin().equals(SHA2) && tls);
            if (sha2 && tellable) {
                askForPassword(reply);
            } else if (plugin.equals(NATIVE)) {
                CompletionStage<List<byte[]>> stored = context.stored().nativeHashes(request.user());
                ask(wanted.encode(allocator(), session.replyNumber()), token -> {
                    AuthData proved = originsScramble;
                    learning = stored.thenAcceptAsync(
                            hashes -> {
                                if (originsScramble.equals(proved)) {
                                    learn(token, hashes);
                                }
                            },
                            client.channel().eventLoop());
                    reply.with(token);
                });
            } else {
                ask(wanted.encode(allocator(), session.replyNumber()), reply::with);
            }
        }

        /** Takes from a proof what it proves, by what the origin keeps; it counts if the origin then lets the client in. */
        private void learn(AuthData token, List<byte[]> stored) {
            if (token.isEmpty()) {
                learned = Credential.ofPassword(new byte[0]);
                return;
            }
            for (byte[] stage2 : stored) {
                byte[] stage1 = NativePassword.extract(token.bytes(), originsScramble.bytes(), stage2);
                if (stage1 != null) {
                    learned = Credential.ofNativeStage1(stage1);
                }
            }
        }

        /** Does as a server does that has not seen the password yet. */
        private void askForPassword(Reply reply) {
            ask(new AuthSwitch(SHA2, scramble).encode(allocator(), session.replyNumber()), token -> {
                if (token.isEmpty()) {
                    told(new byte[0], reply);
                } else {
                    wantPassword(reply);
                }
            });
        }

        private void wantPassword(Reply reply) {
            more(CachingSha2Password.PASSWORD_WANTED, answer -> password(answer, reply));
        }

        private void more(byte said, Consumer<AuthData> answer) {
            ask(
                    AuthExchange.encodeMoreData(allocator(), session.replyNumber(), AuthData.of(new byte[] {said})),
                    answer);
        }

        private void password(AuthData answer, Reply reply) {
            byte[] bytes = answer.bytes();
            if (tls) {
                told(bytes.length == 0 ? bytes : Arrays.copyOf(bytes, bytes.length - 1), reply);
            } else if (bytes.length == 1 && bytes[0] == CachingSha2Password.PUBLIC_KEY_REQUEST) {
                context.keys()
                        .key()
                        .whenCompleteAsync(
                                (key, failure) -> {
                                    if (failure != null) {
                                        reply.giveUp("no RSA key could be made: " + failure.getMessage());
                                    } else {
                                        AuthData pem =
                                                AuthData.of(key.publicKeyPem().getBytes(StandardCharsets.US_ASCII));
                                        ask(
                                                AuthExchange.encodeMoreData(allocator(), session.replyNumber(), pem),
                                                encrypted -> decrypt(encrypted, reply));
                                    }
                                },
                                client.channel().eventLoop());
            } else {
                // Encrypted for a key of the origin's that the client has: the origin can read it, we cannot.
                reply.with(answer);
            }
        }

        private void decrypt(AuthData encrypted, Reply reply) {
            context.keys()
                    .decrypt(encrypted.bytes(), scramble.bytes())
                    .whenCompleteAsync(
                            (password, failure) -> {
                                if (failure != null) {
                                    reply.giveUp("the password could not be decrypted");
                                } else {
                                    told(password, reply);
                                }
                            },
                            client.channel().eventLoop());
        }

        private void told(byte[] password, Reply reply) {
            Credential credential = Credential.ofPassword(password);
            learned = credential;
            credential
                    .proof(plugin, originsScramble)
                    .ifPresentOrElse(reply::with, () -> reply.giveUp("no proof for the plugin " + plugin));
        }

        @Override
        public void proved() {
            // A client that told its password has been answered that it was wanted.
            if (learned == null) {
                sayProved();
            }
        }

        @Override
        public void more(AuthData said, Reply reply) {
            Credential known = learned;
            boolean passwordWanted =
                    said.length() == 1 && said.bytes()[0] == CachingSha2Password.PASSWORD_WANTED && plugin.equals(SHA2);
            if (known != null && keyWanted) {
                try {
                    reply.with(known.encrypted(originsScramble, new String(said.bytes(), StandardCharsets.US_ASCII)));
                } catch (PasswordCipherException e) {
                    reply.giveUp(String.valueOf(e.getMessage()));
                }
            } else if (known != null && passwordWanted) {
                keyWanted = true;
                reply.with(AuthData.of(new byte[] {CachingSha2Password.PUBLIC_KEY_REQUEST}));
            } else if (passwordWanted) {
                // Now the client must tell it to somebody: to us, who tell the origin.
                wantPassword(new Reply() {
                    @Override
                    public void with(AuthData answer) {
                        if (learned == null) {
                            reply.with(answer);
                        } else {
                            more(said, reply);
                        }
                    }

                    @Override
                    public void giveUp(String reason) {
                        reply.giveUp(reason);
                    }
                });
            } else {
                ask(AuthExchange.encodeMoreData(allocator(), session.replyNumber(), said), reply::with);
            }
        }
    }
}
