"""Cases with an envelope: what the C library reads, verifies and concludes."""

import base64
import ctypes
import functools
import hashlib
import re
from ctypes import byref

from alipay_acquiring import load, string

C = load()
# These codes say that a text is not JSON. With every other code it is JSON.
NOT_JSON = {
    "invalid-utf8", "unexpected-end", "unexpected-byte", "control-character", "invalid-escape", "empty-document",
    "markup", "http-header", "chunk-size", "gzip", "zstd", "utf-16", "byte-order-mark", "erased-flash", "nul-bytes",
    "trailing-bytes",
}
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))")
NO_OFFSET = ctypes.c_size_t(-1).value
HEAD = ("version", "function", "client_id", "req_msg_id")
# Where the detail of an outcome is in the error.
DETAILS = {"unknown-mismatch": "field", "unknown-transaction": "field", "unknown-contradiction": "code"}
RESULT = ("result_status", "result_code_id", "result_code", "result_msg")


def members(struct, names, prefix=""):
    """The texts of a struct that are present, by their names in JSON."""
    found = {camel(name): string(getattr(struct, prefix + name)) for name in names}
    return {name: text for name, text in found.items() if text is not None}


def camel(name):
    return re.sub("_(.)", lambda letter: letter[1].upper(), name)


def content_of(case):
    return case["text"].encode() if "text" in case else base64.b64decode(case.get("base64", case.get("der")))


# ---- times --------------------------------------------------------------------------------------


def fields(time):
    return [getattr(time, name) for name, _ in time._fields_]


def as_sent(time, sent):
    """The text that was sent, if this is its time; otherwise all components of the time."""
    found = TIME.fullmatch(sent or "")
    if found:
        sign, hours, minutes = found[8], int(found[9] or 0), int(found[10] or 0)
        offset = (hours * 60 + minutes) * (-1 if sign == "-" else 1)
        if sign == "-" and offset == 0:
            offset = C.ALIPAY_OFFSET_UNKNOWN
        nanosecond = int((found[7] or "").ljust(9, "0")[:9])
        parsed = C.ask(C.alipay_time_parse, C.text(sent.encode()), struct="alipay_time")
        if fields(time) == fields(parsed) == [*map(int, found.groups()[:6]), offset, nanosecond]:
            return sent
    return str(fields(time))


def components(time):
    is_unknown = time.utc_offset_minutes == C.ALIPAY_OFFSET_UNKNOWN
    offset = 0 if is_unknown else time.utc_offset_minutes
    zone = f"{'-' if is_unknown or offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    seconds, again = ctypes.c_int64(), ctypes.c_int64()
    C.expect(C.alipay_time_to_unix(byref(time), byref(seconds)))
    same = C.ask(C.alipay_time_from_unix, seconds, time.utc_offset_minutes, struct="alipay_time")
    C.expect(C.alipay_time_to_unix(byref(same), byref(again)))
    year, month, day, hour, minute, second, _, nanosecond = fields(time)
    return {"written": f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}",
            "nanosecond": nanosecond, "offsetMinutes": None if is_unknown else offset,
            "unixSeconds": seconds.value if again.value == seconds.value else None}


# ---- envelopes ----------------------------------------------------------------------------------


class Envelope:
    """An envelope on its way through the library."""

    def __init__(self, message, content, key):
        self.message, self.key = message, key
        self.reader = C.new(f"alipay_{message}_reader")
        self.input = (ctypes.c_uint8 * len(content)).from_buffer_copy(content)
        self.scratch = (ctypes.c_uint8 * len(content))()
        self.read = C.expect(self.call("read", self.input, len(content), self.scratch, len(content)),
                             C.ALIPAY_STATUS_UNDECODABLE, C.ALIPAY_STATUS_UNSIGNED)

    def call(self, step, *arguments):
        return getattr(C, f"alipay_{self.message}_{step}")(byref(self.reader), *arguments)

    def ask(self, step, *arguments, struct):
        return C.ask(lambda *them: self.call(step, *them), *arguments, struct=struct)

    def span(self):
        """The offset and the bytes of the span. Its digest must be theirs."""
        at, length, digest = ctypes.c_void_p(), ctypes.c_size_t(), (ctypes.c_uint8 * 32)()
        C.expect(self.call("signing_bytes", byref(at), byref(length)))
        C.expect(self.call("digest", byref(digest)))
        span = ctypes.string_at(at.value, length.value)
        if hashlib.sha256(span).digest() != bytes(digest):
            raise ValueError("the digest is not that of the span")
        return at.value - ctypes.addressof(self.input), span

    def verify(self):
        return C.expect(self.call("verify", byref(self.key)), C.ALIPAY_STATUS_INVALID_SIGNATURE) == C.ALIPAY_STATUS_OK

    def has_signature(self):
        buffer, length = (ctypes.c_uint8 * C.ALIPAY_SIGNATURE_MAX_LEN)(), ctypes.c_size_t()
        status = self.call("signature", buffer, len(buffer), byref(length))
        return C.expect(status, C.ALIPAY_STATUS_INVALID_SIGNATURE) == C.ALIPAY_STATUS_OK


def refusal(stage, error):
    verdict = {"result": "refused", "stage": stage, "code": string(error.code)}
    found = {"offset": None if error.offset == NO_OFFSET else error.offset, "detail": string(error.detail)}
    verdict |= {name: value for name, value in found.items() if value is not None}
    return verdict | ({"field": string(error.field)} if stage == "decode" else {})


def find_envelope(file, group, case):
    content, plain = content_of(case), case["plain"]
    key = file["keys"][group["key"]]
    envelope = Envelope(group["message"], content, key_of(key["spki"], key["bits"], key["sha256"]))
    if envelope.read == C.ALIPAY_STATUS_OK:
        found = verdict_of(envelope, dict(plain, json="valid"), case.get("values", {}), "times" in case)
    else:
        verdict = refusal("decode", envelope.ask("error", struct="alipay_error"))
        is_unsigned = envelope.read == C.ALIPAY_STATUS_UNSIGNED
        assert is_unsigned == (verdict["code"] == "unsigned"), envelope.read
        # The library has no span of such a text, and no verdict on its signature.
        found = {"verdict": verdict, "plain": dict(plain, json="invalid" if verdict["code"] in NOT_JSON else "valid")}
        found |= {"span": case["span"]} if "span" in case else {}
    if group["message"] == "response":
        stored = request_of(file["requests"][group["request"]])
        found |= conclusion(envelope, stored.ask("values", struct="alipay_request"))
        is_unsigned = found["outcome"] == "unknown-unsigned"
        found |= {"claims": claims_of(content)} if is_unsigned or "claims" in case else {}
    return found


def verdict_of(envelope, plain, sent, has_times):
    """What is found in a text that can be read. `sent` are the expected values, for the spelling of their times."""
    (offset, span), holds, has_signature = envelope.span(), envelope.verify(), envelope.has_signature()
    assert has_signature or not holds
    if has_signature:
        plain |= {"base64": "valid", "signature": "valid" if holds else "invalid"}
    else:  # Base64 of another length may be valid, but it is no signature.
        plain |= {"signature": "invalid"} if plain["base64"] == "valid" else {"base64": "invalid"}
    found = {"plain": plain, "span": {"offset": offset, "length": len(span)}, "verdict": {"result": "accepted"}}
    if not holds:
        code = "invalid-signature" if has_signature else "signature-text"
        return found | {"verdict": {"result": "refused", "stage": "signature", "code": code}}
    values, times = values_of(envelope, sent)
    return found | {"values": values} | ({"times": times} if has_times else {})


def values_of(envelope, sent):
    """The members of a verified message, and its times."""
    is_request = envelope.message == "request"
    struct = envelope.ask("values", struct=f"alipay_{envelope.message}")
    claimed = envelope.ask("claimed", struct="alipay_claimed")
    assert claimed.is_request == is_request
    head = members(claimed, HEAD[:2], "claimed_") | members(struct, (*HEAD[2:], "reserve"))
    body = members(struct, ("partner_id",) * is_request + ("acquirement_id", "merchant_trans_id"))
    values, times = {"head": head, "body": body}, {}
    if is_request:
        head |= {} if struct.omit_sign_type else members(claimed, ["sign_type"], "claimed_")
    else:
        body["resultInfo"] = members(struct, RESULT)
    for part, name in (("head", "req_time"),) if is_request else (("head", "resp_time"), ("body", "cancel_time")):
        time, odd = getattr(struct, name), string(getattr(struct, f"odd_{name}", C.new("alipay_text")))
        if time.month:
            times[f"{part}.{camel(name)}"] = components(time)
            odd = as_sent(time, sent.get(part, {}).get(camel(name)))
        elif odd is not None:
            parsed = C.alipay_time_parse(C.text(odd.encode()), byref(C.new("alipay_time")))
            assert parsed == C.ALIPAY_STATUS_VALUE, odd
        values[part] |= {} if odd is None else {camel(name): odd}
    return values, times


@functools.cache
def key_of(text, bits, sha256):
    """A key of a file, by which many cases are verified."""
    key = C.new("alipay_key")
    C.expect(C.alipay_key_from_text(byref(key), C.text(text.encode())))
    assert size_and_fingerprint(key) == (bits, sha256)
    return key


def size_and_fingerprint(key):
    length, fingerprint = ctypes.c_size_t(), (ctypes.c_uint8 * 32)()
    C.expect(C.alipay_key_signature_len(byref(key), byref(length)))
    C.expect(C.alipay_key_fingerprint(byref(key), byref(fingerprint)))
    return 8 * length.value, bytes(fingerprint).hex()


def request_of(text):
    """A request that the terminal has stored, so that nothing must be verified."""
    envelope = Envelope("request", text.encode(), None)
    C.expect(envelope.call("assume_from_own_storage"))
    return envelope


def conclusion(envelope, request):
    """The outcome and the violations, as a terminal finds them. What has failed before decides the outcome, too."""
    matched = C.expect(envelope.call("match", byref(request)), C.ALIPAY_STATUS_MISMATCH, C.ALIPAY_STATUS_WRONG_ORDER)
    outcome = ctypes.c_uint()
    C.expect(envelope.call("outcome", byref(outcome)))
    code = string(C.alipay_outcome_code(outcome.value))
    found = {"outcome": code}
    if code in DETAILS:
        found["outcomeDetail"] = string(getattr(envelope.ask("error", struct="alipay_error"), DETAILS[code]))
    if matched != C.ALIPAY_STATUS_WRONG_ORDER:
        found["violations"] = violations_of(envelope, byref(request) if matched == C.ALIPAY_STATUS_OK else None)
    return found


def violations_of(envelope, request):
    found = []
    while broken := envelope.ask("violation", request, len(found), struct="alipay_violation"):
        found.append({"code": string(broken.code), "field": string(broken.field)} | members(broken, ["detail"]))
    return found


def claims_of(content):
    reader, scratch = C.new("alipay_claims_reader"), (ctypes.c_uint8 * (2 * len(content)))()
    result = C.ask(C.alipay_unsigned_failure_read, byref(reader), content, len(content), scratch, len(scratch),
                   struct="alipay_unsigned_result")
    return {"head": members(result.claimed, HEAD, "claimed_"), "resultInfo": members(result, RESULT, "claimed_"),
            "messageIsUnreadable": bool(result.result_msg_is_unreadable)}
