package dev.gauntlet.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The answers of the Open Inference Protocol v2 (HTTP/REST), named and ordered as in its specification.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol">Open Inference Protocol</a>
 */
final class OpenInference {

    private OpenInference() {}

    /** Server metadata. */
    record ServerMetadata(String name, String version, List<String> extensions) {}

    /** Model metadata. */
    record ModelMetadata(
            String name,
            List<String> versions,
            String platform,
            List<TensorMetadata> inputs,
            List<TensorMetadata> outputs) {}

    /** Name, element type and shape of a tensor; -1 in the shape stands for any size. */
    record TensorMetadata(String name, String datatype, List<Integer> shape) {}

    /** Whether the server is alive; the same object tells readiness, as the specification has it. */
    record Health(boolean live, boolean ready) {}

    /** Whether a model can answer. */
    record ModelReady(String name, boolean ready) {}

    /** The answer to an inference request; the id is left out if the request had none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record InferenceResponse(
            @JsonProperty("model_name") String modelName,
            @JsonProperty("model_version") String modelVersion,
            String id,
            List<OutputTensor> outputs) {}

    /** A tensor of digits ({@code int[]}) or of confidences ({@code double[]}). */
    record OutputTensor(String name, String datatype, List<Integer> shape, Object data) {}

    /** What became of the labels sent in one request. */
    record FeedbackSummary(int counted, int duplicate, int unknown) {}
}
