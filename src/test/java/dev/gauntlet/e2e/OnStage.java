package dev.gauntlet.e2e;

import dev.gauntlet.local.WorkDirectory;
import dev.gauntlet.stage.Stage;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives end-to-end tests one {@link Stage} with the operator installed, shared by all tests of the JVM. */
public final class OnStage implements ParameterResolver {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(OnStage.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(STORE).getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class).stage();
    }

    private record Shared(Stage stage) implements AutoCloseable {

        static Shared start() {
            Stage stage = Stage.start(WorkDirectory.create("e2e"), step -> { });
            stage.installOperator();
            return new Shared(stage);
        }

        @Override
        public void close() {
            stage.close();
        }
    }
}
