package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * How a request gets its variant. The unit of assignment is the unit of the analysis.
 *
 * @param unit Request, Session or User
 * @param key where the unit's identity is found; required unless the unit is Request
 * @param salt mixed into the hash; the experiment's uid by default
 * @param saltOnRetry whether a new run draws the units anew
 * @param missingKeyPolicy what a request without the key gets; such requests are left out of the analysis
 * @param overrideHeader a request whose header of this name holds a variant's name gets that variant and is left out of
 *     the analysis
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.unit == 'Request' || has(self.key)",
        message = "key is required when unit is Session or User: name the header or cookie that identifies the unit")
public record Assignment(
        @Default("Request") Unit unit,
        Key key,
        @Size(min = 1, max = 253) String salt,
        @Default("New") SaltOnRetry saltOnRetry,
        @Default("Champion") MissingKeyPolicy missingKeyPolicy,
        @Pattern(Patterns.TOKEN_NAME) @Size(max = 128) String overrideHeader) {

    /** Applies the defaults. */
    public Assignment {
        unit = unit == null ? Unit.Request : unit;
        saltOnRetry = saltOnRetry == null ? SaltOnRetry.New : saltOnRetry;
        missingKeyPolicy = missingKeyPolicy == null ? MissingKeyPolicy.Champion : missingKeyPolicy;
    }

    /** Randomisation per request, everything else defaulted. */
    static Assignment perRequest() {
        return new Assignment(null, null, null, null, null, null);
    }

    /** What is randomised. */
    public enum Unit {
        /** Each request is drawn anew. */
        Request,
        /** All requests of a session get the same variant. */
        Session,
        /** All requests of a user get the same variant. */
        User;

        /** Whether several requests share one draw, which asks for clustered variance. */
        public boolean sticky() {
            return this != Request;
        }
    }

    /** Whether a new run draws the units anew. */
    public enum SaltOnRetry {
        /** A new salt: nobody's earlier experience with a challenger follows into the new run. */
        New,
        /** The same salt: every unit keeps the variant it had. */
        Keep
    }

    /** What happens to a request without the key. */
    public enum MissingKeyPolicy {
        /** It goes to the champion. */
        Champion,
        /** It is drawn at random. */
        Random
    }

    /**
     * Where the unit's identity is found.
     *
     * @param type Header or Cookie
     * @param name header or cookie name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Key(
            @Required Type type,
            @Required @Pattern(Patterns.TOKEN_NAME) @Size(max = 128) String name) {

        /** Carrier of the identity. */
        public enum Type {
            /** An HTTP request header. */
            Header,
            /** A cookie. */
            Cookie
        }
    }
}
