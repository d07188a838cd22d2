package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * How a Shadow step compares the answers of champion and challenger to the same request. The champion is asked a second time for it,
 * so that nobody who waits for an answer is involved. Bodies are neither stored nor logged unless {@code logBodies} asks for it.
 *
 * @param protocol where predictions stand in an answer
 * @param jsonPaths only for protocol JsonPath, which needs it: where they stand
 * @param numericTolerance numbers that differ by no more agree; absolute, 0.000001 by default
 * @param textDistance how different two texts are, from 0 to 1
 * @param textTolerance texts at no larger distance agree, 0 to 1
 * @param maximumDivergence largest acceptable share of requests on which the models disagree, 0 to 1
 * @param maximumBodyBytes requests and answers with longer bodies are not compared
 * @param maximumRequestsPerSecond copies beyond it are dropped and counted
 * @param logBodies whether request and answers are logged where the models disagree; never set it where bodies hold personal data
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "(self.protocol == 'JsonPath') == has(self.jsonPaths)",
        message = "jsonPaths belongs to protocol JsonPath, which needs it")
@ValidationRule(value = "double(self.textTolerance) <= 1.0", message = "textTolerance must be 0 to 1")
@ValidationRule(value = "double(self.maximumDivergence) <= 1.0", message = "maximumDivergence must be 0 to 1")
public record Comparison(
        @Default("Auto") Protocol protocol,
        JsonPaths jsonPaths,
        @Pattern(Patterns.DECIMAL) @Size(max = 24) String numericTolerance,
        @Default("Exact") TextMeasure textDistance,
        @Default("0") @Pattern(Patterns.DECIMAL) @Size(max = 12) String textTolerance,
        @Default("0.05") @Pattern(Patterns.DECIMAL) @Size(max = 12) String maximumDivergence,
        @Default("1048576") @Min(1024) @Max(16777216) Integer maximumBodyBytes,
        @Default("50") @Min(1) @Max(1000) Integer maximumRequestsPerSecond,
        @Default("false") Boolean logBodies) {

    /** Applies the defaults. */
    public Comparison {
        protocol = protocol == null ? Protocol.Auto : protocol;
        numericTolerance = numericTolerance == null ? "0.000001" : numericTolerance;
        textDistance = textDistance == null ? TextMeasure.Exact : textDistance;
        textTolerance = textTolerance == null ? "0" : textTolerance;
        maximumDivergence = maximumDivergence == null ? "0.05" : maximumDivergence;
        maximumBodyBytes = maximumBodyBytes == null ? 1_048_576 : maximumBodyBytes;
        maximumRequestsPerSecond = maximumRequestsPerSecond == null ? 50 : maximumRequestsPerSecond;
        logBodies = logBodies != null && logBodies;
    }

    /** Where predictions stand in an answer. */
    public enum Protocol {
        /** Told by the shape of each answer: one of OpenInference and OpenAI. */
        Auto,
        /** Open Inference Protocol: {@code predictions} (version 1, TensorFlow Serving) or {@code outputs} (version 2, KServe, Triton). */
        OpenInference,
        /** Completions, chat completions and embeddings as OpenAI's API answers them. */
        OpenAI,
        /** Wherever {@code jsonPaths} says. */
        JsonPath
    }

    /** How different two texts are. */
    public enum TextMeasure {
        /** 0 when they are equal, 1 otherwise. */
        Exact,
        /** Difference of the lengths as a share of the longer one. */
        Length,
        /** Levenshtein's edit distance as a share of the longer length. */
        Levenshtein,
        /** One minus the similarity of Jaro and Winkler; meant for short texts. */
        JaroWinkler
    }

    /**
     * Where predictions stand, as JSONPath expressions (RFC 9535 as far as the library Jayway JsonPath knows it).
     *
     * @param label what must be equal, such as {@code $.result.class}
     * @param score numbers that are compared within the tolerance, such as {@code $.result.probability}
     * @param text what is compared by the text distance, such as {@code $.answer}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.label) || has(self.score) || has(self.text)", message = "write at least one of label, score and text")
    public record JsonPaths(
            @Size(min = 1, max = 256) String label,
            @Size(min = 1, max = 256) String score,
            @Size(min = 1, max = 256) String text) {
    }
}
