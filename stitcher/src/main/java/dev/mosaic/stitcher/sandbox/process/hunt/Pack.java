package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes.Identity;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes.Seen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The processes that belong together: children of ours, whatever they started, and whatever carries
 * their marks. Never this process or one above it. For one thread at a time.
 */
public final class Pack {
    private final Processes processes;
    private final Predicate<Traits> marked;
    private final Supplier<? extends Collection<Process>> roots;
    private final Set<Long> spared = selfAndAncestors();
    private Set<Identity> strangers = Set.of();

    /**
     * @param marked true for what a process inherited from its pack
     * @param roots children of this process that belong to it, with all theirs
     */
    public Pack(
            Processes processes,
            Predicate<Traits> marked,
            Supplier<? extends Collection<Process>> roots) {
        this.processes = processes;
        this.marked = marked;
        this.roots = roots;
    }

    /**
     * Who runs at this moment.
     *
     * @throws java.io.UncheckedIOException if the processes of this machine cannot be listed
     */
    public List<Seen> now() {
        return among(processes.running(), Set.of());
    }

    /**
     * As {@link #now()}, but whoever was no member at the last call is not looked at again: what
     * marks a process it has from its first command on, and until then it is a root.
     */
    public List<Seen> nowInHaste() {
        var running = processes.running();
        var members = among(running, strangers);
        var known = new HashSet<Long>();
        members.forEach(member -> known.add(member.pid()));
        var others = new HashSet<Identity>();
        for (var process : running) {
            if (!known.contains(process.pid())) {
                others.add(process.identity());
            }
        }
        strangers = others;
        return members;
    }

    private List<Seen> among(List<Seen> running, Set<Identity> passed) {
        var children = new HashMap<Long, List<Seen>>();
        var members = new HashMap<Long, Seen>();
        var alive = aliveRoots();
        for (var process : running) {
            children.computeIfAbsent(process.parent(), _ -> new ArrayList<>()).add(process);
            if (!spared.contains(process.pid())
                    && (alive.contains(process.pid())
                            || alive.contains(process.session())
                            || !passed.contains(process.identity())
                                    && marked.test(processes.traits(process.pid())))) {
                members.put(process.pid(), process);
            }
        }
        addDescendants(children, members);
        return List.copyOf(members.values());
    }

    private void addDescendants(Map<Long, List<Seen>> children, Map<Long, Seen> members) {
        var open = new ArrayList<>(members.keySet());
        while (!open.isEmpty()) {
            for (var child : children.getOrDefault(open.removeLast(), List.of())) {
                if (!spared.contains(child.pid())
                        && members.putIfAbsent(child.pid(), child) == null) {
                    open.add(child.pid());
                }
            }
        }
    }

    /** Only while a root lives is its number surely its own. */
    private Set<Long> aliveRoots() {
        var alive = new HashSet<Long>();
        for (var root : roots.get()) {
            if (root.isAlive()) {
                alive.add(root.pid());
            }
        }
        return alive;
    }

    private static Set<Long> selfAndAncestors() {
        var pids = new HashSet<Long>();
        for (var self = Optional.of(ProcessHandle.current());
                self.isPresent();
                self = self.get().parent()) {
            pids.add(self.get().pid());
        }
        return pids;
    }
}
