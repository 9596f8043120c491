package io.nearside.proxy.pool;

import io.nearside.proxy.auth.CachingSha2Password;
import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.AuthData;
import io.nearside.proxy.wire.AuthExchange;
import io.nearside.proxy.wire.AuthSwitch;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A login over a connection whose packets are read one by one, as the two sides of it number theirs differently.
 *
 * <p>Owned by the connection's event loop.
 */
public final class OriginLogin implements ReplySink {
    /**
     * What a login led to.
     *
     * @param serverStatus the flags of the origin's OK
     * @param version of the origin's accounts, as it was known before
     */
    public record Done(OriginIdentity identity, int serverStatus, long version) {}

    /** What comes of it: one of these, once. */
    public interface Listener {
        void loggedIn(int serverStatus);

        /** The origin, or who was to answer it, refused. Takes over the error, a whole packet of any number. */
        void refused(ByteBuf error);

        void lost();
    }

    private final OriginConnection connection;
    private final ByteBufAllocator allocator;
    private final LoginAnswers answers;
    private final Listener listener;
    private final ByteBuf received;
    private boolean ended;

    private OriginLogin(
            OriginConnection connection, ByteBufAllocator allocator, LoginAnswers answers, Listener listener) {
        this.connection = connection;
        this.allocator = allocator;
        this.answers = answers;
        this.listener = listener;
        this.received = allocator.buffer();
    }

    /** Sends what begins a login, the answer to a greeting or a change of user, and goes on from there. */
    public static void send(
            OriginConnection connection,
            ByteBufAllocator allocator,
            ByteBuf request,
            LoginAnswers answers,
            Listener listener) {
        connection.send(request, ReplyKind.LOGIN, new OriginLogin(connection, allocator, answers, listener));
        connection.flush();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        received.writeBytes(bytes);
        bytes.release();
        while (!ended && received.readableBytes() >= PacketDecoder.HEADER) {
            int length = PacketDecoder.HEADER + received.getUnsignedMediumLE(received.readerIndex());
            if (received.readableBytes() < length || !isQuestion(received)) {
                return;
            }
            ByteBuf packet = received.readSlice(length);
            answer(packet, (packet.getUnsignedByte(PacketDecoder.HEADER - 1) + 1) & 0xFF);
        }
    }

    /** What is not is the outcome, and stays where it is. */
    private static boolean isQuestion(ByteBuf packet) {
        if (packet.readableBytes() == PacketDecoder.HEADER) {
            return false;
        }
        int first = packet.getUnsignedByte(packet.readerIndex() + PacketDecoder.HEADER);
        return first == AuthSwitch.HEADER_BYTE || first == AuthExchange.MORE_DATA;
    }

    private void answer(ByteBuf packet, int number) {
        LoginAnswers.Reply reply = new LoginAnswers.Reply() {
            @Override
            public void with(AuthData answer) {
                if (!ended) {
                    connection.writeAwaited(AuthExchange.encodeAnswer(allocator, number, answer));
                    connection.flush();
                }
            }

            @Override
            public void giveUp(String reason) {
                if (!ended) {
                    end();
                    connection.close();
                    listener.refused(ErrPacket.loginImpossible(reason).encode(allocator, 0, true));
                }
            }
        };
        try {
            if (packet.getUnsignedByte(PacketDecoder.HEADER) == AuthSwitch.HEADER_BYTE) {
                answers.prove(AuthSwitch.read(packet), reply);
                return;
            }
            AuthData said = AuthExchange.readMoreData(packet);
            if (said.length() == 1 && said.bytes()[0] == CachingSha2Password.FAST_PATH_PROVED) {
                answers.proved();
            } else {
                answers.more(said, reply);
            }
        } catch (MalformedPacketException e) {
            reply.giveUp("the origin sent what cannot be understood: " + e.getMessage());
        }
    }

    private void end() {
        ended = true;
        received.release();
    }

    @Override
    public void onEnd(ReplyTracker reply) {
        if (ended) {
            return;
        }
        if (reply.failed()) {
            ByteBuf error = received.copy();
            end();
            listener.refused(error);
        } else {
            end();
            listener.loggedIn(reply.serverStatus());
        }
    }

    @Override
    public void onLost() {
        if (!ended) {
            end();
            listener.lost();
        }
    }
}
