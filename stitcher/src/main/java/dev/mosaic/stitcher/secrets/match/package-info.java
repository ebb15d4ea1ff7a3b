/**
 * What was found, where and how sure that is; and what tells a secret from other text: the
 * characters of tokens, and whether they look drawn by lot. Knows no rule and no secret. Seen by
 * {@code secrets} and the rooms below it alone.
 */
@NullMarked
package dev.mosaic.stitcher.secrets.match;

import org.jspecify.annotations.NullMarked;
