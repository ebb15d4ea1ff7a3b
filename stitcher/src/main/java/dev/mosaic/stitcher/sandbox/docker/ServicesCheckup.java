package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.docker.daemon.Image;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.services.Allowed;
import dev.mosaic.stitcher.sandbox.docker.services.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says which services repositories may have, and whether their images are there. */
@Component
final class ServicesCheckup implements Checkup {
    private static final String SETTING = "mosaic.sandbox.docker.services";

    private final DockerSandbox sandbox;
    private final SandboxSettings sandboxes;
    private final DockerSettings settings;
    private final ServiceSettings services;

    ServicesCheckup(
            DockerSandbox sandbox,
            SandboxSettings sandboxes,
            DockerSettings settings,
            ServiceSettings services) {
        this.sandbox = sandbox;
        this.sandboxes = sandboxes;
        this.settings = settings;
        this.services = services;
    }

    @Override
    public String subject() {
        return "sandbox services";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (!sandboxes.kind().equals(sandbox.name())) {
            return List.of(
                    new Finding.Fine(
                            "A repository that asks for `services` in .mosaic.yml is refused: they run beside containers only."));
        }
        if (services.services().isEmpty()) {
            return List.of(
                    new Finding.Fine(
                            "No image is allowed for `services` of .mosaic.yml, so a repository that asks for one is refused; %s allows some."
                                    .formatted(SETTING)));
        }
        var found = new ArrayList<Finding>();
        for (var each : services.services().entrySet()) {
            found.add(finding(each.getKey(), each.getValue()));
        }
        return found;
    }

    private Finding finding(String name, Allowed allowed) throws InterruptedException {
        var setting = ServiceSettings.setting(name);
        try {
            var image = Image.of(allowed.image(), setting);
            var text = "The service image `%s` (%s) is ".formatted(name, allowed.image());
            if (!sandbox.containers().isHere(image)) {
                return settings.pull() == DockerSettings.Pull.MISSING && image.canBePulled()
                        ? new Finding.Warning(
                                text
                                        + "allowed, and not on this machine. It is fetched by the first job that needs it.",
                                "docker pull")
                        : new Finding.Trouble(
                                text + "allowed, and not on this machine.",
                                "docker pull, or " + setting);
            }
            var folders = sandbox.containers().service(image).writable(allowed);
            return new Finding.Fine(
                    text
                            + "allowed and there, with %,d MB of memory and %s."
                                    .formatted(
                                            allowed.memory().toMegabytes(),
                                            folders.isEmpty()
                                                    ? "nothing to write to but /tmp and /run"
                                                    : "%,d MB in each of /tmp, %s"
                                                            .formatted(
                                                                    allowed.room().toMegabytes(),
                                                                    String.join(", ", folders))));
        } catch (Failure e) {
            return new Finding.Trouble(String.valueOf(e.getMessage()), setting);
        }
    }
}
