package dev.mosaic.bot.launch;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.mosaic.stitcher.secrets.Redactor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Takes secrets out of the application's log, whatever its form: it stands behind every encoder, so
 * that messages, key-value pairs, traces and structured lines all pass it. From the first line on
 * that is written after the settings were read.
 */
final class RedactedLog
        implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            // the operator's own rules are read later, and a mistake in them is told then
            var redactor = Redactor.of(event.getEnvironment());
            for (var logger : context.getLoggerList()) {
                logger.iteratorForAppenders()
                        .forEachRemaining(appender -> {
                            if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
                                stream.setEncoder(
                                        new Redacting(unwrapped(stream.getEncoder()), redactor));
                            }
                        });
            }
        }
    }

    private static Encoder<ILoggingEvent> unwrapped(Encoder<ILoggingEvent> encoder) {
        return encoder instanceof Redacting known ? known.encoder : encoder;
    }

    /** Behind the listener that sets up the log. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    /** Whatever an encoder writes, without secrets. */
    private static final class Redacting extends EncoderBase<ILoggingEvent> {
        private static final Charset CHARSET = StandardCharsets.UTF_8;

        private final Encoder<ILoggingEvent> encoder;
        private final Redactor redactor;

        Redacting(Encoder<ILoggingEvent> encoder, Redactor redactor) {
            this.encoder = encoder;
            this.redactor = redactor;
            setContext(encoder.getContext());
            start();
        }

        @Override
        public byte[] headerBytes() {
            return encoder.headerBytes();
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            var bytes = encoder.encode(event);
            var text = new String(bytes, CHARSET);
            var clean = redactor.redact(text);
            return clean.equals(text) ? bytes : clean.getBytes(CHARSET);
        }

        @Override
        public byte[] footerBytes() {
            return encoder.footerBytes();
        }
    }
}
