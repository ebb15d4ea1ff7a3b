/**
 * What tests of every module stand on: real stores, fakes that pass the contracts, a clock under
 * control.
 */
package dev.mosaic.stitcher.testkit;
