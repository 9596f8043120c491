/**
 * Every setting of Nearside: its name, default, meaning and what is allowed, in one place each.
 *
 * <p>{@link io.nearside.config.Configuration} is what every other module is given; {@link
 * io.nearside.config.ConfigurationLoader} makes it from a YAML file and the environment. A settings record declares
 * its keys as constants; reading a file, filling in defaults, checking values and the page {@code
 * docs/configuration.md} all come from those constants. This package sees no other package of Nearside.
 */
@NullMarked
package io.nearside.config;

import org.jspecify.annotations.NullMarked;
