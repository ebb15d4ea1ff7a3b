/**
 * The engine {@code claude}: a loop of our own around the Messages API of Anthropic. The model is
 * reached by the run's endpoint alone; no key and no provider is known here. Every tool, also one
 * that only reads, is a command in the sandbox: the JVM opens no file that a model names. Only this
 * room sees Anthropic's client and OkHttp below it.
 */
@NullMarked
package dev.mosaic.stitcher.engine.claude;

import org.jspecify.annotations.NullMarked;
