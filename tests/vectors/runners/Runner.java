import java.nio.ByteBuffer;
import java.nio.charset.*;
import java.nio.file.*;
import java.security.*;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.*;
import java.util.regex.Pattern;

/** Checks the test vectors with `java.util.Base64` and `java.security`. The JDK has no JSON reader: see `Json`. */
public final class Runner {
    static final int LEAST = 1400;
    /** Flags of cases about which this reader or `java.security` has another opinion, see README.md. */
    static final List<String> OTHER = List.of("NestingLimit", "DigestInfoWithoutNull");

    /** A reader of JSON (RFC 8259): maps, lists, texts, booleans, null, and `Number` for all numbers. */
    static final class Json {
        record Number(String text) {}

        static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
        final String text;
        int at;
        /** Where the value of each member of the outermost object begins and ends. */
        final Map<String, int[]> spans = new LinkedHashMap<>();

        Json(String text) {
            this.text = text;
        }

        Object document() {
            Object value = value(0);
            space();
            return at == text.length() ? value : wrong();
        }

        <T> T wrong() {
            throw new IllegalArgumentException("not JSON at " + at);
        }

        char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        void space() {
            while (" \t\r\n".indexOf(peek()) >= 0) {
                at++;
            }
        }

        /** Reads a token after any space, and returns the value. */
        <T> T expect(String token, T value) {
            space();
            at += text.startsWith(token, at) ? token.length() : this.<Integer>wrong();
            return value;
        }

        Object value(int depth) {
            space();
            return switch (peek()) {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> string();
                case 't' -> expect("true", true);
                case 'f' -> expect("false", false);
                case 'n' -> expect("null", null);
                default -> number();
            };
        }

        Number number() {
            var matcher = NUMBER.matcher(text).region(at, text.length());
            at = matcher.lookingAt() ? matcher.end() : this.<Integer>wrong();
            return new Number(matcher.group());
        }

        /** Reads the end of an object or an array, or the comma before another item. */
        boolean another(char end, boolean isFirst) {
            space();
            boolean isEnd = peek() == end;
            at += isEnd || !isFirst && peek() == ',' ? 1 : isFirst ? 0 : this.<Integer>wrong();
            return !isEnd;
        }

        List<Object> array(int depth) {
            List<Object> items = expect("[", new ArrayList<>());
            while (another(']', items.isEmpty())) {
                items.add(value(depth + 1));
            }
            return items;
        }

        Map<String, Object> object(int depth) {
            Map<String, Object> members = expect("{", new LinkedHashMap<>());
            while (another('}', members.isEmpty())) {
                String name = string();
                expect(":", null);
                space();
                int start = at;
                members.put(name, value(depth + 1));
                if (depth == 0) {
                    spans.put(name, new int[] {start, at});
                }
            }
            return members;
        }

        String string() {
            StringBuilder content = expect("\"", new StringBuilder());
            while (peek() != '"') {
                char next = peek() < ' ' ? wrong() : text.charAt(at++);
                content.append(next == '\\' ? escape() : next);
            }
            return expect("\"", content).toString();
        }

        char escape() {
            int known = "\"\\/bfnrt".indexOf(peek());
            at++;
            if (known >= 0) {
                return "\"\\/\b\f\n\r\t".charAt(known);
            }
            boolean isUnicode = text.startsWith("u", at - 1) && at + 4 <= text.length()
                && text.substring(at, at + 4).matches("[0-9A-Fa-f]{4}");
            at += isUnicode ? 4 : this.<Integer>wrong();
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
    }

    @SuppressWarnings("unchecked")
    static <T> T get(Object members, String... path) {
        for (String name : path) {
            members = members instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return (T) members;
    }

    static boolean is(Object members, String text, String... path) {
        return text.equals(get(members, path));
    }

    static int number(Object members, String... path) {
        return Integer.parseInt(Runner.<Json.Number>get(members, path).text());
    }

    static RSAPublicKey publicKey(String text) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]*-----", ""));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }

    /** The bytes of canonical base64, or null. */
    static byte[] decodeBase64(String text) {
        try {
            byte[] content = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(content).equals(text) ? content : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    static boolean holds(RSAPublicKey key, byte[] content, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(key);
        verifier.update(content);
        return signature.length * 8 == key.getModulus().bitLength() && verifier.verify(signature);
    }

    /** The first expected value that is not that of the message, or null. Only texts are compared. */
    static String difference(Object expected, Object found) {
        if (expected instanceof Map<?, ?> members) {
            for (var member : members.entrySet()) {
                String problem = difference(member.getValue(), get(found, (String) member.getKey()));
                if (problem != null) {
                    return member.getKey() + ": " + problem;
                }
            }
        }
        return expected instanceof String && found instanceof String && !expected.equals(found) ? "is " + found : null;
    }

    static String checkEnvelope(Object file, Object group, Object test) throws GeneralSecurityException {
        String text = get(test, "text"), base64 = get(test, "base64"), message = get(group, "message");
        byte[] content = text != null ? text.getBytes(StandardCharsets.UTF_8) : Base64.getDecoder().decode(base64);
        boolean isValid = is(test, "valid", "plain", "json");
        Json json;
        Object document;
        try {
            json = new Json(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
            document = json.document();
        } catch (IllegalArgumentException | CharacterCodingException error) {
            return isValid ? error.getMessage() : null;
        }
        if (!isValid || get(test, "span") == null) {
            return isValid ? null : "it is JSON";
        }
        int[] found = json.spans.get(message);
        int offset = json.text.substring(0, found[0]).getBytes(StandardCharsets.UTF_8).length;
        byte[] span = json.text.substring(found[0], found[1]).getBytes(StandardCharsets.UTF_8);
        if (offset != number(test, "span", "offset") || span.length != number(test, "span", "length")) {
            return "the span has " + span.length + " bytes from " + offset;
        }
        String problem = difference(get(test, "values"), get(document, message));
        if (problem != null || get(test, "plain", "base64") == null) {
            return problem;
        }
        byte[] signature = decodeBase64(get(document, "signature"));
        RSAPublicKey key = publicKey(get(file, "keys", get(group, "key"), "spki"));
        boolean holds = signature != null && holds(key, span, signature);
        boolean isRight = (signature != null) == is(test, "valid", "plain", "base64")
            && holds == is(test, "valid", "plain", "signature");
        return isRight ? null : "base64: " + (signature != null) + ", the signature holds: " + holds;
    }

    static String checkKey(Object group, Object test) throws GeneralSecurityException {
        RSAPublicKey key = publicKey(get(test, "text"));
        int bits = key.getModulus().bitLength(), exponent = key.getPublicExponent().intValueExact();
        boolean isGood = bits >= 2048 && bits <= 4096 && exponent == 65537;
        boolean isRight = isGood == is(test, "accepted", "verdict", "result");
        if (bits != number(test, "bits") || exponent != number(test, "exponent") || !isRight) {
            return bits + " bits, exponent " + exponent;
        }
        byte[] signed = Runner.<String>get(group, "signed").getBytes(StandardCharsets.UTF_8);
        return !isGood || holds(key, signed, decodeBase64(get(test, "signature"))) ? null : "it does not hold";
    }

    public static void main(String[] arguments) throws Exception {
        int checked = 0, skipped = 0, failed = 0;
        for (Path path : Files.newDirectoryStream(Path.of(arguments[0]), "*.json")) {
            Object file = new Json(Files.readString(path)).document();
            for (Object group : Objects.<List<Object>>requireNonNullElse(get(file, "groups"), List.of())) {
                for (Object test : Runner.<List<Object>>get(group, "cases")) {
                    List<Object> flags = get(test, "flags");
                    boolean isEnvelope = is(group, "Envelope", "type");
                    if (!isEnvelope && !is(test, "spki-pem", "form") || flags.stream().anyMatch(OTHER::contains)) {
                        skipped++;
                        continue;
                    }
                    checked++;
                    String problem = isEnvelope ? checkEnvelope(file, group, test) : checkKey(group, test);
                    if (problem != null) {
                        failed++;
                        System.out.println(get(test, "id") + ": " + problem);
                    }
                }
            }
        }
        System.out.printf("java: %d cases checked, %d skipped, %d failed%n", checked, skipped, failed);
        System.exit(failed > 0 || checked < LEAST ? 1 : 0);
    }
}
