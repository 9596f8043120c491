package io.nearside.bench.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One login, packet by packet: the way of {@code mysql_native_password} or {@code caching_sha2_password}. */
public final class Login {
    private static final int OK = 0x00;
    private static final int MORE = 0x01;
    private static final int SWITCH = 0xFE;
    private static final int ERR = 0xFF;
    private static final int FAST_PATH_PROVED = 3;
    private static final int FULL_PROOF = 4;
    private static final byte[] KEY_PLEASE = {2};

    private final Account account;
    private final String schema;
    private @Nullable Greeting greeting;
    private final boolean mayUseTls;
    private boolean encrypted;
    private boolean tlsDue;
    private boolean done;

    /** With {@code mayUseTls}, the caller begins with TLS when it {@link #isTlsDue is due}: if the server offers it. */
    public Login(Account account, String schema, boolean mayUseTls) {
        this.account = account;
        this.schema = schema;
        this.mayUseTls = mayUseTls;
    }

    /** Whether all that follows is encrypted, and {@link #afterTls} comes next. */
    public boolean isTlsDue() {
        return tlsDue;
    }

    /** What is to be sent first when everything is encrypted. */
    public ByteBuf afterTls(ByteBufAllocator allocator) {
        tlsDue = false;
        return Packets.login(allocator, Objects.requireNonNull(greeting), account, schema, true);
    }

    /** Whether the client is in. */
    public boolean isDone() {
        return done;
    }

    /**
     * Takes a packet of the server's and returns what is to be sent, or null for nothing.
     *
     * @throws ProtocolException if the server refuses, or says what is no part of a login
     */
    public @Nullable ByteBuf take(ByteBufAllocator allocator, ByteBuf packet) {
        int answerNumber = packet.getUnsignedByte(packet.readerIndex() + Packets.HEADER - 1) + 1;
        ByteBuf payload = packet.slice(packet.readerIndex() + Packets.HEADER, packet.readableBytes() - Packets.HEADER);
        int first = payload.getUnsignedByte(0);
        if (first == ERR) {
            throw refusal(payload);
        }
        Greeting asked = greeting;
        if (asked == null) {
            greeting = Greeting.read(payload);
            encrypted = mayUseTls && greeting.offersTls();
            tlsDue = encrypted;
            return encrypted
                    ? Packets.tlsRequest(allocator)
                    : Packets.login(allocator, greeting, account, schema, false);
        }
        switch (first) {
            case OK -> {
                done = true;
                return null;
            }
            case SWITCH -> {
                greeting = Greeting.readSwitch(payload);
                return Packets.answer(allocator, answerNumber, account.proof(greeting));
            }
            case MORE -> {
                return more(allocator, answerNumber, payload.skipBytes(1), asked);
            }
            default -> throw new ProtocolException("a login is not answered with " + ByteBufUtil.hexDump(payload));
        }
    }

    private @Nullable ByteBuf more(ByteBufAllocator allocator, int number, ByteBuf said, Greeting asked) {
        if (said.readableBytes() > 1) {
            String key = said.toString(StandardCharsets.US_ASCII);
            return Packets.answer(allocator, number, account.encrypted(asked.scramble(), key));
        }
        return switch (said.readUnsignedByte()) {
            case FAST_PATH_PROVED -> null;
            case FULL_PROOF -> Packets.answer(allocator, number, encrypted ? account.plain() : KEY_PLEASE);
            default -> throw new ProtocolException("the server asks for what is not known");
        };
    }

    /** What an ERR packet says. */
    static ProtocolException refusal(ByteBuf payload) {
        int code = payload.getUnsignedShortLE(1);
        String text = payload.toString(payload.readerIndex() + 3, payload.readableBytes() - 3, StandardCharsets.UTF_8);
        return new ProtocolException("error " + code + ": " + text);
    }
}
