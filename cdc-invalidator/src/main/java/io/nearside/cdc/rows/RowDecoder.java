package io.nearside.cdc.rows;

import io.nearside.cdc.log.RowImage;
import io.nearside.cdc.log.RowImage.Omitted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Makes row images of what Debezium brings. A value that Debezium blurs (a zero date comes as null or as 1970) or whose
 * meaning depends on the session that compares it (TIMESTAMP) is omitted, and so is a large one. An empty ENUM may be its
 * member of that name or none of its members.
 *
 * <p>Numbers, YEAR and BIT are {@link Long} or {@link BigDecimal}, floating point is {@link Double}; DATE, DATETIME and
 * TIME are text as the origin prints it, without trailing zeros of the fraction; ENUM and SET are text.
 */
final class RowDecoder {
    /** Longer texts and byte strings are omitted. */
    static final int MOST_LENGTH = 1_024;

    /** Stands for bytes that are no character: two texts that hold it may be different ones. */
    private static final char UNDECODABLE = '\uFFFD';

    /**
     * The spellings of types whose values Debezium brings as they are. It takes definitions made while it runs as they were
     * written, and does not know what the origin makes of some: 5 in a BOOL becomes true, a REAL loses digits, and of INTEGER
     * UNSIGNED the upper half becomes negative.
     */
    private static final Pattern FAITHFUL = Pattern.compile(
            "(TINYINT|SMALLINT|MEDIUMINT|INT|BIGINT|DECIMAL|FLOAT|DOUBLE)( UNSIGNED)?( ZEROFILL)?|INTEGER|NUMERIC|YEAR|BIT|DATE|DATETIME|TIME"
                    + "|(VAR)?CHAR|(TINY|MEDIUM|LONG)?TEXT|(VAR)?BINARY|(TINY|MEDIUM|LONG)?BLOB|(ENUM|SET)\\b.*",
            Pattern.DOTALL);

    private static final String WRITTEN_TYPE = "__debezium.source.column.type";
    private static final String TIME = "io.debezium.time.";
    private static final Set<String> AS_TEXT = Set.of("io.debezium.data.Enum", "io.debezium.data.EnumSet");
    private static final long NO_YEAR = 1900;
    private static final DateTimeFormatter TO_SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private RowDecoder() {}

    /**
     * @param charsetsKnown whether the origin itself said which character sets the columns have. A statement in the binlog may
     *     leave them to what only the origin knows; whatever Debezium takes them for, what it reads as printable ASCII is that
     */
    static @Nullable RowImage image(@Nullable Struct row, boolean charsetsKnown) {
        if (row == null) {
            return null;
        }
        RowImage.Builder image = RowImage.builder();
        for (Field column : row.schema().fields()) {
            Object value = row.getWithoutDefault(column.name());
            Object decoded = isFaithful(column.schema()) ? value(column.schema(), value) : Omitted.OMITTED;
            boolean doubtful = !charsetsKnown && decoded instanceof String text && !isPrintableAscii(text);
            image.set(column.name(), doubtful ? Omitted.OMITTED : decoded);
        }
        return image.build();
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static boolean isFaithful(Schema schema) {
        String written =
                schema.parameters() == null ? null : schema.parameters().get(WRITTEN_TYPE);
        return written != null && isFaithful(written);
    }

    private static boolean isFaithful(String written) {
        String type = written.toUpperCase(Locale.ROOT);
        // ZEROFILL makes a number unsigned
        boolean told = type.contains(" UNSIGNED") || !type.contains(" ZEROFILL");
        return told && FAITHFUL.matcher(type).matches();
    }

    static @Nullable Object value(Schema schema, @Nullable Object value) {
        String type = schema.name() == null ? "" : schema.name();
        if (type.startsWith(TIME)) {
            return temporal(type.substring(TIME.length()), value);
        }
        if (value == null) {
            return null;
        }
        return switch (type) {
            case "" -> plain(value);
            case "org.apache.kafka.connect.data.Decimal" -> value;
            case "io.debezium.data.Bits" -> bits(value);
            default -> AS_TEXT.contains(type) && !value.equals("") ? plain(value) : Omitted.OMITTED;
        };
    }

    private static Object plain(Object value) {
        if (value instanceof Boolean bit) {
            return bit ? 1L : 0L;
        }
        if (value instanceof Float || value instanceof Double) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof String text) {
            return text.length() > MOST_LENGTH || text.indexOf(UNDECODABLE) >= 0 ? Omitted.OMITTED : text;
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.remaining() > MOST_LENGTH ? Omitted.OMITTED : copy(buffer);
        }
        if (value instanceof byte[] bytes) {
            return bytes.length > MOST_LENGTH ? Omitted.OMITTED : bytes;
        }
        return Omitted.OMITTED;
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Comes as bytes, the lowest first. */
    private static Object bits(Object value) {
        Object plain = plain(value);
        if (!(plain instanceof byte[] bytes)) {
            return plain;
        }
        byte[] highestFirst = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            highestFirst[i] = bytes[bytes.length - 1 - i];
        }
        BigInteger number = new BigInteger(1, highestFirst);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : new BigDecimal(number);
    }

    private static Object temporal(String type, @Nullable Object value) {
        if (!(value instanceof Number number) || (number.longValue() == 0 && !type.equals("MicroTime"))) {
            return Omitted.OMITTED;
        }
        long amount = number.longValue();
        return switch (type) {
            case "Date" -> LocalDate.ofEpochDay(amount).toString();
            case "Timestamp" -> dateTime(amount * 1_000);
            case "MicroTimestamp" -> dateTime(amount);
            case "MicroTime" -> time(amount);
            case "Year" -> amount == NO_YEAR ? Omitted.OMITTED : amount;
            default -> Omitted.OMITTED;
        };
    }

    private static String dateTime(long micros) {
        LocalDateTime seconds = LocalDateTime.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), 0, ZoneOffset.UTC);
        return TO_SECONDS.format(seconds) + fraction(Math.floorMod(micros, 1_000_000L));
    }

    /** May be negative and longer than a day. */
    private static String time(long micros) {
        long size = Math.abs(micros);
        long seconds = size / 1_000_000;
        return String.format(
                Locale.ROOT,
                "%s%02d:%02d:%02d%s",
                micros < 0 ? "-" : "",
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60,
                fraction(size % 1_000_000));
    }

    private static String fraction(long micros) {
        return micros == 0 ? "" : String.format(Locale.ROOT, ".%06d", micros).replaceAll("0+$", "");
    }
}
