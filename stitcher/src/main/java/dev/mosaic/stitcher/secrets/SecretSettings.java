package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.rule.Rules;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The search for secrets. It cannot be turned off.
 *
 * @param rules files with more rules, in gitleaks' TOML format
 */
@ConfigurationProperties("mosaic.secrets")
public record SecretSettings(@DefaultValue List<Path> rules) {
    public SecretSettings {
        rules = List.copyOf(rules);
    }

    /** Mosaic's rules and those of the files. */
    public Rules allRules() {
        var all = Rules.builtIn();
        for (var file : rules) {
            all = all.with(file);
        }
        return all;
    }
}
