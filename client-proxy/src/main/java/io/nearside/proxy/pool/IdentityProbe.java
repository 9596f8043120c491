package io.nearside.proxy.pool;

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
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the origin, on the session's own connection, which account it matched, which role and default schema are active, and
 * what every session variable is set to. Both questions go out in one write.
 */
public final class IdentityProbe {
    /**
     * In hexadecimal, so that no conversion to the session's result charset can make two names one; with a number of our own,
     * so that no other reply can be taken for this one.
     */
    private static final String WHO = "SELECT HEX(CURRENT_USER()), HEX(CURRENT_ROLE()), HEX(DATABASE()), ";

    private static final String HOW = "SHOW SESSION VARIABLES";
    private static final int WHO_COLUMNS = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ByteBufAllocator allocator;
    private final boolean deprecateEof;
    private final Consumer<OriginIdentity> listener;
    private final Runnable lost;
    private final String nonce = Long.toUnsignedString(RANDOM.nextLong());
    private List<List<@Nullable String>> who = List.of();
    private int collation;

    private IdentityProbe(
            ByteBufAllocator allocator, boolean deprecateEof, Consumer<OriginIdentity> listener, Runnable lost) {
        this.allocator = allocator;
        this.deprecateEof = deprecateEof;
        this.listener = listener;
        this.lost = lost;
    }

    /**
     * Asks.
     *
     * @param listener gets what the origin said; called once, unless the connection is lost first
     * @param lost is run once if that is so
     */
    public static void send(
            OriginConnection origin,
            ByteBufAllocator allocator,
            boolean deprecateEof,
            Consumer<OriginIdentity> listener,
            Runnable lost) {
        IdentityProbe probe = new IdentityProbe(allocator, deprecateEof, listener, lost);
        origin.send(probe.query(WHO + probe.nonce), ReplyKind.RESULTS, probe.new Collector() {
            @Override
            void collected(List<List<@Nullable String>> rows, int collation) {
                probe.who = rows;
                probe.collation = collation;
            }
        });
        origin.send(probe.query(HOW), ReplyKind.RESULTS, probe.new Collector() {
            @Override
            void collected(List<List<@Nullable String>> rows, int collation) {
                probe.answer(rows);
            }

            @Override
            public void onLost() {
                super.onLost();
                probe.lost.run();
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
        if (who.size() != 1 || !isOurs(who.get(0))) {
            listener.accept(new OriginIdentity("", null, SessionSettings.UNUSABLE));
            return;
        }
        List<@Nullable String> names = who.get(0);
        // An account may be logged in with different roles at one time: they see different things.
        String identity = name(names.get(0)) + " as " + name(names.get(1));
        listener.accept(new OriginIdentity(identity, name(names.get(2)), SessionSettings.of(variables, collation)));
    }

    /** Whether the row answers our question, in characters that can be read. */
    private boolean isOurs(List<@Nullable String> row) {
        return row.size() == WHO_COLUMNS
                && row.get(0) != null
                && nonce.equals(row.get(WHO_COLUMNS - 1))
                && row.stream().allMatch(value -> value == null || value.matches("[0-9A-F]*"));
    }

    /** The origin's own character set for names is UTF-8. */
    private static @Nullable String name(@Nullable String hex) {
        return hex == null ? null : new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    /** Holds one reply until it is whole. */
    private abstract class Collector implements ReplySink {
        private final ByteBuf reply = allocator.buffer();

        /** @param collation number of that of the first column's values */
        abstract void collected(List<List<@Nullable String>> rows, int collation);

        @Override
        public void onBytes(ByteBuf bytes) {
            reply.writeBytes(bytes);
            bytes.release();
        }

        @Override
        public void onEnd(ReplyTracker ended) {
            List<List<@Nullable String>> rows;
            int found = 0;
            try {
                found = ended.isSingleResultSet() ? TextRows.collationOfFirstColumn(reply) : 0;
                rows = ended.isSingleResultSet() && reply.readableBytes() > PacketDecoder.HEADER
                        ? TextRows.read(reply, deprecateEof, StandardCharsets.UTF_8)
                        : List.of();
            } catch (MalformedPacketException e) {
                rows = List.of();
            } finally {
                reply.release();
            }
            collected(rows, found);
        }

        @Override
        public void onLost() {
            reply.release();
        }
    }
}
