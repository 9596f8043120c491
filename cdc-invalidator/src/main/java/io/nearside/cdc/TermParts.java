package io.nearside.cdc;

import io.nearside.cdc.origin.OriginSampler;
import io.nearside.cdc.rows.RowSource;
import java.time.Duration;

/** What a term works with besides the log and the sentinel. */
record TermParts(
        OriginSampler sampler, CurrentKeys keys, RecordMaker maker, RowSource rows, Duration watermarkInterval) {}
