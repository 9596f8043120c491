/**
 * Row images: Debezium reads the same binlog as the sentinel and brings what rows held before and after. Whatever it
 * does not bring costs precision and never truth.
 */
@NullMarked
package io.nearside.cdc.rows;

import org.jspecify.annotations.NullMarked;
