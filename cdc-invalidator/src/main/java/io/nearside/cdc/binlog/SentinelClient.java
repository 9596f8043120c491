package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.ResultSetRowPacket;
import com.github.shyiko.mysql.binlog.network.protocol.command.QueryCommand;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.origin.Gtids;
import io.nearside.cdc.origin.OriginServerId;
import io.nearside.config.OriginSettings;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the sentinel. Before it asks for the stream it proves, on that very connection, that this is the
 * server whose binlog was read and that the server has all of the history that was read.
 */
final class SentinelClient extends BinaryLogClient {
    /** Transactions can be in the binlog a moment before they count as executed. */
    private static final int WAIT_SECONDS = 3;

    private final OriginPosition from;
    private final ConnectListener onConnect;
    private volatile @Nullable Exception failure;
    private volatile boolean wasConnected;

    /** Told when the stream was asked for. */
    interface ConnectListener {
        void connected(boolean mariaDb);
    }

    SentinelClient(OriginSettings settings, OriginPosition from, ConnectListener onConnect) {
        super(
                settings.host(),
                settings.port(),
                settings.username(),
                settings.password().reveal());
        this.from = from;
        this.onConnect = onConnect;
    }

    @Override
    protected void requestBinaryLogStream() throws IOException {
        boolean mariaDb = Boolean.TRUE.equals(getMariaDB());
        try {
            prove(mariaDb);
        } catch (HistoryLostException e) {
            throw new IOException(e);
        }
        super.requestBinaryLogStream();
        wasConnected = true;
        onConnect.connected(mariaDb);
    }

    private void prove(boolean mariaDb) throws IOException, HistoryLostException {
        if (!query(OriginServerId.identityQuery(mariaDb)).equals(from.server())) {
            throw new HistoryLostException("another server answers at the origin's address");
        }
        if (from.gtids().isEmpty()) {
            return;
        }
        boolean complete = mariaDb
                ? Gtids.reached(query("SELECT @@global.gtid_binlog_pos"), from.gtids())
                : "0".equals(query("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + from.gtids() + "', " + WAIT_SECONDS + ")"));
        if (!complete) {
            throw new HistoryLostException("the origin no longer has all transactions that were read from its binlog");
        }
    }

    private String query(String sql) throws IOException {
        PacketChannel packets = Objects.requireNonNull(channel);
        packets.write(new QueryCommand(sql));
        checkError(packets.read());
        while (packets.read()[0] != (byte) 0xFE) {
            // column definitions
        }
        String value = "";
        for (byte[] row = packets.read(); row[0] != (byte) 0xFE; row = packets.read()) {
            checkError(row);
            value = new ResultSetRowPacket(row).getValue(0);
        }
        return value;
    }

    /** Notes why this connection is of no use any more; the first reason counts. */
    void fail(Exception reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    void failAndDisconnect(Exception reason) {
        fail(reason);
        try {
            disconnect();
        } catch (IOException e) {
            fail(e);
        }
    }

    @Nullable
    Exception failure() {
        return failure;
    }

    boolean wasConnected() {
        return wasConnected;
    }
}
