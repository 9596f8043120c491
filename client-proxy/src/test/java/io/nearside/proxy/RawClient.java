package io.nearside.proxy;

import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that sends what it is told, byte by byte, and shows what comes back. For accounts of native passwords. */
final class RawClient implements AutoCloseable {
    static final int CAPABILITIES = Capability.LONG_PASSWORD
            | Capability.PROTOCOL_41
            | Capability.SECURE_CONNECTION
            | Capability.PLUGIN_AUTH
            | Capability.MULTI_STATEMENTS
            | 1 << 17 /* multi-results */
            | 1 << 18 /* multi-results of prepared statements */
            | Capability.LOCAL_FILES
            | 1 << 13 /* transactions */;

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final String NATIVE = "mysql_native_password";
    private static final int LONGEST_PACKET = 1 << 30;
    private static final int UTF8MB4 = 45;

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int loginNumber = 1;
    private final ReplyTracker tracker = new ReplyTracker();

    /** The id of the statement that was prepared last. */
    int lastStatement;

    RawClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client of the application's account, logged in. */
    static RawClient loggedIn(int port, String schema, boolean deprecateEof) {
        return loggedIn(port, schema, deprecateEof, 0);
    }

    /** The same, that can do more. */
    static RawClient loggedIn(int port, String schema, boolean deprecateEof, int more) {
        return loggedIn(port, schema, deprecateEof, more, null);
    }

    /** The same, over TLS of one version, and compressed if the client can do that too. */
    static RawClient loggedIn(int port, String schema, boolean deprecateEof, int more, @Nullable String tlsVersion) {
        return loggedInWith(
                CAPABILITIES
                        | more
                        | (schema.isEmpty() ? 0 : Capability.CONNECT_WITH_DB)
                        | (deprecateEof ? Capability.DEPRECATE_EOF : 0),
                port,
                schema,
                tlsVersion);
    }

    /** The same, that can do less, in no schema. */
    static RawClient loggedInWithout(int capability, int port) {
        return loggedInWith(CAPABILITIES & ~capability, port, "", null);
    }

    private static RawClient loggedInWith(int offered, int port, String schema, @Nullable String tlsVersion) {
        RawClient client = new RawClient(port);
        int capabilities = offered;
        byte[] greeting = client.readPacket();
        if (tlsVersion != null) {
            capabilities |= Capability.SSL;
            client.send(tlsRequest(capabilities));
            client.beginTls(tlsVersion);
        }
        client.send(client.loginPacket(greeting, capabilities, schema));
        byte[] answer = client.readPacket();
        if (answer[4] == (byte) 0xFE) {
            byte[] scramble = Arrays.copyOfRange(answer, 4 + 1 + NATIVE.length() + 1, answer.length - 1);
            client.send(packet(client.loginNumber + 2, nativeAnswer(scramble)));
            answer = client.readPacket();
        }
        if (answer[4] != 0) {
            throw new IllegalStateException("login refused: " + text(answer));
        }
        if ((capabilities & Capability.COMPRESS) != 0) {
            client.beginCompression();
        }
        client.tracker.deprecateEof((capabilities & Capability.DEPRECATE_EOF) != 0);
        return client;
    }

    /** The packet that asks for TLS. */
    static byte[] tlsRequest(int capabilities) {
        return packet(
                1,
                Unpooled.buffer()
                        .writeIntLE(capabilities | Capability.SSL)
                        .writeIntLE(LONGEST_PACKET)
                        .writeByte(UTF8MB4)
                        .writeZero(23));
    }

    /** Goes on encrypted, whoever the server is; its certificate. */
    Certificate beginTls(String version) {
        try {
            SSLSocket encrypted = (SSLSocket) AnyServer.context()
                    .getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            encrypted.setEnabledProtocols(new String[] {version});
            encrypted.startHandshake();
            socket = encrypted;
            in = encrypted.getInputStream();
            out = encrypted.getOutputStream();
            loginNumber = 2;
            return encrypted.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void beginCompression() {
        in = CompressedStreams.input(in);
        out = CompressedStreams.output(out);
    }

    /** The answer to a greeting. */
    byte[] loginPacket(byte[] greeting, int capabilities, String schema) {
        int version = 4 + 1;
        int scrambleAt = version;
        while (greeting[scrambleAt] != 0) {
            scrambleAt++;
        }
        scrambleAt += 1 + 4;
        byte[] scramble = new byte[20];
        System.arraycopy(greeting, scrambleAt, scramble, 0, 8);
        System.arraycopy(greeting, scrambleAt + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10, scramble, 8, 12);
        byte[] answer = nativeAnswer(scramble);
        ByteBuf payload = Unpooled.buffer()
                .writeIntLE(capabilities)
                .writeIntLE(LONGEST_PACKET)
                .writeByte(UTF8MB4)
                .writeZero(23)
                .writeBytes("app_native\0".getBytes(StandardCharsets.US_ASCII))
                .writeByte(answer.length)
                .writeBytes(answer);
        if ((capabilities & Capability.CONNECT_WITH_DB) != 0) {
            payload.writeBytes((schema + "\0").getBytes(StandardCharsets.UTF_8));
        }
        payload.writeBytes((NATIVE + "\0").getBytes(StandardCharsets.US_ASCII));
        return packet(loginNumber, payload);
    }

    static byte[] nativeAnswer(byte[] scramble) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] once = sha1.digest("app".getBytes(StandardCharsets.US_ASCII));
            byte[] twice = sha1.digest(once);
            sha1.update(scramble);
            byte[] mask = sha1.digest(twice);
            for (int i = 0; i < once.length; i++) {
                once[i] ^= mask[i];
            }
            return once;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] packet(int number, byte[] payload) {
        return packet(number, Unpooled.wrappedBuffer(payload));
    }

    private static byte[] packet(int number, ByteBuf payload) {
        ByteBuf packet = Unpooled.buffer()
                .writeMediumLE(payload.readableBytes())
                .writeByte(number)
                .writeBytes(payload);
        byte[] bytes = new byte[packet.readableBytes()];
        packet.readBytes(bytes);
        return bytes;
    }

    static byte[] command(int command, byte[] argument) {
        return packet(0, Unpooled.buffer().writeByte(command).writeBytes(argument));
    }

    static byte[] query(String sql) {
        return command(Command.QUERY, sql.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[]... packets) {
        ByteBuf all = Unpooled.wrappedBuffer(packets);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command of any length, cut into packets as the protocol wants. */
    void sendLong(int command, byte[] argument) {
        ByteBuf payload = Unpooled.wrappedBuffer(new byte[] {(byte) command}, argument);
        int number = 0;
        int piece;
        do {
            piece = Math.min(payload.readableBytes(), PacketDecoder.MAX_PAYLOAD);
            send(packet(number++, payload.readSlice(piece)));
        } while (piece == PacketDecoder.MAX_PAYLOAD);
    }

    void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One packet with its header. */
    byte[] readPacket() {
        try {
            byte[] header = in.readNBytes(4);
            if (header.length < 4) {
                throw new EOFException("the connection was closed");
            }
            int length = (header[0] & 0xFF) | ((header[1] & 0xFF) << 8) | ((header[2] & 0xFF) << 16);
            byte[] packet = Arrays.copyOf(header, 4 + length);
            if (in.readNBytes(packet, 4, length) < length) {
                throw new EOFException("the connection was closed inside a packet");
            }
            return packet;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next byte, whatever it belongs to; -1 at the end of the stream. */
    int readByte() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to the end of the stream. */
    byte[] readToEnd() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A whole reply, byte for byte. */
    byte[] readReply(ReplyKind kind) {
        ByteBuf reply = Unpooled.buffer();
        tracker.begin(kind, true);
        while (true) {
            int from = reply.writerIndex();
            reply.writeBytes(readPacket());
            if (tracker.follow(reply, from, reply.writerIndex()) >= 0) {
                byte[] bytes = new byte[reply.readableBytes()];
                reply.readBytes(bytes);
                return bytes;
            }
        }
    }

    byte[] run(String sql) {
        send(query(sql));
        return readReply(ReplyKind.RESULTS);
    }

    /** Of the reply read last. */
    ReplyTracker tracker() {
        return tracker;
    }

    /** What of a packet can be read by people, for messages. */
    static String text(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }

    /** The error number of a packet that is an ERR packet. */
    static int errorCode(byte[] packet) {
        if (packet.length < 7 || packet[4] != (byte) 0xFF) {
            throw new IllegalArgumentException("no ERR packet: " + text(packet));
        }
        return (packet[5] & 0xFF) | ((packet[6] & 0xFF) << 8);
    }

    static boolean isOk(byte[] packet) {
        return packet.length > 6 && packet[4] == 0;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
