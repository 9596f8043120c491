package io.nearside.cdc.origin;

import io.nearside.cdc.log.ChangedTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The foreign keys by which a change of one table's rows changes another's. Those changes are not in the binlog.
 * Names are compared without regard to case, which finds too many children rather than too few. Immutable.
 */
public final class ForeignKeys {
    /**
     * A key with a rule that changes the child.
     *
     * @param onDelete what a deleted parent row does to its children
     * @param onUpdate what a changed key of the parent does
     */
    public record ForeignKey(
            ChangedTable parent,
            Set<String> parentColumns,
            ChangedTable child,
            Set<String> childColumns,
            Rule onDelete,
            Rule onUpdate) {
        public ForeignKey {
            parentColumns = Set.copyOf(parentColumns);
            childColumns = Set.copyOf(childColumns);
        }

        /** By which an updated parent row does to its children what a deleted one does. */
        ForeignKey withUpdateAsDelete() {
            return new ForeignKey(parent, parentColumns, child, childColumns, Rule.NOTHING, onDelete);
        }

        ForeignKey and(ForeignKey other) {
            Set<String> parents = new LinkedHashSet<>(parentColumns);
            parents.addAll(other.parentColumns);
            Set<String> children = new LinkedHashSet<>(childColumns);
            children.addAll(other.childColumns);
            return new ForeignKey(parent, parents, child, children, onDelete, onUpdate);
        }
    }

    /** What happens to the child. */
    public enum Rule {
        NOTHING,
        DELETES,
        SETS_COLUMNS;

        static Rule onDelete(String rule) {
            return switch (rule.toUpperCase(Locale.ROOT)) {
                case "CASCADE" -> DELETES;
                case "SET NULL", "SET DEFAULT" -> SETS_COLUMNS;
                default -> NOTHING;
            };
        }

        static Rule onUpdate(String rule) {
            return onDelete(rule) == NOTHING ? NOTHING : SETS_COLUMNS;
        }
    }

    public static final ForeignKeys NONE = new ForeignKeys(List.of());

    private final Set<ForeignKey> keys;
    private final Map<ChangedTable, List<ForeignKey>> byParent = new HashMap<>();

    public ForeignKeys(Collection<ForeignKey> keys) {
        this.keys = Set.copyOf(keys);
        for (ForeignKey key : this.keys) {
            byParent.computeIfAbsent(folded(key.parent()), parent -> new ArrayList<>())
                    .add(key);
        }
    }

    /** These and the others: safe while it is not known which of the two held at a place in the binlog. */
    public ForeignKeys and(ForeignKeys others) {
        Set<ForeignKey> all = new LinkedHashSet<>(keys);
        all.addAll(others.keys);
        return new ForeignKeys(all);
    }

    /** Tables whose rows change when rows of {@code table} are deleted, at any depth. */
    public Set<ChangedTable> changedByDelete(ChangedTable table) {
        Set<ChangedTable> changed = new LinkedHashSet<>();
        follow(table, true, null, changed, new LinkedHashSet<>());
        return changed;
    }

    /**
     * Tables whose rows change when rows of {@code table} are updated, at any depth.
     *
     * @param columns the columns whose values changed; null when not known
     */
    public Set<ChangedTable> changedByUpdate(ChangedTable table, @Nullable Set<String> columns) {
        Set<ChangedTable> changed = new LinkedHashSet<>();
        follow(table, false, columns, changed, new LinkedHashSet<>());
        return changed;
    }

    private void follow(
            ChangedTable table,
            boolean deleted,
            @Nullable Set<String> columns,
            Set<ChangedTable> changed,
            Set<Step> done) {
        for (ForeignKey key : byParent.getOrDefault(folded(table), List.of())) {
            boolean concerned = deleted || columns == null || intersect(columns, key.parentColumns());
            Rule rule = deleted ? key.onDelete() : key.onUpdate();
            if (concerned && rule != Rule.NOTHING && done.add(new Step(key, deleted))) {
                changed.add(key.child());
                follow(key.child(), rule == Rule.DELETES, key.childColumns(), changed, done);
            }
        }
    }

    private static boolean intersect(Set<String> left, Set<String> right) {
        return left.stream().anyMatch(one -> right.stream().anyMatch(one::equalsIgnoreCase));
    }

    private static ChangedTable folded(ChangedTable table) {
        return new ChangedTable(
                table.schema().toLowerCase(Locale.ROOT), table.table().toLowerCase(Locale.ROOT));
    }

    private record Step(ForeignKey key, boolean deleted) {}
}
