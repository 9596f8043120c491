package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one statement into its {@link Shape}. Used once, by one thread. */
final class ShapeBuilder {

    /** Character sets that may stand before a string, with an underscore, to say how it is encoded. */
    private static final Set<String> INTRODUCERS = Keywords.setOf(
            "_ARMSCII8 _ASCII _BIG5 _BINARY _CP1250 _CP1251 _CP1256 _CP1257 _CP850 _CP852 _CP866 _CP932 _DEC8 _EUCJPMS _EUCKR",
            "_GB18030 _GB2312 _GBK _GEOSTD8 _GREEK _HEBREW _HP8 _KEYBCS2 _KOI8R _KOI8U _LATIN1 _LATIN2 _LATIN5 _LATIN7 _MACCE",
            "_MACROMAN _SJIS _SWE7 _TIS620 _UCS2 _UJIS _UTF16 _UTF16LE _UTF32 _UTF8 _UTF8MB3 _UTF8MB4");

    private static final Set<Kind> LITERALS =
            EnumSet.of(Kind.STRING, Kind.NATIONAL_STRING, Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT, Kind.HEX, Kind.BIT);

    /** Kinds of literals that an introducer may precede. */
    private static final Set<Kind> INTRODUCED = EnumSet.of(Kind.STRING, Kind.HEX, Kind.BIT);

    private final Lexer lexer;
    private final StringBuilder shape;
    private final boolean pipesAsConcat;
    private final boolean backslashEscapes;
    private DenyReason reservation = DenyReason.NONE;
    private final List<List<Literal>> literals = new ArrayList<>();
    private int tokens;
    private int depth;

    /** What was written last, and what stands between it and the current token. */
    private Kind before = Kind.END;

    private boolean pointBefore;
    private boolean spaceBefore;
    private boolean commentBefore;

    ShapeBuilder(String statement, SqlDialect dialect) {
        lexer = new Lexer(statement, dialect);
        pipesAsConcat = dialect.pipesAsConcat();
        backslashEscapes = !dialect.noBackslashEscapes();
        shape = new StringBuilder(Math.min(statement.length() * 2, Shape.MAX_LENGTH) + 16);
    }

    Shape build() {
        boolean afterIn = false;
        advance();
        while (lexer.kind() != Kind.END) {
            DenyReason problem = problem();
            if (problem != DenyReason.NONE) {
                return Shape.denied(problem);
            }
            boolean opensList = afterIn && lexer.isSymbol("(");
            afterIn = lexer.isWord("IN");
            if (lexer.isSymbol(";")) {
                return finish();
            } else if (isLiteral()) {
                Literal literal = readLiteral();
                writeLiteral(literal).add(literal);
            } else if (opensList) {
                copy();
                literalList();
            } else {
                copy();
            }
        }
        return new Shape(shape.toString(), DenyReason.NONE, reservation, literals);
    }

    /** Behind the statement's end; a comment there may count as a second, empty statement. */
    private Shape finish() {
        advance();
        if (lexer.kind() != Kind.END) {
            boolean executable = lexer.kind() == Kind.EXECUTABLE_COMMENT;
            return Shape.denied(executable ? DenyReason.EXECUTABLE_COMMENT : DenyReason.MULTI_STATEMENT);
        }
        return new Shape(
                shape.toString(), DenyReason.NONE, commentBefore ? DenyReason.MULTI_STATEMENT : reservation, literals);
    }

    private DenyReason problem() {
        if (lexer.kind() == Kind.EXECUTABLE_COMMENT) {
            return DenyReason.EXECUTABLE_COMMENT;
        }
        if (lexer.kind() == Kind.UNREADABLE || isStrayIntroducer()) {
            return DenyReason.UNREADABLE;
        }
        if (lexer.kind() == Kind.QUOTED && !lexer.isPlainName()) {
            // the parser would not read the name as it was written
            return DenyReason.UNKNOWN_CONSTRUCT;
        }
        boolean large = shape.length() > Shape.MAX_LENGTH || tokens > Shape.MAX_TOKENS || depth > Shape.MAX_DEPTH;
        return large ? DenyReason.TOO_COMPLEX : DenyReason.NONE;
    }

    /** Something like an introducer, of which it is not certain whether a server knows it as one. */
    private boolean isStrayIntroducer() {
        return precedesLiteral() && !INTRODUCERS.contains(lexer.keyword());
    }

    private boolean isIntroducer() {
        return precedesLiteral() && INTRODUCERS.contains(lexer.keyword());
    }

    private boolean precedesLiteral() {
        return lexer.kind() == Kind.WORD
                && lexer.firstCharacter() == '_'
                && INTRODUCED.contains(lexer.fork().advance());
    }

    private boolean isLiteral() {
        return LITERALS.contains(lexer.kind()) || isIntroducer();
    }

    /** Moves past one literal, be it of many adjacent strings. */
    private Literal readLiteral() {
        if (isIntroducer()) {
            advance();
            skipLiteral();
            return Literal.unread(Kind.NATIONAL_STRING);
        }
        Kind kind = lexer.kind();
        if (kind == Kind.STRING) {
            Literal first = Literal.read(kind, lexer.text(), backslashEscapes);
            advance();
            while (lexer.kind() == Kind.STRING) {
                first = first.followedBy(Literal.read(kind, lexer.text(), backslashEscapes));
                advance();
            }
            return first;
        }
        Literal literal = Literal.read(kind, lexer.text(), backslashEscapes);
        skipLiteral();
        return literal;
    }

    private void skipLiteral() {
        boolean string = lexer.kind() == Kind.STRING || lexer.kind() == Kind.NATIONAL_STRING;
        advance();
        while (string && lexer.kind() == Kind.STRING) {
            advance();
        }
    }

    /** Writes what stands for the literal, and returns the list that it belongs in. */
    private List<Literal> writeLiteral(Literal literal) {
        write(literal.kind(), Shape.placeholder(literal.kind(), literals.size()));
        List<Literal> group = new ArrayList<>(1);
        literals.add(group);
        return group;
    }

    /** Literals of an IN list, as far as the list consists of them: those of a kind that is there already join it. */
    private void literalList() {
        Map<Kind, List<Literal>> groups = new EnumMap<>(Kind.class);
        boolean comma = false;
        while (isLiteral()) {
            Literal literal = readLiteral();
            boolean whole = lexer.isSymbol(",") || lexer.isSymbol(")");
            List<Literal> group = groups.get(literal.kind());
            if (group == null || !whole) {
                if (comma) {
                    write(Kind.SYMBOL, ",");
                }
                group = writeLiteral(literal);
                groups.putIfAbsent(literal.kind(), group);
            }
            group.add(literal);
            if (!lexer.isSymbol(",")) {
                return;
            }
            comma = true;
            advance();
        }
        if (comma) {
            write(Kind.SYMBOL, ",");
        }
    }

    /** Copies the current token, in the one dialect that shapes are written in, and moves on. */
    private void copy() {
        if (lexer.isSymbol("(")) {
            depth++;
            open();
        } else if (lexer.isSymbol(")")) {
            depth--;
            write(Kind.SYMBOL, ")");
        } else if (lexer.isSymbol(".")) {
            shape.append('.');
            pointBefore = true;
        } else if (lexer.kind() == Kind.QUOTED) {
            write(Kind.QUOTED, '`' + lexer.name() + '`');
        } else if (lexer.isSymbol("&&")) {
            write(Kind.WORD, "AND");
        } else if (lexer.isSymbol("||") && !pipesAsConcat) {
            write(Kind.WORD, "OR");
        } else {
            write(lexer.kind(), lexer.text());
        }
        advance();
    }

    /** Whether a name and its parenthesis touch, or what parts them, decides what the name means: all that is kept. */
    private void open() {
        boolean afterName = before == Kind.WORD || before == Kind.QUOTED;
        if (afterName && !spaceBefore) {
            shape.append('(');
            before = Kind.SYMBOL;
            tokens++;
        } else {
            write(Kind.SYMBOL, afterName && commentBefore ? "/**/ (" : "(");
        }
    }

    private void write(Kind kind, String text) {
        if (shape.length() > 0 && !pointBefore) {
            shape.append(' ');
        }
        shape.append(text);
        pointBefore = false;
        before = kind;
        tokens++;
    }

    private void advance() {
        spaceBefore = false;
        commentBefore = false;
        while (lexer.next().isTrivia()) {
            if (lexer.kind() == Kind.HINT) {
                reservation = DenyReason.OPTIMIZER_HINT;
            }
            commentBefore |= lexer.kind() != Kind.SPACE;
            spaceBefore = true;
        }
    }
}
