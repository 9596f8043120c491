package io.nearside.node.wan;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * What both ends of a link agree on. A region asks once, with the last batch that it has, or nothing when it has none;
 * the answer is an endless stream of batches that follow it, as
 * {@link io.nearside.cdc.log.LogBatchCodec} writes them. An empty message says that the link is alive and there is no news.
 */
final class LogLink {
    static final MethodDescriptor<byte[], byte[]> FOLLOW = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName("io.nearside.LogLink", "Follow"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    /** Without news an empty message is sent this often. */
    static final Duration SIGN_OF_LIFE = Duration.ofMillis(500);

    /** A link on which nothing came for so long is dead. */
    static final Duration SILENCE = Duration.ofSeconds(3);

    /** More than any batch takes: the log's writer cuts them long before. */
    static final int MOST_MESSAGE_BYTES = 64 << 20;

    private LogLink() {}

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw Status.INTERNAL.withCause(e).asRuntimeException();
            }
        }
    }
}
