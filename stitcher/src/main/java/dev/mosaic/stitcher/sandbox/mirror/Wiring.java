package dev.mosaic.stitcher.sandbox.mirror;

import dev.mosaic.stitcher.sandbox.mirror.Mirror.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells the tools of a build, by files in their HOME and by their environment, that packages come
 * from a mirror and from nowhere else or, where there is no network, from what was fetched before.
 * Each was tried with the tool itself but Gradle's.
 */
public final class Wiring {
    /** What the addresses of mirrors begin with, before the name of one. */
    public static final String ROOT = "/mirror/";

    private final MirrorSettings settings;
    private final String server;
    private final String home;

    /**
     * @param server where commands reach the proxy, such as {@code http://127.0.0.1:3128}
     * @param home of the commands
     */
    public Wiring(MirrorSettings settings, String server, String home) {
        this.settings = settings;
        this.server = server;
        this.home = home;
    }

    /**
     * Texts by their paths in HOME.
     *
     * @param online whether mirrors can be reached
     */
    public Map<String, String> files(boolean online) {
        var files = new TreeMap<String, String>();
        settings.named(Kind.MAVEN)
                .ifPresent(name -> {
                    files.put(".m2/settings.xml", maven(name, online));
                    files.put(".gradle/init.d/mosaic.gradle", gradle(name, online));
                });
        settings.named(Kind.NPM).ifPresent(name -> files.put(".npmrc", npm(name, online)));
        settings.named(Kind.PYPI)
                .ifPresent(name -> files.put(".config/pip/pip.conf", pip(name, online)));
        settings.named(Kind.GO).ifPresent(name -> files.put(".config/go/env", go(name, online)));
        settings.named(Kind.CARGO)
                .ifPresent(name -> files.put(".cargo/config.toml", cargo(name, online)));
        return files;
    }

    /**
     * Where tools keep what they fetched: in HOME, whatever the image says. A JVM takes HOME from
     * the list of accounts, in which the commands' account may not be.
     *
     * @param online whether mirrors can be reached
     */
    public Map<String, String> environment(boolean online) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("MAVEN_OPTS", "-Duser.home=" + home);
        environment.put("MAVEN_USER_HOME", home + "/.m2");
        environment.put("GRADLE_USER_HOME", home + "/.gradle");
        environment.put("CARGO_HOME", home + "/.cargo");
        environment.put("GOPATH", home + "/go");
        if (online) {
            settings.named(Kind.MAVEN)
                    .ifPresent(name ->
                            environment.put("MVNW_REPOURL", address(name).replaceFirst("/$", "")));
        }
        return environment;
    }

    private String address(String name) {
        return server + ROOT + name + "/";
    }

    private String maven(String name, boolean online) {
        return """
        <settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
          <offline>%s</offline>
          <mirrors>
            <mirror>
              <id>mosaic-%s</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
                .formatted(!online, name, address(name));
    }

    private String gradle(String name, boolean online) {
        return """
        def mirror = '%s'
        gradle.startParameter.offline = %s
        def redirect = { repositories ->
            repositories.withType(MavenArtifactRepository).configureEach {
                if (it.url.scheme in ['http', 'https']) {
                    it.url = mirror
                    it.allowInsecureProtocol = true
                }
            }
        }
        gradle.beforeSettings { settings ->
            redirect(settings.buildscript.repositories)
            settings.pluginManagement.repositories {
                maven { url = mirror; allowInsecureProtocol = true }
            }
            redirect(settings.pluginManagement.repositories)
            redirect(settings.dependencyResolutionManagement.repositories)
        }
        gradle.beforeProject { project ->
            redirect(project.buildscript.repositories)
            redirect(project.repositories)
        }
        """
                .formatted(address(name), !online);
    }

    private String npm(String name, boolean online) {
        return """
        registry=%s
        replace-registry-host=always
        audit=false
        fund=false
        update-notifier=false
        offline=%s
        """
                .formatted(address(name), !online);
    }

    private String pip(String name, boolean online) {
        return """
        [global]
        index-url = %ssimple/
        no-index = %s
        disable-pip-version-check = true
        break-system-packages = true
        """
                .formatted(address(name), !online);
    }

    private String go(String name, boolean online) {
        return """
        GOPROXY=%s
        GOSUMDB=off
        GOTOOLCHAIN=local
        """
                .formatted(online ? address(name).replaceFirst("/$", "") : "off");
    }

    private String cargo(String name, boolean online) {
        return """
        [source.crates-io]
        replace-with = "mosaic"

        [source.mosaic]
        registry = "sparse+%s"

        [net]
        offline = %s
        """
                .formatted(address(name), !online);
    }
}
