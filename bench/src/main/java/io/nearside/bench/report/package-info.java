/**
 * What the experiment's figures look like to people ({@link io.nearside.bench.report.Tables}), to programs
 * ({@link io.nearside.bench.report.Json}), and held against what is claimed
 * ({@link io.nearside.bench.report.Verdict}).
 */
@NullMarked
package io.nearside.bench.report;

import org.jspecify.annotations.NullMarked;
