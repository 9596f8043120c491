package io.nearside.origin.junit;

import io.nearside.origin.OriginFlavor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Runs a test class once on each flavor of origin. The class takes the running server in its constructor:
 *
 * <pre>{@code
 * @OriginTest
 * final class SomethingIT {
 *     SomethingIT(OriginServer origin) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>All classes of a JVM share one server per flavor: make databases of your own (the application's account may use
 * any whose name starts with {@code test}), and for a server with other settings, or one to stop and kill, use
 * {@link OriginFlavor#builder()} instead. A server that cannot start fails the test.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}", autoCloseArguments = false)
@ArgumentsSource(SharedOrigins.class)
public @interface OriginTest {
    /** The flavors to run on. */
    OriginFlavor[] value() default {OriginFlavor.MARIADB, OriginFlavor.MYSQL};
}
