package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses and inflates single blocks of bytes, each of them a zlib stream of its own.
 *
 * <p>The tables for it take hundreds of kilobytes outside the heap, and no block depends on the one before: each thread has
 * them once, whatever the number of its connections.
 */
final class Zlib {
    /** How much is taken of a declared length before there is anything to show for it. */
    private static final int FIRST_CAPACITY = 64 * 1024;

    /** Rows are repetitive: trying harder costs the event loop several times as much and saves little. */
    private static final FastThreadLocal<Deflater> DEFLATER = new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
            return new Deflater(Deflater.BEST_SPEED);
        }

        @Override
        protected void onRemoval(Deflater deflater) {
            deflater.end();
        }
    };

    private static final FastThreadLocal<Inflater> INFLATER = new FastThreadLocal<>() {
        @Override
        protected Inflater initialValue() {
            return new Inflater();
        }

        @Override
        protected void onRemoval(Inflater inflater) {
            inflater.end();
        }
    };

    private Zlib() {}

    /**
     * Appends the compressed form of all readable bytes, if it fits into what is writable.
     *
     * @return whether it did; if not, {@code to} is as it was
     */
    static boolean deflate(ByteBuf plain, ByteBuf to) {
        Deflater deflater = DEFLATER.get();
        try {
            deflater.setInput(plain.nioBuffer());
            deflater.finish();
            int from = to.writerIndex();
            int written = 1;
            while (!deflater.finished() && written > 0) {
                written = to.isWritable() ? deflater.deflate(to.nioBuffer(to.writerIndex(), to.writableBytes())) : 0;
                to.writerIndex(to.writerIndex() + written);
            }
            if (!deflater.finished()) {
                to.writerIndex(from);
            }
            return deflater.finished();
        } finally {
            deflater.reset();
        }
    }

    /**
     * The bytes that these readable ones were compressed from.
     *
     * @param length how many there must be; no more memory than that is taken, and no more than has been inflated calls for
     * @throws MalformedPacketException if there are fewer or more, or it was not compressed by zlib
     */
    static ByteBuf inflate(ByteBufAllocator allocator, ByteBuf compressed, int length) {
        Inflater inflater = INFLATER.get();
        ByteBuf plain = allocator.buffer(Math.min(length, FIRST_CAPACITY), length);
        boolean whole = false;
        try {
            inflater.setInput(compressed.nioBuffer());
            while (!inflater.finished() && plain.readableBytes() < length) {
                plain.ensureWritable(1);
                int inflated = inflater.inflate(plain.nioBuffer(plain.writerIndex(), plain.writableBytes()));
                if (inflated == 0 && !inflater.finished()) {
                    throw new MalformedPacketException("compressed bytes end too early");
                }
                plain.writerIndex(plain.writerIndex() + inflated);
            }
            requireEnd(inflater, plain.readableBytes(), length);
            whole = true;
            return plain;
        } catch (DataFormatException e) {
            throw new MalformedPacketException("bytes that zlib did not compress: " + e.getMessage());
        } finally {
            inflater.reset();
            if (!whole) {
                plain.release();
            }
        }
    }

    /** The checksum comes behind the last byte, and is only looked at where there is room for one more. */
    private static void requireEnd(Inflater inflater, int inflated, int length) throws DataFormatException {
        boolean ended = inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
        if (!ended || inflated != length) {
            throw new MalformedPacketException("compressed bytes that are not the " + length + " they were said to be");
        }
    }
}
