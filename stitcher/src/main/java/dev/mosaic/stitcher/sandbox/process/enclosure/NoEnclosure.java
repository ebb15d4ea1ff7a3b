package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.util.List;
import java.util.Set;

/** Commands run as Mosaic's own account: nothing but marks and limits. */
record NoEnclosure(Tools tools, Rlimits rlimits) implements Enclosure {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public String isolation() {
        return """
        Commands ran as ordinary processes of the account `%s` on this machine, which is not \
        isolation: they could read and change whatever that account can, a read-only work \
        folder too, and use its network; only their environment, HOME and TMPDIR were their \
        own, and their processes are ended with them.\
        """
                .formatted(System.getProperty("user.name"));
    }

    @Override
    public Set<Wall> walls() {
        return Set.of();
    }

    @Override
    public Cell open(SandboxSpec spec, PrivateFolder folder, Mark mark) {
        return new Open(tools.limited(rlimits.arguments(false)));
    }

    /** Holds nobody. */
    private record Open(List<String> limited) implements Cell {
        @Override
        public List<String> enclose(List<String> program) {
            return Tools.joined(limited, program);
        }

        @Override
        public boolean holds(Traits traits) {
            return false;
        }

        @Override
        public List<Process> holders() {
            return List.of();
        }

        @Override
        public long commandOf(Process started) {
            return started.pid();
        }

        @Override
        public void end() {
            // the hunt does it
        }

        @Override
        public void close() {
            // nothing was taken
        }
    }
}
