package io.nearside.proxy.sql;

/**
 * A cursor over a statement's tokens, by the lexical rules of MySQL and MariaDB. Allocates nothing but what {@link #text()} is
 * asked for; a token is a kind and two positions in the text. Where the servers' own lexers depend on something not known here
 * (character sets, versions), the rest of the text becomes one {@link Kind#UNREADABLE} token. Not thread-safe.
 */
final class Lexer {

    /** What a token is. */
    enum Kind {
        /** The end of the text; empty. */
        END,
        /** White space. */
        SPACE,
        /** A comment without meaning: from {@code #} or {@code --} to the end of the line, or between slash-star and star-slash. */
        COMMENT,
        /** A comment that may hold optimizer hints. */
        HINT,
        /** A comment that some server runs as SQL, and all that follows it. */
        EXECUTABLE_COMMENT,
        /** A keyword or an unquoted identifier. */
        WORD,
        /** A quoted identifier. */
        QUOTED,
        /** A string. */
        STRING,
        /** A string of the national character set: {@code N'...'}. */
        NATIONAL_STRING,
        /** Digits. */
        INTEGER,
        /** Digits with a point. */
        DECIMAL,
        /** A number with an exponent. */
        FLOAT,
        /** {@code x'..'} or {@code 0x..}. */
        HEX,
        /** {@code b'..'} or {@code 0b..}. */
        BIT,
        /** {@code ?}. */
        PARAMETER,
        /** An operator or other punctuation, as long as the servers read it. */
        SYMBOL,
        /** From here on the text's meaning is not certain. */
        UNREADABLE;

        /** Whether tokens of this kind only separate others. */
        boolean isTrivia() {
            return this == SPACE || this == COMMENT || this == HINT;
        }
    }

    /** Operators of more than one character, longest first where one begins another. */
    private static final String[] OPERATORS = {
        "->>", "<=>", "->", "<=", ">=", "<>", "!=", ":=", "||", "&&", "<<", ">>", "@@"
    };

    /** The second characters of those. */
    private static final String OPERATOR_TAILS = ">=|&<@";

    private static final String SINGLE_SYMBOLS = "()[]{},;.*/%+-~!<>=&|^@:";

    private final String text;
    private final boolean ansiQuotes;
    private final boolean backslashEscapes;

    private Kind kind = Kind.SPACE;
    private int start;
    private int end;

    Lexer(String text, SqlDialect dialect) {
        this(text, dialect.ansiQuotes(), !dialect.noBackslashEscapes());
    }

    private Lexer(String text, boolean ansiQuotes, boolean backslashEscapes) {
        this.text = text;
        this.ansiQuotes = ansiQuotes;
        this.backslashEscapes = backslashEscapes;
    }

    /** A cursor over the text of a {@link Shape}. */
    static Lexer ofShape(String shape) {
        return new Lexer(shape, false, true);
    }

    /** A second cursor at the same token, which moves on its own. */
    Lexer fork() {
        Lexer fork = new Lexer(text, ansiQuotes, backslashEscapes);
        fork.moveTo(this);
        return fork;
    }

    /** Moves to the token at which another cursor over the same text stands. */
    void moveTo(Lexer other) {
        kind = other.kind;
        start = other.start;
        end = other.end;
    }

    Kind kind() {
        return kind;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** The token as it stands in the text. */
    String text() {
        return text.substring(start, end);
    }

    /** The token's first character; not for the end of the text. */
    char firstCharacter() {
        return text.charAt(start);
    }

    /** Whether this is the given symbol. */
    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && end - start == symbol.length() && text.startsWith(symbol, start);
    }

    /** Whether this is the given word, in any case; the word is given in upper case. */
    boolean isWord(String word) {
        return kind == Kind.WORD
                && end - start == word.length()
                && text.regionMatches(true, start, word, 0, word.length());
    }

    /** The word in upper case if it may be a keyword, otherwise an empty string: keywords are ASCII only. */
    String keyword() {
        return kind == Kind.WORD ? Keywords.upper(text, start, end) : "";
    }

    /** The name that a word or a quoted identifier stands for. */
    String name() {
        if (kind != Kind.QUOTED) {
            return text();
        }
        char quote = text.charAt(start);
        return text.substring(start + 1, end - 1).replace("" + quote + quote, "" + quote);
    }

    /** Whether what stands between the quotes of a quoted identifier is the name as it is, free of quotes and control characters. */
    boolean isPlainName() {
        for (int position = start + 1; position < end - 1; position++) {
            char c = text.charAt(position);
            if (c < ' ' || c == '`' || c == '"' || c == '\\' || c == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Moves to the next token that is not trivia. */
    Kind advance() {
        do {
            next();
        } while (kind.isTrivia());
        return kind;
    }

    /** Moves to the next token of any kind. */
    Kind next() {
        start = end;
        if (start >= text.length()) {
            return accept(Kind.END, start);
        }
        char c = text.charAt(start);
        if (isSpace(c)) {
            int position = start + 1;
            while (position < text.length() && isSpace(text.charAt(position))) {
                position++;
            }
            return accept(Kind.SPACE, position);
        }
        return switch (c) {
            case '\'' -> quoted(Kind.STRING, start, '\'');
            case '"' -> quoted(ansiQuotes ? Kind.QUOTED : Kind.STRING, start, '"');
            case '`' -> quoted(Kind.QUOTED, start, '`');
            case '#' -> lineComment();
            case '?' -> accept(Kind.PARAMETER, start + 1);
            case '-' -> startsLineComment() ? lineComment() : symbol();
            case '/' -> at(start + 1) == '*' ? blockComment() : symbol();
            case '.' -> isDigit(at(start + 1)) ? number() : point();
            default -> wordNumberOrSymbol(c);
        };
    }

    private Kind wordNumberOrSymbol(char c) {
        if (isDigit(c)) {
            return number();
        }
        boolean beforeQuote = at(start + 1) == '\'';
        if (beforeQuote && (c == 'n' || c == 'N')) {
            return quoted(Kind.NATIONAL_STRING, start + 1, '\'');
        }
        if (beforeQuote && (c == 'x' || c == 'X')) {
            return digitsInQuotes(Kind.HEX);
        }
        if (beforeQuote && (c == 'b' || c == 'B')) {
            return digitsInQuotes(Kind.BIT);
        }
        if (isWordPart(c) && c != '$') {
            return accept(Kind.WORD, endOfWord(start + 1));
        }
        return symbol();
    }

    private Kind symbol() {
        if (OPERATOR_TAILS.indexOf(at(start + 1)) >= 0) {
            for (String operator : OPERATORS) {
                if (text.startsWith(operator, start)) {
                    return accept(Kind.SYMBOL, start + operator.length());
                }
            }
        }
        return SINGLE_SYMBOLS.indexOf(text.charAt(start)) >= 0 ? accept(Kind.SYMBOL, start + 1) : unreadable();
    }

    /** The point inside a qualified name: servers differ in what they read when anything stands between it and the names. */
    private Kind point() {
        char before = start == 0 ? '\0' : text.charAt(start - 1);
        char after = at(start + 1);
        boolean inside = (isWordPart(before) || isNameQuote(before) || (before == '*' && after == '*'))
                && (isWordPart(after) || isNameQuote(after) || after == '*');
        return inside ? accept(Kind.SYMBOL, start + 1) : unreadable();
    }

    private boolean isNameQuote(char c) {
        return c == '`' || (c == '"' && ansiQuotes);
    }

    /** A quoted token; a quote inside is doubled or, in a string, escaped. */
    private Kind quoted(Kind accepted, int open, char quote) {
        boolean escapes = backslashEscapes && accepted != Kind.QUOTED;
        for (int position = open + 1; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '\\' && escapes) {
                position++;
            } else if (c == quote) {
                if (at(position + 1) != quote) {
                    // an empty identifier is nobody's name
                    boolean empty = accepted == Kind.QUOTED && position == open + 1;
                    return empty ? unreadable() : accept(accepted, position + 1);
                }
                position++;
            }
        }
        return unreadable();
    }

    private Kind digitsInQuotes(Kind accepted) {
        int position = start + 2;
        while (isDigitOf(accepted, at(position))) {
            position++;
        }
        boolean wellFormed = at(position) == '\'' && (accepted == Kind.BIT || (position - start) % 2 == 0);
        return wellFormed ? accept(accepted, position + 1) : unreadable();
    }

    /**
     * A number. Where a letter follows, servers may read an identifier that begins with digits, or the start of another token:
     * not worth knowing which.
     */
    private Kind number() {
        boolean afterName = start > 0 && (isWordPart(text.charAt(start - 1)) || text.charAt(start - 1) == '`');
        Kind accepted = Kind.INTEGER;
        int position = start;
        if (text.charAt(start) == '0' && (at(start + 1) == 'x' || at(start + 1) == 'b')) {
            accepted = at(start + 1) == 'x' ? Kind.HEX : Kind.BIT;
            position = start + 2;
            while (isDigitOf(accepted, at(position))) {
                position++;
            }
            boolean empty = position == start + 2;
            return empty || afterName || isDangling(position) ? unreadable() : accept(accepted, position);
        }
        position = endOfDigits(position);
        if (at(position) == '.') {
            accepted = Kind.DECIMAL;
            position = endOfDigits(position + 1);
        }
        if (at(position) == 'e' || at(position) == 'E') {
            int exponent = at(position + 1) == '+' || at(position + 1) == '-' ? position + 2 : position + 1;
            if (isDigit(at(exponent))) {
                accepted = Kind.FLOAT;
                position = endOfDigits(exponent);
            }
        }
        return afterName || isDangling(position) ? unreadable() : accept(accepted, position);
    }

    private boolean isDangling(int endOfNumber) {
        char c = at(endOfNumber);
        return isWordPart(c) || c == '.' || c == '`';
    }

    /** Two dashes begin a comment only before white space, a control character or the end. */
    private boolean startsLineComment() {
        if (at(start + 1) != '-') {
            return false;
        }
        char c = at(start + 2);
        return start + 2 >= text.length() || c <= ' ' || c == 0x7F;
    }

    private Kind lineComment() {
        int newline = text.indexOf('\n', start);
        int position = newline < 0 ? text.length() : newline;
        return hasNul(start, position) ? unreadable() : accept(Kind.COMMENT, position);
    }

    private Kind blockComment() {
        char first = at(start + 2);
        boolean executable = first == '!' || ((first == 'M' || first == 'm') && at(start + 3) == '!');
        if (executable) {
            return accept(Kind.EXECUTABLE_COMMENT, text.length());
        }
        int close = text.indexOf("*/", start + 2);
        if (close < 0 || hasNul(start, close)) {
            return unreadable();
        }
        return accept(first == '+' ? Kind.HINT : Kind.COMMENT, close + 2);
    }

    /** Some server versions take a NUL for the end of a comment, or of the text. */
    private boolean hasNul(int from, int to) {
        int nul = text.indexOf('\0', from);
        return nul >= 0 && nul < to;
    }

    private Kind unreadable() {
        return accept(Kind.UNREADABLE, text.length());
    }

    private Kind accept(Kind accepted, int position) {
        kind = accepted;
        end = position;
        return accepted;
    }

    private int endOfWord(int from) {
        int position = from;
        while (isWordPart(at(position))) {
            position++;
        }
        return position;
    }

    private int endOfDigits(int from) {
        int position = from;
        while (isDigit(at(position))) {
            position++;
        }
        return position;
    }

    /** The character at a position, or NUL outside of the text. */
    private char at(int position) {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isDigitOf(Kind literal, char c) {
        return literal == Kind.BIT ? c == '0' || c == '1' : Character.digit(c, 16) >= 0 && c < 0x80;
    }

    /** Letters beyond ASCII are parts of names under every character set; other such characters are not certain to be. */
    private static boolean isWordPart(char c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$';
        }
        return Character.isLetter(c) && !Character.isSurrogate(c);
    }
}
