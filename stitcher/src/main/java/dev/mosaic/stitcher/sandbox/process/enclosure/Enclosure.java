package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** One way of keeping the commands of a sandbox apart from the rest of this machine. */
public interface Enclosure {
    /** The word for it in settings. */
    String name();

    /** As people tell it apart from other ways with the same name. */
    default String title() {
        return name();
    }

    /** One honest sentence on what it keeps apart and what can still be reached. */
    String isolation();

    /** What commands are kept from; each is tested by the contract. */
    Set<Wall> walls();

    /**
     * Encloses one sandbox. Whatever was begun is undone if it throws.
     *
     * @param folder made already, and removed by the caller
     */
    Cell open(SandboxSpec spec, PrivateFolder folder, Mark mark) throws InterruptedException;

    /** One sandbox's enclosure. */
    interface Cell {
        /** What to run instead of a program so that it runs enclosed. */
        List<String> enclose(List<String> program);

        /** True for every process that was enclosed here, whatever it did to its marks. */
        boolean holds(Traits traits);

        /** Processes of ours that hold the enclosure itself and end with it. */
        List<Process> holders();

        /** Which process below one that we started is the command itself. */
        long commandOf(Process started);

        /** Ends everything inside at once, as far as this way can. Not the proof of it. */
        void end();

        /** After the end: gives the files back. */
        void close();
    }

    /** The folders that every sandbox may write to, and owns where it has an account. */
    static List<Path> own(PrivateFolder folder) {
        return List.of(folder.home(), folder.tmp());
    }
}
