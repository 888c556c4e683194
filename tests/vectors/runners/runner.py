#!/usr/bin/env python3
"""Checks the test vectors with Python's `json` and `base64` and the package `cryptography`."""

import base64
import hashlib
import json
import pathlib
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent
LEAST = 1400
# Flags of cases about which `json` has another opinion, see README.md: its stack ends before 5,000 levels.
OTHER_JSON = {"NestingLimit"}
SPACE = re.compile(r"[ \t\r\n]*")


def refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def parse(content):
    """The text and the value of a JSON document."""
    text = content.decode()
    return text, json.loads(text, parse_constant=refuse)


def find_span(text, name):
    """The offset of the value of a member of the outermost object, in bytes, and the value's text."""
    decoder, at = json.JSONDecoder(), text.index("{")
    while text[at] != "}":
        member, at = decoder.raw_decode(text, SPACE.match(text, at + 1).end())
        start = SPACE.match(text, SPACE.match(text, at).end() + 1).end()
        _, end = decoder.raw_decode(text, start)
        if member == name:
            return len(text[:start].encode()), text[start:end].encode()
        at = SPACE.match(text, end).end()
    return None


def decode_base64(text):
    """The bytes of canonical base64, or `None`."""
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return content if base64.b64encode(content).decode() == text else None


def verifies(key, signature, content):
    try:
        key.verify(signature, content, PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def differences(values, found, path=""):
    """The expected values that are not those of the parsed message. Only texts are compared."""
    for name, value in values.items():
        other = found.get(name)
        if isinstance(value, dict):
            yield from differences(value, other, f"{path}{name}.")
        elif isinstance(other, str) and other != value:
            yield f"{path}{name} is {other!r}"


def check_envelope(file, group, case):
    content = case["text"].encode() if "text" in case else base64.b64decode(case["base64"])
    plain, message = case["plain"], group["message"]
    try:
        text, document = parse(content)
    except (ValueError, RecursionError):
        return None if plain["json"] == "invalid" else "it is not JSON"
    if plain["json"] != "valid":
        return "it is JSON"
    if "span" not in case:
        return None
    offset, span = find_span(text, message)
    if {"offset": offset, "length": len(span)} != case["span"]:
        return f"the span has {len(span)} bytes from {offset}"
    wrong = list(differences(case.get("values", {}), document[message]))
    if wrong:
        return ", ".join(wrong)
    if "base64" not in plain:
        return None
    signature = decode_base64(document["signature"])
    if (signature is not None) != (plain["base64"] == "valid"):
        return f"base64 is {signature is not None}"
    if signature is None:
        return None
    key = serialization.load_pem_public_key(file["keys"][group["key"]]["spki"].encode())
    holds = verifies(key, signature, span)
    return None if holds == (plain["signature"] == "valid") else f"the signature holds: {holds}"


def load(group, case):
    content = base64.b64decode(case["der"]) if "der" in case else case["text"].encode()
    encoding = case["form"].partition("-")[2]
    if encoding == "base64":
        content, encoding = base64.b64decode(content), "der"
    if group["type"] == "PublicKey":
        return getattr(serialization, f"load_{encoding}_public_key")(content)
    return getattr(serialization, f"load_{encoding}_private_key")(content, None)


def check_key(group, case):
    key, signed = load(group, case), group["signed"].encode()
    public = key if group["type"] == "PublicKey" else key.public_key()
    bits, exponent = public.key_size, public.public_numbers().e
    if (bits, exponent) != (case["bits"], case["exponent"]):
        return f"{bits} bits, exponent {exponent}"
    accepted = 2048 <= bits <= 4096 and exponent == 65537
    if accepted != (case["verdict"]["result"] == "accepted"):
        return f"accepted: {accepted}"
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if not accepted or hashlib.sha256(der).hexdigest() != case["sha256"]:
        return "the fingerprint differs" if accepted else None
    signature = base64.b64decode(case["signature"])
    if key is not public and key.sign(signed, PKCS1v15(), hashes.SHA256()) != signature:
        return "the signature differs"
    return None if verifies(public, signature, signed) else "the signature does not hold"


def main():
    checked = skipped = failed = 0
    for path in sorted(FOLDER.glob("*.json")):
        file = json.loads(path.read_text())
        for group in file.get("groups", []):
            for case in group["cases"]:
                is_key = group["type"] != "Envelope"
                if is_key and "form" not in case or OTHER_JSON & set(case["flags"]):
                    skipped += 1
                    continue
                checked += 1
                problem = check_key(group, case) if is_key else check_envelope(file, group, case)
                if problem:
                    failed += 1
                    print(f"{case['id']}: {problem}")
    print(f"python: {checked} cases checked, {skipped} skipped, {failed} failed")
    sys.exit(failed > 0 or checked < LEAST)


main()
