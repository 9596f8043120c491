/**
 * The sentinel: reads the origin's binlog as a replica would and says what happened, in which order, and where in the
 * binlog it is. It does not decode rows; {@code io.nearside.cdc.rows} brings their images, where it can.
 */
@NullMarked
package io.nearside.cdc.binlog;

import org.jspecify.annotations.NullMarked;
