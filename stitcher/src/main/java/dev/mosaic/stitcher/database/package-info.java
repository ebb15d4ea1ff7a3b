/**
 * Limits of every connection to the database, so that none is waited for without end: neither a
 * statement, nor a lock that a frozen node holds, nor a network that swallows what it is given.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
