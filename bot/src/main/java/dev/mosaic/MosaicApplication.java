package dev.mosaic;

import dev.mosaic.bot.cli.Cli;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The program. */
@ConfigurationPropertiesScan
@SpringBootApplication(
        proxyBeanMethods = false,
        // of Jackson 2, which is here for others: it loads all of Kotlin, and nothing uses it
        excludeName =
                "org.springframework.boot.actuate.autoconfigure.endpoint.jackson.Jackson2EndpointAutoConfiguration")
public class MosaicApplication {
    public static void main(String[] args) {
        System.exit(Cli.run(MosaicApplication.class, args));
    }

    /** Time for people to read. What machines compare is the database's. */
    @Bean
    @SuppressWarnings("TimeZoneUsage") // this is the bean that everybody derives the time from
    Clock clock() {
        return Clock.systemUTC();
    }
}
