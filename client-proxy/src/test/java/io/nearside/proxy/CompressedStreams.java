package io.nearside.proxy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The compressed protocol as a client sees it, written as plainly as can be. */
final class CompressedStreams {
    private static final int LONGEST = 1_000_000;

    private CompressedStreams() {}

    /** The packets in the frames; their numbers must follow each other, from 1 after what was sent. */
    static InputStream input(InputStream frames) {
        return new InputStream() {
            private InputStream plain = InputStream.nullInputStream();

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                int read = plain.read(to, from, length);
                while (read < 0) {
                    byte[] header = frames.readNBytes(7);
                    if (header.length < 7) {
                        return -1;
                    }
                    byte[] content = frames.readNBytes(medium(header, 0));
                    if (content.length < medium(header, 0)) {
                        throw new EOFException("the connection was closed inside a frame");
                    }
                    int plainLength = medium(header, 4);
                    InputStream bytes = new ByteArrayInputStream(content);
                    plain = plainLength == 0
                            ? bytes
                            : new ByteArrayInputStream(new InflaterInputStream(bytes).readNBytes(plainLength));
                    read = plain.read(to, from, length);
                }
                return read;
            }
        };
    }

    private static int medium(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
    }

    /** Every write becomes a command's frames, numbered from 0, compressed and not by turns. */
    static OutputStream output(OutputStream frames) {
        return new FilterOutputStream(frames) {
            private int written;

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                int number = 0;
                for (int at = 0; at < length; at += LONGEST) {
                    frame(bytes, from + at, Math.min(LONGEST, length - at), number++);
                }
            }

            private void frame(byte[] bytes, int from, int length, int number) throws IOException {
                boolean compressed = length > 0 && written++ % 2 == 0;
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                try (OutputStream to = compressed ? new DeflaterOutputStream(content) : content) {
                    to.write(bytes, from, length);
                }
                writeMedium(content.size());
                out.write(number);
                writeMedium(compressed ? length : 0);
                content.writeTo(out);
            }

            private void writeMedium(int value) throws IOException {
                out.write(value);
                out.write(value >>> 8);
                out.write(value >>> 16);
            }
        };
    }
}
