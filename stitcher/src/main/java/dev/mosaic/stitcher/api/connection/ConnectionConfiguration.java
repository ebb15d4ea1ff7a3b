package dev.mosaic.stitcher.api.connection;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionSettings.class)
class ConnectionConfiguration {
    @Bean
    ConnectionLimits connectionLimits(ConnectionSettings settings) {
        return new ConnectionLimits(settings);
    }
}
