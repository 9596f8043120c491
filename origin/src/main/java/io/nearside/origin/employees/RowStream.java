package io.nearside.origin.employees;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The rows of one table as the text that {@code LOAD DATA} reads by default: tabs between values, a line feed after each
 * row. Rows are made as they are read.
 */
final class RowStream extends InputStream {
    private static final int CHUNK = 1 << 16;

    private final Workforce workforce;
    private final Table table;
    private final LoadProgress progress;
    private final StringBuilder text = new StringBuilder(CHUNK + 4_096);

    private byte[] chunk = new byte[0];
    private int position;
    private int nextEmployee;
    private long rows;

    RowStream(Workforce workforce, Table table, LoadProgress progress) {
        this.workforce = workforce;
        this.table = table;
        this.progress = progress;
    }

    @Override
    public int read() {
        return hasMore() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return chunk.length - position;
    }

    private boolean hasMore() {
        if (position < chunk.length) {
            return true;
        }
        text.setLength(0);
        while (nextEmployee < workforce.employees() && text.length() < CHUNK) {
            table.writer().accept(new Employee(workforce, nextEmployee++), this::append);
        }
        chunk = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        position = 0;
        progress.sent(table.name(), rows, table.rows());
        return chunk.length > 0;
    }

    private void append(String... values) {
        for (String value : values) {
            text.append(value).append('\t');
        }
        text.setCharAt(text.length() - 1, '\n');
        rows++;
    }
}
