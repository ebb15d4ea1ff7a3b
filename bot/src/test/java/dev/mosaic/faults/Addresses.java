package dev.mosaic.faults;

/** Where nodes find their stores: straight, or through something that breaks. */
interface Addresses {
    Addresses STRAIGHT = stores -> new Ports(stores.postgresPort(), stores.redisPort());

    /** Asked once for each node. */
    Ports of(FaultStores stores);

    record Ports(int postgres, int redis) {}
}
