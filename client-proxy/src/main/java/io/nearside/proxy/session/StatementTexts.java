package io.nearside.proxy.session;

import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.pool.SessionSettings;
import io.nearside.proxy.sql.DenyReason;
import io.nearside.proxy.sql.NodeSetting;
import io.nearside.proxy.sql.Parameter;
import io.nearside.proxy.sql.SqlDialect;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.sql.StatementKind;
import io.nearside.proxy.sql.StatementPlan;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a session's statements as its settings, or what is known of them, say that they are to be read.
 *
 * <p>Owned by the session's event loop.
 */
final class StatementTexts {
    /** What is found in one default schema, is not found in another. */
    private static final Set<DenyReason> BY_SCHEMA = Set.of(
            DenyReason.NO_SCHEMA,
            DenyReason.SYSTEM_SCHEMA,
            DenyReason.VIEW,
            DenyReason.TABLE_KIND,
            DenyReason.MISSING_TABLE);

    private final StatementAnalyzer analyzer;
    private final SessionState state;

    StatementTexts(StatementAnalyzer analyzer, SessionState state) {
        this.analyzer = analyzer;
        this.state = state;
    }

    /** Whether the statement has no key, and is not looked at as a whole. */
    static boolean isLong(int length) {
        return length > ResultKey.LONGEST_STATEMENT;
    }

    /** Whether the text must wait for the session's settings, as it may be read in more than one way. */
    boolean isUnclear(ByteBuf packet, int start, int length) {
        return state.settings() == null
                && (isLong(length) || !StatementText.meansTheSameInEveryDialect(packet, start, length));
    }

    boolean isLegible(ByteBuf packet, int start, int length) {
        SessionSettings settings = state.settings();
        return (settings != null && settings.legible())
                || StatementText.meansTheSameInEveryDialect(packet, start, length);
    }

    /** Whether what the plan says would be another under other settings, and these are not known. */
    boolean mustKnowSettings(StatementPlan plan) {
        return state.settings() == null
                && (plan.kind() == StatementKind.CACHEABLE_READ || BY_SCHEMA.contains(plan.reason()));
    }

    /** What the statement sets of the node's own; null if it is for the origin. Under any state of the session. */
    @Nullable
    NodeSetting nodeSetting(ByteBuf packet, int start, int length) {
        boolean may = !isLong(length)
                && StatementText.mentionsNodeSetting(packet, start, length)
                && isLegible(packet, start, length);
        return may ? NodeSetting.of(text(packet, start, length), dialect()) : null;
    }

    String text(ByteBuf packet, int start, int length) {
        return packet.toString(start, length, charset());
    }

    Charset charset() {
        SessionSettings settings = state.settings();
        return settings == null ? StandardCharsets.US_ASCII : settings.charset();
    }

    /** @param parameters of an execution; none if they are not known */
    StatementPlan analyze(String text, List<Parameter> parameters) {
        return analyzer.analyze(text, state.schema(), dialect(), parameters);
    }

    SqlDialect dialect() {
        SessionSettings settings = state.settings();
        return settings == null ? SessionSettings.UNUSABLE.dialect() : settings.dialect();
    }
}
