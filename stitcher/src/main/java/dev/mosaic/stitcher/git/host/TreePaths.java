package dev.mosaic.stitcher.git.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectChecker;
import org.jspecify.annotations.Nullable;

/**
 * Names of files, between git and the disk. Git's names are bytes, so in the rooms of git a path is
 * a <i>raw</i> string: one char per byte. Which bytes a {@link Path} stands for depends on the
 * locale that the process was started with; only its URI tells them whatever the locale, so names
 * beyond ASCII go that way.
 */
public final class TreePaths {
    private static final Path ROOT = Path.of("/");
    private static final int SHOWN = 120;
    private static final ObjectChecker NAMES = new ObjectChecker().setSafeForMacOS(true);

    private TreePaths() {}

    /** The raw form of a name in git. */
    public static String raw(byte[] name) {
        return new String(name, ISO_8859_1);
    }

    /** The name in git of a raw one. */
    public static byte[] bytes(String raw) {
        return raw.getBytes(ISO_8859_1);
    }

    /** The raw form of a path as the disk has it. */
    public static String raw(Path path) {
        var text = path.toString();
        if (isPlain(text)) {
            return text;
        }
        var encoded = ROOT.resolve(path).toUri().getRawPath();
        var out = new ByteArrayOutputStream(encoded.length());
        for (var i = path.isAbsolute() ? 0 : 1; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                out.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                out.write(encoded.charAt(i));
            }
        }
        // the URI of a folder ends in a slash
        var raw = out.toString(ISO_8859_1);
        return raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    }

    /** The path on disk of a raw path. Throws {@link IllegalArgumentException} for a NUL byte. */
    public static Path onDisk(String raw) {
        if (isPlain(raw)) {
            return Path.of(raw);
        }
        var uri = new StringBuilder(raw.startsWith("/") ? "file://" : "file:///");
        for (var b : bytes(raw)) {
            if (b == '/') {
                uri.append('/');
            } else {
                uri.append('%').append(HexFormat.of().toHexDigits(b));
            }
        }
        var path = Path.of(URI.create(uri.toString()));
        return raw.startsWith("/") ? path : path.subpath(0, path.getNameCount());
    }

    /** As text; bytes that are not UTF-8 are replaced. */
    public static String decoded(String raw) {
        return new String(bytes(raw), UTF_8);
    }

    /** For people: as UTF-8, without control characters, not longer than a line. */
    public static String shown(String raw) {
        return printable(decoded(raw), SHOWN);
    }

    /** Any text in one line that cannot drive a terminal. */
    public static String printable(String text, int limit) {
        var line = text.codePoints().map(c -> isInvisible(c) ? '?' : c);
        var cut =
                line.limit(limit + 1L)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append);
        if (cut.codePointCount(0, cut.length()) <= limit) {
            return cut.toString();
        }
        return cut.substring(0, cut.offsetByCodePoints(0, limit - 1)) + "…";
    }

    /**
     * True for {@code .}, {@code ..} and every spelling of {@code .git} on any file system, also as
     * a part of a name where Windows sees a path or a stream ({@code .git\hooks}, {@code
     * .git::$INDEX_ALLOCATION}).
     */
    public static boolean isDangerous(String rawName) {
        if (rawName.isEmpty() || rawName.indexOf('/') >= 0) {
            return true;
        }
        for (var part : rawName.split("\\\\", -1)) {
            var stream = part.indexOf(':');
            if (isReserved(part) || stream > 0 && isReserved(part.substring(0, stream))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReserved(String part) {
        try {
            if (!part.isEmpty()) {
                NAMES.checkPathSegment(bytes(part), 0, part.length());
            }
            return false;
        } catch (CorruptObjectException _) {
            return true;
        }
    }

    /** Why a file that an agent made may not have this name; null if it may. */
    public static @Nullable String objection(String rawName) {
        if (isDangerous(rawName)) {
            return "is a git folder, or is spelled like one";
        }
        try {
            var name = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(rawName)));
            return name.codePoints().anyMatch(TreePaths::isInvisible)
                    ? "has control characters in its name"
                    : null;
        } catch (CharacterCodingException _) {
            return "has a name that is not UTF-8";
        }
    }

    /**
     * True if a link at this depth (folders above it) cannot lead out of the tree, whatever else is
     * a link there: {@code ..} only in front, because behind a name it may climb from wherever that
     * name leads.
     */
    public static boolean staysInside(String target, int depth) {
        if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
            return false;
        }
        var climbed = 0;
        var named = false;
        for (var part : target.split("/", -1)) {
            if (part.equals("..")) {
                climbed++;
                if (named || climbed > depth) {
                    return false;
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                named = true;
                if (isDangerous(part)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** How many folders stand above a path. */
    public static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > 0 && c < 0x7f);
    }
}
