package dev.mosaic.stitcher.sandbox.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. Blocks for as long as it likes. */
interface Resolver {
    /** One at least. */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
