"""Duplicates, second messages, texts that look like structure, substitution, and forged signatures."""

import base64
import hashlib

from base import (ACCEPTED, CLOSE, INVALID, MARK, OPEN, REQUESTS, Text, Topic, fixture, refused, sealed, sign,
                  sign64, to_bytes, with_signature)
from kit import Spelled, adding, compact, escaped, failed, failure, last_escaped, request, response
from keys import client_numbers

TOPIC = Topic("attacks", "What attackers try: duplicate names, second messages, texts that look like structure, genuine "
              "messages in other places, and signatures that are forged with bad padding.")


def build():
    groups = {"request": TOPIC.requests("Requests."), "response": TOPIC.responses("Responses.")}
    duplicates(groups)
    duplicate_fixtures(groups)
    second_messages(groups)
    structure(groups)
    substitution(groups)
    forged_padding(TOPIC.requests("Signatures that need the private key: each block has the right digest, or nearly."))
    numbers(TOPIC.requests("Numbers in the place of a signature."))
    return TOPIC


# ---- duplicates ---------------------------------------------------------------------------------

# The objects of an envelope, and the names that are read in each.
NAMES = [
    ("request", "request", ["head", "body"]),
    ("request", "head", ["version", "function", "clientId", "reqTime", "reqMsgId", "reserve", "signType"]),
    ("request", "body", ["partnerId", "acquirementId", "merchantTransId"]),
    ("response", "response", ["head", "body"]),
    ("response", "head", ["version", "function", "clientId", "respTime", "reqMsgId", "reserve"]),
    ("response", "body", ["resultInfo", "acquirementId", "merchantTransId", "cancelTime"]),
    ("response", "resultInfo", ["resultStatus", "resultCodeId", "resultCode", "resultMsg"]),
]
MESSAGES = {"request": REQUESTS["by-both-ids"], "response": response()}


def duplicates(groups):
    """Each name that is read, a second time at the end of its object, with the same value and with `null`."""
    for direction, part, names in NAMES:
        message = MESSAGES[direction]
        path = {"head": ["head"], "body": ["body"], "resultInfo": ["body", "resultInfo"]}.get(part, [])
        of = message
        for name in path:
            of = of[name]
        for name in names:
            # A copy with an escape in its name, and `null`: whatever the second value is, it is refused.
            for kind, what, token, value in (
                ("escaped", "the same value, an escape in the name", last_escaped(name), of[name]),
                ("null", "`null`", compact(name), None),
            ):
                member = Spelled(MARK + token, name)
                text = sealed(direction, adding(message, path, (member, value)))
                groups[direction].add(f"twice-{direction}-{part.lower()}-{name.lower()}-{kind}", f"`{name}` twice in "
                                      f"`{part}`: {what}.", "DuplicateName", text, refused("duplicate", name))
    first = sealed("response", compact(response()).replace('"head":{', '"head":{"clientId":"another",').replace(
        '"clientId":"211', f'{MARK}"clientId":"211'))
    groups["response"].add("twice-other-first", "Another `clientId` before the genuine one.", "DuplicateName", first,
                           refused("duplicate", "clientId"))
    three = adding(response(), ["head"], (Spelled(MARK + '"reqMsgId"', None), "1"), ("reqMsgId", "2"))
    groups["response"].add("three-times", "The second of three is reported.", "DuplicateName",
                           sealed("response", three), refused("duplicate", "reqMsgId"))
    case = adding(response(), ["head"], ("clientID", "another"), ("ClientId", "another"), ("clientId ", "another"))
    groups["response"].add("almost-the-same-name", "Names that differ in case or by a space are unknown members.",
                           "DuplicateName UnknownMember", sealed("response", case), ACCEPTED, read=response())


# The name that occurs twice in a fixture, and where its second occurrence is: at the last one of these texts.
TWICE = {
    "twice-head": ("head", '"head"', '"hea\\u0064"'),
    "twice-body": ("body", '"body"', '"bod\\u0079"'),
    "twice-client-id": ("clientId", '"clientId"', '"clientI\\u0064"'),
    "twice-result-info": ("resultInfo", '"resultInfo"', '"resultInf\\u006f"'),
    "twice-result-status": ("resultStatus", '"resultStatus"', '"resultStatu\\u0073"'),
    "twice-request-head": ("head", '"head"', '"hea\\u0064"'),
    "twice-request-client-id": ("clientId", '"clientId"', '"clientI\\u0064"'),
    "twice-request-acquirement-id": ("acquirementId", '"acquirementId"', '"acquirementI\\u0064"'),
    "twice-request-forged-last": ("request", '"request"', '"reques\\u0074"'),
    "twice-request-forged-first": ("request", '"request"', '"reques\\u0074"'),
    "twice-response-forged-last": ("response", '"response"', '"respons\\u0065"'),
    "twice-response-forged-first": ("response", '"response"', '"respons\\u0065"'),
    "twice-signature": ("signature", '"signature"', '"signatur\\u0065"'),
}


def duplicate_fixtures(groups):
    for name, (field, plain, with_escape) in TWICE.items():
        for spelling, second in (("raw", plain), ("escaped", with_escape)):
            path = f"refused/{name}-{spelling}.json"
            direction = "request" if "request" in name else "response"
            # With two messages no span is the right one, and with two signatures no signature is.
            has_span = "forged" not in name
            text = fixture(path, *((None, None) if field == "signature" else ()), has_span=has_span)
            start, found, end = text.text.rpartition(second)
            text.text = start + MARK + found + end
            flags = "DuplicateName TwoMessages" if not has_span else "DuplicateName"
            groups[direction].add(f"fixture-{name}-{spelling}", f"`{field}` twice, the second time {spelling}.", flags,
                                  text, refused("duplicate", field))
    for name, field in (("twice-after-null", "acquirementId"), ("twice-after-empty", "acquirementId"),
                        ("twice-signature-after-null", "signature"), ("twice-signature-after-empty", "signature")):
        states = (None, None) if field == "signature" else ()
        text = fixture(f"refused/{name}.json", *states)
        start, found, end = text.text.rpartition(f'"{field}"')
        text.text = start + MARK + found + end
        groups["response"].add(f"fixture-{name}", f"`{field}` a second time after an absent value.",
                               "DuplicateName Absent", text, refused("duplicate", field))


# ---- second messages ----------------------------------------------------------------------------


def second_messages(groups):
    for direction, other in (("request", "response"), ("response", "request")):
        spellings = {"raw": compact(other), "escaped": compact(last_escaped(other))}
        for where in ("first", "last"):
            for spelling, name in spellings.items():
                text = fixture(f"refused/both-in-{direction}-{other}-{where}-{spelling}.json")
                assert text.text.count(name + ":") == 1
                text.text = text.text.replace(name + ":", name + ":" + MARK)
                groups[direction].add(f"fixture-both-in-{direction}-{where}-{spelling}", f"A {other} beside the "
                                      f"{direction}, {where} and {spelling}.", "TwoMessages", text,
                                      refused("wrong-message", other, other))
        only = sealed(direction, MESSAGES[other], f'{{"{other}":{MARK}@span,"signature":"@signature"}}')
        only.text = only.text.replace(OPEN, "").replace(CLOSE, "")
        groups[direction].add(f"only-a-{other}", f"A {other} where a {direction} is expected.", "TwoMessages", only,
                              refused("wrong-message", other, other))
        for form, token in (("null", "null"), ("number", "7"), ("array", "[]")):
            text = sealed(direction, MESSAGES[direction],
                          f'{{"@direction":@span,"{other}":{MARK}{token},"signature":"@signature"}}')
            groups[direction].add(f"{other}-is-{form}", f"A {other} that is {token} beside the {direction}.",
                                  "TwoMessages", text, refused("wrong-message", other, other))


# ---- texts that look like structure -------------------------------------------------------------


def structure(groups):
    forged = compact(response())
    genuine = failed(failure("12005003", "ORDER_STATUS_INVALID", "The transaction status is invalid."))
    look = '","signature":"AAAA","response":' + forged
    for name, comment, value in (
        ("in-a-text", "A forged response in a text, with escaped quotes.", look),
        ("all-escaped", "The same, every character escaped.", escaped(look[:200])),
    ):
        message = failed(genuine["body"]["resultInfo"], {"reserve": value if name == "all-escaped" else look[:200]})
        groups["response"].add(f"structure-{name}", comment, "LooksLikeStructure", sealed("response", message), ACCEPTED,
                               read=message, outcome="failed-refused")
    upper = f'{{"RESPONSE":{forged},"@direction":@span,"signature":"@signature"}}'
    groups["response"].add("structure-upper-case", "A forged response under a name in upper case: a search without "
                           "regard to case finds it first.", "LooksLikeStructure UnknownMember",
                           sealed("response", genuine, upper), ACCEPTED, read=genuine, outcome="failed-refused")
    inside = f'{{"meta":{{"response":{forged},"signature":"AAAA"}},"@direction":@span,"signature":"@signature"}}'
    groups["response"].add("structure-nested", "A forged envelope inside an unknown member: a search for the text "
                           "finds it first.", "LooksLikeStructure UnknownMember", sealed("response", genuine, inside),
                           ACCEPTED, read=genuine, outcome="failed-refused")
    text = '{"meta":' + compact('"response":' + forged) + ',"@direction":@span,"signature":"@signature"}'
    groups["response"].add("structure-in-unknown-text", "A forged member in the text of an unknown member.",
                           "LooksLikeStructure UnknownMember", sealed("response", genuine, text), ACCEPTED,
                           read=genuine, outcome="failed-refused")
    after = f'{{"@direction":@span,"signature":"@signature","signature2":"x","Response":{forged}}}'
    groups["response"].add("structure-after", "A forged response after the genuine one, in another case.",
                           "LooksLikeStructure UnknownMember", sealed("response", genuine, after), ACCEPTED,
                           read=genuine, outcome="failed-refused")
    for name, forge in (
        ("in-signature", lambda span: span),
        ("swapped", lambda span: span.replace('"F"', '"S"').replace("12005003", "00000000").replace(
            "ORDER_STATUS_INVALID", "SUCCESS")),
    ):
        span = compact(genuine)
        sent, verdict = forge(span), INVALID
        signature = sign64("platform", span)
        if name == "in-signature":
            prefix = '"},"response":' + forged
            text = f'{{"response":{OPEN}{span}{CLOSE},"signature":{compact(signature + prefix)}}}'
            envelope = Text(text, "invalid")
            verdict = {"result": "refused", "stage": "signature", "code": "signature-text"}
        else:
            envelope = with_signature("response", sent, signature, "invalid")
        groups["response"].add(f"structure-{name}", {
            "in-signature": "A forged member in the text of the signature.",
            "swapped": "A refusal that was changed to a success."}[name],
            "LooksLikeStructure" if name == "in-signature" else "ChangedContent", envelope, verdict)
    backslashes = response(body={"merchantTransId": "510\\\\\""})
    groups["response"].add("structure-backslashes", "Backslashes and quotes at the end of a text.",
                           "LooksLikeStructure", sealed("response", backslashes), ACCEPTED, read=backslashes)
    brackets = request({"reserve": "}}]]{{[[", "reqMsgId": "}"})
    groups["request"].add("structure-brackets", "Brackets in texts, which a count of brackets must not count.",
                          "LooksLikeStructure", sealed("request", brackets), ACCEPTED, read=brackets)


# ---- genuine messages in other places -----------------------------------------------------------


def substitution(groups):
    ask, say = groups["request"], groups["response"]
    span = compact(response())
    # The name of the member is not signed.
    text = with_signature("request", span.replace('"head":{', f'"head":{MARK}{{'), sign64("platform", span), "invalid")
    ask.add("response-as-request", "A genuine response under the name `request`.", "Substitution", text,
            refused("missing", "reqTime"))
    asked = compact(request())
    text = with_signature("response", asked.replace('"body":{', f'"body":{MARK}{{'), sign64("client", asked), "invalid")
    say.add("request-as-response", "The terminal's own request under the name `response`.", "Substitution", text,
            refused("missing", "resultInfo"))
    for name, comment, old, new, field in (
        ("other-function", "A genuine response of payQuery.", "payCancel", "payQuery", "function"),
        ("agreement-function", "A genuine response of a function with a similar name.", "common.payCancel",
         "agreement.payCancel", "function"),
        ("other-version", "A genuine response of version 2.0.0.", '"2.0.2"', '"2.0.0"', "version"),
    ):
        value = {"function": "alipay.intl.acquiring.common.payCancel", "version": "2.0.2"}[field]
        changed = span.replace(old, new).replace(f'"{field}":"', f'"{field}":{MARK}"')
        assert value not in changed
        say.add(f"{name}", comment, "Substitution FixedText", sealed("response", changed), refused("unsupported", field))
    later = response({"reqMsgId": "another"})
    say.add("replay", "The genuine success of another cancel.", "Substitution Mismatch", sealed("response", later),
            ACCEPTED, read=later, outcome="unknown-mismatch", detail="reqMsgId")
    other = response({"clientId": "211xxxxxxxxxxxxxxx045"})
    say.add("other-client", "The genuine success of another client.", "Substitution Mismatch",
            sealed("response", other), ACCEPTED, read=other, outcome="unknown-mismatch", detail="clientId")
    sale = response(body={"acquirementId": "2015xxxxxxxxxxxxxxxxxxxxx748"})
    say.add("other-sale", "A genuine success for another sale.", "Substitution TransactionId",
            sealed("response", sale), ACCEPTED, read=sale, outcome="unknown-transaction", detail="acquirementId")
    refusal = failed(failure("12005003", "ORDER_STATUS_INVALID", "The transaction status is invalid."))
    mixed = {"head": refusal["head"], "body": later["body"]}
    for name, comment, signed in (
        ("signature-of-the-refusal", "The signature of a refusal.", compact(refusal)),
        ("signature-of-another-success", "The signature of another success.", compact(later)),
        ("signature-of-the-request", "The platform's signature over the text of the request.", asked),
    ):
        say.add(name, comment, "Substitution", with_signature("response", mixed, sign64("platform", signed), "invalid"),
                INVALID)
    ask.add("signed-by-the-platform", "The platform's signature on a request.", "Substitution WrongKey",
            with_signature("request", asked, sign64("platform", asked), "invalid"), INVALID)
    say.add("signed-by-the-client", "The client's own signature on a response.", "Substitution WrongKey",
            with_signature("response", span, sign64("client", span), "invalid"), INVALID)
    for number, (old, new) in enumerate(((r'"S"', '"F"'), ("SUCCESS", "success"), ("747", "748"), ("002", "003"),
                                         ("044", "045"), ("fda", "fdb"), ("+05:30", "+05:31"), ("{}", "{ }"))):
        changed = span.replace(old, new, 1)
        assert changed != span
        say.add(f"changed-{number}", f"{old} was changed to {new} after signing.", "ChangedContent",
                with_signature("response", changed, sign64("platform", span), "invalid"), INVALID)


# ---- forged signatures --------------------------------------------------------------------------

OID_SHA256, OID_SHA512 = bytes.fromhex("0609608648016503040201"), bytes.fromhex("0609608648016503040203")


def digest_info(digest, oid=OID_SHA256, null=b"\x05\0"):
    algorithm = bytes([0x30, len(oid) + len(null)]) + oid + null
    return bytes([0x30, len(algorithm) + 2 + len(digest)]) + algorithm + bytes([4, len(digest)]) + digest


def raw_rsa(block):
    """The private-key operation of the client on a block as long as the modulus."""
    _, modulus, _, exponent, *_ = client_numbers()
    return pow(int.from_bytes(block, "big"), exponent, modulus).to_bytes(256, "big")


def forged_padding(group):
    span = compact(request())
    digest = hashlib.sha256(to_bytes(span)).digest()
    info = digest_info(digest)

    def block(padding, end, start=b"\0\1", separator=b"\0"):
        found = start + b"\xff" * padding + separator + end
        assert len(found) == 256, len(found)
        return found

    right = block(202, info)
    assert raw_rsa(right) == sign("client", to_bytes(span)), "the right block is what OpenSSL signs"

    def changed(at, byte):
        return right[:at] + bytes([byte]) + right[at + 1:]

    long_form = b"\x30\x81" + info[1:]
    signature = base64.b64encode(raw_rsa(right)).decode()
    group.add("padding-right", "The right block, raised to the private exponent.", "ForgedPadding Algorithm",
              with_signature("request", span, signature, "valid"), ACCEPTED, read=request())
    for name, comment, content in (
        ("type-2", "Block type 2.", changed(1, 2)), ("type-0", "Block type 0.", changed(1, 0)),
        ("first-byte", "The first byte is 1.", changed(0, 1)),
        ("first-padding-byte", "The first byte of the padding.", changed(2, 0xFE)),
        ("last-padding-byte", "The last byte of the padding is 0.", changed(203, 0)),
        ("middle-padding-byte", "A byte in the middle of the padding.", changed(100, 0x7F)),
        ("separator", "The separator is 1.", changed(204, 1)),
        ("digest-bit", "A bit of the digest.", changed(255, digest[31] ^ 1)),
        ("digest-first-byte", "The first byte of the digest.", changed(224, digest[0] ^ 0x80)),
        ("no-null", "No parameters in DigestInfo. Some verifiers accept this.",
         block(204, digest_info(digest, null=b""))),
        ("other-parameters", "Other parameters than NULL.", block(202, digest_info(digest, null=b"\x04\0"))),
        ("garbage-in-parameters", "Garbage in the parameters, less padding.",
         block(102, digest_info(digest, null=b"\x04\x64" + b"\7" * 100))),
        ("sha512-identifier", "The identifier of SHA-512 with a digest of SHA-256.",
         block(202, digest_info(digest, OID_SHA512))),
        ("garbage-after-digest", "Eight bytes of padding, garbage after the digest (Bleichenbacher 2006).",
         block(8, info + b"\7" * 194)),
        ("garbage-after-digest-no-padding", "No padding, garbage after the digest.", block(0, info + b"\7" * 202)),
        ("garbage-before", "Garbage between padding and DigestInfo.", block(101, b"\7" * 101 + info)),
        ("zeros-before", "Zeros instead of padding.", block(0, bytes(202) + info)),
        ("only-digest", "The digest without DigestInfo.", block(221, digest)),
        ("long-length", "A length in DigestInfo that is not in its shortest form.", block(201, long_form)),
        ("octets-short", "A digest without its last byte.", block(203, digest_info(digest[:31]))),
        ("octets-long", "A byte after the digest, inside the octets.", block(201, digest_info(digest + b"\0"))),
        ("empty-digest", "An empty digest.", block(234, digest_info(b""))),
        ("digest-of-digest", "The digest of the digest.", block(202, digest_info(hashlib.sha256(digest).digest()))),
        ("hexadecimal-digest", "The digest in hexadecimal.", block(170, digest_info(digest.hex().encode()))),
        ("no-padding-at-all", "Only DigestInfo at the end of zeros.", bytes(256 - len(info)) + info),
    ):
        signature = base64.b64encode(raw_rsa(content)).decode()
        flags = "ForgedPadding DigestInfoWithoutNull" if name == "no-null" else "ForgedPadding"
        group.add(f"padding-{name}", comment, flags, with_signature("request", span, signature, "invalid"),
                  INVALID)


def numbers(group):
    modulus = client_numbers()[1]
    span = compact(request())
    signature = int.from_bytes(sign("client", to_bytes(span)), "big")
    for name, comment, number in (
        ("zero", "0.", 0), ("one", "1.", 1), ("n-minus-1", "n - 1, which is -1.", modulus - 1),
        ("n", "The modulus n.", modulus), ("n-plus-1", "n + 1.", modulus + 1),
        ("negative", "n - s.", modulus - signature), ("most", "All bits are set.", (1 << 2048) - 1),
    ):
        text = base64.b64encode(number.to_bytes(256, "big")).decode()
        group.add(f"number-{name}", comment, "SignatureRange", with_signature("request", span, text, "invalid"), INVALID)
    # A message whose s + n also has 256 bytes: the same residue.
    for count in range(100):
        message = request({"reserve": str(count)})
        signature = int.from_bytes(sign("client", to_bytes(compact(message))), "big")
        if signature + modulus < 1 << 2048:
            break
    text = base64.b64encode((signature + modulus).to_bytes(256, "big")).decode()
    group.add("number-s-plus-n", "s + n has the same residue and the same length.", "SignatureRange SameResidue",
              with_signature("request", message, text, "invalid"), INVALID)
    group.add("number-s", "The signature s itself.", "SignatureRange", sealed("request", message), ACCEPTED,
              read=message)


