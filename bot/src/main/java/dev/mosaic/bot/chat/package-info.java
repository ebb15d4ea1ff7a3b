/**
 * How people talk with Mosaic, as ports. Platforms live in packages next to this one and export
 * nothing.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.bot.chat;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
