"""What is concluded from odd answers, and from answers that nobody signed."""

from base import (ACCEPTED, INVALID, MARK, NOT_BASE64, Text, Topic, fixture, fixture_values, missing,
                  not_a_string, raw, refused, sealed, sign64, unsigned, violation, with_signature)
from kit import compact, failed, failure, response, values

TOPIC = Topic("outcomes", "What is concluded from a response: odd answers of real platforms, answers that anybody can "
              "provoke, and answers that nobody signed.")

NO_COLON, STATUS = "no-colon-in-offset", violation("unlisted-status")
# The fixtures in `odd`: what is odd, the outcome with its detail, and the violations.
ODD = {
    "cancel-time-jackson": ("OddInforming OddTime", "`cancelTime` as Jackson wrote it before 2.11.", "success",
                            [violation("timestamp", "cancelTime", NO_COLON)]),
    "cancel-time-milliseconds": ("OddInforming OddTime", "`cancelTime` in milliseconds.", "success",
                                 [not_a_string("cancelTime", "number")]),
    "cancel-time-space": ("OddInforming OddTime", "`cancelTime` as SQL writes it.", "success",
                          [violation("timestamp", "cancelTime", "space-for-t")]),
    "resp-time-jackson": ("OddInforming OddTime", "`respTime` as Jackson wrote it before 2.11.", "success",
                          [violation("timestamp", "respTime", NO_COLON)]),
    "resp-time-is-req-time": ("OddInforming", "`reqTime` instead of `respTime`.", "success", [missing("respTime")]),
    "status-lower-case-s": ("UnlistedStatus", "A status in lower case.", "unknown-unlisted-status", [STATUS]),
    "status-lower-case-f": ("UnlistedStatus", "A status in lower case.", "unknown-unlisted-status", [STATUS]),
    "status-a": ("UnlistedStatus", "A status of a sister platform.", "unknown-unlisted-status", [STATUS]),
    "status-accepted": ("UnlistedStatus", "A status of a sister platform.", "unknown-unlisted-status", [STATUS]),
    "status-empty": ("UnlistedStatus", "An empty status.", "unknown-unlisted-status", [STATUS]),
    "code-id-number": ("OddDeciding ResultCodeId", "Eight digits as a number are an id.", "failed-refused",
                       [not_a_string("resultCodeId", "number")]),
    "code-id-zero": ("OddDeciding ResultCodeId Contradiction", "The number 0 is not the id of success.",
                     ("unknown-contradiction", "code-with-other-id"),
                     [violation("code-with-other-id"), not_a_string("resultCodeId", "number")]),
    "reserve-array": ("OddInforming", "`reserve` is PHP's empty object.", "success", [not_a_string("reserve", "array")]),
    "message-long": ("OddInforming Length", "`resultMsg` of 300 characters.", "success",
                     [violation("too-long", "resultMsg")]),
    "message-number": ("OddInforming", "`resultMsg` is a number.", "success", [not_a_string("resultMsg", "number")]),
    "message-object": ("OddInforming", "`resultMsg` is an object.", "success", [not_a_string("resultMsg", "object")]),
    "code-unlisted": ("UnlistedCode", "A code of another gateway: perhaps the request was not even read.",
                      "failed-unlisted", []),
    "not-processed": ("ProvokedAnswer ListedCode", "A genuine answer to a request that somebody else posted.",
                      "failed-not-processed", []),
    "no-resp-time": ("OddInforming ReserveObject", "No `respTime`, and `reserve` is an object of objects.", "success",
                     [missing("respTime")]),
}


def build():
    group = TOPIC.responses("Odd answers.")
    for name, (flags, comment, outcome, violations) in ODD.items():
        add_odd(group, name, flags, comment, outcome, violations)
    digits = TOPIC.responses("Odd answers to a request whose `acquirementId` has 25 digits.", request="by-digits")
    number = [not_a_string("acquirementId", "number")]
    add_odd(digits, "acquirement-id-number", "OddDeciding NumberRange", "The id as a number of 25 digits.", "success",
            number)
    add_odd(digits, "acquirement-id-other-number", "OddDeciding NumberRange TransactionId", "Another number of 25 "
            "digits, which is the same as a double.", ("unknown-transaction", "acquirementId"), number)
    several_oddities(TOPIC.responses("Several odd members."))
    provoked(TOPIC.responses("Answers that anybody can provoke: they are genuine, and say nothing certain."))
    group = TOPIC.responses("Responses that nobody signed. The claims are for the log and for staff.")
    unsigned_fixtures(group)
    unsigned_signatures(group)
    unsigned_claims(group)
    requests = TOPIC.requests("A request that nobody signed.")
    requests.add("fixture-unsigned-request", "No signature.", "Unsigned", at_start(fixture(
        "refused/unsigned-request.json", None, None)), refused("unsigned", "signature"))
    return TOPIC


def add_odd(group, name, flags, comment, outcome, violations):
    path = f"odd/{name}.json"
    outcome, detail = outcome if isinstance(outcome, tuple) else (outcome, None)
    group.add(f"fixture-{name}", comment, flags, fixture(path), ACCEPTED, read=fixture_values(path),
              violations=violations, outcome=outcome, detail=detail)


def several_oddities(group):
    head = {"respTime": 0, "reserve": [], "clientId": "211xxxxxxxxxxxxxxx044"}
    message = response(head, {"cancelTime": False, "merchantTransId": 510}, {"resultMsg": None})
    group.add("all-informing-members-odd", "Every informing member is odd, and one id: still a success.",
              "OddInforming OddDeciding", sealed("response", message), ACCEPTED, read=message, violations=[
                  not_a_string("respTime", "number"), not_a_string("reserve", "array"), missing("resultMsg"),
                  not_a_string("merchantTransId", "number"), not_a_string("cancelTime", "boolean")])
    message = response({"reqMsgId": 17}, {"acquirementId": True}, {"resultStatus": 0, "resultCode": 0})
    group.add("all-deciding-members-odd", "It answers another request, whatever else it says.", "OddDeciding Mismatch",
              sealed("response", message), ACCEPTED, read=message, outcome="unknown-mismatch", detail="reqMsgId",
              violations=[not_a_string("reqMsgId", "number"), violation("unlisted-status"),
                          not_a_string("resultCode", "number"), not_a_string("acquirementId", "boolean")])
    message = response(body={"acquirementId": None, "merchantTransId": None},
                       result={"resultStatus": "S", "resultMsg": ""})
    group.add("success-without-ids", "Both ids are required after a success.", "TransactionId ResultMsg",
              sealed("response", message), ACCEPTED, read=message, outcome="unknown-transaction",
              detail="acquirementId", violations=[missing("acquirementId"), missing("merchantTransId")])


def provoked(group):
    for code_id, code in (("00000004", "PARAM_ILLEGAL"), ("00000007", "INVALID_SIGNATURE"),
                          ("00000008", "KEY_NO_FOUND"), ("12014155", "UNKNOWN_CLIENT"), ("00000021", "ACCESS_DENIED")):
        message = failed(failure(code_id, code, "refused"))
        group.add(f"provoked-{code.lower().replace('_', '-')}", f"{code}, signed, without ids.", "ProvokedAnswer "
                  "ListedCode", sealed("response", message), ACCEPTED, read=message, outcome="failed-not-processed")
    for code_id, code, status, outcome in (("12005004", "ORDER_NOT_EXIST", "F", "failed-refused"),
                                           ("00000024", "REQUEST_TRAFFIC_EXCEED_LIMIT", "F", "failed-try-later"),
                                           ("00000901", "UNKNOWN_EXCEPTION", "U", "unknown-reported")):
        message = failed(failure(code_id, code, "", status))
        group.add(f"no-ids-{code.lower().replace('_', '-')}", "Only a success must name the transaction. The message "
                  "is empty, which is a violation.", "ListedCode ResultMsg TransactionId", sealed("response", message),
                  ACCEPTED, read=message, outcome=outcome, violations=[missing("resultMsg")])


# ---- unsigned -----------------------------------------------------------------------------------


def at_start(text):
    text.text = MARK + text.text
    return text


def claims(message, unreadable=False):
    """What an unsigned response claims: the ids of its head, and its result."""
    head = message.get("head", {})
    result = dict(message.get("body", {}).get("resultInfo", {}))
    if unreadable:
        del result["resultMsg"]
    return {"head": present({name: head.get(name) for name in ("version", "function", "clientId", "reqMsgId")}),
            "resultInfo": present(result), "messageIsUnreadable": unreadable}


def present(members):
    return {name: value for name, value in members.items() if value not in (None, "")}


def unsigned_fixtures(group):
    for name, comment, code, field, mark in (
        ("absent", "No signature.", "unsigned", "signature", None),
        ("null", "The signature is `null`.", "unsigned", "signature", None),
        ("empty", "The signature is empty.", "unsigned", "signature", None),
        ("success", "A success that nobody signed.", "unsigned", "signature", None),
        ("no-head", "No head either.", "missing", "head", '{"body"'),
        ("short-head", "An incomplete head.", "missing", "clientId", '{"version"'),
        ("null-head-members", "All members of the head are `null`.", "missing", "version", '{"version"'),
    ):
        path = f"refused/unsigned-{name}.json"
        text = fixture(path, None, None)
        text = marked(text, mark) if mark else at_start(text)
        group.add(f"fixture-unsigned-{name}", comment, "Unsigned", text, refused(code, field),
                  claims=claims(fixture_values(path)))
    refusal = failed(failure("00000007", "INVALID_SIGNATURE", "The signature is invalid."))
    group.add("fixture-unsigned-placeholder", "The text of a published sample.", "Unsigned CanonicalBase64",
              fixture("odd/unsigned-placeholder.json", "invalid", None), NOT_BASE64, claims=claims(refusal))
    # The first four bytes of the message happen to be UTF-8.
    text = marked(fixture("odd/unsigned-gbk.json", has_span=False), raw(b"\xb7"))
    group.add("fixture-unsigned-gbk", "A message in GBK. The rest of it can be read.", "Unsigned InvalidUtf8", text,
              refused("invalid-utf8"), claims=claims(refusal, unreadable=True))


def marked(text, before):
    assert text.text.count(before) == 1, before
    text.text = text.text.replace(before, MARK + before)
    return text


def unsigned_signatures(group):
    """Values of `signature` that cannot be a signature, and some that can."""
    message = failed(failure("00000008", "KEY_NO_FOUND", "The key is not found."))
    span = compact(message)
    good = sign64("platform", span)
    for name, token, found in (("object", "{}", "object"), ("number", "0", "number"), ("boolean", "false", "boolean"),
                               ("array", "[]", "array")):
        form = f'{{"@direction":@span,"signature":{MARK}{token}}}'
        group.add(f"signature-is-{name}", f"The signature is {token}.", "Unsigned WrongType",
                  unsigned("response", message, form), refused("wrong-type", "signature", found),
                  claims=claims(message))
    for name, comment, text, state in (
        ("none", "A word, which is base64 of three bytes.", "none", "invalid"),
        ("short", "Base64 of 255 bytes.", "A" * 340, "invalid"),
        ("long", "Base64 of 513 bytes.", "A" * 684, "invalid"),
        ("no-padding", "Base64 without padding.", good.rstrip("="), "not base64"),
    ):
        group.add(f"signature-is-{name}", comment, "Unsigned SignatureLength", with_signature(
            "response", span, text, state), NOT_BASE64, claims=claims(message))
    group.add("signature-does-not-hold", "Something that can be a signature: the response is not taken for unsigned.",
              "Unsigned WrongKey", with_signature("response", span, sign64("client", span), "invalid"), INVALID)


def unsigned_claims(group):
    form = f'{MARK}{{"@direction":@span}}'
    for name, comment, message in (
        ("success", "A success and its ids, as an attacker writes it.", response()),
        ("unlisted-code", "A code that is not listed.", failed(failure("99999999", "NEW_CODE", "new"))),
        ("unlisted-status", "A status that is not listed.", failed(failure("00000007", "INVALID_SIGNATURE", "no", "X"))),
    ):
        group.add(f"claims-{name}", comment, "Unsigned", unsigned("response", message, form),
                  refused("unsigned", "signature"), claims=claims(message))
    odd = failed({"resultStatus": "F", "resultCodeId": 7, "resultCode": "KEY_NO_FOUND", "resultMsg": {"en": "no key"}})
    read = claims(values("response", odd))
    group.add("claims-odd", "Claims that are no texts are read as their JSON text.", "Unsigned OddDeciding",
              unsigned("response", odd, form), refused("unsigned", "signature"), claims=read)
    body = Text(f'{MARK}{{"response":‹{compact({"head": {}, "body": []})}›}}')
    body.text = body.text.replace(MARK, "").replace('"head":{', f'"head":{MARK}{{')
    group.add("claims-nothing", "An empty head and no result.", "Unsigned MissingMember", body,
              refused("missing", "version"), claims={"head": {}, "resultInfo": {}, "messageIsUnreadable": False})
