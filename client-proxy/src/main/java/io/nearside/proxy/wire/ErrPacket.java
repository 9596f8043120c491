package io.nearside.proxy.wire;

import io.nearside.config.PoolSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * An ERR packet that the node itself sends.
 *
 * @param code MySQL's error number (MySQL Error Message Reference)
 * @param sqlState five characters
 * @param message what happened and, where one can, how to mend it
 */
public record ErrPacket(int code, String sqlState, String message) {
    private static final int ER_UNKNOWN_STMT_HANDLER = 1243;
    private static final int ER_CON_COUNT = 1040;
    private static final int ER_HANDSHAKE = 1043;
    private static final int ER_WRONG_VALUE_FOR_VAR = 1231;
    private static final int ER_UNSUPPORTED_PS = 1295;
    private static final int ER_OUT_OF_ORDER = 1156;
    private static final int ER_MALFORMED = 1835;
    private static final int CR_CONN_HOST = 2003;
    private static final int CR_SERVER_LOST = 2013;
    private static final int ER_SHUTDOWN = 1053;
    private static final int ER_SECURE_TRANSPORT_REQUIRED = 3159;
    private static final int ER_DIAGNOSTICS_GONE = 1105;

    public static ErrPacket badHandshake(String detail) {
        return new ErrPacket(ER_HANDSHAKE, "08S01", "Bad handshake: " + detail);
    }

    /** A client has not used TLS where it must; in the words of both servers. */
    public static ErrPacket secureTransportRequired() {
        return new ErrPacket(
                ER_SECURE_TRANSPORT_REQUIRED,
                "HY000",
                "Connections using insecure transport are prohibited while --require_secure_transport=ON.");
    }

    public static ErrPacket outOfOrder(int expected, int got) {
        return new ErrPacket(
                ER_OUT_OF_ORDER, "08S01", "Got packets out of order: expected number " + expected + ", got " + got);
    }

    public static ErrPacket malformed(String detail) {
        return new ErrPacket(ER_MALFORMED, "HY000", "Malformed communication packet: " + detail);
    }

    /** A variable of the node's own was given what it cannot be. */
    public static ErrPacket badSetting(String complaint) {
        return new ErrPacket(ER_WRONG_VALUE_FOR_VAR, "42000", complaint);
    }

    /** A variable of the node's own, in a prepared statement. */
    public static ErrPacket settingPrepared(String variable) {
        return new ErrPacket(
                ER_UNSUPPORTED_PS,
                "HY000",
                "Nearside answers SET @" + variable + " itself and takes it as text only; do not prepare it");
    }

    /**
     * A command names a prepared statement that the session does not have, in the words of both servers.
     *
     * @param function the servers' name for the command
     */
    public static ErrPacket unknownStatement(long id, String function) {
        return new ErrPacket(
                ER_UNKNOWN_STMT_HANDLER,
                "HY000",
                "Unknown prepared statement handler (" + id + ") given to " + function);
    }

    /** An execution of the greatest length, whose types the origin was never sent. */
    public static ErrPacket tooLongWithoutTypes() {
        return new ErrPacket(
                ER_MALFORMED,
                "HY000",
                "Nearside cannot pass on an execution of 16 MiB without the types of its parameters; send them with it");
    }

    public static ErrPacket originUnreachable(String origin, String detail) {
        return new ErrPacket(
                CR_CONN_HOST,
                "HY000",
                "Nearside cannot reach its origin " + origin + ": " + detail + "; try again later");
    }

    public static ErrPacket originLost() {
        return new ErrPacket(
                CR_SERVER_LOST,
                "08S01",
                "Lost connection to the origin server; what ran in this session may or may not have taken effect, reconnect");
    }

    /** The node could not log in at the origin for a client. */
    public static ErrPacket loginImpossible(String reason) {
        return new ErrPacket(ER_HANDSHAKE, "08S01", "Nearside cannot log in at its origin: " + reason);
    }

    /** The origin's settings are not what they were when the session began. */
    public static ErrPacket settingsChanged() {
        return new ErrPacket(
                CR_SERVER_LOST,
                "08S01",
                "The origin's global settings have changed since this session began; reconnect to have the new ones");
    }

    /** A login or a statement has waited long enough for a connection to the origin. */
    public static ErrPacket noConnectionFree(PoolSettings settings) {
        return new ErrPacket(
                ER_CON_COUNT,
                "08004",
                "No connection to the origin came free within "
                        + settings.waitTimeout().toMillis() + " ms: all are in use by transactions, or kept by sessions"
                        + " (pool.maxConnections " + settings.maxConnections() + ", pool.maxConnectionsPerAccount "
                        + settings.maxConnectionsPerAccount() + ", pool.waitTimeout)");
    }

    /** The origin takes the session's password no more. */
    public static ErrPacket loginLapsed(String reason) {
        return new ErrPacket(
                CR_SERVER_LOST, "08S01", "The origin does not let this account in any more, log in again: " + reason);
    }

    /** What the client asks about the statement before is known to a connection that another session has by now. */
    public static ErrPacket diagnosticsGone() {
        return new ErrPacket(
                ER_DIAGNOSTICS_GONE,
                "HY000",
                "What the statement before left to ask about is no longer known: the session has rested, and its"
                        + " connection to the origin was needed by another; ask at once, or in a transaction");
    }

    /** The same of user variables, which a trigger may have set. */
    public static ErrPacket variablesGone() {
        return new ErrPacket(
                ER_DIAGNOSTICS_GONE,
                "HY000",
                "User variables that triggers have set are lost: the session has rested since it wrote, and its"
                        + " connection to the origin was needed by another; read them at once, or in a transaction");
    }

    public static ErrPacket tooManyConnections(int most) {
        return new ErrPacket(
                ER_CON_COUNT,
                "08004",
                "Too many connections: this Nearside node takes " + most + " (listen.maxConnections)");
    }

    public static ErrPacket shuttingDown() {
        return new ErrPacket(ER_SHUTDOWN, "08S01", "This Nearside node is shutting down; reconnect");
    }

    /** What a whole ERR packet says, for people. */
    public static String messageOf(ByteBuf packet) {
        int at = packet.readerIndex() + PacketDecoder.HEADER + 3;
        boolean state = at < packet.writerIndex() && packet.getByte(at) == '#';
        int text = Math.min(packet.writerIndex(), state ? at + 6 : at);
        return packet.toString(text, packet.writerIndex() - text, StandardCharsets.UTF_8);
    }

    /** The number of the error in a whole ERR packet. */
    public static int codeOf(ByteBuf packet) {
        int at = packet.readerIndex() + PacketDecoder.HEADER + 1;
        return at + Short.BYTES <= packet.writerIndex() ? packet.getUnsignedShortLE(at) : 0;
    }

    /** The whole packet, header included. Before login the SQL state is left out, as the protocol then wants. */
    public ByteBuf encode(ByteBufAllocator allocator, int sequenceId, boolean withSqlState) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        int payload = 3 + (withSqlState ? 6 : 0) + text.length;
        ByteBuf packet = allocator.buffer(PacketDecoder.HEADER + payload);
        packet.writeMediumLE(payload).writeByte(sequenceId).writeByte(0xFF).writeShortLE(code);
        if (withSqlState) {
            packet.writeByte('#').writeBytes(sqlState.getBytes(StandardCharsets.US_ASCII));
        }
        return packet.writeBytes(text);
    }
}
