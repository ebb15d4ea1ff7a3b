/**
 * The forms that secrets have: rules and allowlists in gitleaks' format, and the one pass over a
 * text that finds their keywords before RE2 runs. The only room that sees RE2 and TOML. Looks at a
 * text as it stands; taking encodings off is not its task. Seen by {@code secrets} alone.
 */
@NullMarked
package dev.mosaic.stitcher.secrets.rule;

import org.jspecify.annotations.NullMarked;
