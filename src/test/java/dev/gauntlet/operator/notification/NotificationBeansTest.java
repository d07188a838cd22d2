package dev.gauntlet.operator.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NotificationBeansTest {

    private static final String PREFIX = "gauntlet.notifications.ml-chat.";

    private static Channel channel(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(PREFIX + "type", "Webhook", PREFIX + "url", "https://chat.example/secret"));
        settings.forEach((key, value) -> all.put(PREFIX + key, value));
        SmallRyeConfig config = new SmallRyeConfigBuilder().withMapping(NotificationConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100)).build();
        NotificationConfig mapped = config.getConfigMapping(NotificationConfig.class);
        assertThat(mapped.channels()).containsOnlyKeys("ml-chat");
        return NotificationBeans.channel("ml-chat", mapped.channels().get("ml-chat"), null);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindIsWrittenByItsName(ChannelKind kind) {
        assertThat(channel(Map.of("type", kind.name())).kind()).isEqualTo(kind);
    }

    @Test
    void everySettingIsTaken() {
        Channel channel = channel(Map.of("timeout", "PT3S", "headers.X-Team", "ml", "bearer-token-file", "/run/token",
                "template", "{event} of {experiment}"));

        assertThat(channel.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(channel.headers()).isEqualTo(Map.of("X-Team", "ml"));
        assertThat(channel.bearerTokenFile()).contains(Path.of("/run/token"));
        assertThat(channel.template().render(Message.sample())).isEqualTo("Started of experiment");
        assertThat(channel.toString()).doesNotContain("secret");
    }

    @Test
    void aTemplateMayBeAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("chat.txt"), "{#if event == 'Started'}go{#else}stop{/if} {reason}\n");

        assertThat(channel(Map.of("template-file", file.toString())).template().render(Message.sample())).isEqualTo("go Reason");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "{event | line 1",
        "{#if event}open | line 1",
        "{event}\\n{nothing} | line 2",
        "{event.nothing} | line 1"})
    void aTemplateThatCannotWorkIsAnErrorThatNamesChannelAndPosition(String template, String position) {
        assertThatThrownBy(() -> channel(Map.of("template", template.replace("\\n", "\n").replace("\\", "\\\\"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("gauntlet.notifications.ml-chat.template, " + position)
                .hasMessageContaining("column").hasMessageContaining("fields are id, event, time");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"url, ftp://chat.example, url must start with http", "url, /relative, url must start with http",
        "timeout, PT0S, timeout is PT0S: it must be positive", "template-file, /nowhere/x, template-file /nowhere/x cannot be read"})
    void aSettingThatCannotWorkIsAnErrorThatNamesItsKey(String key, String value, String message) {
        assertThatThrownBy(() -> channel(Map.of(key, value))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gauntlet.notifications.ml-chat." + message).hasMessageNotContaining("secret");
    }

    @Test
    void twoTemplatesAreOneTooMany() {
        assertThatThrownBy(() -> channel(Map.of("template", "x", "template-file", "y")))
                .hasMessageContaining("gauntlet.notifications.ml-chat.template and gauntlet.notifications.ml-chat.template-file are both set");
    }
}
