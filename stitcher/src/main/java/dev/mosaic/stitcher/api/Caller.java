package dev.mosaic.stitcher.api;

import dev.mosaic.stitcher.access.Actor;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Says who calls: the one place that sign-in will change. Until then only this machine can call,
 * and whoever calls is the user who started the server.
 */
@Component
final class Caller implements HandlerMethodArgumentResolver {
    private static final Actor LOCAL_USER = new Actor("local", System.getProperty("user.name"));

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Actor.class;
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
        return Mono.just(LOCAL_USER);
    }
}
