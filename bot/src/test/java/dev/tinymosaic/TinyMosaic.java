package dev.tinymosaic;

import dev.mosaic.bot.chat.Terminal;
import dev.mosaic.bot.cli.Cli;
import dev.mosaic.bot.demo.SampleRepository;
import dev.mosaic.stitcher.forge.Forges;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The command line around an application that only echoes: what tests start as a process. */
// outside of dev.mosaic, where the real application would find it
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(SampleRepository.class)
public final class TinyMosaic {
    public static void main(String[] args) {
        System.exit(Cli.run(TinyMosaic.class, args));
    }

    @Bean
    Forges forges() {
        return new Forges(List.of());
    }

    /** Fails the start on demand, as a bean of the application would. */
    @Bean
    String trouble() {
        if (System.getenv().containsKey("TROUBLE")) {
            throw new IllegalArgumentException("mosaic.some.setting is not set: set it.");
        }
        return "";
    }

    @Bean
    Terminal terminal(@Value("${mosaic.sandbox.kind:none}") String sandbox) {
        return in -> {
            System.out.println("works in " + sandbox);
            try (var lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> System.out.println("heard " + line));
                LoggerFactory.getLogger(TinyMosaic.class).info("this is for the file only");
                LoggerFactory.getLogger(TinyMosaic.class).warn("this is for people too");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
