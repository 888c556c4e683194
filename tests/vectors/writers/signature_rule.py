"""Which bytes are signed, how the signature is written, and which signatures hold."""

import base64
import hashlib

from base import (ACCEPTED, INVALID, NOT_BASE64, Topic, fixture, fixture_values, sealed, sign, sign64,
                  to_bytes, with_signature)
from kit import compact, failure, request, response

TOPIC = Topic("signature_rule", "Which bytes are signed, how the signature is written, and which signatures hold.")

REFUSAL = failure("12005003", "ORDER_STATUS_INVALID", "The transaction status is invalid.")
MESSAGES = {"request": request(), "response": response()}


def build():
    groups = {"request": TOPIC.requests("Requests, signed by the client."),
              "response": TOPIC.responses("Responses, signed by the platform.")}
    signed_bytes(groups)
    base64_texts(groups["response"])
    lengths(groups["response"])
    algorithms(groups)
    key_sizes()
    fixtures(groups)
    return TOPIC


# ---- which bytes --------------------------------------------------------------------------------


def signed_bytes(groups):
    for direction, group in groups.items():
        message = MESSAGES[direction]
        span = compact(message)
        group.add(f"{direction}-compact", "The compact message is signed.", "RawSpan", sealed(direction, span),
                  ACCEPTED, read=message)
        spaced = span.replace('":', '": ').replace(',"', ', "')
        group.add(f"{direction}-spaces", "Spaces inside the span are signed, too.", "RawSpan WhiteSpace",
                  sealed(direction, spaced), ACCEPTED, read=message)
        outside = '{ "@direction" : @span , "signature" : "@signature" }\n'
        group.add(f"{direction}-spaces-outside", "Spaces outside of the span are not signed.", "RawSpan WhiteSpace",
                  sealed(direction, span, outside), ACCEPTED, read=message)
        for name, comment, signed in (
            ("compact-signed-of-spaced", "The compact text was signed, and a spaced one was sent.", span),
            ("no-braces", "The text between the braces was signed.", spaced[1:-1]),
            ("no-first-brace", "The first brace was not signed.", spaced[1:]),
            ("no-last-brace", "The last brace was not signed.", spaced[:-1]),
            ("space-before", "A space before the span was signed.", " " + spaced),
            ("line-break-after", "A line break after the span was signed.", spaced + "\n"),
            ("comma-after", "The comma after the span was signed.", spaced + ","),
            ("name-and-span", "The name of the member was signed with its value.", f'"{direction}":{spaced}'),
            ("head-only", "Only the head was signed.", compact(message["head"])),
            ("body-only", "Only the body was signed.", compact(message["body"])),
            ("sorted", "The text with sorted members was signed.",
             compact({part: dict(sorted(message[part].items())) for part in sorted(message)})),
            ("digest", "The SHA-256 of the span in hexadecimal was signed, as if it were the text.", hexdigest(spaced)),
            ("utf-16", "The span was signed in UTF-16.", spaced.encode("utf-16-le")),
            ("empty", "An empty text was signed.", ""),
        ):
            signature = sign64_of(direction, signed)
            group.add(f"{direction}-{name}", comment, "ReSerialised RawSpan",
                      with_signature(direction, spaced, signature, "invalid"), INVALID)
    decoy = '"@direction":{"head":{}}'
    groups["response"].add(
        "span-is-of-the-outermost-object", "A member with the name of the message in an unknown member is not the "
        "message.", "RawSpan UnknownMember", sealed("response", response(), f'{{"meta":{{{decoy}}},' +
                                                    '"@direction":@span,"signature":"@signature"}'), ACCEPTED,
        read=response())
    # The same values, the text after signing spelled in another way.
    span = compact(response())
    for name, comment, sent in (
        ("escaped-letter", "A letter was escaped after signing.", span.replace('"S"', '"\\u0053"')),
        ("escaped-slash", "A slash was escaped after signing.", span),
        ("added-unknown-member", "An unknown member was added after signing.", span.replace(
            '"body":{', '"body":{"note":1,')),
        ("removed-empty-reserve", "`reserve` was left out after signing.", span.replace(',"reserve":"{}"', "")),
        ("null-for-absent", "A member that was absent is sent as `null`.", span[:-2] + ',"note":null}}'),
    ):
        signed = span
        if name == "escaped-slash":
            signed = compact(response(result={"resultMsg": "a/b"}))
            sent = signed.replace("a/b", "a\\/b")
        groups["response"].add(f"sent-{name}", comment, "ReSerialised", with_signature(
            "response", sent, sign64_of("response", signed), "invalid"), INVALID)


def hexdigest(text):
    return hashlib.sha256(to_bytes(text)).hexdigest()


def sign64_of(direction, signed, *options):
    key = {"request": "client", "response": "platform"}[direction]
    signed = signed if isinstance(signed, bytes) else to_bytes(signed)
    return base64.b64encode(sign(key, signed, *options)).decode()


# ---- base64 -------------------------------------------------------------------------------------

SPAN = compact(response())


def base64_texts(group):
    good = sign64("platform", SPAN)
    assert len(good) == 344 and good.endswith("==") and "+" in good and "/" in good
    everything_escaped = "".join(f"\\u{ord(character):04x}" for character in good)
    for name, comment, text in (
        ("slash-escaped", "PHP escapes slashes.", good.replace("/", "\\/")),
        ("plus-escaped", "Plus and equals signs are escaped.", good.replace("+", "\\u002b").replace("=", "\\u003D")),
        ("everything-escaped", "Every character is escaped.", everything_escaped),
    ):
        group.add(f"base64-{name}", comment, "SignatureEscapes", with_signature("response", SPAN, text, "valid"),
                  ACCEPTED, read=response())
    bare = good.rstrip("=")
    first, rest = good[:100], good[100:]
    for name, comment, text in (
        ("half-the-padding", "One of the two padding characters.", bare + "="),
        ("more-padding", "A third padding character.", good + "="),
        ("padding-group", "Four more padding characters.", good + "===="),
        ("padding-inside", "Padding in the middle.", f"{first}=={rest}"),
        ("url-symbol", "One symbol of the URL alphabet.", good.replace("/", "_", 1)),
        ("space-before", "A space before.", " " + good),
        ("space-after", "A space after.", good + " "),
        ("space-inside", "A space inside.", f"{first} {rest}"),
        ("line-break-after", "A line break after.", good + "\\n"),
        ("tab-inside", "A tab inside.", f"{first}\\t{rest}"),
        ("nul-after", "U+0000 after.", good + "\\u0000"),
        ("symbol-more", "One symbol more.", good + "A"),
        ("symbol-fewer", "One symbol fewer.", good[1:]),
        ("other-symbol", "A symbol that is not in the alphabet.", good.replace("+", "*", 1)),
        ("full-width-plus", "A symbol that is not ASCII.", good.replace("+", "\uff0b", 1)),
        ("twice", "The text twice: padding in the middle.", good + good),
        ("name-before", "The name of the algorithm before.", "RSA2:" + good),
        ("only-padding", "Only padding.", "===="),
        ("only-space", "Only a space.", " "),
    ):
        group.add(f"base64-{name}", comment, "CanonicalBase64",
                  with_signature("response", SPAN, text, "not base64"), NOT_BASE64)
    # The last symbol before the padding has two bits of the signature, and four that must be zero.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = alphabet.index(bare[-1])
    assert last % 16 == 0
    for bit in (1, 2, 4, 8):
        text = bare[:-1] + alphabet[last + bit] + "=="
        group.add(f"base64-unused-bit-{bit}", "An unused bit of the last symbol is set, so there are two texts for "
                  "the same bytes.", "CanonicalBase64", with_signature("response", SPAN, text, "not base64"), NOT_BASE64)
    other = bare[:-1] + alphabet[(last + 16) % 64] + "=="
    group.add("base64-other-last-bits", "Another bit of the signature itself.", "CanonicalBase64",
              with_signature("response", SPAN, other, "invalid"), INVALID)
    hexadecimal = sign("platform", to_bytes(SPAN)).hex()
    group.add("base64-hexadecimal", "Hexadecimal digits are base64, too, but of other bytes.", "CanonicalBase64",
              with_signature("response", SPAN, hexadecimal, "invalid"), INVALID)


def lengths(group):
    """Canonical base64 of other lengths. From 256 to 512 bytes it is a signature, which does not hold."""
    signature = sign("platform", to_bytes(SPAN))
    for length in (1, 3, 128, 254, 255, 257, 258, 384, 511, 512, 513, 514, 1024):
        padded = (signature * 4)[:length]
        verdict = INVALID if 256 <= length <= 512 else NOT_BASE64
        group.add(f"length-{length}", f"A signature of {length} bytes.", "SignatureLength", with_signature(
            "response", SPAN, base64.b64encode(padded).decode(), "invalid"), verdict)
    for name, comment, content in (
        ("zero-before", "A zero byte before the signature: the same number, one byte longer.", b"\0" + signature),
        ("zero-after", "A zero byte after the signature.", signature + b"\0"),
        ("reversed", "The bytes of the signature in reverse order.", signature[::-1]),
        ("zeros", "A signature of 256 zero bytes.", bytes(256)),
        ("one", "The number 1.", bytes(255) + b"\1"),
        ("ff", "A signature of 256 bytes FF, more than the modulus.", b"\xff" * 256),
    ):
        group.add(f"number-{name}", comment, "SignatureLength SignatureRange", with_signature(
            "response", SPAN, base64.b64encode(content).decode(), "invalid"), INVALID)


# ---- algorithms and keys ------------------------------------------------------------------------


def algorithms(groups):
    pss = ("-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:0")
    for direction, group in groups.items():
        span = compact(MESSAGES[direction])
        for name, comment, options in (
            ("sha1", "SHA-1, the algorithm of the older name `RSA`.", ("-sha1",)),
            ("md5", "MD5.", ("-md5",)),
            ("sha224", "SHA-224.", ("-sha224",)),
            ("sha384", "SHA-384.", ("-sha384",)),
            ("sha512", "SHA-512.", ("-sha512",)),
            ("pss", "RSASSA-PSS with SHA-256, without salt.", pss),
        ):
            if (direction, name) == ("response", "sha1"):
                continue  # a fixture
            group.add(f"{direction}-{name}", comment, "Algorithm", with_signature(
                direction, span, sign64_of(direction, span, *options), "invalid"), INVALID)


def key_sizes():
    message = request()
    for key in ("rsa3072", "rsa4096"):
        group = TOPIC.requests(f"Requests with a key of {key[3:]} bits.", key=key)
        group.add(f"{key}-holds", "A longer key.", "KeySize", sealed("request", message, key=key), ACCEPTED,
                  read=message)
        group.add(f"{key}-shorter-signature", "The signature of a shorter key.", "KeySize WrongKey SignatureLength",
                  with_signature("request", message, sign64("client", compact(message)), "invalid"), INVALID)
        changed = compact(message).replace("747", "748")
        group.add(f"{key}-changed", "A changed id.", "KeySize ChangedContent", with_signature(
            "request", changed, sign64(key, compact(message)), "invalid"), INVALID)


def fixtures(groups):
    groups["request"].add("golden-request-indented", "The sample of the specification, with its line breaks.",
                          "Golden RawSpan WhiteSpace", fixture("golden/request.indented.json"), ACCEPTED,
                          read=fixture_values("golden/request.indented.json"))
    groups["response"].add("golden-response-indented", "The sample of the specification, with its line breaks.",
                           "Golden RawSpan WhiteSpace", fixture("golden/response.indented.json"), ACCEPTED,
                           read=fixture_values("golden/response.indented.json"))
    for name, comment, flags, verdict in (
        ("wrong-key", "Signed by the other side.", "WrongKey", INVALID),
        ("longer-key", "Signed with a longer key.", "WrongKey SignatureLength", INVALID),
        ("one-byte-changed", "A byte of the content was changed.", "ChangedContent", INVALID),
        ("space-added", "A space was added after signing.", "ReSerialised", INVALID),
        ("line-break-added", "A line break was added after signing.", "ReSerialised", INVALID),
        ("respelled", "A character was escaped after signing.", "ReSerialised", INVALID),
        ("whole-envelope", "An object with the message was signed.", "RawSpan", INVALID),
    ):
        for direction, group in groups.items():
            path = f"refused/signature-{name}.{direction}.json"
            group.add(f"fixture-{name}-{direction}", comment, flags, fixture(path, signature="invalid"), verdict)
    for name, comment, flags, verdict in (
        ("reordered", "The order of the members was changed after signing.", "ReSerialised", INVALID),
        ("status-changed", "The signature of a refusal below a success.", "ChangedContent", INVALID),
        ("changed", "A symbol of the signature was changed.", "ChangedContent", INVALID),
        ("sha1", "Signed with SHA-1.", "Algorithm", INVALID),
        ("encoded-twice", "Base64 of base64, as older documents describe it.", "CanonicalBase64", INVALID),
        ("no-padding", "Base64 without padding.", "CanonicalBase64", NOT_BASE64),
        ("url-safe", "The URL alphabet.", "CanonicalBase64", NOT_BASE64),
        ("broken-in-lines", "Base64 in lines, as MIME writes it.", "CanonicalBase64", NOT_BASE64),
        ("not-base64", "The placeholder of the specification's sample.", "CanonicalBase64", NOT_BASE64),
    ):
        states = ("valid", "invalid") if verdict is INVALID else ("invalid", None)
        text = fixture(f"refused/signature-{name}.response.json", *states)
        groups["response"].add(f"fixture-{name}", comment, flags, text, verdict)
