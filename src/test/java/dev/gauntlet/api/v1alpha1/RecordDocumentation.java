package dev.gauntlet.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the descriptions of schema fields from the Javadoc of the records, so that {@code kubectl explain} says the same. */
final class RecordDocumentation {

    private final Path sources;

    RecordDocumentation(Path sources) {
        this.sources = sources;
    }

    /** The first sentence or paragraph of a type's Javadoc. */
    String summary(String type) {
        return clean(javadocBefore(source(type), "public (?:record|class|enum) " + type + "\\b").split("\n\\s*\\*\\s*(@|\n|<p>)", 2)[0]);
    }

    /** Sets the description of every property that is a component of a record of this API. */
    void describe(JSONSchemaProps schema, Class<?> record) {
        String owner = record.getEnclosingClass() == null ? record.getSimpleName() : record.getEnclosingClass().getSimpleName();
        String javadoc = javadocBefore(source(owner), "public record " + record.getSimpleName() + "\\b");
        for (RecordComponent component : record.getRecordComponents()) {
            JSONSchemaProps property = schema.getProperties().get(component.getName());
            Matcher matcher = Pattern.compile("@param " + component.getName() + "\\s+(.*?)(?=@param|\\z)", Pattern.DOTALL).matcher(javadoc);
            if (!matcher.find()) {
                throw new IllegalStateException(record.getSimpleName() + "." + component.getName() + " has no Javadoc");
            }
            property.setDescription(clean(matcher.group(1)));
            Class<?> nested = elementType(component.getGenericType());
            if (nested.isRecord()) {
                describe(property.getItems() == null ? property : property.getItems().getSchema(), nested);
            }
        }
    }

    private static Class<?> elementType(Type type) {
        if (type instanceof ParameterizedType parameterized && java.util.List.class == parameterized.getRawType()) {
            return (Class<?>) parameterized.getActualTypeArguments()[0];
        }
        return type instanceof Class<?> plain ? plain : Object.class;
    }

    private static String javadocBefore(String source, String declaration) {
        Matcher matcher = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/(?:\\s*@[^\\n]*(?:\\n\\s+(?:message|\\+)[^\\n]*)*)*\\s*" + declaration, Pattern.DOTALL)
                .matcher(source);
        if (!matcher.find()) {
            throw new IllegalStateException("no Javadoc before " + declaration);
        }
        return matcher.group(1);
    }

    private static String clean(String javadoc) {
        return javadoc.replaceAll("(?m)^\\s*\\*", "").replaceAll("\\{@\\w+ ([^}]*)}", "$1").replaceAll("\\s+", " ").strip();
    }

    private String source(String type) {
        try {
            return Files.readString(sources.resolve(type + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
