package io.nearside.node.whole;

import io.nearside.origin.OriginAccount;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client that shows replies as the bytes they are. Logs in as {@link OriginAccount#APP_NATIVE}. Not safe for use by
 * several threads.
 */
final class RawClient implements AutoCloseable {
    private static final int LONG_PASSWORD = 1;
    private static final int LONG_FLAG = 1 << 2;
    private static final int CONNECT_WITH_DB = 1 << 3;
    private static final int PROTOCOL_41 = 1 << 9;
    private static final int TRANSACTIONS = 1 << 13;
    private static final int SECURE_CONNECTION = 1 << 15;
    private static final int PLUGIN_AUTH = 1 << 19;
    private static final int DEPRECATE_EOF = 1 << 24;
    private static final int BASE =
            LONG_PASSWORD | LONG_FLAG | CONNECT_WITH_DB | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH;

    private static final int HEADER = 4;
    private static final int MAX_PAYLOAD = 0xFFFFFF;
    private static final int QUERY = 3;
    private static final int MORE_RESULTS = 8;
    private static final int UTF8MB4 = 45;
    private static final String PLUGIN = "mysql_native_password";

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int capabilities;

    private RawClient(Socket socket, int capabilities) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.capabilities = capabilities;
    }

    /** Connects and logs in; {@code deprecateEof} asks for the newer form of result sets. */
    static RawClient connect(int port, String schema, boolean deprecateEof) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        RawClient client = new RawClient(socket, BASE | (deprecateEof ? DEPRECATE_EOF : 0));
        client.logIn(schema);
        return client;
    }

    private void logIn(String schema) throws IOException {
        byte[] scramble = scramble(payload(readPacket()));
        ByteArrayOutputStream login = new ByteArrayOutputStream();
        writeInt(login, capabilities);
        writeInt(login, MAX_PAYLOAD);
        login.write(UTF8MB4);
        login.write(new byte[23]);
        login.write((OriginAccount.APP_NATIVE.user() + "\0").getBytes(StandardCharsets.UTF_8));
        byte[] answer = answer(scramble);
        login.write(answer.length);
        login.write(answer);
        login.write((schema + "\0" + PLUGIN + "\0").getBytes(StandardCharsets.UTF_8));
        send(1, login.toByteArray());
        byte[] reply = readPacket();
        if (kind(reply) == 0xFE) {
            int end = HEADER + 1 + PLUGIN.length() + 1;
            send(reply[3] + 1, answer(Arrays.copyOfRange(reply, end, end + 20)));
            reply = readPacket();
        }
        if (kind(reply) != 0) {
            throw new IOException("login refused: " + text(reply));
        }
    }

    /** The two parts of the scramble that the greeting carries. */
    private static byte[] scramble(byte[] greeting) {
        int at = 1;
        while (greeting[at] != 0) {
            at++;
        }
        at += 1 + Integer.BYTES;
        byte[] scramble = Arrays.copyOfRange(greeting, at, at + 20);
        // After the first eight bytes: filler 1, flags 2, charset 1, status 2, flags 2, length 1, filler 10.
        System.arraycopy(greeting, at + 8 + 19, scramble, 8, 12);
        return scramble;
    }

    private static byte[] answer(byte[] scramble) {
        byte[] password = sha1(OriginAccount.APP_NATIVE.password().getBytes(StandardCharsets.UTF_8));
        byte[] mask = sha1(scramble, sha1(password));
        for (int i = 0; i < mask.length; i++) {
            mask[i] ^= password[i];
        }
        return mask;
    }

    private static byte[] sha1(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a statement and gives every byte of the reply, packet headers included. */
    byte[] query(String sql) throws IOException {
        sendQuery(sql);
        return readReply();
    }

    void sendQuery(String sql) throws IOException {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        byte[] command = new byte[1 + text.length];
        command[0] = QUERY;
        System.arraycopy(text, 0, command, 1, text.length);
        send(0, command);
    }

    byte[] readReply() throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        int status;
        do {
            status = readResult(reply);
        } while ((status & MORE_RESULTS) != 0);
        return reply.toByteArray();
    }

    /** The first column of the first row of a text reply; null for NULL, for no row, and for what is no result set. */
    @Nullable
    String value(String sql) throws IOException {
        byte[] reply = query(sql);
        int at = 0;
        if (kind(reply) == 0xFF) {
            throw new IOException(text(reply));
        }
        int columns = reply[HEADER];
        int packets = 1 + columns + ((capabilities & DEPRECATE_EOF) == 0 ? 1 : 0);
        for (int i = 0; i < packets; i++) {
            at += HEADER + length(reply, at);
        }
        int first = reply[at + HEADER] & 0xFF;
        boolean row = first < 0xFB;
        return row ? new String(reply, at + HEADER + 1, first, StandardCharsets.UTF_8) : null;
    }

    /** The number of the error that a reply consists of; 0 if it is none. */
    static int errorNumber(byte[] reply) {
        return kind(reply) == 0xFF ? (reply[HEADER + 1] & 0xFF) | (reply[HEADER + 2] & 0xFF) << 8 : 0;
    }

    /** Whether the node or origin has closed the connection, within {@code millis}. */
    boolean isClosedWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Reads one result; gives its status flags, of which those of an error are none. */
    private int readResult(ByteArrayOutputStream reply) throws IOException {
        byte[] first = readPacket();
        reply.writeBytes(first);
        switch (kind(first)) {
            case 0xFF -> {
                return 0;
            }
            case 0 -> {
                return okStatus(first);
            }
            default -> {
                for (int i = 0; i < first[HEADER]; i++) {
                    reply.writeBytes(readPacket());
                }
                if ((capabilities & DEPRECATE_EOF) == 0) {
                    reply.writeBytes(readPacket());
                }
                return readRows(reply);
            }
        }
    }

    private int readRows(ByteArrayOutputStream reply) throws IOException {
        while (true) {
            byte[] packet = readPacket();
            reply.writeBytes(packet);
            if (kind(packet) == 0xFF) {
                return 0;
            }
            if (kind(packet) == 0xFE && packet.length - HEADER < MAX_PAYLOAD) {
                boolean eof = (capabilities & DEPRECATE_EOF) == 0;
                return eof ? (packet[HEADER + 3] & 0xFF) | (packet[HEADER + 4] & 0xFF) << 8 : okStatus(packet);
            }
        }
    }

    /** The status flags of an OK packet, after two numbers of variable length. */
    private static int okStatus(byte[] packet) {
        int at = HEADER + 1;
        for (int i = 0; i < 2; i++) {
            at += switch (packet[at] & 0xFF) {
                case 0xFC -> 3;
                case 0xFD -> 4;
                case 0xFE -> 9;
                default -> 1;
            };
        }
        return (packet[at] & 0xFF) | (packet[at + 1] & 0xFF) << 8;
    }

    /** One packet with its header. */
    private byte[] readPacket() throws IOException {
        byte[] header = new byte[HEADER];
        in.readFully(header);
        byte[] packet = Arrays.copyOf(header, HEADER + length(header, 0));
        in.readFully(packet, HEADER, packet.length - HEADER);
        return packet;
    }

    private void send(int sequence, byte[] payload) throws IOException {
        byte[] packet = new byte[HEADER + payload.length];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >> 8);
        packet[2] = (byte) (payload.length >> 16);
        packet[3] = (byte) sequence;
        System.arraycopy(payload, 0, packet, HEADER, payload.length);
        out.write(packet);
        out.flush();
    }

    private static int length(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
    }

    private static int kind(byte[] packet) {
        return packet[HEADER] & 0xFF;
    }

    private static byte[] payload(byte[] packet) {
        return Arrays.copyOfRange(packet, HEADER, packet.length);
    }

    private static String text(byte[] packet) {
        return new String(payload(packet), StandardCharsets.UTF_8);
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >> shift);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
