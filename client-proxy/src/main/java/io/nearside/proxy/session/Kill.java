package io.nearside.proxy.session;

import io.nearside.proxy.sql.KillStatement;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.OkPacket;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/**
 * Kills another session of this node, or its statement, by the id that the node gave it. The origin decides whether that is
 * allowed, of the connection that the session has; while it does, no other session gets that connection. Where there is none,
 * nothing runs, and who may end the session is who logged in as the same user.
 *
 * <p>Owned by the killing session's event loop.
 */
final class Kill {
    private static final int FIRST = PacketDecoder.HEADER + 1;

    private final Session session;
    private final Sessions sessions;
    private final ClientChannel client;
    private final OriginSide origin;

    Kill(Session session, Sessions sessions, ClientChannel client, OriginSide origin) {
        this.session = session;
        this.sessions = sessions;
        this.client = client;
        this.origin = origin;
    }

    /** Takes over the packet if it is a COM_QUERY that names a session of this node, and returns whether it does. */
    boolean takesStatement(ByteBuf packet) {
        int at = packet.readerIndex() + FIRST;
        int length = packet.writerIndex() - at;
        if (length == 0 || !mayBegin(packet.getByte(at))) {
            return false;
        }
        KillStatement statement = KillStatement.of(packet.toString(at, length, StandardCharsets.ISO_8859_1));
        Session target = statement == null ? null : sessions.find(statement.id());
        if (statement == null || target == null) {
            return false;
        }
        run(packet, target, statement.query(), id -> query(statement.of(id)));
        return true;
    }

    private static boolean mayBegin(byte first) {
        return first == 'K' || first == 'k' || first == ' ' || first == '\n' || first == '\t' || first == '\r';
    }

    /** The same for a COM_PROCESS_KILL. */
    boolean takesCommand(ByteBuf packet) {
        int at = packet.readerIndex() + FIRST;
        Session target = packet.writerIndex() - at < Integer.BYTES ? null : sessions.find(packet.getUnsignedIntLE(at));
        if (target == null) {
            return false;
        }
        run(packet, target, false, id -> client.channel()
                .alloc()
                .buffer()
                .writeMediumLE(1 + Integer.BYTES)
                .writeByte(0)
                .writeByte(Command.PROCESS_KILL)
                .writeIntLE((int) id));
        return true;
    }

    private ByteBuf query(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return client.channel()
                .alloc()
                .buffer()
                .writeMediumLE(1 + bytes.length)
                .writeByte(0)
                .writeByte(Command.QUERY)
                .writeBytes(bytes);
    }

    private void run(ByteBuf packet, Session target, boolean statementOnly, LongFunction<ByteBuf> command) {
        packet.release();
        session.suspend();
        // First a connection of our own: the target's is not to be held while we wait for one.
        origin.attach(() -> hold(target, statementOnly, command), session::refuse);
    }

    private void hold(Session target, boolean statementOnly, LongFunction<ByteBuf> command) {
        EventLoop here = client.channel().eventLoop();
        EventLoop there = target.loop();
        there.execute(() -> {
            long id = target.holdConnection();
            here.execute(() -> {
                if (session.isClosed()) {
                    there.execute(target::releaseConnection);
                } else if (id == OriginSide.NO_CONNECTION) {
                    there.execute(target::releaseConnection);
                    withoutConnection(target, statementOnly, command);
                } else {
                    origin.forward(command.apply(id), ReplyKind.OUTCOME, Effect.NONE, null, reply -> {
                        boolean ends = !statementOnly && !reply.failed();
                        there.execute(() -> {
                            target.releaseConnection();
                            if (ends) {
                                target.end();
                            }
                        });
                    });
                    client.flushUnlessReading();
                }
            });
        });
    }

    private void withoutConnection(Session target, boolean statementOnly, LongFunction<ByteBuf> command) {
        if (target.isOf(session)) {
            if (!statementOnly) {
                target.loop().execute(target::end);
            }
            client.write(OkPacket.encode(client.channel().alloc(), session.replyNumber(), origin.serverStatus()));
            session.idle();
        } else {
            origin.forward(command.apply(target.id()), ReplyKind.OUTCOME, Effect.NONE);
        }
        client.flushUnlessReading();
    }
}
