package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whether Mosaic would recognise its own secrets. */
@Component
final class SecretsCheckup implements Checkup {
    private final OwnSecrets own;
    private final Rules rules;

    SecretsCheckup(OwnSecrets own, Rules rules) {
        this.own = own;
        this.rules = rules;
    }

    @Override
    public String subject() {
        return "secrets";
    }

    @Override
    public List<dev.mosaic.stitcher.checkup.Finding> look() {
        var weak = own.tooWeak();
        if (weak.isEmpty()) {
            return List.of(
                    new dev.mosaic.stitcher.checkup.Finding.Fine(
                            "%d rules, and %d secrets of Mosaic's own, are looked for."
                                    .formatted(rules.ids().size(), own.size())));
        }
        return List.of(
                new dev.mosaic.stitcher.checkup.Finding.Warning(
                        "What %s holds is so short or so common that it is not looked for in changes and logs."
                                .formatted(String.join(", ", weak.stream().sorted().toList())),
                        "Set it to at least 12 random characters."));
    }
}
