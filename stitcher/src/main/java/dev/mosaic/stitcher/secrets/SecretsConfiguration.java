package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.own.HeldSecrets;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** One set of rules and one list of own secrets for everything that looks. */
@Configuration(proxyBeanMethods = false)
class SecretsConfiguration {
    @Bean
    OwnSecrets ownSecrets(ConfigurableEnvironment environment) {
        return HeldSecrets.in(environment);
    }

    @Bean
    Rules secretRules(SecretSettings settings) {
        return settings.allRules();
    }

    @Bean
    Scanner secretScanner(Rules secretRules, OwnSecrets ownSecrets) {
        return new Scanner(secretRules, ownSecrets);
    }

    @Bean
    Redactor redactor(Rules secretRules, OwnSecrets ownSecrets) {
        return new Redactor(secretRules, ownSecrets);
    }
}
