package dev.mosaic.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A peer that lives in a Node process, driven line by line. */
final class NodeQueue implements Queue {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter requests;

    private NodeQueue(String name, Process process) {
        this.name = name;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        this.answers = process.inputReader();
        this.requests = process.outputWriter();
    }

    /**
     * @param kind {@code graphile}, {@code pgboss} or {@code bullmq}
     * @param address of the store
     */
    static NodeQueue start(Path folder, String name, String kind, String address)
            throws IOException {
        var process =
                new ProcessBuilder("node", "peers.mjs", kind, address)
                        .directory(folder.toFile())
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve(kind + ".log").toFile()))
                        .start();
        var queue = new NodeQueue(name, process);
        queue.answer();
        return queue;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Outcome enqueue(int callers, double seconds) throws IOException {
        return ask(Map.of("op", "enqueue", "callers", callers, "seconds", seconds));
    }

    @Override
    public Outcome starts(int jobs, double perSecond) throws IOException {
        return ask(Map.of("op", "starts", "jobs", jobs, "perSecond", perSecond));
    }

    @Override
    public Outcome drain(int jobs, int workers) throws IOException {
        return ask(Map.of("op", "drain", "jobs", jobs, "workers", workers));
    }

    /** When the last job of a late, small group began, after the first of all. */
    Outcome fairness(int many, int few, int workers, int millis) throws IOException {
        return ask(
                Map.of(
                        "op", "fairness",
                        "many", many,
                        "few", few,
                        "workers", workers,
                        "millis", millis));
    }

    private Outcome ask(Map<String, Object> request) throws IOException {
        requests.write(JSON.writeValueAsString(request) + "\n");
        requests.flush();
        var answer = answer();
        var micros = answer.get("micros").valueStream().mapToLong(JsonNode::asLong).toArray();
        return new Outcome(micros, answer.get("perSecond").asDouble());
    }

    private JsonNode answer() throws IOException {
        var line = answers.readLine();
        if (line == null) {
            throw new IOException(name + " ended; its log stands beside peers.mjs");
        }
        var answer = JSON.readTree(line);
        if (answer.has("error")) {
            throw new IOException(name + ": " + answer.get("error").asString());
        }
        return answer;
    }

    @Override
    public void close() throws Exception {
        requests.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
