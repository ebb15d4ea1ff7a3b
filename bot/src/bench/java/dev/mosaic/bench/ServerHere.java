package dev.mosaic.bench;

import dev.mosaic.MosaicApplication;
import dev.mosaic.stitcher.testkit.OwnLoops;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole program in this JVM, so that one clock sees both of its ends. */
final class ServerHere {
    private ServerHere() {}

    /**
     * Starts it on a free port; it looks for no jobs by itself. Whoever starts it closes it.
     *
     * @param folder the name of its home below the world's
     * @param more {@code --name=value}
     */
    static ConfigurableApplicationContext start(
            World world, String folder, String database, String... more) throws Exception {
        var login = URI.create(database).getUserInfo().split(":", 2);
        var address = database.replaceFirst("^postgres://[^@]*@", "postgresql://");
        var words =
                List.of(
                        "--server.port=0",
                        "--mosaic.home=" + world.folder(folder),
                        // nobody here shall take a job that is only there to be looked at
                        "--mosaic.queue.poll=1h",
                        "--mosaic.queue.valkey-url=" + world.redis(),
                        "--logging.config=classpath:bench/logback.xml",
                        "--spring.r2dbc.url=r2dbc:" + address,
                        "--spring.r2dbc.username=" + login[0],
                        "--spring.r2dbc.password=" + login[1],
                        "--spring.flyway.url=jdbc:" + address,
                        "--spring.flyway.user=" + login[0],
                        "--spring.flyway.password=" + login[1]);
        return new SpringApplicationBuilder(MosaicApplication.class)
                .initializers(new OwnLoops())
                .run(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    }
}
