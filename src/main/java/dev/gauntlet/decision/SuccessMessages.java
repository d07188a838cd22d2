package dev.gauntlet.decision;

import java.util.List;
import java.util.stream.Stream;

/** The sentences of promotions on evidence. */
final class SuccessMessages {

    private SuccessMessages() {
    }

    static String of(DecisionInputs inputs, String winner, List<String> qualified) {
        List<String> others = qualified.stream().filter(c -> !c.equals(winner)).toList();
        String subject = inputs.severalChallengers() ? winner + " is " : "";
        return subject + switch (inputs.policy().policy()) {
            case SuperiorAndNonInferior -> "better than the champion: " + better(inputs, winner) + "; " + guarded(inputs, winner);
            case NonInferior -> "non-inferior to the champion: " + needed(inputs, winner);
            case DoNoHarm -> "not found to do harm in " + inputs.step().elapsed().toSeconds() + " s and " + inputs.step().samples()
                    + " samples: " + needed(inputs, winner) + "; that proves neither that there is no harm nor that anything is better";
        } + (others.isEmpty() ? "" : "; " + String.join(", ", others) + (others.size() == 1 ? " qualifies" : " qualify")
                + " as well");
    }

    private static String better(DecisionInputs inputs, String winner) {
        return DecisionMessages.effects(Qualification.superior(inputs, winner));
    }

    private static String needed(DecisionInputs inputs, String winner) {
        return DecisionMessages.effects(Stream.concat(inputs.success(winner).stream(), inputs.guardrails(winner).stream()).toList());
    }

    private static String guarded(DecisionInputs inputs, String winner) {
        List<MetricAssessment> guardrails = inputs.guardrails(winner);
        return guardrails.isEmpty() ? "no guardrails set"
                : guardrails.size() == 1 ? "guardrail " + guardrails.get(0).metric() + " non-inferior"
                : "all " + guardrails.size() + " guardrails non-inferior";
    }
}
