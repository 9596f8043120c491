package io.nearside.bench.logins;

import io.nearside.bench.protocol.Account;
import io.nearside.bench.protocol.AnyServer;
import io.nearside.bench.protocol.Login;
import io.nearside.bench.protocol.Packets;
import io.nearside.bench.stage.StageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Where clients log in: a port of this machine. */
record Door(int port) {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;
    private static final SSLSocketFactory TLS = AnyServer.sockets();

    /** Connects, logs in, with TLS if the server offers it, and disconnects; the nanoseconds until the server let the client in. */
    long login(Account account) {
        long began = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            Login login = new Login(account, Logins.SCHEMA, true);
            send(socket, login.take(ALLOCATOR, readPacket(socket.getInputStream())));
            if (!login.isTlsDue()) {
                finish(login, socket);
                return System.nanoTime() - began;
            }
            try (Socket encrypted = TLS.createSocket(socket, "127.0.0.1", port, true)) {
                send(encrypted, login.afterTls(ALLOCATOR));
                finish(login, encrypted);
                return System.nanoTime() - began;
            }
        } catch (IOException e) {
            throw new StageException("a login failed: " + e, e);
        }
    }

    private static void finish(Login login, Socket socket) throws IOException {
        while (!login.isDone()) {
            send(socket, login.take(ALLOCATOR, readPacket(socket.getInputStream())));
        }
    }

    private static void send(Socket socket, @Nullable ByteBuf packet) throws IOException {
        if (packet != null) {
            packet.readBytes(socket.getOutputStream(), packet.readableBytes());
            packet.release();
        }
    }

    private static ByteBuf readPacket(InputStream in) throws IOException {
        ByteBuf header = Unpooled.wrappedBuffer(in.readNBytes(Packets.HEADER));
        if (header.readableBytes() < Packets.HEADER) {
            throw new EOFException("the server has closed the connection");
        }
        return Unpooled.wrappedBuffer(header, Unpooled.wrappedBuffer(in.readNBytes(header.getUnsignedMediumLE(0))));
    }

    /** The same by Connector/J as it comes, with all that it asks before an application may begin. */
    long connect(Account account) {
        String url = "jdbc:mysql://127.0.0.1:" + port + "/" + Logins.SCHEMA
                + "?connectTimeout=" + TIMEOUT_MILLIS + "&socketTimeout="
                + TIMEOUT_MILLIS;
        long began = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(url, account.user(), account.password())) {
            long took = System.nanoTime() - began;
            if (!connection.isValid(TIMEOUT_MILLIS / 1_000)) {
                throw new StageException("a connection is of no use");
            }
            return took;
        } catch (SQLException e) {
            throw new StageException("a login failed: " + e.getMessage(), e);
        }
    }
}
