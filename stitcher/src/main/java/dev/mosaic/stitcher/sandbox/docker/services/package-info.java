/**
 * What runs beside the commands of a container, such as a database that tests need: which images
 * the operator allows, what an image would run, how it is seen that one is ready, and what a person
 * is told of one that is not. Values and sentences; nothing here asks the engine. Public for the
 * Docker sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.docker.services;

import org.jspecify.annotations.NullMarked;
