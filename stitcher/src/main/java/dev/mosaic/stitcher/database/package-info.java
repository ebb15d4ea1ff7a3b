/**
 * What every use of the database needs: rows that are given when they are committed, for whoever
 * acts on what a statement wrote, and limits of every connection, so that none is waited for
 * without end: neither a statement, nor a lock that a frozen node holds, nor a network that
 * swallows what it is given.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
