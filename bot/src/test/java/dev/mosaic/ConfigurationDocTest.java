package dev.mosaic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps docs/configuration.md equal to the code. After a change of settings, write it anew: {@code
 * ./mvnw test -pl bot -am -Dtest=ConfigurationDocTest -Dmosaic.write-docs=true}
 */
class ConfigurationDocTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern TABLE =
            Pattern.compile("(?s)(<!-- settings: begin[^>]*-->\n).*(<!-- settings: end -->)");

    @Test
    void thePageListsEverySettingWithItsDefaultAndMeaning() throws IOException {
        var page = Files.readString(PAGE);
        var written = TABLE.matcher(page);
        assertThat(written.find()).isTrue();

        var wanted = page.substring(0, written.end(1)) + table() + page.substring(written.start(2));

        if (Boolean.getBoolean("mosaic.write-docs")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    @Test
    void everyDescriptionIsThere() throws IOException {
        assertThat(settings().values())
                .isNotEmpty()
                .allSatisfy(setting ->
                        assertThat(setting.path("description").asString(""))
                                .as(setting.path("name").asString())
                                .isNotBlank());
    }

    /**
     * The processor that reads the descriptions takes {@code @param connections} for {@code
     * connect} too if that comes later: the shorter name must come first.
     */
    @Test
    void noDescriptionIsCutOutOfThatOfALongerName() throws IOException {
        var settings = settings();
        settings.forEach((name, setting) ->
                settings.tailMap(name, false).headMap(name + Character.MAX_VALUE).values().stream()
                        .map(longer -> longer.path("description").asString(""))
                        .filter(description -> !description.isBlank())
                        .forEach(description ->
                                assertThat(setting.path("description").asString(""))
                                        .as(name)
                                        .doesNotEndWith(description)));
    }

    /** What application.yml sets beats the default in the code. */
    private static String table() throws IOException {
        var own = own();
        var table = new StringBuilder("| setting | default | meaning |\n|---|---|---|\n");
        for (var setting : settings().entrySet()) {
            var node = setting.getValue();
            var value = own.getOrDefault(setting.getKey(), value(node.path("defaultValue")));
            table.append(
                    "| `%s` | %s | %s |\n"
                            .formatted(
                                    setting.getKey(),
                                    value.isEmpty() ? "" : "`" + value + "`",
                                    node.path("description")
                                            .asString("")
                                            .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
                                            .replace("|", "\\|")));
        }
        return table.toString();
    }

    private static String value(JsonNode node) {
        if (!node.isArray()) {
            return node.asString("");
        }
        var values = new StringBuilder();
        node.forEach(one -> values.append(values.isEmpty() ? "" : ", ").append(one.asString()));
        return values.toString();
    }

    private static NavigableMap<String, JsonNode> settings() throws IOException {
        var settings = new TreeMap<String, JsonNode>();
        var files =
                ConfigurationDocTest.class
                        .getClassLoader()
                        .getResources("META-INF/spring-configuration-metadata.json");
        for (var file : Collections.list(files)) {
            try (var stream = file.openStream()) {
                for (var property : JsonMapper.shared().readTree(stream).path("properties")) {
                    var name = property.path("name").asString();
                    if (name.startsWith("mosaic.")) {
                        settings.put(name, property);
                    }
                }
            }
        }
        return settings;
    }

    private static Map<String, String> own() throws IOException {
        var own = new TreeMap<String, String>();
        for (var source :
                new YamlPropertySourceLoader()
                        .load("application", new ClassPathResource("application.yml"))) {
            var values = (EnumerablePropertySource<?>) source;
            for (var name : values.getPropertyNames()) {
                own.put(name, String.valueOf(values.getProperty(name)));
            }
        }
        return own;
    }
}
