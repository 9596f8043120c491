package io.nearside.node.store;

import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.RowCondition.AllOf;
import io.nearside.proxy.footprint.RowCondition.AnyOf;
import io.nearside.proxy.footprint.RowCondition.NullTest;
import io.nearside.proxy.footprint.RowCondition.OneOf;
import io.nearside.proxy.footprint.RowCondition.StartsWith;
import io.nearside.proxy.footprint.RowCondition.Within;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Footprints as bytes. What cannot be read back whole gives nothing. */
final class FootprintForm {
    private static final int ALL_OF = 0;
    private static final int ANY_OF = 1;
    private static final int ONE_OF = 2;
    private static final int WITHIN = 3;
    private static final int STARTS_WITH = 4;
    private static final int NULL_TEST = 5;
    private static final int ANY_ROW = 6;
    private static final int NO_ROW = 7;

    private static final int NO_KEY = 0;
    private static final int LONG_KEY = 1;
    private static final int DECIMAL_KEY = 2;
    private static final int TEXT_KEY = 3;

    private static final int ALL_COLUMNS = -1;
    private static final int DEEPEST = 64;

    private FootprintForm() {}

    static byte[] encode(List<TableFootprint> tables) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(tables.size());
            for (TableFootprint table : tables) {
                write(out, table);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, TableFootprint table) throws IOException {
        writeText(out, table.table().schema());
        writeText(out, table.table().table());
        out.writeInt(table.columns().size());
        for (String column : table.columns()) {
            writeText(out, column);
        }
        int[] used = table.used().isAll() ? null : table.used().positions().toArray();
        out.writeInt(used == null ? ALL_COLUMNS : used.length);
        for (int column : used == null ? new int[0] : used) {
            out.writeInt(column);
        }
        write(out, table.condition());
    }

    private static void write(DataOutputStream out, RowCondition condition) throws IOException {
        if (condition instanceof RowCondition.Fixed fixed) {
            out.writeByte(fixed == RowCondition.Fixed.ANY ? ANY_ROW : NO_ROW);
        } else if (condition instanceof AllOf all) {
            writeParts(out, ALL_OF, all.parts());
        } else if (condition instanceof AnyOf any) {
            writeParts(out, ANY_OF, any.parts());
        } else if (condition instanceof OneOf one) {
            writeHead(out, ONE_OF, one.column(), one.comparison());
            out.writeBoolean(one.orNull());
            out.writeInt(one.keys().size());
            for (Object key : one.keys()) {
                writeKey(out, key);
            }
        } else if (condition instanceof Within within) {
            writeHead(out, WITHIN, within.column(), within.comparison());
            writeKey(out, within.low());
            writeKey(out, within.high());
        } else if (condition instanceof StartsWith starts) {
            writeHead(out, STARTS_WITH, starts.column(), starts.comparison());
            writeText(out, starts.prefix());
        } else if (condition instanceof NullTest test) {
            out.writeByte(NULL_TEST);
            out.writeInt(test.column());
            out.writeBoolean(test.isNull());
        } else {
            throw new IllegalArgumentException("a condition of unknown kind");
        }
    }

    private static void writeParts(DataOutputStream out, int kind, List<RowCondition> parts) throws IOException {
        out.writeByte(kind);
        out.writeInt(parts.size());
        for (RowCondition part : parts) {
            write(out, part);
        }
    }

    private static void writeHead(DataOutputStream out, int kind, int column, Comparison comparison)
            throws IOException {
        out.writeByte(kind);
        out.writeInt(column);
        writeText(out, comparison.name());
    }

    private static void writeKey(DataOutputStream out, @Nullable Object key) throws IOException {
        if (key == null) {
            out.writeByte(NO_KEY);
        } else if (key instanceof Long number) {
            out.writeByte(LONG_KEY);
            out.writeLong(number);
        } else if (key instanceof BigDecimal number) {
            out.writeByte(DECIMAL_KEY);
            writeText(out, number.toString());
        } else {
            out.writeByte(TEXT_KEY);
            writeText(out, (String) key);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** The footprints, or null if the bytes are not what {@link #encode} makes. */
    static @Nullable List<TableFootprint> decode(byte[] bytes, int offset, int length) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length))) {
            int count = count(in);
            List<TableFootprint> tables = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tables.add(readTable(in));
            }
            return in.available() == 0 ? tables : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static TableFootprint readTable(DataInputStream in) throws IOException {
        TableName name = new TableName(readText(in), readText(in));
        int columnCount = count(in);
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < columnCount; i++) {
            columns.add(readText(in));
        }
        int usedCount = in.readInt();
        if (usedCount != ALL_COLUMNS && (usedCount < 0 || usedCount > columnCount)) {
            throw new IOException(usedCount + " used of " + columnCount + " columns");
        }
        List<Integer> used = new ArrayList<>();
        for (int i = 0; i < usedCount; i++) {
            used.add(column(in, columnCount));
        }
        ColumnSet set = usedCount == ALL_COLUMNS ? ColumnSet.ALL : ColumnSet.of(used);
        return new TableFootprint(name, columns, set, readCondition(in, columnCount, 0));
    }

    private static RowCondition readCondition(DataInputStream in, int columns, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("conditions nest too deep");
        }
        int kind = in.readByte();
        return switch (kind) {
            case ANY_ROW -> RowCondition.Fixed.ANY;
            case NO_ROW -> RowCondition.Fixed.NONE;
            case ALL_OF -> new AllOf(readParts(in, columns, depth));
            case ANY_OF -> new AnyOf(readParts(in, columns, depth));
            case ONE_OF -> readOneOf(in, columns);
            case WITHIN -> readWithin(in, columns);
            case STARTS_WITH -> readStartsWith(in, columns);
            case NULL_TEST -> new NullTest(column(in, columns), in.readBoolean());
            default -> throw new IOException("condition of kind " + kind);
        };
    }

    private static List<RowCondition> readParts(DataInputStream in, int columns, int depth) throws IOException {
        int count = count(in);
        List<RowCondition> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(readCondition(in, columns, depth + 1));
        }
        return parts;
    }

    private static OneOf readOneOf(DataInputStream in, int columns) throws IOException {
        int column = column(in, columns);
        Comparison comparison = comparison(in);
        boolean orNull = in.readBoolean();
        int count = count(in);
        Set<Object> keys = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Object key = readKey(in, comparison);
            if (key == null) {
                throw new IOException("a value is missing");
            }
            keys.add(key);
        }
        return new OneOf(column, comparison, keys, orNull);
    }

    private static Within readWithin(DataInputStream in, int columns) throws IOException {
        int column = column(in, columns);
        Comparison comparison = comparison(in);
        if (!comparison.isOrdered()) {
            throw new IOException("a range of what is not ordered");
        }
        return new Within(column, comparison, readKey(in, comparison), readKey(in, comparison));
    }

    private static StartsWith readStartsWith(DataInputStream in, int columns) throws IOException {
        int column = column(in, columns);
        Comparison comparison = comparison(in);
        if (!comparison.hasPrefixes()) {
            throw new IOException("a prefix of what has none");
        }
        return new StartsWith(column, comparison, readText(in));
    }

    private static int column(DataInputStream in, int columns) throws IOException {
        int column = in.readInt();
        if (column < 0 || column >= columns) {
            throw new IOException("column " + column + " of " + columns);
        }
        return column;
    }

    private static Comparison comparison(DataInputStream in) throws IOException {
        return Comparison.valueOf(readText(in));
    }

    /** A key as the comparison makes it, else the condition would fail later, or miss a change. */
    private static @Nullable Object readKey(DataInputStream in, Comparison comparison) throws IOException {
        Object key = readKey(in);
        boolean fits = comparison == Comparison.NUMBER
                ? key == null || key.equals(comparison.keyOf(key))
                : key == null || key instanceof String;
        if (!fits) {
            throw new IOException("a value of another kind");
        }
        return key;
    }

    private static @Nullable Object readKey(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case NO_KEY -> null;
            case LONG_KEY -> in.readLong();
            case DECIMAL_KEY -> new BigDecimal(readText(in));
            case TEXT_KEY -> readText(in);
            default -> throw new IOException("value of kind " + kind);
        };
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(count(in)), StandardCharsets.UTF_8);
    }

    /** A number of things of which each takes a byte at least. */
    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IOException(count + " in " + in.available() + " bytes");
        }
        return count;
    }
}
