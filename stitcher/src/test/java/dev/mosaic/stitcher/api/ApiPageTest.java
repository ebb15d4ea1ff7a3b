package dev.mosaic.stitcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Keeps docs/api.md and the code equal. */
class ApiPageTest {
    private static final Pattern ROUTE = Pattern.compile("(?m)^\\| `([A-Z]+ /[^`]*)`");

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void everyRouteIsDocumentedAndEveryDocumentedRouteIsThere() throws IOException {
        var documented = ROUTE.matcher(page()).results().map(found -> found.group(1)).toList();

        try (var server = ApiServer.over(postgres, Map.of())) {
            assertThat(documented).containsExactlyInAnyOrderElementsOf(mapped(server));
        }
    }

    @Test
    void everySettingIsDocumentedWithItsDefault() throws IOException {
        var rows =
                Arrays.stream(ApiSettings.class.getDeclaredConstructors()[0].getParameters())
                        .map(ApiPageTest::row)
                        .toList();

        assertThat(page()).contains(rows.toArray(String[]::new));
    }

    @Test
    void everyCauseOfARefusalIsDocumented() throws IOException {
        var causes =
                Arrays.stream(Reply.Cause.values())
                        .map("`%s`"::formatted)
                        .collect(Collectors.joining(", "));

        assertThat(page()).contains("(" + causes + ")");
    }

    private static String row(Parameter setting) {
        var name = setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        var value = setting.getAnnotation(DefaultValue.class);
        return "| `mosaic.api.%s` | `%s` |".formatted(name, value.value()[0]);
    }

    private static Set<String> mapped(ApiServer server) {
        var routes = new TreeSet<String>();
        // by its name: the actuator has another for its own
        var mapping =
                server.context()
                        .getBean(
                                "requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        mapping.getHandlerMethods()
                .forEach((route, method) -> {
                    if (method.getBeanType().getPackage() == ApiPageTest.class.getPackage()) {
                        route.getMethodsCondition()
                                .getMethods()
                                .forEach(verb ->
                                        route.getPatternsCondition()
                                                .getPatterns()
                                                .forEach(p -> routes.add(verb + " " + p)));
                    }
                });
        return routes;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "api.md"));
    }
}
