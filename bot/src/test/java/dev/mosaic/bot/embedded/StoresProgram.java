package dev.mosaic.bot.embedded;

/** A process that holds a home and its stores until its input ends: the one that tests kill. */
final class StoresProgram {
    private StoresProgram() {}

    public static void main(String[] args) throws Exception {
        try (var home = MosaicHome.open(args[0]);
                var postgres = EmbeddedStores.postgres(home, _ -> {});
                var redis = EmbeddedStores.redis(home, _ -> {})) {
            System.out.println(postgres.url());
            System.out.println(redis.url());
            System.in.transferTo(System.out);
        }
    }
}
