"""The flags of the cases: what each means, and where the rule is written."""

PROTOCOL = "docs/protocol.md"
SIGNED = f"{PROTOCOL}, What is signed"
READ = f"{PROTOCOL}, What is accepted and refused"
ODD = f"{PROTOCOL}, Members that decide and members that inform"
VIOLATIONS = f"{PROTOCOL}, Violations"
MATCHING = f"{PROTOCOL}, Matching a response to its request"
OUTCOME = f"{PROTOCOL}, Outcome"
UNSIGNED = f"{PROTOCOL}, Responses that are not signed"
REQUEST_HEAD = "payCancel 2.0.2, Request head"
REQUEST_BODY = "payCancel 2.0.2, Request body"
RESPONSE_HEAD = "payCancel 2.0.2, Response head"
RESPONSE_BODY = "payCancel 2.0.2, Response body"
RESULT_INFO = "payCancel 2.0.2, Sub-parameters, resultInfo"
RESULT_CODES = "payCancel 2.0.2, Result code"


def _note(note, *references):
    return {"note": note, "references": list(references)}


FLAGS = {
    # The signature rule
    "RawSpan": _note("The signed bytes are the raw text of the value of `request` or `response`, as received, from "
                     "its first brace to its last.", SIGNED),
    "ReSerialised": _note("The same values in another spelling are other bytes, so the signature does not hold. A "
                          "reader must not write the message again before it verifies.", SIGNED),
    "CanonicalBase64": _note("The signature is standard base64 with padding, on one line; unused bits are zero.",
                             "RFC 4648, section 4", "RFC 4648, section 3.5", SIGNED),
    "SignatureEscapes": _note("The value of `signature` is a JSON string: it is unescaped before base64 is decoded.",
                              "RFC 8259, section 7", SIGNED),
    "SignatureLength": _note("A signature has 256 to 512 bytes, and as many as the modulus.",
                             "RFC 8017, section 8.2.2, step 1", SIGNED),
    "Algorithm": _note("RSA2 is RSASSA-PKCS1-v1_5 with SHA-256. The message cannot choose another algorithm.",
                       "RFC 8017, section 8.2", SIGNED),
    "WrongKey": _note("The signature was made with another key.", SIGNED),
    "KeySize": _note("A key with another modulus of 2048 to 4096 bits.", SIGNED),
    # Spelling
    "Golden": _note("The sample of the specification.", "payCancel 2.0.2, Sample"),
    "PeerSpelling": _note("A JSON writer of another language wrote this envelope, or a writer was imitated.", READ),
    "WhiteSpace": _note("White space outside and inside of the span is accepted, and is signed if it is inside.",
                        "RFC 8259, section 2", SIGNED),
    "MemberOrder": _note("Members may have any order.", "RFC 8259, section 4", READ),
    "EscapedText": _note("Any character of a name or a value may be escaped.", "RFC 8259, section 7", READ),
    "UnknownMember": _note("An unknown member is skipped, whatever its value is. Inside the span it is signed.", READ),
    # JSON
    "JsonGrammar": _note("The whole text follows the grammar of JSON, in members that are skipped, too.",
                         "RFC 8259, section 2"),
    "JsonNumber": _note("The grammar of numbers.", "RFC 8259, section 6"),
    "NumberRange": _note("Valid JSON. Some readers refuse a number that their type cannot hold, or lose digits.",
                         "RFC 8259, section 6"),
    "JsonString": _note("The grammar of strings.", "RFC 8259, section 7"),
    "ControlCharacter": _note("U+0000 to U+001F must be escaped in a string.", "RFC 8259, section 7"),
    "LoneSurrogate": _note("An escaped surrogate without its partner. The grammar of the RFC allows it, but no Unicode "
                           "text contains it; readers refuse it, replace it or keep it.", "RFC 8259, section 8.2", READ),
    "LiteralCase": _note("`true`, `false` and `null` are in lower case. Some readers accept other spellings.",
                         "RFC 8259, section 3"),
    "NanLiteral": _note("`NaN` and `Infinity` are not JSON. Some readers accept them.", "RFC 8259, section 6"),
    "NotWhiteSpace": _note("Only space, tab, line feed and carriage return are white space.", "RFC 8259, section 2"),
    "InvalidUtf8": _note("The text is not UTF-8. Some readers replace the bytes instead of refusing them.",
                         "RFC 8259, section 8.1", "RFC 3629, section 3"),
    "ByteOrderMark": _note("The text begins with a byte order mark. The RFC permits a reader to ignore it.",
                           "RFC 8259, section 8.1", READ),
    "OtherFormat": _note("The bytes are something else than one JSON text: HTML, HTTP, gzip, UTF-16, erased flash.",
                         READ),
    "NestingLimit": _note("Objects and arrays are nested up to 32 levels. A reader may set a limit.",
                          "RFC 8259, section 9", READ),
    "Truncated": _note("The text ends too early.", "RFC 8259, section 2"),
    "TrailingBytes": _note("Something follows the document.", "RFC 8259, section 2"),
    "NotAnEnvelope": _note("JSON, but not an object with the expected message.", READ),
    "DuplicateName": _note("A name that is read may occur once in its object, compared after unescaping. Many readers "
                           "take the last one, others the first.", "RFC 8259, section 4", "RFC 7493, section 2.3", READ),
    # Values
    "Absent": _note("`null` means that a member is absent, and so does the empty text, but for `reserve`, `resultMsg` "
                    "and `resultStatus`.", READ),
    "MissingMember": _note("A required member is absent.", REQUEST_HEAD, REQUEST_BODY, RESPONSE_HEAD, RESPONSE_BODY),
    "EitherId": _note("A request has `acquirementId` or `merchantTransId`, or both.", REQUEST_BODY),
    "WrongType": _note("A member of a request, or an object, has another JSON type.", READ),
    "Length": _note("A length counts Unicode scalar values.", REQUEST_HEAD, REQUEST_BODY, READ),
    "FreeValue": _note("Any text of the right length is accepted, and is read as it was sent.", REQUEST_HEAD,
                       REQUEST_BODY),
    "FixedText": _note("`version` and `function` have one value.", REQUEST_HEAD, RESPONSE_HEAD),
    "SignType": _note("`signType` of a request is `RSA2` or absent. In a response it is an unknown member.",
                      REQUEST_HEAD, SIGNED),
    "ReserveObject": _note("`reserve` may be an object; its value is then its raw text.", READ),
    "OddInforming": _note("A member of a response that only informs is odd: it is a violation, and the outcome does not "
                          "change.", ODD),
    "OddDeciding": _note("A member of a response that decides is odd but readable: it is a violation, and never makes a "
                         "success.", ODD),
    "ResultCodeId": _note("`resultCodeId` is a text of eight digits.", RESULT_INFO),
    "ResultMsg": _note("`resultMsg` may be empty only with the status `S`, and should be present.", RESULT_INFO,
                       VIOLATIONS),
    # Results
    "ListedCode": _note("A row of the result table.", RESULT_CODES, OUTCOME),
    "Contradiction": _note("`resultCode`, `resultCodeId` and `resultStatus` are not a row of the result table.",
                           RESULT_CODES, OUTCOME),
    "UnlistedCode": _note("Neither code nor id is listed. Tables grow, so this is accepted with `F` and `U`, never with "
                          "`S`.", OUTCOME),
    "UnlistedStatus": _note("`resultStatus` is none of `S`, `F` and `U`.", RESULT_INFO, OUTCOME),
    "Unsigned": _note("The response has no signature, or a text that cannot be one. It says nothing about the "
                      "transaction, but its claims can be shown to staff.", UNSIGNED),
    "NoAnswer": _note("There is no text.", OUTCOME),
    "Mismatch": _note("An authentic response to another request.", MATCHING),
    "TransactionId": _note("A success names the transaction: the `acquirementId` that was sent, or else the "
                           "`merchantTransId`. Both must be present.", MATCHING, RESPONSE_BODY),
    # Keys
    "KeyForm": _note("A key in a standard form: SubjectPublicKeyInfo, PKCS#8 or PKCS#1, in DER, PEM or bare base64.",
                     "RFC 5280, section 4.1", "RFC 5208, section 5", "RFC 8017, appendix A.1", "RFC 7468"),
    "KeyLayout": _note("A key after it passed through editors, variables of an environment and images.", SIGNED),
    "KeyPolicy": _note("An odd modulus of 2048 to 4096 bits, and the exponent 65537.", SIGNED),
    "OtherKey": _note("Something else than the key that is needed.", SIGNED),
    "DamagedKey": _note("A key that is cut off or changed.", SIGNED),
    # Times
    "DateTime": _note("The grammar of `date-time`.", "RFC 3339, section 5.6"),
    "Calendar": _note("Months have their real lengths.", "RFC 3339, section 5.7"),
    "LeapSecond": _note("A second 60 exists only where UTC reads 23:59:60 on the last day of a month.",
                        "RFC 3339, section 5.7", "RFC 3339, appendix D"),
    "TimeOffset": _note("The offset is `Z` or ±00:00 to ±23:59. `-00:00` means that the local offset is unknown.",
                        "RFC 3339, section 4.3", "RFC 3339, section 5.6"),
    "TimeFraction": _note("Any number of digits; nine are kept.", "RFC 3339, section 5.6"),
    "OddTime": _note("A time of a response in a form that real platforms send, which is not that of the RFC.", ODD),
    # Attacks
    "TwoMessages": _note("A second message. A verifier that takes one of them and a reader that takes the other is a "
                         "signature bypass.", READ),
    "LooksLikeStructure": _note("A text inside a value looks like members of the envelope.", SIGNED),
    "Substitution": _note("A genuine message in the place of another one.", MATCHING, SIGNED),
    "ChangedContent": _note("The content was changed after it was signed.", SIGNED),
    "ForgedPadding": _note("The block under the signature has the digest, but not the right padding around it. Readers "
                           "that parse the block instead of comparing it have accepted such signatures.",
                           "RFC 8017, section 8.2.2", "Bleichenbacher 2006, CVE-2006-4339", "CVE-2018-15836"),
    "DigestInfoWithoutNull": _note("DigestInfo without the parameters NULL, which are required here. Verifiers "
                                   "that parse the block often accept this.", "RFC 8017, section 9.2",
                                   "RFC 8017, appendix B.1"),
    "SignatureRange": _note("The signature is a number below the modulus.", "RFC 8017, section 5.2.2"),
    "SameResidue": _note("The signature plus the modulus: the same residue, and the same length. Some verifiers do not "
                         "compare the number with the modulus.", "RFC 8017, section 5.2.2, step 1"),
    "ProvokedAnswer": _note("Somebody without a key can provoke this genuine answer, so it says nothing about the "
                            "transaction.", OUTCOME),
}
