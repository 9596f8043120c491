package io.nearside.proxy.session;

import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.Greeting;
import io.nearside.proxy.wire.LoginRequest;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays a login between the client and the origin. The client answers the origin's own scramble, so that every account of
 * the origin and every authentication plugin works, and the node learns no secret.
 *
 * <p>Owned by the session's event loop.
 */
final class LoginRelay {
    private static final Logger log = LoggerFactory.getLogger(LoginRelay.class);
    private static final int ERR = 0xFF;
    private static final int ANSWER_NUMBER = 1;

    private final Session session;
    private final OriginSide origin;
    private final ClientChannel client;
    private final SessionMetrics metrics;
    private @Nullable Greeting greeting;

    LoginRelay(Session session, OriginSide origin, ClientChannel client, SessionMetrics metrics) {
        this.session = session;
        this.origin = origin;
        this.client = client;
        this.metrics = metrics;
    }

    /** Waits for the origin's greeting and passes it on. */
    void begin() {
        origin.connection().expect(ReplyKind.ONE_PACKET, new GreetingSink());
    }

    /** Passes on the client's answer to the greeting, and then whatever both have to say. Takes over the packet. */
    void answer(ByteBuf packet) {
        Greeting greeted = greeting;
        if (greeted == null) {
            throw new IllegalStateException("an answer before the greeting");
        }
        LoginRequest request;
        try {
            int number = packet.getUnsignedByte(packet.readerIndex() + PacketDecoder.HEADER - 1);
            if (number != ANSWER_NUMBER) {
                throw new MalformedPacketException("packet number " + number + " where 1 comes next");
            }
            request = LoginRequest.restrict(packet, greeted.offered());
        } catch (MalformedPacketException e) {
            packet.release();
            client.refuse(ErrPacket.badHandshake(String.valueOf(e.getMessage())));
            return;
        }
        relay(packet, request.capabilities(), client::close);
    }

    /** Passes on the command that begins another login in the same session. Takes over the packet. */
    void changeUser(ByteBuf packet, int capabilities) {
        relay(packet, capabilities, session::stillLoggedIn);
    }

    private void relay(ByteBuf packet, int capabilities, Runnable refused) {
        origin.connection().send(packet, ReplyKind.LOGIN, new Relay(origin, client, null, reply -> {
            if (reply.failed()) {
                metrics.loginRefused();
                refused.run();
            } else {
                session.loggedIn(capabilities);
            }
        }));
    }

    private final class GreetingSink implements ReplySink {
        private final ByteBuf packet = client.channel().alloc().buffer();

        @Override
        public void onBytes(ByteBuf bytes) {
            packet.writeBytes(bytes);
            bytes.release();
        }

        @Override
        public void onEnd(ReplyTracker reply) {
            boolean refused = packet.readableBytes() > PacketDecoder.HEADER
                    && packet.getUnsignedByte(PacketDecoder.HEADER) == ERR;
            if (refused) {
                client.closeWith(packet);
                return;
            }
            Greeting greeted;
            try {
                greeted = Greeting.restrict(packet);
            } catch (MalformedPacketException e) {
                packet.release();
                log.warn("the origin's greeting cannot be understood: {}", e.getMessage());
                client.closeWith(ErrPacket.badHandshake("of the origin: " + e.getMessage())
                        .encode(client.channel().alloc(), 0, false));
                return;
            }
            greeting = greeted;
            client.write(packet);
            client.flush();
            session.greeted(greeted);
        }

        @Override
        public void onLost() {
            packet.release();
            origin.replyLost(false);
        }
    }
}
