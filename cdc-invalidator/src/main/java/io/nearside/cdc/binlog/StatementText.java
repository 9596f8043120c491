package io.nearside.cdc.binlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The text of a statement in the binlog as tokens. Comments are gone, except that the content of executable ones counts
 * as text. Knows as much of MySQL's and MariaDB's lexical rules as is needed to never take a part of a literal for a
 * name or the other way round.
 */
final class StatementText {
    /** What a token is. */
    enum Type {
        /** An unquoted word: keyword or name. */
        WORD,
        /** A name in backticks, or in double quotes under ANSI_QUOTES. */
        NAME,
        LITERAL,
        SYMBOL
    }

    /** One token; {@code text} of a literal is empty. */
    record Token(Type type, String text) {
        boolean is(String keyword) {
            return type == Type.WORD && text.equalsIgnoreCase(keyword);
        }

        boolean isSymbol(char symbol) {
            return type == Type.SYMBOL && text.charAt(0) == symbol;
        }

        boolean isName() {
            return type == Type.WORD || type == Type.NAME;
        }

        String keyword() {
            return type == Type.WORD ? text.toUpperCase(Locale.ROOT) : "";
        }
    }

    /** The text ends inside a literal, name or comment: nothing is known of it. */
    static final class UnreadableTextException extends Exception {
        UnreadableTextException(String message) {
            super(message);
        }
    }

    private static final long ANSI_QUOTES = 4;
    private static final long NO_BACKSLASH_ESCAPES = 1 << 20;

    private final String text;
    private final boolean ansiQuotes;
    private final boolean backslashEscapes;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private StatementText(String text, long sqlMode) {
        this.text = text;
        this.ansiQuotes = (sqlMode & ANSI_QUOTES) != 0;
        this.backslashEscapes = (sqlMode & NO_BACKSLASH_ESCAPES) == 0;
    }

    /** @param sqlMode the session's, as the binlog event holds it */
    static List<Token> tokens(String text, long sqlMode) throws UnreadableTextException {
        StatementText reader = new StatementText(text, sqlMode);
        while (reader.at < text.length()) {
            reader.readOne();
        }
        return reader.tokens;
    }

    private void readOne() throws UnreadableTextException {
        char c = text.charAt(at);
        if (Character.isWhitespace(c) || c == 0) {
            at++;
        } else if (c == '#' || startsLineComment()) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
        } else if (text.startsWith("/*", at)) {
            readComment();
        } else if (text.startsWith("*/", at)) {
            at += 2; // the end of an executable comment
        } else if (c == '`') {
            tokens.add(new Token(Type.NAME, readQuoted('`', false)));
        } else if (c == '"' && ansiQuotes) {
            tokens.add(new Token(Type.NAME, readQuoted('"', false)));
        } else if (c == '\'' || c == '"') {
            readQuoted(c, backslashEscapes);
            tokens.add(new Token(Type.LITERAL, ""));
        } else if (isWordPart(c)) {
            readWord();
        } else {
            tokens.add(new Token(Type.SYMBOL, String.valueOf(c)));
            at++;
        }
    }

    /** Two dashes start a comment only with a blank or the end behind them. */
    private boolean startsLineComment() {
        return text.startsWith("--", at) && (at + 2 == text.length() || text.charAt(at + 2) <= ' ');
    }

    private void readComment() throws UnreadableTextException {
        boolean executable = text.startsWith("/*!", at) || text.startsWith("/*M!", at);
        if (executable) {
            at = text.indexOf('!', at) + 1;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            return;
        }
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw new UnreadableTextException("comment without end");
        }
        at = end + 2;
    }

    private String readQuoted(char quote, boolean escapes) throws UnreadableTextException {
        StringBuilder content = new StringBuilder();
        int i = at + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' && escapes) {
                i += 2;
            } else if (c != quote) {
                content.append(c);
                i++;
            } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                content.append(c);
                i += 2;
            } else {
                at = i + 1;
                return content.toString();
            }
        }
        throw new UnreadableTextException("quote without end");
    }

    /** A word or a number; a name may start with digits, so what has a letter in it is a word. */
    private void readWord() {
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        boolean number = word.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean afterDot = !tokens.isEmpty() && tokens.get(tokens.size() - 1).isSymbol('.');
        tokens.add(number && !afterDot ? new Token(Type.LITERAL, "") : new Token(Type.WORD, word));
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
}
