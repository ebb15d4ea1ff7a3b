package dev.mosaic.stitcher.api;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How WebFlux reads requests. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebFluxConfigurer {
    private final JsonMapper json;
    private final CallerArguments caller;
    private final ApiSettings settings;

    WebConfiguration(JsonMapper json, CallerArguments caller, ApiSettings settings) {
        this.json = json;
        this.caller = caller;
        this.settings = settings;
    }

    /** Strict, so that a misspelt field is an error and not a silently different request. */
    @Override
    public void configureHttpMessageCodecs(ServerCodecConfigurer codecs) {
        var strict =
                json.rebuild()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .build();
        codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(strict));
        codecs.defaultCodecs().maxInMemorySize((int) settings.maxBody().toBytes());
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
        resolvers.addCustomResolver(caller);
    }
}
