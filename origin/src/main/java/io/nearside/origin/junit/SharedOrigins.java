package io.nearside.origin.junit;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The servers that the {@link OriginTest} classes of a JVM share: started when first asked for, closed by JUnit. */
final class SharedOrigins implements ArgumentsProvider, AnnotationConsumer<OriginTest> {
    private static final Namespace NAMESPACE = Namespace.create(SharedOrigins.class);

    private List<OriginFlavor> flavors = List.of();

    @Override
    public void accept(OriginTest annotation) {
        flavors = Arrays.asList(annotation.value());
    }

    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return flavors.stream().map(flavor -> Arguments.of(Named.of(flavor.name(), shared(flavor, context))));
    }

    private static OriginServer shared(OriginFlavor flavor, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(flavor, key -> flavor.builder().start(), OriginServer.class);
    }
}
