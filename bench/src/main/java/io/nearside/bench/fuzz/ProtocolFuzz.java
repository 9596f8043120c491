package io.nearside.bench.fuzz;

import io.nearside.proxy.wire.AnswerComparison;
import io.nearside.proxy.wire.AuthExchange;
import io.nearside.proxy.wire.AuthSwitch;
import io.nearside.proxy.wire.ChangeUserRequest;
import io.nearside.proxy.wire.CompressedPackets;
import io.nearside.proxy.wire.GreetingPacket;
import io.nearside.proxy.wire.HandshakeResponse;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.TextRows;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whatever a hostile client or a hostile origin sends, the only outcome beside a reading of it is a
 * {@link MalformedPacketException}, and no buffer is lost. The first byte of an input says who reads it, the second how it is
 * cut.
 */
public final class ProtocolFuzz {
    private static final int LONGEST_BEFORE_LOGIN = 64 * 1024;
    private static final int HEAD = 2;
    private static final List<ReplyKind> REPLIES = List.of(ReplyKind.values());
    private static final List<Reader> READERS = List.of(Reader.values());

    private ProtocolFuzz() {}

    /** Who reads the bytes. */
    private enum Reader {
        CLIENT_LOGIN {
            @Override
            void read(ByteBuf bytes, int piece) {
                through(new PacketDecoder(LONGEST_BEFORE_LOGIN), bytes, piece, packet -> {
                    quietly(() -> HandshakeResponse.asksForTls(packet));
                    quietly(() -> HandshakeResponse.read(packet));
                });
            }
        },
        CLIENT_CHANGES_USER {
            @Override
            void read(ByteBuf bytes, int piece) {
                through(
                        new PacketDecoder(LONGEST_BEFORE_LOGIN),
                        bytes,
                        piece,
                        packet -> quietly(() -> ChangeUserRequest.read(packet, piece * 0x01010101, 0)));
            }
        },
        COMPRESSED {
            @Override
            void read(ByteBuf bytes, int piece) {
                through(new CompressedPackets(), bytes, piece, plain -> {});
            }
        },
        ORIGIN_LOGIN {
            @Override
            void read(ByteBuf bytes, int piece) {
                quietly(() -> GreetingPacket.read(bytes));
                quietly(() -> AuthSwitch.read(bytes));
                quietly(() -> AuthExchange.readMoreData(bytes));
            }
        },
        ORIGIN_REPLY {
            @Override
            void read(ByteBuf bytes, int piece) {
                ReplyTracker tracker = new ReplyTracker();
                tracker.deprecateEof((piece & 1) != 0);
                tracker.sessionTrack((piece & 2) != 0);
                tracker.begin(REPLIES.get(piece % REPLIES.size()));
                int at = bytes.readerIndex();
                while (at < bytes.writerIndex()) {
                    int to = Math.min(bytes.writerIndex(), at + 1 + piece);
                    if (tracker.follow(bytes, at, to) >= 0) {
                        return;
                    }
                    at = to;
                }
            }
        },
        ORIGIN_ROWS {
            @Override
            void read(ByteBuf bytes, int piece) {
                TextRows.read(bytes, (piece & 1) != 0, StandardCharsets.UTF_8);
            }
        },
        TWO_ANSWERS {
            @Override
            void read(ByteBuf bytes, int piece) {
                byte[] one = new byte[bytes.readableBytes()];
                bytes.getBytes(bytes.readerIndex(), one);
                byte[] other = one.clone();
                if (other.length > 0) {
                    other[piece % other.length] ^= 1;
                }
                AnswerComparison.compare(one, other, (piece & 1) != 0);
            }
        };

        abstract void read(ByteBuf bytes, int piece);

        /** One reader's complaint must not keep another from reading. */
        private static void quietly(Runnable reading) {
            try {
                reading.run();
            } catch (MalformedPacketException e) {
                // As it should be.
            }
        }

        private static void through(ChannelHandler handler, ByteBuf bytes, int piece, Consumer<ByteBuf> next) {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.config().setAllocator(bytes.alloc());
            channel.pipeline().addLast(handler);
            try {
                while (bytes.isReadable()) {
                    channel.writeInbound(bytes.readRetainedSlice(Math.min(bytes.readableBytes(), 1 + piece)));
                    for (ByteBuf out = channel.readInbound(); out != null; out = channel.readInbound()) {
                        try {
                            next.accept(out);
                        } finally {
                            out.release();
                        }
                    }
                }
            } finally {
                channel.finishAndReleaseAll();
            }
        }
    }

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < HEAD) {
            return;
        }
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        ByteBuf bytes = allocator.buffer(input.length).writeBytes(Arrays.copyOfRange(input, HEAD, input.length));
        try {
            READERS.get((input[0] & 0xFF) % READERS.size()).read(bytes, input[1] & 0xFF);
        } catch (MalformedPacketException e) {
            // As it should be.
        } catch (DecoderException e) {
            if (!(e.getCause() instanceof MalformedPacketException)) {
                throw e;
            }
        } finally {
            bytes.release();
        }
        long lost = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
        if (lost != 0) {
            throw new IllegalStateException(lost + " bytes of buffers were not released");
        }
    }
}
