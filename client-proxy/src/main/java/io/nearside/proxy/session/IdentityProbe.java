package io.nearside.proxy.session;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.TextRows;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the origin, on the session's own connection, which account it matched, which role and default schema are active, and
 * what every session variable is set to. Both questions go out in one write.
 */
final class IdentityProbe {
    private static final String WHO = "SELECT CURRENT_USER(), CURRENT_ROLE(), DATABASE()";
    private static final String HOW = "SHOW SESSION VARIABLES";

    /** Gets what the origin said; called once, unless the connection is lost first. */
    interface Listener {
        void onIdentity(String account, @Nullable String schema, SessionSettings settings);
    }

    private final ByteBufAllocator allocator;
    private final boolean deprecateEof;
    private final Listener listener;
    private List<List<@Nullable String>> who = List.of();

    private IdentityProbe(ByteBufAllocator allocator, boolean deprecateEof, Listener listener) {
        this.allocator = allocator;
        this.deprecateEof = deprecateEof;
        this.listener = listener;
    }

    static void send(OriginConnection origin, ByteBufAllocator allocator, boolean deprecateEof, Listener listener) {
        IdentityProbe probe = new IdentityProbe(allocator, deprecateEof, listener);
        origin.send(probe.query(WHO), ReplyKind.RESULTS, probe.new Collector() {
            @Override
            void collected(List<List<@Nullable String>> rows) {
                probe.who = rows;
            }
        });
        origin.send(probe.query(HOW), ReplyKind.RESULTS, probe.new Collector() {
            @Override
            void collected(List<List<@Nullable String>> rows) {
                probe.answer(rows);
            }
        });
        origin.flush();
    }

    private ByteBuf query(String text) {
        return allocator
                .buffer()
                .writeMediumLE(1 + text.length())
                .writeByte(0)
                .writeByte(Command.QUERY)
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void answer(List<List<@Nullable String>> rows) {
        Map<String, String> variables = new HashMap<>();
        for (List<@Nullable String> row : rows) {
            String name = row.size() == 2 ? row.get(0) : null;
            if (name != null) {
                String value = row.get(1);
                variables.put(name.toLowerCase(Locale.ROOT), value == null ? "" : value);
            }
        }
        String account = who.size() == 1 ? who.get(0).get(0) : null;
        if (account == null) {
            listener.onIdentity("", null, SessionSettings.UNUSABLE);
        } else {
            // An account may be logged in with different roles at one time: they see different things.
            String identity = account + " as " + who.get(0).get(1);
            listener.onIdentity(identity, who.get(0).get(2), SessionSettings.of(variables));
        }
    }

    /** Holds one reply until it is whole. */
    private abstract class Collector implements ReplySink {
        private final ByteBuf reply = allocator.buffer();

        abstract void collected(List<List<@Nullable String>> rows);

        @Override
        public void onBytes(ByteBuf bytes) {
            reply.writeBytes(bytes);
            bytes.release();
        }

        @Override
        public void onEnd(ReplyTracker ended) {
            List<List<@Nullable String>> rows;
            try {
                rows = ended.isSingleResultSet() && reply.readableBytes() > PacketDecoder.HEADER
                        ? TextRows.read(reply, deprecateEof, StandardCharsets.UTF_8)
                        : List.of();
            } catch (MalformedPacketException e) {
                rows = List.of();
            } finally {
                reply.release();
            }
            collected(rows);
        }

        @Override
        public void onLost() {
            reply.release();
        }
    }
}
