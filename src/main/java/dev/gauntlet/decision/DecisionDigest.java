package dev.gauntlet.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.math.MathContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fingerprint of a decision's inputs. Numbers enter it with nine significant digits, because the last digits of logarithms and powers
 * differ between processors, and a replay on another machine must come to the same digest.
 */
public final class DecisionDigest {

    private static final MathContext NINE_DIGITS = new MathContext(9);
    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .addModule(new Jdk8Module()).addModule(new JavaTimeModule()).addModule(rounding())
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private DecisionDigest() {
    }

    private static SimpleModule rounding() {
        StdDelegatingSerializer rounded = new StdDelegatingSerializer(Double.class, new StdConverter<Double, Object>() {
            @Override
            public Object convert(Double value) {
                return Double.isFinite(value) ? new BigDecimal(value).round(NINE_DIGITS).stripTrailingZeros() : value.toString();
            }
        });
        return new SimpleModule().addSerializer(Double.class, rounded).addSerializer(double.class, rounded);
    }

    /** SHA-256 of the inputs' canonical JSON, such as {@code sha256:9f2c...}; equal inputs have equal digests. */
    public static String of(DecisionInputs inputs) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(CANONICAL.writeValueAsBytes(inputs));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("inputs are plain data and SHA-256 is part of every Java runtime", e);
        }
    }
}
