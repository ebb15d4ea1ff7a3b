package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finds out which node this process is. */
@Configuration(proxyBeanMethods = false)
class NodeConfiguration {
    private static final Logger log = LoggerFactory.getLogger(NodeConfiguration.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Bean
    Node node(
            QueueSettings settings,
            @Value("${mosaic.home:${user.home}/.local/share/mosaic}") Path home) {
        var id = settings.nodeId().isBlank() ? kept(home.resolve("node-id")) : settings.nodeId();
        if (!ID.matcher(id).matches()) {
            throw new Failure.Never(
                    "The node id is 1 to 64 letters, digits, dots, dashes or underscores. Set"
                            + " mosaic.queue.node-id, or delete "
                            + home.resolve("node-id"),
                    null);
        }
        return new Node(id, UUID.randomUUID());
    }

    /** Destroyed after everything that runs jobs has stopped. */
    @Bean
    Predecessors predecessors(
            Node node, @Value("${mosaic.home:${user.home}/.local/share/mosaic}") Path home) {
        try {
            return Predecessors.of(node, home);
        } catch (IOException e) {
            // the id came from a setting: without files, the wait for the old leases does as well
            log.atWarn()
                    .addKeyValue("cause", e.toString())
                    .log("this node keeps no lock file, so after a crash it waits for its leases");
            return Predecessors.unknown();
        }
    }

    /** A machine keeps its id over restarts: by it, a node knows the jobs that it left behind. */
    private static String kept(Path file) {
        try {
            var id = Files.exists(file) ? Files.readString(file).strip() : "";
            if (id.isEmpty()) {
                id = "node-" + UUID.randomUUID().toString().substring(0, 8);
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, id + System.lineSeparator());
            }
            return id;
        } catch (IOException e) {
            throw new Failure.Never(
                    "Cannot keep the node's id in %s. Make mosaic.home (MOSAIC_HOME) a folder that can be written to, or set mosaic.queue.node-id."
                            .formatted(file),
                    e);
        }
    }
}
