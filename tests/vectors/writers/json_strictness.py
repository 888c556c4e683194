"""The grammar of JSON, in members that are skipped and in whole documents; UTF-8; nesting; other formats."""

import json

from base import ACCEPTED, CLOSE, MARK, OPEN, Topic, document, fixture, raw, refused, sealed, to_bytes
from kit import Spelled, adding, compact, response

TOPIC = Topic("json_strictness", "Texts that are JSON and texts that are not, as values of a skipped member in the "
              "signed span and as whole documents. A text that is not JSON is refused even if it is signed.")

# Name, flags, value. Each is valid, whatever it says.
VALID = [
    ("true", "JsonGrammar", "true"), ("false", "JsonGrammar", "false"), ("null", "JsonGrammar", "null"),
    ("zero", "JsonNumber", "0"), ("minus-zero", "JsonNumber", "-0"), ("negative", "JsonNumber", "-1"),
    ("digits", "JsonNumber", "1234567890"), ("fraction", "JsonNumber", "-0.50"), ("exponent", "JsonNumber", "1e5"),
    ("exponent-upper-case", "JsonNumber", "1E5"), ("exponent-plus", "JsonNumber", "1e+5"),
    ("exponent-leading-zero", "JsonNumber", "1E-05"), ("everything", "JsonNumber", "-12.34e56"),
    ("zero-exponent", "JsonNumber", "-0.0e-0"),
    ("exponent-huge", "JsonNumber NumberRange", "1e999999999"),
    ("exponent-tiny", "JsonNumber NumberRange", "-1e-999999999"),
    ("sixty-digits", "JsonNumber NumberRange", "1234567890" * 6),
    ("empty-string", "JsonString", '""'), ("delete", "JsonString", '"\x7f"'),
    ("largest-characters", "JsonString", '"\x80\uffff\U0010ffff"'),
    ("every-short-escape", "JsonString", r'"\"\\\/\b\f\n\r\t"'),
    ("escaped-nul", "JsonString", r'"\u0000"'), ("escaped-pair", "JsonString", r'"\ud83d\ude00"'),
    ("escape-of-both-cases", "JsonString", r'"\u00e9\u00E9\uABCD\uabcd"'),
    ("braces-in-string", "JsonString LooksLikeStructure", '"}]}"'),
    ("member-in-string", "JsonString LooksLikeStructure", r'",\"signature\":\""'),
    ("line-separators", "JsonString", '"\u2028\u2029"'),
    ("mark-in-string", "JsonString", '"\ufeff"'),
    ("empty-array", "JsonGrammar", "[]"), ("empty-object", "JsonGrammar", "{ }"),
    ("arrays", "JsonGrammar", "[[],[[]],[1,[2]]]"), ("objects", "JsonGrammar", '{"a":{"b":[{"c":null}]}}'),
    ("empty-name", "JsonGrammar", '{"":0}'),
    ("unknown-name-twice", "JsonGrammar DuplicateName", r'{"a":1,"a":2,"\u0061":3}'),
    ("known-names", "JsonGrammar UnknownMember", '{"response":{"head":null},"signature":1,"request":2}'),
    ("white-space-array", "WhiteSpace", "[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n]"),
    ("white-space-object", "WhiteSpace", '{ \t\r\n"a" \t\r\n: \t\r\n1 \t\r\n, \t\r\n"b" \t\r\n: \t\r\n2 \t\r\n}'),
]

# Name, flags, value with the mark before the first wrong byte. A brace follows each.
BAD = "unexpected-byte"
INVALID = [
    ("true-cut", "JsonGrammar", "tru‸"), ("null-cut", "JsonGrammar", "n‸"),
    ("true-split", "JsonGrammar", "t‸ rue"),
    ("true-capital", "LiteralCase", "‸True"), ("null-upper-case", "LiteralCase", "‸NULL"),
    ("false-mixed", "LiteralCase", "f‸Alse"), ("true-longer", "JsonGrammar", "true‸e"),
    ("undefined", "JsonGrammar", "‸undefined"), ("nan", "NanLiteral", "‸NaN"),
    ("infinity", "NanLiteral", "‸Infinity"), ("minus-infinity", "NanLiteral", "-‸Infinity"),
    ("leading-zero", "JsonNumber", "0‸1"), ("negative-leading-zero", "JsonNumber", "-0‸1"),
    ("two-zeros", "JsonNumber", "0‸0"),
    ("plus", "JsonNumber", "‸+1"), ("minus-alone", "JsonNumber", "-‸"), ("two-minuses", "JsonNumber", "-‸-1"),
    ("minus-space", "JsonNumber", "-‸ 1"), ("point-first", "JsonNumber", "‸.5"),
    ("minus-point", "JsonNumber", "-‸.5"),
    ("point-last", "JsonNumber", "1.‸"), ("point-exponent", "JsonNumber", "1.‸e5"),
    ("two-points", "JsonNumber", "1.5‸.5"), ("exponent-without-digits", "JsonNumber", "1e‸"),
    ("exponent-sign-only", "JsonNumber", "1E+‸"), ("exponent-two-signs", "JsonNumber", "1e+‸-5"),
    ("exponent-fraction", "JsonNumber", "1e5‸.5"), ("exponent-space", "JsonNumber", "1e‸ 5"),
    ("letter-after", "JsonNumber", "1‸a"), ("hexadecimal", "JsonNumber", "0‸x10"),
    ("underscore", "JsonNumber", "1‸_000"), ("two-numbers", "JsonNumber", "1 ‸2"),
    ("arabic-digit", "JsonNumber", "‸\u0661"), ("minus-sign-of-unicode", "JsonNumber", "‸\u22121"),
    ("single-quotes", "JsonString", "‸'a'"), ("typographic-quotes", "JsonString", "‸\u201ca\u201d"),
    ("two-strings", "JsonString", '"a"‸"b"'), ("text-after-string", "JsonString", '"a"‸b'),
    ("escaped-quote-first", "JsonString", '‸\\u0022a"'),
    ("array-only-comma", "JsonGrammar", "[‸,]"), ("array-comma-first", "JsonGrammar", "[‸,1]"),
    ("array-comma-last", "JsonGrammar", "[1,‸]"), ("array-two-commas", "JsonGrammar", "[1,‸,2]"),
    ("array-no-comma", "JsonGrammar", "[1 ‸2]"), ("array-semicolon", "JsonGrammar", "[1‸;2]"),
    ("array-colon", "JsonGrammar", '["a"‸:1]'), ("array-wrong-end", "JsonGrammar", "[1‸}"),
    ("array-parenthesis", "JsonGrammar", "[‸)"), ("nested-wrong-end", "JsonGrammar", "[[1]‸}"),
    ("object-wrong-end-inside", "JsonGrammar", "[{‸]}"), ("arrays-without-comma", "JsonGrammar", "[[]‸[]]"),
    ("object-only-comma", "JsonGrammar", "{‸,}"), ("object-comma-last", "JsonGrammar", '{"a":1,‸}'),
    ("object-comma-first", "JsonGrammar", '{‸,"a":1}'), ("object-two-commas", "JsonGrammar", '{"a":1,‸,"b":2}'),
    ("object-no-comma", "JsonGrammar", '{"a":1 ‸"b":2}'), ("object-semicolon", "JsonGrammar", '{"a":1‸;"b":2}'),
    ("object-no-value", "JsonGrammar", '{"a"‸}'), ("object-like-a-set", "JsonGrammar", '{"a"‸,"b"}'),
    ("object-no-colon", "JsonGrammar", '{"a" ‸1}'), ("object-equals", "JsonGrammar", '{"a"‸=1}'),
    ("object-two-colons", "JsonGrammar", '{"a":‸:1}'), ("object-colon-only", "JsonGrammar", '{"a":‸}'),
    ("object-no-name", "JsonGrammar", "{‸:1}"), ("object-bare-name", "JsonGrammar", "{‸a:1}"),
    ("object-single-quoted-name", "JsonGrammar", "{‸'a':1}"), ("object-number-name", "JsonGrammar", "{‸1:2}"),
    ("object-null-name", "JsonGrammar", "{‸null:2}"), ("object-wrong-end", "JsonGrammar", '{"a":1‸]'),
    ("comment-before", "JsonGrammar", "‸/**/1"), ("comment-after", "JsonGrammar", "1‸/**/"),
    ("comment-inside", "JsonGrammar", "[1,‸/**/2]"), ("line-comment", "JsonGrammar", "‸//\n1"),
    ("hash-comment", "JsonGrammar", "‸#\n1"),
]

CONTROL, ESCAPE, LONE = "control-character", "invalid-escape", "lone-surrogate"
STRINGS = [
    ("raw-line-feed", "ControlCharacter", '"a‸\nb"', CONTROL), ("raw-tab", "ControlCharacter", '"a‸\tb"', CONTROL),
    ("raw-nul", "ControlCharacter", '"a‸\0b"', CONTROL), ("raw-u001f", "ControlCharacter", '"‸\x1f"', CONTROL),
    ("raw-tab-in-name", "ControlCharacter", '{"a‸\tb":1}', CONTROL),
    ("escape-x", "JsonString", r'"‸\x41"', ESCAPE), ("escape-quote", "JsonString", r'"‸\'"', ESCAPE),
    ("escape-a", "JsonString", r'"‸\a"', ESCAPE), ("escape-zero", "JsonString", r'"‸\0"', ESCAPE),
    ("escape-line-feed", "JsonString", '"‸\\\n"', ESCAPE), ("escape-not-ascii", "JsonString", '"‸\\é"', ESCAPE),
    ("escape-capital-u", "JsonString", r'"‸\U0041"', ESCAPE), ("escape-braces", "JsonString", r'"‸\u{41}"', ESCAPE),
    ("escape-three-digits", "JsonString", r'"‸\u041"', ESCAPE), ("escape-plus", "JsonString", r'"‸\u+041"', ESCAPE),
    ("escape-space", "JsonString", r'"‸\u 041"', ESCAPE), ("escape-letter-g", "JsonString", r'"‸\u004g"', ESCAPE),
    ("escape-arabic-digit", "JsonString", '"‸\\u004\u0661"', ESCAPE),
    ("escape-in-name", "JsonString", r'[{"‸\u00":1}]', ESCAPE),
    ("second-half-not-hexadecimal", "JsonString", r'"‸\ud83d\uzzzz"', ESCAPE),
    ("high-alone", "LoneSurrogate", r'"ab‸\ud83dcd"', LONE), ("low-alone", "LoneSurrogate", r'"‸\udfff"', LONE),
    ("high-then-escape", "LoneSurrogate", r'"‸\ud83d\n"', LONE),
    ("high-then-letter", "LoneSurrogate", r'"‸\ud83d\u0041"', LONE),
    ("two-highs", "LoneSurrogate", r'"‸\ud83d\ud83d\ude00"', LONE),
    ("pair-then-low", "LoneSurrogate", r'"\ud83d\ude00‸\ude00"', LONE),
    ("pair-with-space", "LoneSurrogate", r'"‸\ud83d \ude00"', LONE),
    ("pair-exchanged", "LoneSurrogate", r'"‸\ude00\ud83d"', LONE),
    ("lone-in-name", "LoneSurrogate", r'{"‸\ud800":1}', LONE),
]

NO_SPACE = [("no-break-space", "\xa0"), ("line-separator", "\u2028"), ("ideographic-space", "\u3000"),
            ("mark", "\ufeff"), ("form-feed", "\f"), ("vertical-tab", "\v"), ("next-line", "\x85"), ("nul", "\0")]

UTF8 = [
    ("continuation-alone", "A continuation byte alone.", b"\x80"), ("first-byte-alone", "A first byte alone.", b"\xc3"),
    ("overlong-slash", "An overlong form of a slash.", b"\xc0\xaf"),
    ("overlong-nul", "An overlong form of U+0000.", b"\xc0\x80"),
    ("overlong-three", "An overlong form of three bytes.", b"\xe0\x80\xaf"),
    ("surrogate", "A surrogate.", b"\xed\xa0\x80"),
    ("surrogate-pair", "A surrogate pair, as CESU-8 writes it.", b"\xed\xa0\xbd\xed\xb8\x80"),
    ("too-large", "A number above U+10FFFF.", b"\xf4\x90\x80\x80"), ("ff", "A byte that UTF-8 never has.", b"\xff"),
    ("cut-short", "A character that is cut short.", b"\xf0\x9f\x98"), ("gbk", "GBK.", "繁忙".encode("gbk")),
]

END = "unexpected-end"
# The number of a row is a part of the id, so new rows come last.
ENDS = ['{', '{ ', '{"', '{"a', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1.', '{"a":tru', '{"a":[', '{"a":[1', "[",
        '{"a":"‸\\', '{"a":"‸\\u00', '{"a":"‸\\ud83d', '{"a":"‸\\ud83d\\ude0', '{"a":-', '{"a":1e']


def build():
    group = TOPIC.responses("Values of an unknown member in the body, validly signed.")
    skipped_values(group)
    places()
    nesting(TOPIC.responses("The limit of nesting: 32 levels, counted from the outermost object."))
    documents(TOPIC.responses("Whole documents that are no envelope."))
    formats(TOPIC.responses("What a transport, a proxy or a storage makes of a response."))
    fixtures({"request": TOPIC.requests("Requests."), "response": TOPIC.responses("Responses.")})
    return TOPIC


def with_value(token):
    """The sample response with an unknown member in its body."""
    return adding(response(), ["body"], ("note", Spelled(token, None)))


def skipped_values(group):
    for name, flags, token in VALID:
        group.add(f"value-{name}", f"Valid: {shown(token)}.", flags, sealed("response", with_value(token)), ACCEPTED,
                  read=response())
    for name, flags, token in INVALID:
        group.add(f"value-{name}", f"Not JSON: {shown(token)}.", flags, sealed("response", with_value(token)),
                  refused(BAD, "body"))
    for name, flags, token, code in STRINGS:
        group.add(f"string-{name}", f"In a string: {shown(token)}.", flags, sealed("response", with_value(token)),
                  refused(code, "body"))
    for name, character in NO_SPACE:
        group.add(f"space-{name}", f"{shown(character)} is no white space.", "NotWhiteSpace",
                  sealed("response", with_value(f"[1,{MARK}{character}2]")), refused(BAD, "body"))
    for name, comment, content in UTF8:
        text = sealed("response", with_value(f'"ab{MARK}{raw(content)}cd"'))
        group.add(f"utf8-{name}", f"{comment} In a text that is skipped.", "InvalidUtf8", text,
                  refused("invalid-utf8"))


def shown(token):
    """A token in a comment: what is not printable ASCII is escaped."""
    token = json.dumps(to_bytes(token).decode(errors="replace"))[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return token if len(token) <= 60 else f"{token[:57]}..."


def places():
    """The same rules in the other places of an envelope."""
    group = TOPIC.responses("Faults in other places than an unknown member of the body.")
    span = compact(response())
    for name, comment, field, form in (
        ("before-the-message", "In an unknown member before the message.", None, '{"note":[1,‸],"@direction":@span,'
         '"signature":"@signature"}'),
        ("after-the-signature", "In an unknown member after the signature.", None,
         '{"@direction":@span,"signature":"@signature","note":[1,‸]}'),
        ("comma-at-the-end", "A comma after the signature.", None,
         '{"@direction":@span,"signature":"@signature",‸}'),
        ("no-comma", "No comma between message and signature.", None,
         '{"@direction":@span ‸"signature":"@signature"}'),
        ("two-commas", "Two commas between message and signature.", None,
         '{"@direction":@span,‸,"signature":"@signature"}'),
    ):
        group.add(f"place-{name}", comment, "JsonGrammar", sealed("response", span, form), refused(BAD, field))
    for name, comment, field, old, new, code in (
        ("in-head", "In an unknown member of the head.", "head", '"reserve"', '"note":{‸a:1},"reserve"', BAD),
        ("in-result-info", "In an unknown member of `resultInfo`.", "resultInfo", '"resultMsg"',
         '"note":"‸\\x","resultMsg"', ESCAPE),
        ("in-a-text-that-is-read", "In a text that is read.", "clientId", "211xxx", "211‸\nx", CONTROL),
        ("in-a-name", "In the name of a member that is read.", "head", '"clientId"', '"client‸\tId"', CONTROL),
        ("instead-of-a-text", "Instead of a text that is read.", "clientId", '"211xxxxxxxxxxxxxxx044"', "‸'211'", BAD),
        ("after-a-value", "After a value that is read.", "head", '044",', '044"‸;', BAD),
        ("surrogate-in-a-text", "A lone surrogate in a text that is read.", "resultMsg", '"success"',
         r'"a‸\ud83d"', LONE),
        ("surrogate-in-result-code", "A lone surrogate in a text that decides.", "resultCode", '"SUCCESS"',
         r'"‸\udc00SUCCESS"', LONE),
    ):
        assert span.count(old) == 1, old
        flags = {BAD: "JsonGrammar", ESCAPE: "JsonString", CONTROL: "ControlCharacter", LONE: "LoneSurrogate"}[code]
        group.add(f"place-{name}", comment, flags, sealed("response", span.replace(old, new)), refused(code, field))


def nesting(group):
    def nested(depth, room, shape):
        """`depth` containers, with the mark before the first one that exceeds the room."""
        names = {"arrays": ("[", "]"), "objects": ('{"a":', "}")}
        begin, end = names[shape]
        inner = "0" if shape == "objects" else ""
        begins = [(MARK if level == room else "") + begin for level in range(depth)]
        return "".join(begins) + inner + end * depth

    for shape in ("arrays", "objects"):
        # The body is on level 3, so there is room for 29 levels below it.
        for name, place, room in (("in-body", ["body"], 29), ("in-result-info", ["body", "resultInfo"], 28)):
            message = adding(response(), place, ("note", Spelled(nested(room, room, shape), None)))
            group.add(f"nesting-32-{name}-{shape}", "32 levels.", "NestingLimit", sealed("response", message),
                      ACCEPTED, read=response())
            message = adding(response(), place, ("note", Spelled(nested(room + 1, room, shape), None)))
            field = place[-1]
            group.add(f"nesting-33-{name}-{shape}", "33 levels.", "NestingLimit", sealed("response", message),
                      refused("too-deep", field))
        form = f'{{"note":{nested(32, 31, shape)},"@direction":@span,"signature":"@signature"}}'
        group.add(f"nesting-33-outside-{shape}", "33 levels outside of the span.", "NestingLimit",
                  sealed("response", response(), form), refused("too-deep"))
    deep = f'{{"note":{"[" * 31}{MARK}{"[" * 4969}{"]" * 5000},"@direction":@span,"signature":"@signature"}}'
    group.add("nesting-5000", "5,000 levels: a reader that uses the stack for each may overflow it.", "NestingLimit",
              sealed("response", response(), deep), refused("too-deep"))
    wide = adding(response(), ["body"], ("note", Spelled("[" + "[],{}," * 500 + "0]", None)))
    group.add("siblings-1000", "A thousand siblings are not nested.", "NestingLimit", sealed("response", wide),
              ACCEPTED, read=response())


def documents(group):
    for number, text in enumerate(ENDS):
        if MARK not in text:
            text += MARK
        group.add(f"end-{number:02}", f"The text ends too early: {shown(text)}.", "Truncated", document(text),
                  refused(END))
    no_object = "wrong-type"
    for name, flags, text, verdict in (
        ("array", "NotAnEnvelope WrongType", "[]", refused(no_object, None, "array", 0)),
        ("array-of-object", "NotAnEnvelope WrongType", " [{}]", refused(no_object, None, "array", 1)),
        ("number", "NotAnEnvelope WrongType", "1", refused(no_object, None, "number", 0)),
        ("true", "NotAnEnvelope WrongType", "true", refused(no_object, None, "boolean", 0)),
        ("null", "NotAnEnvelope WrongType", "null", refused(no_object, None, "null", 0)),
        ("string", "NotAnEnvelope WrongType", '"a"', refused(no_object, None, "string", 0)),
        ("empty-object", "NotAnEnvelope", "{}", refused("missing", "response", at=0)),
        ("only-signature", "NotAnEnvelope", '{"signature":"AAAA"}', refused("missing", "response", at=0)),
        ("other-case", "NotAnEnvelope", '{"Response":{},"RESPONSE":{}}', refused("missing", "response", at=0)),
        ("message-inside", "NotAnEnvelope", '{"more":{"response":{}}}', refused("missing", "response", at=0)),
        ("brace-closed", "JsonGrammar", "}", refused(BAD, at=0)),
        ("comma-first", "JsonGrammar", ",{}", refused(BAD, at=0)),
        ("parentheses", "JsonGrammar", "(){}", refused(BAD, at=0)),
        ("two-objects", "TrailingBytes", "{} ‸{}", refused("trailing-bytes")),
        ("brace-after", "TrailingBytes", "{}‸}", refused("trailing-bytes")),
        ("comma-after", "TrailingBytes", "{}‸,", refused("trailing-bytes")),
        ("mark-after", "TrailingBytes NotWhiteSpace", "{}\n‸\ufeff", refused("trailing-bytes")),
        ("form-feed-after", "TrailingBytes NotWhiteSpace", "{}‸\f", refused("trailing-bytes")),
    ):
        group.add(f"document-{name}", f"The whole text is {shown(text)}.", flags, document(text), verdict)


def formats(group):
    good = sealed("response", response()).text
    plain = good.replace(OPEN, "").replace(CLOSE, "")
    little, big = raw(plain.encode("utf-16-le")), raw(plain.encode("utf-16-be"))
    quoted = json.dumps(plain)
    for name, comment, text, code, at in (
        ("no-bytes", "No bytes: there was no answer.", "", "empty-document", 0),
        ("white-space", "Only white space.", " \r\n", "empty-document", 3),
        ("html", "HTML of a proxy.", "<!DOCTYPE html><html>", "markup", 0),
        ("html-later", "HTML after a line break.", "\n<html>", "markup", 1),
        ("html-in-gbk", "HTML in GBK.", "<html>" + raw(b"\xc8\xd0"), "markup", 0),
        ("xml", "XML.", '<?xml version="1.0"?>', "markup", 0),
        ("http", "The header of HTTP before the response.", "HTTP/1.1 200 OK\r\n\r\n" + plain, "http-header", 0),
        ("chunk", "The size of a chunk before the response.", "2a3\r\n" + plain, "chunk-size", 0),
        ("chunk-digits", "A size of a chunk that is a number.", "1000\r\n" + plain, "chunk-size", 0),
        ("gzip", "A header of gzip.", raw(b"\x1f\x8b\x08\0\0\0\0\0"), "gzip", 0),
        ("zstd", "A header of Zstandard.", raw(b"\x28\xb5\x2f\xfd\x04\x58"), "zstd", 0),
        ("utf-16-le", "UTF-16, little-endian.", little, "utf-16", 0),
        ("utf-16-be", "UTF-16, big-endian.", big, "utf-16", 0),
        ("utf-16-le-mark", "UTF-16, little-endian, with a mark.", raw(b"\xff\xfe") + little, "utf-16", 0),
        ("utf-16-be-mark", "UTF-16, big-endian, with a mark.", raw(b"\xfe\xff") + big, "utf-16", 0),
        ("encoded-twice", "A JSON string that contains the response.", quoted, "encoded-twice", 0),
        ("flash", "Erased flash.", raw(b"\xff" * 16), "erased-flash", 0),
        ("flash-after", "Erased flash after the response.", plain + raw(b"\xff" * 16), "erased-flash", len(plain)),
        ("nuls", "NUL bytes.", "\0" * 16, "nul-bytes", 0),
        ("nuls-after", "NUL bytes after the response.", plain + "\0" * 16, "nul-bytes", len(plain)),
        ("half-gzip", "Only half of the mark of gzip.", raw(b"\x1f\x8c"), "invalid-utf8", 1),
        ("ff-then-text", "A byte FF, then text.", plain + raw(b"\xff") + "x", "invalid-utf8", len(plain)),
        ("html-after", "HTML after the response.", plain + "<", "trailing-bytes", len(plain)),
        ("mark-after-space", "A byte order mark after a space.", " \ufeff{}", "byte-order-mark", 1),
    ):
        flags = {"byte-order-mark": "ByteOrderMark", "invalid-utf8": "OtherFormat InvalidUtf8",
                 "empty-document": "OtherFormat NoAnswer"}.get(code, "OtherFormat")
        if code == "markup" and "gbk" in name or code in ("gzip", "zstd", "erased-flash"):
            flags += " InvalidUtf8"
        group.add(f"format-{name}", comment, flags, document(text), refused(code, at=at))


def fixtures(groups):
    for direction, group in groups.items():
        for name, comment, flags, code, field, at in (
            ("bom", "A byte order mark.", "ByteOrderMark", "byte-order-mark", None, lambda text: 0),
            ("truncated-last-brace", "The last brace is missing.", "Truncated", END, None, len),
            ("truncated-in-signature", "Cut off in the signature.", "Truncated", END, "signature", len),
            ("truncated-in-span", "Cut off in the head.", "Truncated", END, "head", len),
            ("trailing-brace", "One brace more.", "TrailingBytes", "trailing-bytes", None, lambda text: len(text) - 1),
            ("trailing-text", "A text after it.", "TrailingBytes", "trailing-bytes", None, lambda text: len(text) - 1),
            ("trailing-second", "The envelope twice.", "TrailingBytes", "trailing-bytes", None,
             lambda text: len(text) // 2),
            ("trailing-nul", "A NUL byte after it.", "TrailingBytes OtherFormat", "nul-bytes", None,
             lambda text: len(text) - 1),
        ):
            text = fixture(f"refused/{name}.{direction}.json", has_span=False)
            group.add(f"fixture-{name}-{direction}", comment, flags, text,
                      refused(code, field, at=at(to_bytes(text.text))))
    for name, direction, comment, field, find in (
        ("lone-surrogate-skipped-value", "response", "In a value that is skipped.", "body", r"\ud83d"),
        ("lone-surrogate-skipped-name", "response", "In a name that is skipped.", "head", r"\uDE00"),
        ("lone-surrogate-reserve", "request", "In `reserve`.", "reserve", r"\ud83d"),
    ):
        text = fixture(f"refused/{name}.json")
        at = to_bytes(text.text).index(find.encode())
        groups[direction].add(f"fixture-{name}", comment, "LoneSurrogate", text, refused(LONE, field, at=at))
    text = fixture("refused/utf8-surrogate-skipped.json", has_span=False)
    at = to_bytes(text.text).index(b"\xed\xa0")
    groups["response"].add("fixture-utf8-surrogate-skipped", "A surrogate in UTF-8, signed.", "InvalidUtf8", text,
                           refused("invalid-utf8", at=at))
