package dev.mosaic.stitcher.api.openapi;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Serves the description of the API. */
@RestController
final class ApiDocsController {
    private final Supplier<Map<String, Object>> document;

    /** Lazily: this is one of the routes that the mapping is made of. */
    ApiDocsController(ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.document =
                SingletonSupplier.of(() ->
                        ApiDocument.of(
                                mappings.stream()
                                        .flatMap(one -> one.getHandlerMethods().values().stream())
                                        .toList()));
    }

    @GetMapping("/v3/api-docs")
    Map<String, Object> document() {
        return document.get();
    }
}
