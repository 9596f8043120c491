package io.nearside.node.wan;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogBatchCodec;
import io.nearside.cdc.log.MalformedBatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving end of one link: messages come on a thread of the channel, and one thread takes them with {@link #next}.
 * No more are asked for than were taken, so a ring that is slow slows the link and not this process's memory.
 */
final class Incoming {
    private static final Logger log = LoggerFactory.getLogger(Incoming.class);

    private static final int MOST_UNDER_WAY = 256;

    /** The link is of no more use; the message tells people why. */
    static final class BrokenLinkException extends Exception {
        BrokenLinkException(String message) {
            super(message);
        }
    }

    /** Marks the end of the stream among the messages, by its identity. */
    private static final byte[] END = new byte[0];

    private final ClientCall<byte[], byte[]> call;
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private volatile String whyEnded = "";

    private Incoming(ClientCall<byte[], byte[]> call) {
        this.call = call;
    }

    static Incoming begin(ClientCall<byte[], byte[]> call, byte[] request) {
        Incoming incoming = new Incoming(call);
        call.start(incoming.new Listener(), new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(MOST_UNDER_WAY);
        return incoming;
    }

    /** The batches that came since; empty when the other side only says that it is there. */
    List<LogBatch> next() throws BrokenLinkException, InterruptedException {
        byte[] first = messages.poll(LogLink.SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            throw new BrokenLinkException("nothing came for " + LogLink.SILENCE.toMillis() + " ms");
        }
        List<byte[]> taken = new ArrayList<>();
        taken.add(first);
        messages.drainTo(taken, MOST_UNDER_WAY);
        List<LogBatch> batches = new ArrayList<>(taken.size());
        for (byte[] message : taken) {
            if (message == END) {
                throw new BrokenLinkException(whyEnded);
            }
            decode(message, batches);
        }
        call.request(taken.size());
        return batches;
    }

    /** What cannot be read is left out: a gap, which the readers of the log will see. */
    private static void decode(byte[] message, List<LogBatch> batches) {
        if (message.length == 0) {
            return;
        }
        try {
            batches.add(LogBatchCodec.decode(message));
        } catch (MalformedBatchException e) {
            log.warn("left out a batch from another region that cannot be read: {}", e.getMessage());
        }
    }

    private final class Listener extends ClientCall.Listener<byte[]> {
        @Override
        public void onMessage(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Throwable cause = status.getCause();
            String why = status.getDescription() == null ? status.getCode().name() : status.getDescription();
            whyEnded = cause == null ? why : why + ": " + cause.getMessage();
            messages.add(END);
        }
    }
}
