"""What every topic is built of: marks in texts, envelopes, verdicts, and the file that holds the cases.

No expectation here comes from the crate. A topic states what must be found; an offset is the place of a mark
that the topic put into the text, and a signature comes from OpenSSL.
"""

import base64
import functools
import hashlib
import json
import pathlib
import re

import kit
from flags import FLAGS
from kit import SIGNER, Spelled, compact, request, values

FOLDER = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = FOLDER.parent / "fixtures"

VERSION = "1.0.0"
LICENSE = "MIT OR Apache-2.0"

# ---- texts with marks ---------------------------------------------------------------------------

# Where the error must be reported, and where the signed span begins and ends. Not in the bytes of a case.
MARK, OPEN, CLOSE = "\u2038", "\u2039", "\u203a"
# U+E000 to U+E0FF are single bytes, so that a text can contain bytes that are not UTF-8.
RAW = 0xE000


def raw(content):
    return "".join(chr(RAW + byte) for byte in content)


def to_bytes(text):
    """The bytes of a text without its marks."""
    text = text.translate(dict.fromkeys(map(ord, (MARK, OPEN, CLOSE))))
    parts = re.split("([\ue000-\ue0ff])", text)
    return b"".join(bytes([ord(part) - RAW]) if re.fullmatch("[\ue000-\ue0ff]", part) else part.encode()
                    for part in parts)


def place(text, mark):
    """The offset of a mark in bytes; `None` without it."""
    assert text.count(mark) <= 1, (mark, text)
    return len(to_bytes(text.partition(mark)[0])) if mark in text else None


# ---- signatures ---------------------------------------------------------------------------------


@functools.cache
def sign(key, content, *options):
    """The signature with a key of the fixtures; `options` are those of `openssl dgst`, SHA-256 by default."""
    private = FIXTURES / f"keys/{key}_private.pkcs8.pem"
    return kit.run("openssl", "dgst", *(options or ("-sha256",)), "-sign", str(private), given=content)


def sign64(key, span, *options):
    return base64.b64encode(sign(key, to_bytes(span), *options)).decode()


def public_der(path):
    return kit.run("openssl", "pkey", "-pubin", "-in", str(path), "-outform", "DER")


# ---- envelopes ----------------------------------------------------------------------------------

FORM = '{"@direction":@span,"signature":"@signature"}'


class Text:
    """The text of a case, and what a plain implementation finds in it."""

    def __init__(self, text, base64=None, signature=None):
        self.text, self.base64, self.signature = text, base64, signature


def sealed(direction, span, form=FORM, key=None):
    """An envelope whose signature holds."""
    if not isinstance(span, str) or isinstance(span, Spelled):
        span = compact(span)
    return with_signature(direction, span, sign64(key or SIGNER[direction], span), "valid", form)


def with_signature(direction, span, signature, verdict, form=FORM):
    """An envelope with this text as its signature: `valid`, `invalid`, or `not base64`."""
    if not isinstance(span, str) or isinstance(span, Spelled):
        span = compact(span)
    text = form.replace("@direction", direction).replace("@signature", signature)
    text = text.replace("@span", OPEN + span + CLOSE)
    if verdict == "not base64":
        return Text(text, "invalid")
    return Text(text, "valid", verdict)


def unsigned(direction, span, form):
    """An envelope whose `signature` is absent, or no string."""
    return Text(form.replace("@direction", direction).replace("@span", OPEN + compact(span) + CLOSE))


def document(text):
    """A text that is no envelope, or has no single span."""
    return Text(text)


# ---- verdicts -----------------------------------------------------------------------------------

ACCEPTED = {"result": "accepted"}
INVALID = {"result": "refused", "stage": "signature", "code": "invalid-signature"}
NOT_BASE64 = {"result": "refused", "stage": "signature", "code": "signature-text"}


def refused(code, field=None, detail=None, at=None):
    """Refused while reading; the offset is that of the mark, or `at`."""
    verdict = {"result": "refused", "stage": "decode", "code": code, "offset": at, "field": field}
    if detail:
        verdict["detail"] = detail
    return verdict


# The codes of texts that are not JSON (RFC 8259). All other codes are given to texts that are JSON.
NOT_JSON = {
    "invalid-utf8", "unexpected-end", "unexpected-byte", "control-character", "invalid-escape", "empty-document",
    "markup", "http-header", "chunk-size", "gzip", "zstd", "utf-16", "byte-order-mark", "erased-flash",
    "nul-bytes", "trailing-bytes",
}
OUTCOME_OF_CODE = {"unsigned": "unknown-unsigned", "empty-document": "unknown-no-answer"}


def outcome_of(verdict):
    """The outcome of a response that is refused."""
    if verdict["stage"] == "signature":
        return "unknown-invalid-signature"
    return OUTCOME_OF_CODE.get(verdict["code"], "unknown-undecodable")


def violation(code, field=None, detail=None):
    found = {"code": code, "field": field}
    return found | ({"detail": detail} if detail else {})


def missing(field):
    return violation("missing", field)


def not_a_string(field, found):
    return violation("not-a-string", field, found)


# ---- cases --------------------------------------------------------------------------------------

REQUESTS = {
    "by-acquirement-id": request(),
    "by-merchant-trans-id": request(body={"acquirementId": None, "merchantTransId": "510xxxxxxxxxxxxxx002"}),
    "by-both-ids": request(body={"merchantTransId": "510xxxxxxxxxxxxxx002"}),
    "by-digits": request(body={"acquirementId": "2015000000000000000000747"}),
}


def without_absent(message):
    """A request as it is sent: no member is `null`."""
    return {part: {name: value for name, value in of.items() if value is not None} for part, of in message.items()}


class Group:
    def __init__(self, topic, **shared):
        self.topic, self.shared, self.cases = topic, shared, []
        self.message = shared.get("message")

    def add(self, name, comment, flags, text, verdict, *, read=None, violations=(), outcome=None, detail=None,
            json=None, **more):
        """A case with an envelope. `read` is the message with the expected values. `outcome` and `detail`
        are for accepted responses."""
        case = self.begin(name, comment, flags)
        content = to_bytes(text.text)
        case |= spelled(content)
        if "key" in more:
            case["key"] = more.pop("key")
        verdict = dict(verdict)
        if verdict.get("stage") == "decode" and verdict["offset"] is None:
            verdict["offset"] = place(text.text, MARK)
            assert verdict["offset"] is not None, f"{case['id']}: no mark and no offset"
        case["verdict"] = verdict
        is_json = json or ("invalid" if verdict.get("code") in NOT_JSON else "valid")
        case["plain"] = {"json": is_json}
        start, end = place(text.text, OPEN), place(text.text, CLOSE)
        if start is not None and is_json == "valid":
            case["span"] = {"offset": start, "length": end - start}
            if text.base64:
                case["plain"]["base64"] = text.base64
            if text.signature:
                case["plain"]["signature"] = text.signature
        if verdict["result"] == "accepted":
            case["values"] = read if isinstance(read, Final) else values(self.message, read)
        if self.message == "response":
            if verdict["result"] == "accepted":
                case["violations"] = list(violations)
                case["outcome"] = outcome or "success"
                if detail:
                    case["outcomeDetail"] = detail
            else:
                case["outcome"] = outcome_of(verdict)
        case |= more

    def begin(self, name, comment, flags):
        flags = flags.split() if isinstance(flags, str) else list(flags)
        assert flags and all(flag in FLAGS for flag in flags), (name, flags)
        identity = f"{self.topic.name.replace('_', '-')}/{name}"
        assert re.fullmatch("[a-z0-9-]+/[a-z0-9.-]+", identity), identity
        assert identity not in self.topic.ids, identity
        self.topic.ids.add(identity)
        case = {"id": identity, "comment": comment, "flags": flags}
        self.cases.append(case)
        return case


class Final(dict):
    """Expected values that are not computed from a message."""


def spelled(content):
    """The bytes of a case: as text if they are UTF-8."""
    try:
        return {"text": content.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


class Topic:
    def __init__(self, name, about):
        self.name, self.about, self.groups, self.ids = name, about, [], set()

    def responses(self, comment, key="platform", request="by-acquirement-id"):
        return self.group(type="Envelope", message="response", comment=comment, key=key, request=request)

    def requests(self, comment, key="client"):
        return self.group(type="Envelope", message="request", comment=comment, key=key)

    def group(self, **shared):
        group = Group(self, **shared)
        self.groups.append(group)
        return group

    def write(self):
        groups = [group for group in self.groups if group.cases]
        used = {flag for group in groups for case in group.cases for flag in case["flags"]}
        keys = {case.get("key", group.shared.get("key")) for group in groups for case in group.cases}
        requests = {group.shared.get("request") for group in groups}
        content = {
            "topic": self.name.replace("_", "-"),
            "about": self.about,
            "version": VERSION,
            "license": LICENSE,
            "numberOfCases": len(self.ids),
            "notes": {flag: FLAGS[flag] for flag in FLAGS if flag in used},
            "keys": {key: key_of(key) for key in sorted(filter(None, keys))},
            "requests": {name: request_of(name) for name in REQUESTS if name in requests},
            "groups": [group.shared | {"cases": group.cases} for group in groups],
        }
        text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
        (FOLDER / f"{self.name}.json").write_text(text)
        return used


def key_of(name):
    path = FIXTURES / f"keys/{name}_public.spki.pem"
    der = public_der(path)
    return {"bits": bits_of(der), "sha256": hashlib.sha256(der).hexdigest(), "spki": path.read_text()}


@functools.cache
def bits_of(der):
    text = kit.run("openssl", "pkey", "-pubin", "-inform", "DER", "-noout", "-text", given=der).decode()
    return int(re.search(r"\((\d+) bit\)", text)[1])


@functools.cache
def request_of(name):
    return to_bytes(sealed("request", without_absent(REQUESTS[name])).text).decode()


# ---- fixtures -----------------------------------------------------------------------------------


@functools.cache
def index():
    """The rows of `index.tsv` by path: direction, key, verdict, reason, values."""
    rows = (FIXTURES / "index.tsv").read_text().splitlines()[1:]
    return {row.split("\t")[0]: row.split("\t")[1:] for row in rows}


USED_FIXTURES = set()


def fixture(path, base64="valid", signature="valid", has_span=True):
    """A fixture as the text of a case; its span is found with Python's JSON reader."""
    assert path in index() and path not in USED_FIXTURES, path
    USED_FIXTURES.add(path)
    content = (FIXTURES / path).read_bytes()
    direction = index()[path][0]
    text = content.decode(errors="surrogateescape")
    text = re.sub("[\udc80-\udcff]", lambda found: raw(found[0].encode(errors="surrogateescape")), text)
    if not has_span:
        return Text(text)
    start, end = locate(text, direction)
    text = text[:start] + OPEN + text[start:end] + CLOSE + text[end:]
    return Text(text, base64, signature)


def fixture_values(path):
    return Final(json.loads(index()[path][4]))


def locate(text, name):
    """Where the value of the only member of the outermost object with this name begins and ends."""
    decoder, found, at = json.JSONDecoder(), [], text.index("{")
    space = re.compile(r"[ \t\r\n]*")
    while text[at] != "}":
        at = space.match(text, at + 1).end()
        member, at = decoder.raw_decode(text, at)
        at = space.match(text, space.match(text, at).end() + 1).end()
        start = at
        _, at = decoder.raw_decode(text, at)
        if member == name:
            found.append((start, at))
        at = space.match(text, at).end()
    assert len(found) == 1, found
    return found[0]
