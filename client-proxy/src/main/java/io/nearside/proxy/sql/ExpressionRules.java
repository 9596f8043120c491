package io.nearside.proxy.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import net.sf.jsqlparser.expression.AllValue;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnyComparisonExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.CollateExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.HexValue;
import net.sf.jsqlparser.expression.IntervalExpression;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.JsonAggregateFunction;
import net.sf.jsqlparser.expression.JsonExpression;
import net.sf.jsqlparser.expression.JsonFunction;
import net.sf.jsqlparser.expression.JsonKeyValuePair;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.MySQLGroupConcat;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.RowConstructor;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.TranscodingFunction;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.WindowElement;
import net.sf.jsqlparser.expression.WindowOffset;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseAnd;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseLeftShift;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseOr;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseRightShift;
import net.sf.jsqlparser.expression.operators.arithmetic.BitwiseXor;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.IntegerDivision;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.conditional.XorExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.CosineSimilarity;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.IsUnknownExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NamedExpressionList;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.expression.operators.relational.RegExpMatchOperator;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.create.table.ColDataType;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of expressions that are understood, each with the parts that a {@link SelectTree} must walk. Every other kind, also
 * a subclass of one of these, makes the tree unknown.
 */
final class ExpressionRules {

    private static final Map<Class<?>, BiConsumer<Expression, SelectTree>> RULES = rules();

    private ExpressionRules() {}

    static void walk(Expression expression, SelectTree tree) {
        @Nullable BiConsumer<Expression, SelectTree> rule = RULES.get(expression.getClass());
        if (rule == null) {
            tree.unknown();
        } else {
            rule.accept(expression, tree);
        }
    }

    /** Walks a window's frame. */
    static void frame(WindowElement element, SelectTree tree) {
        if (element.getRange() != null) {
            bound(element.getRange().getStart(), tree);
            bound(element.getRange().getEnd(), tree);
        }
        bound(element.getOffset(), tree);
    }

    private static void bound(@Nullable WindowOffset offset, SelectTree tree) {
        if (offset != null) {
            tree.expression(offset.getExpression());
        }
    }

    private static Map<Class<?>, BiConsumer<Expression, SelectTree>> rules() {
        Map<Class<?>, BiConsumer<Expression, SelectTree>> rules = new HashMap<>();
        literals(rules);
        operators(rules);
        functions(rules);
        windows(rules);
        add(rules, Column.class, (column, tree) -> tree.column(column));
        add(rules, AllColumns.class, (all, tree) -> tree.star(null));
        add(rules, AllTableColumns.class, (all, tree) -> {
            all.getTable().getNameParts().forEach(tree::name);
            tree.star(all.getTable().getName());
        });
        add(rules, ParenthesedSelect.class, (select, tree) -> tree.select(select));
        add(rules, ExpressionList.class, (list, tree) -> expressions(list, tree));
        add(rules, ParenthesedExpressionList.class, (list, tree) -> expressions(list, tree));
        add(rules, RowConstructor.class, (row, tree) -> {
            tree.name(row.getName());
            expressions(row, tree);
        });
        return Map.copyOf(rules);
    }

    private static void literals(Map<Class<?>, BiConsumer<Expression, SelectTree>> rules) {
        BiConsumer<Expression, SelectTree> leaf = (literal, tree) -> {};
        rules.put(LongValue.class, leaf);
        rules.put(DoubleValue.class, leaf);
        rules.put(StringValue.class, leaf);
        rules.put(HexValue.class, leaf);
        rules.put(NullValue.class, leaf);
        rules.put(BooleanValue.class, leaf);
        rules.put(AllValue.class, leaf);
        rules.put(JdbcParameter.class, leaf);
        rules.put(DateUnitExpression.class, leaf);
        add(rules, DateTimeLiteralExpression.class, (literal, tree) -> {
            // a TIME becomes a DATETIME by adding the current date
            if (literal.getType() == DateTimeLiteralExpression.DateTime.TIME) {
                tree.unknown();
            }
        });
        add(rules, IntervalExpression.class, (interval, tree) -> tree.expression(interval.getExpression()));
    }

    private static void operators(Map<Class<?>, BiConsumer<Expression, SelectTree>> rules) {
        BiConsumer<Expression, SelectTree> binary = (expression, tree) -> {
            tree.expression(((BinaryExpression) expression).getLeftExpression());
            tree.expression(((BinaryExpression) expression).getRightExpression());
        };
        rules.put(Addition.class, binary);
        rules.put(Subtraction.class, binary);
        rules.put(Multiplication.class, binary);
        rules.put(Division.class, binary);
        rules.put(IntegerDivision.class, binary);
        rules.put(Modulo.class, binary);
        rules.put(BitwiseAnd.class, binary);
        rules.put(BitwiseOr.class, binary);
        rules.put(BitwiseXor.class, binary);
        rules.put(BitwiseLeftShift.class, binary);
        rules.put(BitwiseRightShift.class, binary);
        add(rules, Concat.class, (concat, tree) -> {
            tree.oddOperator();
            binary.accept(concat, tree);
        });
        rules.put(AndExpression.class, binary);
        rules.put(OrExpression.class, binary);
        add(rules, XorExpression.class, (xor, tree) -> {
            tree.oddOperator();
            binary.accept(xor, tree);
        });
        rules.put(EqualsTo.class, binary);
        rules.put(NotEqualsTo.class, binary);
        rules.put(GreaterThan.class, binary);
        rules.put(GreaterThanEquals.class, binary);
        rules.put(MinorThan.class, binary);
        rules.put(MinorThanEquals.class, binary);
        rules.put(RegExpMatchOperator.class, binary);
        // the parser's name for <=>, which is a distance elsewhere
        rules.put(CosineSimilarity.class, binary);
        add(rules, LikeExpression.class, (like, tree) -> {
            binary.accept(like, tree);
            tree.expression(like.getEscape());
        });
        add(rules, Between.class, (between, tree) -> {
            tree.expression(between.getLeftExpression());
            tree.expression(between.getBetweenExpressionStart());
            tree.expression(between.getBetweenExpressionEnd());
        });
        add(rules, InExpression.class, (in, tree) -> {
            tree.expression(in.getLeftExpression());
            tree.expression(in.getRightExpression());
        });
        add(rules, IsNullExpression.class, (is, tree) -> tree.expression(is.getLeftExpression()));
        add(rules, IsBooleanExpression.class, (is, tree) -> tree.expression(is.getLeftExpression()));
        add(rules, IsUnknownExpression.class, (is, tree) -> tree.expression(is.getLeftExpression()));
        add(rules, ExistsExpression.class, (exists, tree) -> tree.expression(exists.getRightExpression()));
        add(rules, AnyComparisonExpression.class, (any, tree) -> tree.select(any.getSelect()));
        add(rules, NotExpression.class, (not, tree) -> {
            if (not.isExclamationMark()) {
                tree.oddOperator();
            }
            tree.expression(not.getExpression());
        });
        add(rules, SignedExpression.class, (signed, tree) -> tree.expression(signed.getExpression()));
        add(rules, CollateExpression.class, (collate, tree) -> {
            tree.expression(collate.getLeftExpression());
            tree.name(collate.getCollate());
        });
        add(rules, CaseExpression.class, (choice, tree) -> {
            tree.expression(choice.getSwitchExpression());
            tree.expressions(choice.getWhenClauses());
            tree.expression(choice.getElseExpression());
        });
        add(rules, WhenClause.class, (when, tree) -> {
            tree.expression(when.getWhenExpression());
            tree.expression(when.getThenExpression());
        });
        add(rules, JsonExpression.class, (json, tree) -> {
            tree.expression(json.getExpression());
            json.getIdentList().forEach(step -> tree.expression(step.getKey()));
        });
    }

    private static void functions(Map<Class<?>, BiConsumer<Expression, SelectTree>> rules) {
        add(rules, Function.class, (function, tree) -> {
            tree.name(function.getName());
            if (!countsRows(function)) {
                tree.expressions(function.getParameters());
            }
            tree.expressions(function.getNamedParameters());
            tree.orderBy(function.getOrderByElements());
            if (function.getKeywordArguments() != null) {
                function.getKeywordArguments().forEach(argument -> tree.expression(argument.getExpression()));
            }
        });
        add(rules, NamedExpressionList.class, (list, tree) -> expressions(list, tree));
        add(rules, CastExpression.class, (cast, tree) -> {
            tree.expression(cast.getLeftExpression());
            type(cast.getColDataType(), tree);
        });
        add(rules, TranscodingFunction.class, (transcoding, tree) -> {
            tree.expression(transcoding.getExpression());
            tree.name(transcoding.getTranscodingName());
            type(transcoding.getColDataType(), tree);
        });
        add(rules, ExtractExpression.class, (extract, tree) -> tree.expression(extract.getExpression()));
        add(rules, TrimFunction.class, (trim, tree) -> {
            tree.expression(trim.getExpression());
            tree.expression(trim.getFromExpression());
        });
        add(rules, MySQLGroupConcat.class, (concat, tree) -> {
            tree.name("GROUP_CONCAT");
            tree.expressions(concat.getExpressionList());
            tree.orderBy(concat.getOrderByElements());
        });
        add(rules, JsonFunction.class, (json, tree) -> {
            tree.name("JSON_" + json.getType().name());
            json.getExpressions().forEach(argument -> tree.expression(argument.getExpression()));
            json.getKeyValuePairs().forEach(pair -> pair(pair, tree));
        });
        add(rules, JsonAggregateFunction.class, (json, tree) -> {
            tree.name("JSON_" + json.getType().name() + "AGG");
            tree.expression(json.getExpression());
            jsonPart(json.getKey(), tree);
            jsonPart(json.getValue(), tree);
            tree.orderBy(json.getExpressionOrderByElements());
        });
    }

    /** COUNT(*), which looks at no column. */
    private static boolean countsRows(Function function) {
        return function.getName().equalsIgnoreCase("COUNT")
                && function.getParameters() != null
                && function.getParameters().size() == 1
                && function.getParameters().get(0) instanceof AllColumns;
    }

    private static void windows(Map<Class<?>, BiConsumer<Expression, SelectTree>> rules) {
        add(rules, AnalyticExpression.class, (analytic, tree) -> {
            tree.name(analytic.getName());
            tree.expression(analytic.getExpression());
            tree.expression(analytic.getOffset());
            tree.expression(analytic.getDefaultValue());
            tree.orderBy(analytic.getFuncOrderBy());
            tree.name(analytic.getWindowName());
            tree.window(analytic.getWindowDefinition());
        });
    }

    private static void pair(JsonKeyValuePair pair, SelectTree tree) {
        jsonPart(pair.getKey(), tree);
        jsonPart(pair.getValue(), tree);
    }

    /** The parser keeps keys and values as whatever it found. */
    private static void jsonPart(@Nullable Object part, SelectTree tree) {
        if (part instanceof Expression expression) {
            tree.expression(expression);
        } else if (part instanceof String name) {
            tree.name(name);
        } else if (part != null) {
            tree.unknown();
        }
    }

    private static void type(@Nullable ColDataType type, SelectTree tree) {
        if (type == null) {
            return;
        }
        Lexer words = Lexer.ofShape(type.toString());
        while (words.advance() != Lexer.Kind.END) {
            if (words.isWord("TIME")) {
                // becomes a DATETIME by adding the current date
                tree.unknown();
            }
            boolean name = words.kind() == Lexer.Kind.WORD && !Keywords.isReserved(words.keyword());
            tree.name(name ? words.text() : null);
        }
    }

    private static void expressions(ExpressionList<?> list, SelectTree tree) {
        tree.expressions(list);
    }

    private static <T extends Expression> void add(
            Map<Class<?>, BiConsumer<Expression, SelectTree>> rules, Class<T> kind, BiConsumer<T, SelectTree> rule) {
        rules.put(kind, (expression, tree) -> rule.accept(kind.cast(expression), tree));
    }
}
