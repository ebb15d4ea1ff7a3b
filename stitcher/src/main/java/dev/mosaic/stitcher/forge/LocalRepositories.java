package dev.mosaic.stitcher.forge;

import java.nio.file.Path;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What only the local forge can do: bring repositories and issues into being. */
public interface LocalRepositories {
    /**
     * Makes a bare repository with one commit on {@code main}; if the name is taken, gives back
     * what is there, untouched.
     *
     * @param files text by path
     */
    Mono<Repo> create(RepoName name, Map<String, String> files, String message);

    /**
     * Puts a repository of this machine, bare or with a work tree, under a name. Mosaic then only
     * ever pushes branches that begin with {@code mosaic/} to it. Adopting the same folder again
     * gives the same repository. {@link dev.mosaic.stitcher.failure.Failure.Never} if the folder
     * holds no repository or the name belongs to another one.
     */
    Mono<Repo> adopt(RepoName name, Path folder);

    /** Opens an issue. */
    Mono<Issue> openIssue(RepoRef repo, String title, String body, String author);
}
