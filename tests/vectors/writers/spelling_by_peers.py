"""Envelopes as JSON writers of other languages spell them, and one feature of the wire format in each."""

from base import ACCEPTED, FIXTURES, Topic, fixture, fixture_values, index, to_bytes

TOPIC = Topic("spelling_by_peers", "Envelopes as JSON writers of other languages spell them, and envelopes with one "
              "feature of the wire format each. All are accepted.")

WRITERS = {
    "python-default": "Python's `json.dumps`: spaces after colons and commas, escapes for all that is not ASCII.",
    "python-compact": "Python's `json.dumps` without spaces.",
    "python-indent4": "Python's `json.dumps` with an indent.",
    "python-crlf": "Python's `json.dumps` with an indent, lines end with CRLF.",
    "python-utf8": "Python's `json.dumps` without escapes.",
    "python-sorted": "Python's `json.dumps` with sorted names.",
    "node-default": "`JSON.stringify`; PHP's `json_encode` without escapes writes the same.",
    "node-indent2": "`JSON.stringify` with an indent.",
    "php-default": "PHP's `json_encode`: it escapes slashes, in the signature, too.",
    "php-pretty": "PHP's `json_encode` with an indent.",
    "go-default": "Go's `encoding/json` with a map: sorted names, escapes for <, > and &.",
    "go-indent": "Go's `encoding/json` with an indent.",
    "java-string": "Like Jackson's pretty printer to a string: CRLF, and an object as `reserve`.",
    "java-bytes": "Like Jackson's pretty printer to bytes: escapes differ from those of the string.",
}

VARIANTS = {
    "body-first": ("MemberOrder", "The body before the head."),
    "signature-first": ("MemberOrder", "The signature before the message."),
    "white-space-outside": ("WhiteSpace", "All four kinds of white space outside of the span."),
    "white-space-inside": ("WhiteSpace RawSpan", "All four kinds of white space inside the span."),
    "extra-members": ("UnknownMember", "Unknown members in head and body, some with known names inside."),
    "extra-sign-type": ("UnknownMember SignType", "`signType` in a response is an unknown member."),
    "extra-in-result-info": ("UnknownMember", "Unknown members in `resultInfo`."),
    "unknown-before": ("UnknownMember", "An unknown member before the message."),
    "unknown-between": ("UnknownMember", "An unknown member between message and signature."),
    "unknown-after": ("UnknownMember", "An unknown member after the signature."),
    "null": ("Absent", "`null` for absent members."),
    "empty": ("Absent", "Empty texts for absent members."),
    "left-out": ("Absent", "Absent members are left out."),
    "merchant-id-only": ("Absent EitherId", "Only `merchantTransId`."),
    "null-message": ("ResultMsg", "`resultMsg` is `null` with the status U."),
    "no-message": ("ResultMsg", "`resultMsg` is left out with the status U."),
    "reserve-object": ("ReserveObject", "`reserve` is an object."),
    "reserve-empty-object": ("ReserveObject", "`reserve` is an empty object."),
    "decoy": ("LooksLikeStructure", "Texts that look like members."),
    "decoy-escaped": ("LooksLikeStructure EscapedText", "The same, escaped, and texts that end in a backslash."),
    "decoy-unknown": ("LooksLikeStructure UnknownMember", "An unknown member whose text looks like a signature."),
    "escaped-values": ("EscapedText", "Every kind of escape in values."),
    "escaped-names": ("EscapedText", "Escapes in names of head and body."),
    "escaped-signature": ("EscapedText SignatureEscapes", "Escapes in the signature and its name."),
    "time-minus-0800": ("TimeOffset", "A time with a negative offset."),
    "time-z": ("TimeOffset", "A time in UTC."),
    "time-fraction": ("TimeFraction", "A time with a fraction."),
    "time-long-fraction": ("TimeFraction", "A time with 13 digits in its fraction."),
    "time-lower-case": ("DateTime", "A time with `t` and `z`."),
    "time-unknown-offset": ("TimeOffset", "The offset `-00:00`."),
    "time-leap-day": ("Calendar", "29 February of a leap year, with the largest offset."),
    "time-leap-second": ("LeapSecond", "A leap second."),
    "time-leap-second-offset": ("LeapSecond", "The same leap second, five and a half hours east."),
}

NO_MESSAGE = [{"code": "missing", "field": "resultMsg"}]
# What a response concludes, if it is not a success without violations.
CONCLUSIONS = {
    "go-default": {"outcome": "failed-not-processed"},
    "go-indent": {"outcome": "failed-not-processed"},
    "null": {"outcome": "failed-refused"},
    "empty": {"outcome": "failed-refused"},
    "decoy-escaped": {"outcome": "unknown-mismatch", "detail": "reqMsgId"},
    "null-message": {"outcome": "unknown-reported", "violations": NO_MESSAGE},
    "no-message": {"outcome": "unknown-reported", "violations": NO_MESSAGE},
}


def build():
    groups = {"request": TOPIC.requests("Requests, signed by the client."),
              "response": TOPIC.responses("Responses, signed by the platform.")}
    for direction, group in groups.items():
        path = f"golden/{direction}.json"
        group.add(f"golden-{direction}", "The sample of the specification, compact.", "Golden", fixture(path),
                  ACCEPTED, read=fixture_values(path))
    for path, row in index().items():
        if not path.startswith("peers/"):
            continue
        name = path.removeprefix("peers/").split(".")[0]
        feature = name.removeprefix("variant-")
        if name == "php-unescaped":
            assert to_bytes(fixture(path).text) == (FIXTURES / path.replace(name, "node-default")).read_bytes()
            continue
        flags, comment = VARIANTS[feature] if name != feature else ("PeerSpelling", WRITERS[name])
        groups[row[0]].add(f"{feature}-{row[0]}", comment, flags, fixture(path), ACCEPTED, read=fixture_values(path),
                           **(CONCLUSIONS.get(feature, {}) if row[0] == "response" else {}))
    return TOPIC
