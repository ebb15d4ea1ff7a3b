package dev.mosaic.stitcher.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** The {@code services} of a policy whose shape is right. */
final class ServiceNeeds {
    private ServiceNeeds() {}

    /** By their names. */
    static List<ServiceNeed> of(JsonNode services) {
        return services.properties().stream()
                .map(it -> need(it.getKey(), it.getValue()))
                .sorted(Comparator.comparing(ServiceNeed::name))
                .toList();
    }

    private static ServiceNeed need(String name, JsonNode service) {
        var environment = new LinkedHashMap<String, String>();
        service.path("environment")
                .properties()
                .forEach(it -> environment.put(it.getKey(), it.getValue().asString()));
        return new ServiceNeed(
                name,
                service.path("image").stringValue(),
                environment,
                RepoPolicies.texts(service.path("command")),
                service.path("port").intValue(),
                Objects.requireNonNullElse(
                        RepoPolicies.duration(service.path("within")), ServiceNeed.USUAL));
    }

    /** A sentence for each service whose port another one has: they share one loopback. */
    static List<String> sharedPorts(PolicyText text) {
        var problems = new ArrayList<String>();
        Map<Integer, String> taken = new HashMap<>();
        for (var service : text.tree().path("services").properties()) {
            var name = service.getKey();
            var other = taken.putIfAbsent(service.getValue().path("port").intValue(), name);
            if (other != null) {
                problems.add(
                        "`services.%s.port` (%s) is that of `services.%s`: all services share one loopback, so give each a port of its own."
                                .formatted(name, text.line("/services/" + name + "/port"), other));
            }
        }
        return problems;
    }
}
