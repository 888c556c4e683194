"""Keys in every form and layout, and what people pass instead of a key."""

import base64
import functools
import hashlib
import re

import kit
from base import FIXTURES, Group, Topic, bits_of, sign, spelled

TOPIC = Topic("keys", "Public keys that verify and private keys that sign: forms, layouts, the policy, and what people "
              "pass instead of a key.")

# A request as most writers spell it, so that an interface which signs and verifies only messages can be checked.
SIGNED = (FIXTURES / "golden/request.span").read_text()
ENTRY = "\\n"


def build():
    public = TOPIC.group(type="PublicKey", comment="Keys that verify. The signature of an accepted key is over the "
                         "bytes of `signed`.", signed=SIGNED)
    private = TOPIC.group(type="PrivateKey", comment="Keys that sign. The signature of an accepted key is the one over "
                          "the bytes of `signed`: RSASSA-PKCS1-v1_5 has only one.", signed=SIGNED)
    forms(public, private)
    layouts(public, private)
    policy(public, private)
    other_keys_public(public)
    other_keys_private(private)
    damaged(public, private)
    numbers(public, private)
    return TOPIC


# ---- cases --------------------------------------------------------------------------------------


def read(name):
    return (FIXTURES / "keys" / name).read_text()


def read_der(name):
    return (FIXTURES / "keys" / name).read_bytes()


def accepted(group, name, comment, flags, content, owner, form=None):
    case = begin(group, name, comment, flags, content, form)
    case["verdict"] = {"result": "accepted"}
    der = kit.run("openssl", "pkey", "-pubin", "-in", str(FIXTURES / f"keys/{owner}_public.spki.pem"), "-outform", "DER")
    case |= {"bits": bits_of(der), "exponent": 65537, "sha256": hashlib.sha256(der).hexdigest(),
             "signature": base64.b64encode(sign(owner, SIGNED.encode())).decode()}


def refused(group, name, comment, flags, content, code, found=None, offset=None, form=None, **numbers):
    case = begin(group, name, comment, flags, content, form)
    case["verdict"] = {"result": "refused", "stage": "key", "code": code}
    if found:
        case["verdict"]["detail"] = found
    if offset is not None:
        case["verdict"]["offset"] = offset
    case |= numbers


def begin(group: Group, name, comment, flags, content, form):
    kind = {"PublicKey": "public", "PrivateKey": "private"}[group.shared["type"]]
    case = group.begin(f"{kind}-{name}", comment, flags)
    case |= {"der": base64.b64encode(content).decode()} if isinstance(content, bytes) else spelled(content.encode())
    if form:
        case["form"] = form
    return case


# ---- forms and layouts --------------------------------------------------------------------------


def forms(public, private):
    for group, kind, encodings in ((public, "public", ("spki", "pkcs1")), (private, "private", ("pkcs8", "pkcs1"))):
        for encoding in encodings:
            name = f"client_{kind}.{encoding}"
            what = {"spki": "SubjectPublicKeyInfo", "pkcs8": "PKCS#8", "pkcs1": "PKCS#1"}[encoding]
            accepted(group, f"{encoding}-pem", f"{what} in PEM.", "KeyForm", read(f"{name}.pem"), "client",
                     f"{encoding}-pem")
            accepted(group, f"{encoding}-base64", f"{what} in bare base64.", "KeyForm", read(f"{name}.b64"), "client",
                     f"{encoding}-base64")
            accepted(group, f"{encoding}-der", f"{what} in DER.", "KeyForm", read_der(f"{name}.der"), "client",
                     f"{encoding}-der")
    for owner in ("platform", "rsa3072", "rsa4096"):
        accepted(public, f"{owner}-pem", "Another key.", "KeyForm KeyPolicy", read(f"{owner}_public.spki.pem"), owner,
                 "spki-pem")
        accepted(private, f"{owner}-pem", "Another key.", "KeyForm KeyPolicy", read(f"{owner}_private.pkcs8.pem"),
                 owner, "pkcs8-pem")


def layouts(public, private):
    for group, kind, encoding in ((public, "public", "spki"), (private, "private", "pkcs8")):
        for form in ("pem", "b64"):
            text = read(f"client_{kind}.{encoding}.{form}").strip()
            of = {"pem": "pem", "b64": "base64"}[form]
            for name, comment, content in (
                ("no-line-break", "No line break at the end.", text),
                ("crlf", "Lines end with CRLF.", text.replace("\n", "\r\n") + "\r\n"),
                ("white-space", "White space around it.", f" \r\n\t\n{text}\n\n \t "),
                ("mark", "A byte order mark before it.", "\ufeff" + text),
                ("nuls", "NULs after it.", text + "\n\0\0\0"),
                ("quotes", "Quotes around it.", f'"{text}"'),
                ("single-quotes", "Single quotes around it.", f"'{text}'\n"),
                ("escaped-breaks", "Line breaks as two characters.", text.replace("\n", ENTRY) + ENTRY),
                ("quotes-and-escaped-crlf", "Quotes, and line breaks as four characters.",
                 '"' + text.replace("\n", "\\r\\n") + '\\r\\n"'),
            ):
                # Bare base64 has no line break at its end anyway.
                if (of, name) != ("base64", "no-line-break"):
                    accepted(group, f"layout-{of}-{name}", comment, "KeyLayout", content, "client")
        pem = read(f"client_{kind}.{encoding}.pem").strip()
        begin_line, *lines, end_line = pem.split("\n")
        bare = "".join(lines)
        for name, comment, content in (
            ("one-line", "The base64 on one line.", f"{begin_line}\n{bare}\n{end_line}"),
            ("lines-of-76", "Lines of 76 characters.", "\n".join([begin_line, *re.findall(".{1,76}", bare), end_line])),
            ("lines-of-7", "Lines of 7 characters, with spaces.",
             " \t\n".join([begin_line, *re.findall(".{1,7}", bare), end_line])),
            ("blank-lines", "Blank lines.", pem.replace("\n", "\n\n")),
            ("text-around", "Text before and after the block.",
             f"Bag Attributes\n  friendlyName: x=MII\n{pem}\nsubject=/CN=a.pem - b\n"),
            ("other-label", "The label of the other form.", pem.replace("BEGIN ", "BEGIN RSA ").replace(
                "END ", "END RSA ")),
        ):
            accepted(group, f"layout-pem-{name}", comment, "KeyLayout", content, "client")


# ---- the policy ---------------------------------------------------------------------------------


def policy(public, private):
    for name, kind, form, code, numbers in (
        ("rsa1024", "public", "spki", "size", {"bits": 1024, "exponent": 65537}),
        ("rsa2047", "public", "spki", "size", {"bits": 2047, "exponent": 65537}),
        ("rsa4104", "public", "spki", "size", {"bits": 4104, "exponent": 65537}),
        ("rsa2048_e3", "public", "spki", "exponent", {"bits": 2048, "exponent": 3}),
        ("rsa1024", "private", "pkcs8", "size", {"bits": 1024, "exponent": 65537}),
        ("rsa2047", "private", "pkcs8", "size", {"bits": 2047, "exponent": 65537}),
        ("rsa2048_e3", "private", "pkcs8", "exponent", {"bits": 2048, "exponent": 3}),
    ):
        group = {"public": public, "private": private}[kind]
        refused(group, f"policy-{name.replace('_', '-')}", f"{numbers['bits']} bits, exponent {numbers['exponent']}.",
                "KeyPolicy", read(f"refused/{name}_{kind}.{form}.pem"), code, form=f"{form}-pem", **numbers)


# ---- other things than the key ------------------------------------------------------------------


def body(pem):
    return "".join(line for line in pem.splitlines() if not line.startswith("-"))


def other_keys_public(group):
    private, certificate = read("client_private.pkcs8.pem"), read("other/certificate.pem")
    for name, comment, content, found in (
        ("private", "A private key.", private, "private-key"),
        ("private-pkcs1", "A private key in PKCS#1.", read("client_private.pkcs1.pem"), "private-key"),
        ("private-bare", "A private key in bare base64.", read("client_private.pkcs8.b64"), "private-key"),
        ("private-pkcs1-bare", "A private key in PKCS#1 and bare base64.", read("client_private.pkcs1.b64"),
         "private-key"),
        ("private-der", "A private key in DER.", read_der("client_private.pkcs8.der"), "private-key"),
        ("certificate", "A certificate.", certificate, "certificate"),
        ("certificate-bare", "A certificate in bare base64.", body(certificate), "certificate"),
        ("certificates", "A chain of certificates.", certificate * 2, "certificate"),
        ("request", "A certificate request.", read("other/request.pem"), "certificate-request"),
        ("request-bare", "A certificate request in bare base64.", body(read("other/request.pem")),
         "certificate-request"),
        ("ssh", "A public key of SSH.", read("other/ssh_public.txt"), "ssh-public-key"),
        ("ssh2", "A public key of SSH, RFC 4716.", read("other/ssh2_public.txt"), "ssh-public-key"),
        ("openssh", "A private key of OpenSSH.", read("other/openssh_private.pem"), "open-ssh-private-key"),
        ("p256", "A key on an elliptic curve.", read("refused/p256_public.spki.pem"), "elliptic-curve"),
        ("ed25519", "An Ed25519 key.", read("other/ed25519_public.pem"), "ed25519"),
        ("pss", "A key that is restricted to RSASSA-PSS.", read("other/pss_public.pem"), "rsa-pss"),
        ("dsa", "A DSA key.", read("other/dsa_public.pem"), "other-algorithm"),
    ):
        refused(group, f"found-{name}", comment, "OtherKey", content, "found", found)
    texts(group)


def other_keys_private(group):
    encrypted, sec1 = read("other/encrypted_private.pem"), read("other/p256_private.sec1.pem")
    for name, comment, content, found in (
        ("public", "A public key.", read("client_public.spki.pem"), "public-key"),
        ("public-pkcs1", "A public key in PKCS#1.", read("client_public.pkcs1.pem"), "public-key"),
        ("public-bare", "A public key in bare base64.", read("client_public.spki.b64"), "public-key"),
        ("public-pkcs1-bare", "A public key in PKCS#1 and bare base64.", read("client_public.pkcs1.b64"), "public-key"),
        ("certificate", "A certificate.", read("other/certificate.pem"), "certificate"),
        ("encrypted", "An encrypted key.", encrypted, "encrypted-private-key"),
        ("encrypted-bare", "An encrypted key in bare base64.", body(encrypted), "encrypted-private-key"),
        ("encrypted-pkcs1", "An encrypted key in PKCS#1.", read("other/encrypted_private.pkcs1.pem"),
         "encrypted-private-key"),
        ("openssh", "A private key of OpenSSH.", read("other/openssh_private.pem"), "open-ssh-private-key"),
        ("p256", "A key on an elliptic curve.", read("refused/p256_private.pkcs8.pem"), "elliptic-curve"),
        ("p256-sec1", "A key on an elliptic curve, SEC 1.", sec1, "elliptic-curve"),
        ("p256-sec1-bare", "The same in bare base64.", body(sec1), "elliptic-curve"),
        ("ed25519", "An Ed25519 key.", read("other/ed25519_private.pem"), "ed25519"),
        ("pss", "A key that is restricted to RSASSA-PSS.", read("other/pss_private.pem"), "rsa-pss"),
    ):
        refused(group, f"found-{name}", comment, "OtherKey", content, "found", found)
    refused(group, "path", "The path of a file.", "OtherKey", "~/client.key", "path")
    refused(group, "empty", "An empty text.", "OtherKey", "", "empty")


def texts(group):
    bare, pem = read("client_public.spki.b64"), read("client_public.spki.pem")
    for name, comment, content, code in (
        ("empty", "An empty text.", "", "empty"), ("white-space", "Only white space and a NUL.", " \n\t\0", "empty"),
        ("path", "The path of a file.", "/etc/keys/platform.pem", "path"),
        ("path-relative", "A relative path.", "keys/platform", "path"),
        ("path-name", "The name of a file.", "platform_public.pem\n", "path"),
        ("path-windows", "A path of Windows.", r"C:\keys\platform.pem", "path"),
        ("label", "Another label.", pem.replace("PUBLIC KEY", "PGP PUBLIC KEY BLOCK"), "unknown-label"),
        ("too-long", "A text that is longer than any key.", "MIIB" * 1000, "too-long"),
        ("other-bytes", "Base64 of other bytes.", "MIIB" * 20, "der"),
    ):
        refused(group, name, comment, "OtherKey", content, code)
    refused(group, "sentence", "A sentence: 19 letters, which are no whole base64.", "OtherKey",
            "the key that you gave us", "base64", offset=24)
    url_safe = bare.replace("+", "-", 1).replace("/", "_")
    refused(group, "url-alphabet", "The URL alphabet.", "OtherKey", url_safe, "base64",
            offset=min(url_safe.index(character) for character in "-_" if character in url_safe))


# ---- damaged keys -------------------------------------------------------------------------------


def damaged(public, private):
    for group, kind, encoding, label in ((public, "public", "spki", "PUBLIC"), (private, "private", "pkcs8", "PRIVATE")):
        pem, bare = read(f"client_{kind}.{encoding}.pem"), read(f"client_{kind}.{encoding}.b64")
        der = read_der(f"client_{kind}.{encoding}.der")
        for name, comment, content, code in (
            ("pem-half", "Half of a PEM block.", pem[:len(pem) // 2], "truncated"),
            ("pem-no-first-line", "Without its first line.", pem.partition("\n")[2], "truncated"),
            ("pem-first-line-cut", "Only the beginning of the first line.", f"-----BEGIN {label} KEY", "truncated"),
            ("pem-dashes", "Only dashes.", "-----", "truncated"),
            ("pem-other-last-line", "Another label in the last line.", pem.replace("END ", "END RSA "), "truncated"),
            ("pem-twice", "Two blocks.", pem * 2, "several-keys"),
            ("der-short", "The last byte of the DER is missing.", der[:-1], "der"),
            ("der-longer", "A byte after the DER.", der + b"\0", "der"),
            ("der-half", "Half of the DER.", der[:len(der) // 2], "der"),
            ("der-nothing", "No DER.", b"", "der"),
        ):
            refused(group, f"damaged-{name}", comment, "DamagedKey", content, code)
        cut = len(bare) // 2 | 1
        refused(group, "damaged-base64-cut", "Bare base64, cut off.", "DamagedKey", bare[:cut], "base64", offset=cut)
        at = pem.index("\nMII") + 2
        refused(group, "damaged-pem-character", "A character in PEM that is not base64.", "DamagedKey",
                pem.replace("\nMII", "\nM!I", 1), "base64", offset=at)
        at = pem.index("\nMII") + 1
        refused(group, "damaged-pem-header", "A header in PEM.", "DamagedKey",
                pem.replace("\nMII", "\nComment: x\nMII", 1), "base64", offset=at + len("Comment"))
    refused(public, "damaged-padding-inside", "Padding in the middle.", "DamagedKey", "MII=MIIB", "base64", offset=4)
    both = read("client_private.pkcs8.pem") + read("client_public.spki.pem")
    refused(public, "damaged-both-halves", "Both halves of a key.", "DamagedKey", both, "several-keys")


# ---- keys made of numbers -----------------------------------------------------------------------

RSA_ENCRYPTION = bytes.fromhex("06092a864886f70d010101")


def element(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else (lambda text: bytes([128 + len(text)]) + text)(
        size.to_bytes((size.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + content


def integer(number):
    return element(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def sequence(*parts):
    return element(0x30, b"".join(parts))


@functools.cache
def client_numbers():
    """version, n, e, d, p, q, dP, dQ and qInv of the client."""
    der = read_der("client_private.pkcs1.der")
    found, at = [], 4
    while at < len(der):
        size, at = der[at + 1], at + 2
        if size > 128:
            size, at = int.from_bytes(der[at:at + size - 128], "big"), at + size - 128
        found.append(int.from_bytes(der[at:at + size], "big"))
        at += size
    assert len(found) == 9 and found[2] == 65537
    return found


def spki(n, e, parameters=b"\x05\0", after=b""):
    key = sequence(integer(n), integer(e))
    return sequence(sequence(RSA_ENCRYPTION, parameters), element(3, b"\0" + key + after))


def numbers(public, private):
    _, n, e, d, p, q, dp, dq, qinv = client_numbers()
    assert spki(n, e) == read_der("client_public.spki.der")
    for name, comment, content, code, found in (
        ("even", "An even modulus.", spki(n + 1, e), "even-modulus", {}),
        ("2049-to-4096", "One bit more than 4096.", spki(n << 2049 | 1, e), "size", {"bits": 4097, "exponent": 65537}),
        ("e-1", "The exponent 1.", spki(n, 1), "exponent", {"bits": 2048, "exponent": 1}),
        ("e-65539", "The exponent 65539.", spki(n, 65539), "exponent", {"bits": 2048, "exponent": 65539}),
        ("e-long", "An exponent of 33 bits.", spki(n, 2 ** 32 + 1), "exponent", {"bits": 2048, "exponent": 2 ** 32 + 1}),
        ("no-null", "No parameters instead of NULL.", spki(n, e, b""), "der", {}),
        ("empty-parameters", "An empty sequence instead of NULL.", spki(n, e, b"\x30\0"), "der", {}),
        ("null-twice", "NULL twice.", spki(n, e, b"\x05\0\x05\0"), "der", {}),
        ("byte-in-bit-string", "A byte after the key in its bit string.", spki(n, e, after=b"\0"), "der", {}),
        ("pkcs1-modulus-only", "Only a modulus.", sequence(integer(n)), "der", {}),
        ("pkcs1-three", "A third number after the exponent.", sequence(integer(n), integer(e), integer(e)), "der", {}),
        ("long-length", "A length that is not in its shortest form.",
         b"\x30\x83\0" + read_der("client_public.pkcs1.der")[2:], "der", {}),
        ("leading-zeros", "A modulus with a zero byte too many.",
         sequence(element(2, b"\0\0" + n.to_bytes(256, "big")), integer(e)), "der", {}),
        ("negative", "A modulus without the zero byte of its sign.",
         sequence(element(2, n.to_bytes(256, "big")), integer(e)), "der", {}),
    ):
        flags = "DamagedKey" if code == "der" else "KeyPolicy"
        refused(public, f"numbers-{name}", comment, flags, content, code, **found)
    for name, comment, values in (
        ("n", "n + 2.", (n + 2, e, d, p, q, dp, dq, qinv)), ("d", "d + 2.", (n, e, d + 2, p, q, dp, dq, qinv)),
        ("d-is-1", "d is 1.", (n, e, 1, p, q, dp, dq, qinv)), ("p", "p + 2.", (n, e, d, p + 2, q, dp, dq, qinv)),
        ("q", "q + 2.", (n, e, d, p, q + 2, dp, dq, qinv)), ("primes", "The primes exchanged, but not the rest.",
                                                             (n, e, d, q, p, dp, dq, qinv)),
        ("p-is-n", "p is n, q is 1.", (n, e, d, n, 1, dp, dq, qinv)),
        ("dp", "dP + 1.", (n, e, d, p, q, dp + 1, dq, qinv)), ("dq", "dQ + 1.", (n, e, d, p, q, dp, dq + 1, qinv)),
        ("qinv", "qInv + 1.", (n, e, d, p, q, dp, dq, qinv + 1)),
        ("d-long", "d is longer than n.", (n, e, d << 64, p, q, dp, dq, qinv)),
        ("p-long", "p is longer than n.", (n, e, d, p << 2048, q, dp, dq, qinv)),
    ):
        content = sequence(integer(0), *map(integer, values))
        refused(private, f"numbers-{name}", f"The numbers do not belong together: {comment}", "DamagedKey", content,
                "inconsistent")
    for name, comment, values, code, found in (
        ("even", "An even modulus.", (n + 1, e, d, p, q, dp, dq, qinv), "even-modulus", {}),
        ("e", "The exponent 65539.", (n, 65539, d, p, q, dp, dq, qinv), "exponent", {"bits": 2048, "exponent": 65539}),
        ("size", "A modulus of 4097 bits.", (n << 2049 | 1, e, d, p, q, dp, dq, qinv), "size",
         {"bits": 4097, "exponent": 65537}),
    ):
        content = sequence(integer(0), *map(integer, values))
        refused(private, f"policy-{name}", comment, "KeyPolicy", content, code, **found)
    exchanged = (n, e, d, q, p, dq, dp, pow(p, -1, q))
    accepted(private, "numbers-exchanged", "The primes and what belongs to them exchanged.", "KeyForm",
             sequence(integer(0), *map(integer, exchanged)), "client")
