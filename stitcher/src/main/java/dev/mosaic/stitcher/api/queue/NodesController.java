package dev.mosaic.stitcher.api.queue;

import static org.springframework.http.HttpStatus.NOT_FOUND;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.InstanceAdmins;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.queue.Nodes;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Takes nodes out of the queue and back in. */
@RestController
@RequestMapping("/api/admin/nodes/{id}")
final class NodesController {
    private final Nodes nodes;
    private final InstanceAdmins admins;

    NodesController(Nodes nodes, InstanceAdmins admins) {
        this.nodes = nodes;
        this.admins = admins;
    }

    /** The node finishes what it has, and gets nothing new until it starts anew or is resumed. */
    @PostMapping("/drain")
    Mono<NodeView> drain(@PathVariable String id, Actor actor) {
        return change(id, true, actor);
    }

    @PostMapping("/resume")
    Mono<NodeView> resume(@PathVariable String id, Actor actor) {
        return change(id, false, actor);
    }

    private Mono<NodeView> change(String id, boolean draining, Actor actor) {
        return admins.demand(actor)
                .then(Mono.defer(() -> Detached.mono(changed(id, draining))))
                .switchIfEmpty(Mono.error(() -> unknown(id)));
    }

    private Mono<NodeView> changed(String id, boolean draining) {
        return nodes.drain(id, draining)
                .thenMany(nodes.all())
                .filter(node -> node.id().equals(id))
                .next()
                .map(NodeView::of);
    }

    private static Refusal unknown(String id) {
        return new Refusal(
                NOT_FOUND,
                "There is no node %s.".formatted(VisibleText.quoted(id)),
                "GET /api/queue lists the nodes.");
    }
}
