package dev.gauntlet.operator.notification;

import io.quarkus.qute.Engine;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.function.UnaryOperator;

/** The text of a channel's messages, a Qute template over {@link Message#fields()}. Thread-safe. */
final class MessageTemplate {

    /** The text unless the configuration has another. */
    static final String STANDARD = "{namespace}/{experiment}: {event} ({reason}): {message}";

    private final Template template;

    private MessageTemplate(Template template) {
        this.template = template;
    }

    /**
     * Parses a template and tries it.
     *
     * @param setting the configuration key that it comes from, for error messages
     * @param text the template
     * @param escaping what is done to every value that is filled in
     * @throws IllegalArgumentException when it does not parse or names a field that no message has; the message tells where
     */
    static MessageTemplate parse(String setting, String text, UnaryOperator<String> escaping) {
        try {
            Engine engine = Engine.builder().addDefaults().strictRendering(true).addResultMapper(escapingBy(escaping)).build();
            MessageTemplate parsed = new MessageTemplate(engine.parse(text));
            parsed.render(Message.sample());
            return parsed;
        } catch (TemplateException e) {
            throw new IllegalArgumentException(setting + position(e.getOrigin()) + " is no usable template: " + e.getMessage()
                    + "; fields are " + String.join(", ", Message.sample().fields().keySet()), e);
        }
    }

    String render(Message message) {
        return template.render(message.fields());
    }

    private static String position(Origin origin) {
        return origin == null ? "" : ", line " + origin.getLine() + ", column " + Math.max(1, origin.getLineCharacterStart());
    }

    private static ResultMapper escapingBy(UnaryOperator<String> escaping) {
        return new ResultMapper() {
            @Override
            public boolean appliesTo(Origin origin, Object result) {
                return true;
            }

            @Override
            public String map(Object result, Expression expression) {
                return escaping.apply(String.valueOf(result));
            }
        };
    }
}
