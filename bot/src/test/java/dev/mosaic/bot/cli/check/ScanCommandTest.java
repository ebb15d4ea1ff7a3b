package dev.mosaic.bot.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.bot.cli.Typing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic scan} on real checkouts. */
class ScanCommandTest {
    private Typing typing = new Typing();
    private final String token = token();
    private Git git;

    @TempDir Path folder;

    @BeforeEach
    void checkOut() throws Exception {
        git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
        write("README.md", "Hello\n");
        commit("Begin");
    }

    @AfterEach
    void close() {
        git.close();
    }

    @Test
    void cleanFolderIsExitCodeZero() {
        assertThat(run("scan", folder.toString())).isZero();
        assertThat(typing.out()).contains("No secret found");
    }

    @Test
    void tokenInAFileIsExitCodeOneAndNeverPrinted() throws Exception {
        write("src/App.java", "class App {\n  // " + token + "\n}\n");

        assertThat(run("scan", folder.toString())).isEqualTo(1);
        assertThat(typing.out())
                .contains("src/App.java:2:6", "github-token", "1 secret found")
                .doesNotContain(token.substring(4));
    }

    @Test
    void ignoredFilesAreNotLookedAt() throws Exception {
        write(".gitignore", "build/\n");
        write("build/out.txt", token + "\n");
        assertThat(run("scan", folder.toString())).isZero();
    }

    @Test
    void onlyWhatIsStagedCountsBeforeACommit() throws Exception {
        write("a.txt", token + "\n");
        assertThat(run("scan", "--staged", folder.toString())).isZero();

        git.add().addFilepattern("a.txt").call();
        write("a.txt", "taken out again, but still staged\n");
        assertThat(run("scan", "--staged", folder.toString())).isEqualTo(1);
    }

    @Test
    void tokenThatALaterCommitRemovedIsFoundInTheHistory() throws Exception {
        var start = git.getRepository().resolve("HEAD").name();
        write("a.txt", token + "\n");
        commit("Add it");
        write("a.txt", "x\n");
        commit("Remove it");

        assertThat(run("scan", folder.toString())).isZero();
        assertThat(run("scan", "--since", start, folder.toString())).isEqualTo(1);
        commit("Speak of " + token);
        typing = new Typing();
        assertThat(run("scan", "--json", "--since", "HEAD~1", folder.toString())).isEqualTo(1);
        assertThat(typing.out())
                .contains("\"where\":\"message of commit", "\"rule\":\"github-token\"");
    }

    @Test
    void peopleAllowFindingsOfTheirOwn() throws Exception {
        write("a.txt", "x\n" + token + "\n");
        write("b.txt", token + " # gitleaks:allow\n");
        write(".gitleaksignore", "a.txt:github-token:2\n");
        assertThat(run("scan", folder.toString())).isZero();
    }

    @Test
    void standardInputAndMoreRulesWork() throws Exception {
        assertThat(runWith("x " + token + "\n", "scan", "-")).isEqualTo(1);
        write(
                "rules.toml",
                "[[rules]]\nid = \"acme\"\nregex = '''acme-[0-9]{6}'''\nkeywords = [\"acme-\"]\n");
        var rules = folder.resolve("rules.toml").toString();
        assertThat(runWith("id acme-" + 824_613 + "\n", "scan", "-")).isZero();
        assertThat(runWith("id acme-" + 824_613 + "\n", "scan", "--rules", rules, "-"))
                .isEqualTo(1);
    }

    @Test
    void mistakesAreToldWithTheirMend() throws Exception {
        assertThat(run("scan", "--staged", "--since", "main")).isEqualTo(2);
        assertThat(run("scan", folder.resolve("nothing").toString())).isEqualTo(1);
        assertThat(run("scan", "--since", "nowhere", folder.toString())).isEqualTo(1);
        write("rules.toml", "[[rules]]\nid = \"x\"\nregex = '''(?!a)'''\n");
        assertThat(
                        run(
                                "scan",
                                "--rules",
                                folder.resolve("rules.toml").toString(),
                                folder.toString()))
                .isEqualTo(1);
        assertThat(typing.err())
                .contains("Name a file or a folder", "There is no commit nowhere", "is not RE2");
    }

    @Test
    void hookIsInstalledWhereGitLooksAndAsksBeforeACommit() throws Exception {
        assertThat(run("scan", "--install-hook", folder.toString())).isZero();
        var hook = folder.resolve(".git/hooks/pre-commit");
        assertThat(hook).isExecutable().content().contains("scan --staged");
        assertThat(run("scan", "--install-hook", folder.toString())).isZero();

        git.getRepository().getConfig().setString("core", null, "hooksPath", "tools/hooks");
        git.getRepository().getConfig().save();
        assertThat(run("scan", "--install-hook", folder.toString())).isZero();
        assertThat(folder.resolve("tools/hooks/pre-commit")).isExecutable();
    }

    @Test
    void hookOfSomebodyElseStays() throws Exception {
        var hook = folder.resolve(".git/hooks/pre-commit");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\nmake lint\n");

        assertThat(run("scan", "--install-hook", folder.toString())).isEqualTo(1);
        assertThat(hook).content().isEqualTo("#!/bin/sh\nmake lint\n");
        assertThat(typing.err()).contains("Add this line to it", "scan --staged");
    }

    private int run(String... words) {
        return runWith("", words);
    }

    private int runWith(String input, String... words) {
        return typing.input(input).run(Map.of(), words);
    }

    private void write(String path, String text) throws Exception {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void commit(String message) throws Exception {
        git.add().addFilepattern(".").call();
        git.commit()
                .setMessage(message)
                .setAuthor("ann", "ann@localhost")
                .setCommitter("ann", "ann@localhost")
                .setSign(false)
                .call();
    }

    /** Drawn anew: nothing that looks like one stands in this file. */
    private static String token() {
        var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var token = new StringBuilder("gh" + "p_");
        new Random().ints(36, 0, letters.length()).forEach(at -> token.append(letters.charAt(at)));
        return token.toString();
    }
}
