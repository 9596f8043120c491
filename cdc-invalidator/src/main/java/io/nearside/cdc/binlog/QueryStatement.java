package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A statement as the binlog holds it, with the session settings that decide how its text is to be read.
 *
 * @param schema the session's default schema; may be empty
 * @param text the statement; never to be logged
 * @param sqlMode the session's
 * @param readable whether {@code text} is what the session meant: not when it has other than ASCII characters in a
 *     character set that is not UTF-8
 */
record QueryStatement(String schema, String text, long sqlMode, boolean readable) implements EventData {
    /** Reads a query event. The client library's own takes the text for the platform's charset and skips the settings. */
    static final class Deserializer implements EventDataDeserializer<QueryStatement> {
        private static final int FLAGS2 = 0;
        private static final int SQL_MODE = 1;
        private static final int AUTO_INCREMENT = 3;
        private static final int CHARSET = 4;
        private static final int CATALOG = 6;

        @Override
        public QueryStatement deserialize(ByteArrayInputStream in) throws IOException {
            in.skip(4 + 4 + 1); // thread, execution time, length of the schema's name
            in.skip(2); // error code
            byte[] settings = in.read(in.readInteger(2));
            String schema = readZeroTerminated(in);
            byte[] text = in.read(in.available());
            long sqlMode = 0;
            boolean utf8 = false;
            ByteBuffer rest = ByteBuffer.wrap(settings).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            // The settings stand in a fixed order and these come first; what follows is not looked at.
            while (rest.hasRemaining()) {
                int code = rest.get() & 0xFF;
                if (code == FLAGS2 && rest.remaining() >= 4) {
                    rest.getInt();
                } else if (code == SQL_MODE && rest.remaining() >= 8) {
                    sqlMode = rest.getLong();
                } else if (code == AUTO_INCREMENT && rest.remaining() >= 4) {
                    rest.getInt();
                } else if (code == CATALOG
                        && rest.hasRemaining()
                        && rest.remaining() > (rest.get(rest.position()) & 0xFF)) {
                    rest.position(rest.position() + 1 + (rest.get(rest.position()) & 0xFF));
                } else {
                    utf8 = code == CHARSET && rest.remaining() >= 2 && isUtf8(rest.getShort() & 0xFFFF);
                    break;
                }
            }
            return of(schema, text, sqlMode, utf8);
        }

        private static QueryStatement of(String schema, byte[] text, long sqlMode, boolean utf8) {
            boolean ascii = true;
            for (byte b : text) {
                ascii &= b >= 0;
            }
            try {
                String decoded = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(text))
                        .toString();
                return new QueryStatement(schema, decoded, sqlMode, ascii || utf8);
            } catch (CharacterCodingException e) {
                return new QueryStatement(schema, "", sqlMode, false);
            }
        }

        static String readZeroTerminated(ByteArrayInputStream in) throws IOException {
            byte[] bytes = new byte[64];
            int length = 0;
            for (int b; (b = in.read()) != 0; ) {
                if (b < 0) {
                    throw new java.io.EOFException("name without end");
                }
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, length * 2);
                }
                bytes[length++] = (byte) b;
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }

        /** Collation ids of utf8mb3 and utf8mb4 in MySQL and MariaDB. */
        private static boolean isUtf8(int collation) {
            return collation == 33
                    || collation == 45
                    || collation == 46
                    || collation == 76
                    || collation == 83
                    || (collation >= 192 && collation <= 215)
                    || (collation >= 223 && collation <= 247)
                    || (collation >= 255 && collation <= 323)
                    || collation == 576
                    || collation == 577
                    || collation == 608
                    || collation == 609
                    || collation == 1057
                    || collation == 1069
                    || collation == 1070
                    || collation == 1216
                    || collation == 1217
                    || collation == 1248
                    || collation == 1249
                    || (collation >= 2048 && collation < 2560);
        }
    }

    /** Says nothing of the statement: it may hold data and passwords. */
    @Override
    public String toString() {
        return "statement of " + text.length() + " characters";
    }
}
