package dev.mosaic.bot.demo;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.LocalRepositories;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * A small Java program with a bug, a test that finds it, and issue #1 that tells of it; made for
 * those who have no repository here yet. Blocking.
 */
@Component
public final class SampleRepository {
    /** What the sample is called. */
    static final RepoName NAME = new RepoName("demo", "split-the-bill");

    private static final List<String> FILES =
            List.of("README.md", ".mosaic.yml", "src/Bill.java", "src/BillTest.java");

    private final Forges forges;
    private final @Nullable LocalRepositories local;

    SampleRepository(Forges forges, ObjectProvider<LocalRepositories> local) {
        this.forges = forges;
        this.local = local.getIfAvailable();
    }

    /** Makes the sample if there is no other repository, and the local forge to make it in. */
    public void makeIfAlone() throws InterruptedException {
        for (var forge : forges.all()) {
            var repos = Await.value(forge.repos().take(2).collectList());
            if (repos.stream().anyMatch(repo -> !repo.name().equals(NAME))) {
                return;
            }
        }
        if (local != null) {
            make();
        }
    }

    /** The sample with its issue #1; what is there already stays as it is. */
    Repo make() throws InterruptedException {
        var repo = Await.value(local().create(NAME, files(), "Split a bill among friends"));
        var first = new IssueRef(repo.ref(), 1);
        if (Await.maybe(forge(repo).issue(first)) == null) {
            openIssue(repo);
        }
        return repo;
    }

    /** Tells of the bug once more. */
    Issue openIssue(Repo repo) throws InterruptedException {
        var text = Resources.text("issue.md").split("\n", 2);
        return Await.value(local().openIssue(repo.ref(), text[0].strip(), text[1].strip(), "demo"));
    }

    /** Where the sample lives. */
    Forge forge(Repo repo) {
        return forges.of(repo.ref());
    }

    /** Text by path. */
    static Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        for (var path : FILES) {
            files.put(path, Resources.text("repository/" + path));
        }
        return files;
    }

    private LocalRepositories local() {
        if (local == null) {
            throw new IllegalStateException("the sample needs the local forge");
        }
        return local;
    }
}
