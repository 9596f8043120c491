package io.nearside.proxy.sql;

import io.nearside.proxy.sql.Lexer.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.AbstractJSqlParser.Dialect;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT as the parser understood it, and the means not to take its word for it. The parser knows many dialects at once: it
 * may take a keyword of MySQL for a name, stop early, or drop what it does not keep. So the statement counts as understood only
 * if the parser's tree, written out again, has the same tokens; if the tree has known kinds of nodes only; if every word of the
 * text is either a name found in the tree or structure that is known here; and if the tree's tables are those that the tokens
 * show.
 */
final class ParsedSelect {

    private final String shape;
    private final Select select;

    private ParsedSelect(String shape, Select select) {
        this.shape = shape;
        this.select = select;
    }

    /** Parses a shape, in the caller's thread; null if it is beyond the parser. */
    static @Nullable ParsedSelect of(String shape) {
        try {
            CCJSqlParser parser = new CCJSqlParser(new StringProvider(shape))
                    .withDialect(Dialect.MYSQL)
                    .withAllowComplexParsing(true);
            Statement statement = parser.Statement();
            return statement instanceof Select select ? new ParsedSelect(shape, select) : null;
        } catch (ParseException | RuntimeException | StackOverflowError e) {
            // some texts the parser does not understand make it trip; the bounds of a shape keep it from running deep
            // or long
            return null;
        }
    }

    /** The tree, if it is a faithful reading of the text, with the tables that the scan has found; null otherwise. */
    @Nullable
    SelectTree agreeingWith(TableScan.Result scan) {
        try {
            if (!repeatsText()) {
                return null;
            }
            SelectTree tree = SelectTree.of(select);
            boolean agrees = tree.isKnown()
                    && knowsEveryWord(tree.names())
                    && counted(tree.tables().stream().map(SelectTree::reference).toList())
                            .equals(counted(scan.tables()))
                    && counted(tree.commonTables()).equals(counted(scan.commonTables()));
            return agrees ? tree : null;
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    private boolean repeatsText() {
        Lexer written = Lexer.ofShape(shape);
        Lexer repeated = Lexer.ofShape(select.toString());
        while (written.advance() == repeated.advance() && sameText(written, repeated)) {
            if (written.kind() == Kind.END) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameText(Lexer written, Lexer repeated) {
        return written.kind() == Kind.QUOTED
                ? written.text().equals(repeated.text())
                : written.text().equalsIgnoreCase(repeated.text());
    }

    /** Whether names and structure together make up all words of the text, and no word is taken for a name that cannot be one. */
    private boolean knowsEveryWord(List<String> names) {
        Map<String, Integer> unexplained = new HashMap<>();
        Set<String> behindPoint = new HashSet<>();
        Lexer lexer = Lexer.ofShape(shape);
        boolean point = false;
        while (lexer.advance() != Kind.END) {
            if (lexer.kind() == Kind.WORD || lexer.kind() == Kind.QUOTED) {
                String word = folded(lexer.text());
                unexplained.merge(word, 1, Integer::sum);
                if (point) {
                    behindPoint.add(word);
                }
            }
            point = lexer.isSymbol(".");
        }
        for (String name : names) {
            String word = folded(name);
            boolean keyword = Keywords.isReserved(word) && !behindPoint.contains(word);
            if (keyword || !unexplained.containsKey(word)) {
                return false;
            }
            unexplained.computeIfPresent(word, (w, count) -> count == 1 ? null : count - 1);
        }
        return unexplained.keySet().stream().allMatch(Keywords::isStructure);
    }

    /** Words in upper case, quoted names and others as they are. */
    private static String folded(String name) {
        String upper = name.charAt(0) == '`' ? "" : Keywords.upper(name, 0, name.length());
        return upper.isEmpty() ? name : upper;
    }

    private static <T> Map<T, Integer> counted(List<T> list) {
        Map<T, Integer> counts = new HashMap<>();
        list.forEach(element -> counts.merge(element, 1, Integer::sum));
        return counts;
    }
}
