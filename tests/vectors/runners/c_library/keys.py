"""Cases with a key: what the C library loads, or why it refuses a key."""

import ctypes
from ctypes import byref

from envelopes import C, Envelope, content_of, refusal, request_of, size_and_fingerprint


def load_public(case):
    key, content = C.new("alipay_key"), content_of(case)
    if "der" in case:
        return key, C.alipay_key_from_der(byref(key), content, len(content))
    return key, C.alipay_key_from_text(byref(key), C.text(content))


def accepted_key(key):
    """What is known about a key that was accepted. Such a key has no other exponent."""
    bits, sha256 = size_and_fingerprint(key)
    return {"verdict": {"result": "accepted"}, "bits": bits, "exponent": 65537, "sha256": sha256}


def refused_key(case, error, explanation):
    found = {"verdict": refusal("key", error)}
    # Only the sentence has the number that the policy refuses; the other one is not known.
    number, refused = explanation.rpartition("found ")[2], {"size": "bits", "exponent": "exponent"}
    for name in {"bits", "exponent"} & set(case):
        is_long = number == "one of more than 32 bits" and case[name] >= 1 << 32
        is_known = refused.get(found["verdict"]["code"]) == name and not is_long
        found[name] = int(number.split()[0]) if is_known else case[name]
    return found


def find_public_key(_, group, case):
    key, status = load_public(case)
    if C.expect(status, C.ALIPAY_STATUS_KEY) == C.ALIPAY_STATUS_KEY:
        text = ctypes.create_string_buffer(500)
        C.alipay_key_explain(byref(key), text, len(text))
        return refused_key(case, C.ask(C.alipay_key_error, byref(key), struct="alipay_error"), text.value.decode())
    envelope = f'{{"request":{group["signed"]},"signature":"{case.get("signature")}"}}'
    holds = Envelope("request", envelope.encode(), key).verify()
    return accepted_key(key) | ({"signature": case["signature"]} if holds else {})


def find_private_key(_, group, case):
    content, key, text = content_of(case), ctypes.c_void_p(), ctypes.create_string_buffer(500)
    load = C.alipay_signing_key_from_der if "der" in case else C.alipay_signing_key_from_text
    arguments = (content, len(content)) if "der" in case else (C.text(content),)
    status = load(*arguments, byref(key), text, len(text))
    if C.expect(status, C.ALIPAY_STATUS_KEY) == C.ALIPAY_STATUS_KEY:
        return refused_key(case, C.ask(C.alipay_signing_key_error, struct="alipay_error"), text.value.decode())
    public = C.new("alipay_key")
    C.expect(C.alipay_key_from_signing_key(byref(public), key))
    found = accepted_key(public)
    found["signature"] = signature_of(key, group["signed"], found["bits"] // 8)
    C.alipay_signing_key_free(key)
    return found


def signature_of(key, signed, signature_len):
    """The signature of a request that is written with the values of `signed`."""
    stored = request_of(f'{{"request":{signed},"signature":"{344 * "A"}"}}')
    request = stored.ask("values", struct="alipay_request")
    draft, buffer, length = C.new("alipay_draft"), (ctypes.c_uint8 * C.ALIPAY_REQUEST_MAX_LEN)(), ctypes.c_size_t()
    C.expect(C.alipay_request_draft(byref(draft), byref(request), signature_len, buffer, len(buffer)))
    C.expect(C.alipay_draft_sign(byref(draft), key, byref(length)))
    envelope = bytes(buffer[:length.value]).decode()
    before, after = f'{{"request":{signed},"signature":"', '"}'
    assert envelope.startswith(before) and envelope.endswith(after), envelope
    return envelope[len(before):-len(after)]
