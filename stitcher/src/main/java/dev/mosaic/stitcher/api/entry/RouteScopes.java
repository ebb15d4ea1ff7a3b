package dev.mosaic.stitcher.api.entry;

import static dev.mosaic.stitcher.access.Scope.ADMIN;
import static dev.mosaic.stitcher.access.Scope.DISPATCH;
import static dev.mosaic.stitcher.access.Scope.KILL;
import static dev.mosaic.stitcher.access.Scope.READ;

import dev.mosaic.stitcher.access.Scope;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The one table of what opens which route. A route that does not stand here is closed to every
 * token; a test walks all routes.
 */
final class RouteScopes {
    private static final List<Route> ROUTES =
            List.of(
                    open("GET", "/health"),
                    open("GET", "/actuator/health/**"),
                    route("GET", "/actuator/**", READ),
                    route("GET", "/v3/api-docs", READ),
                    route("GET", "/api/runner-jobs/**", READ),
                    route("POST", "/api/runner-jobs", DISPATCH),
                    route("PATCH", "/api/runner-jobs/{id}", DISPATCH),
                    route("DELETE", "/api/runner-jobs/{id}", DISPATCH),
                    route("POST", "/api/runner-jobs/{id}/cancel", DISPATCH),
                    route("POST", "/api/runner-jobs/{id}/retry", DISPATCH),
                    route("POST", "/api/runner-jobs/{id}/approve", DISPATCH),
                    route("POST", "/api/runner-jobs/{id}/reject", DISPATCH),
                    route("POST", "/api/runner-jobs/{id}/say", DISPATCH),
                    route("POST", "/api/quality/check", DISPATCH),
                    route("GET", "/api/agents/**", READ),
                    route("GET", "/agents/**", READ),
                    route("GET", "/orchestrator/agents/**", READ),
                    route("POST", "/api/agents/spawn", DISPATCH),
                    route("POST", "/agents/spawn", DISPATCH),
                    route("POST", "/orchestrator/agents/spawn", DISPATCH),
                    route("POST", "/api/agents/{id}/kill", KILL),
                    route("POST", "/agents/{id}/kill", KILL),
                    route("POST", "/orchestrator/agents/{id}/kill", KILL),
                    route("POST", "/api/orchestrator/tasks/{id}/kill", KILL),
                    route("POST", "/api/agents/kill-all", ADMIN),
                    route("POST", "/agents/kill-all", ADMIN),
                    route("POST", "/orchestrator/agents/kill-all", ADMIN),
                    route("GET", "/api/queue", READ),
                    // the command itself may ask for more
                    route("POST", "/api/commands", READ),
                    route("GET", "/api/events/**", READ),
                    route("GET", "/ws/events", READ),
                    route("GET", "/api/admin/**", ADMIN),
                    route("POST", "/api/admin/**", ADMIN),
                    route("DELETE", "/api/admin/**", ADMIN));

    private RouteScopes() {}

    /**
     * @param scope null for a route that is open to everybody
     */
    record Route(HttpMethod method, PathPattern path, @Nullable Scope scope) {}

    private static Route open(String method, String path) {
        return new Route(
                HttpMethod.valueOf(method), PathPatternParser.defaultInstance.parse(path), null);
    }

    private static Route route(String method, String path, Scope scope) {
        return new Route(
                HttpMethod.valueOf(method), PathPatternParser.defaultInstance.parse(path), scope);
    }

    /** The first row that fits; null if the table has none. */
    static @Nullable Route of(HttpMethod method, PathContainer path) {
        var asked = method == HttpMethod.HEAD ? HttpMethod.GET : method;
        return ROUTES.stream()
                .filter(route -> route.method().equals(asked) && route.path().matches(path))
                .findFirst()
                .orElse(null);
    }

    /** The methods that a path has. */
    static Set<HttpMethod> methods(PathContainer path) {
        return ROUTES.stream()
                .filter(route -> route.path().matches(path))
                .map(Route::method)
                .collect(Collectors.toUnmodifiableSet());
    }
}
