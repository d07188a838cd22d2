package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.projectnessie.cel.Env;
import org.projectnessie.cel.EnvOption;
import org.projectnessie.cel.Program;
import org.projectnessie.cel.ProgramOption;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.types.Err;
import org.projectnessie.cel.common.types.IntT;
import org.projectnessie.cel.common.types.ref.Val;
import org.projectnessie.cel.common.types.traits.Indexer;
import org.projectnessie.cel.common.types.traits.Sizer;
import org.projectnessie.cel.interpreter.functions.Overload;

/**
 * Evaluates the schema's CEL rules as an API server of 1.25 or later does: on a spec with its defaults, each rule on every value of its
 * schema. Fields are not typed here, so what only the API server's type check would refuse is not found; a rule that reads an absent field
 * is.
 */
final class CelRules {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final JSONSchemaProps schema = CommittedSchema.spec();
    private final Env env = Env.newEnv(EnvOption.declarations(
            Decls.newVar("self", Decls.Dyn), position("indexOf"), position("lastIndexOf")));
    private final ProgramOption functions = ProgramOption.functions(
            Overload.binary("indexOf", (list, item) -> IntT.intOf(position(list, item, true))),
            Overload.binary("lastIndexOf", (list, item) -> IntT.intOf(position(list, item, false))));
    private final Map<String, Program> programs = new HashMap<>();

    private static org.projectnessie.cel.relocated.com.google.api.expr.v1alpha1.Decl position(String name) {
        return Decls.newFunction(name, Decls.newInstanceOverload("list_" + name, List.of(Decls.Dyn, Decls.Dyn), Decls.Int));
    }

    /** Kubernetes' own functions on lists. */
    private static long position(Val list, Val item, boolean first) {
        long found = -1;
        for (long i = 0; i < ((Sizer) list).size().intValue(); i++) {
            if ((found < 0 || !first) && ((Indexer) list).get(IntT.intOf(i)).equal(item).booleanValue()) {
                found = i;
            }
        }
        return found;
    }

    /** All rules. */
    Set<String> all() {
        Set<String> rules = new TreeSet<>();
        collect(schema, rules);
        return rules;
    }

    private static void collect(JSONSchemaProps schema, Set<String> rules) {
        schema.getXKubernetesValidations().forEach(rule -> rules.add(rule.getRule()));
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> collect(property, rules));
        }
        if (schema.getItems() != null) {
            collect(schema.getItems().getSchema(), rules);
        }
    }

    /**
     * The rules that a spec breaks.
     *
     * @param spec a spec as a user writes it; gets the defaults
     * @throws IllegalStateException if a rule cannot be evaluated, upon which an API server refuses the object
     */
    Set<String> broken(ObjectNode spec) {
        Set<String> broken = new TreeSet<>();
        check(CommittedSchema.defaulted(spec), schema, broken);
        return broken;
    }

    private void check(JsonNode value, JSONSchemaProps schema, Set<String> broken) {
        Object self = JSON.convertValue(value, Object.class);
        schema.getXKubernetesValidations().stream().map(ValidationRule::getRule).filter(rule -> !holds(rule, self)).forEach(broken::add);
        if (value.isObject() && schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> {
                if (value.has(name)) {
                    check(value.get(name), property, broken);
                }
            });
        } else if (value.isArray()) {
            value.forEach(item -> check(item, schema.getItems().getSchema(), broken));
        }
    }

    private boolean holds(String rule, Object self) {
        Val result = programs.computeIfAbsent(rule, this::program).eval(Map.of("self", self)).getVal();
        if (Err.isError(result) || !(result.value() instanceof Boolean)) {
            throw new IllegalStateException("the rule cannot be evaluated: " + rule + ": " + result);
        }
        return result.booleanValue();
    }

    private Program program(String rule) {
        Env.AstIssuesTuple compiled = env.compile(rule);
        if (compiled.hasIssues()) {
            throw new IllegalStateException("the rule does not compile: " + rule + ": " + compiled.getIssues());
        }
        return env.program(compiled.getAst(), functions);
    }
}
