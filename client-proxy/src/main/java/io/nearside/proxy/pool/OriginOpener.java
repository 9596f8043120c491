package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.origin.OriginListener;
import io.nearside.proxy.wire.AuthData;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.GreetingPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens one connection to the origin, logs in, and asks who it is there and how it is set. Used once, on one event loop.
 */
final class OriginOpener implements OriginListener {
    /** What comes of it: one of these, once. */
    interface Listener {
        void opened(OriginConnection connection, OriginIdentity identity, int serverStatus);

        /** Takes over the error, a whole packet of any number. */
        void failed(ByteBuf error);
    }

    private final OriginConnector connector;
    private final LoginKey key;
    private final @Nullable String schema;
    private final Listener listener;
    private final Future<?> deadline;
    private @Nullable OriginConnection connection;
    private boolean ended;

    private OriginOpener(
            OriginConnector connector,
            EventLoop loop,
            LoginKey key,
            @Nullable String schema,
            Duration patience,
            Listener listener) {
        this.connector = connector;
        this.key = key;
        this.schema = schema;
        this.listener = listener;
        this.deadline =
                loop.schedule(() -> fail("it did not let us in in time"), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    static void open(
            OriginConnector connector,
            EventLoop loop,
            LoginKey key,
            @Nullable String schema,
            Duration patience,
            Listener listener) {
        OriginOpener opener = new OriginOpener(connector, loop, key, schema, patience, listener);
        connector.connect(loop, opener, opener::connected, cause -> opener.fail(String.valueOf(cause.getMessage())));
    }

    private void connected(OriginConnection opened) {
        connection = opened;
        if (ended) {
            opened.close();
            return;
        }
        GreetingWait.begin(opened, opened.allocator(), new GreetingWait.Listener() {
            @Override
            public void greeted(GreetingPacket greeting) {
                logIn(opened, greeting);
            }

            @Override
            public void refused(ByteBuf error) {
                end(error);
            }

            @Override
            public void lost() {
                fail("it hung up");
            }
        });
    }

    private void logIn(OriginConnection opened, GreetingPacket greeting) {
        // If the account's plugin is the server's usual one, this is all that it asks for.
        AuthData proof =
                key.credential().proof(greeting.plugin(), greeting.scramble()).orElse(AuthData.EMPTY);
        ByteBuf request = LoginKey.response(
                        key.user(),
                        key.capabilities() & (greeting.capabilities() | Capability.LONG_PASSWORD),
                        key.extendedCapabilities(),
                        key.collation(),
                        schema,
                        proof,
                        greeting.plugin(),
                        Map.of())
                .encode(opened.allocator(), 1);
        OriginLogin.send(
                opened,
                opened.allocator(),
                request,
                new CredentialAnswers(key.credential(), greeting.scramble()),
                new OriginLogin.Listener() {
                    @Override
                    public void loggedIn(int serverStatus) {
                        identify(opened, serverStatus);
                    }

                    @Override
                    public void refused(ByteBuf error) {
                        end(error);
                    }

                    @Override
                    public void lost() {
                        fail("it hung up");
                    }
                });
    }

    private void identify(OriginConnection opened, int serverStatus) {
        opened.deprecateEof(key.deprecatesEof());
        opened.sessionTrack(key.tracksSession());
        IdentityProbe.send(
                opened,
                opened.allocator(),
                key.deprecatesEof(),
                identity -> {
                    if (!ended) {
                        ended = true;
                        deadline.cancel(false);
                        listener.opened(opened, identity, serverStatus);
                    }
                },
                () -> fail("it hung up"));
    }

    private void fail(String reason) {
        end(ErrPacket.originUnreachable(connector.address(), reason).encode(ByteBufAllocator.DEFAULT, 0, true));
    }

    private void end(ByteBuf error) {
        if (ended) {
            error.release();
            return;
        }
        ended = true;
        deadline.cancel(false);
        if (connection != null) {
            connection.close();
        }
        listener.failed(error);
    }

    @Override
    public void onReadComplete() {
        if (connection != null) {
            connection.flush();
        }
    }

    @Override
    public void onWritable(boolean writable) {
        // A login is short.
    }

    @Override
    public void onFailure() {
        fail("its answer could not be understood");
    }

    @Override
    public void onClosed() {
        fail("it hung up");
    }
}
