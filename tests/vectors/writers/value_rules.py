"""The rule of each member: absence, types, lengths, fixed texts; odd members of responses."""

from base import ACCEPTED, MARK, REQUESTS, Topic, fixture, missing, not_a_string, refused, sealed, violation
from kit import Spelled, adding, compact, request, response

TOPIC = Topic("value_rules", "The rule of each member: absence, types, lengths, fixed texts. Requests are strict. In "
              "a response, odd members are violations; whether they change the outcome depends on the member.")

BOTH_IDS = REQUESTS["by-both-ids"]
LONG = "x" * 257
# The forms of a value: name, what it is, and its token; `None`: the member is left out.
FORMS = [
    ("left-out", "left out", None), ("null", "`null`", "null"), ("empty", "an empty text", '""'),
    ("number", "a number", "20190101"), ("boolean", "a boolean", "true"), ("array", "an array", '[{"a":1}]'),
    ("object", "an object", '{"a":[]}'), ("long", "257 characters", f'"{LONG}"'), ("other", "another text",
                                                                                  '"another text"'),
]
FOUND = {"number": "number", "boolean": "boolean", "array": "array", "object": "object"}

# What comes of each form of a member of a request. M: missing, at the brace of its object. T: another type, V: not
# the fixed text, D: no date, L: too long, each at the value. E: both ids are absent. `.`: accepted.
REQUEST_TABLE = [
    # member             left null  ""  123 true  []   {}  long other
    ("head", "version",         "M M M T T T T V V"),
    ("head", "function",        "M M M T T T T V V"),
    ("head", "clientId",        "M M M T T T T L ."),
    ("head", "reqTime",         "M M M T T T T D D"),
    ("head", "reqMsgId",        "M M M T T T T L ."),
    ("head", "reserve",         ". . . T T T . L ."),
    ("head", "signType",        ". . . T T T T V V"),
    ("body", "partnerId",       "M M M T T T T L ."),
    ("body", "acquirementId",   ". . . T T T T L ."),
    ("body", "merchantTransId", ". . . T T T T L ."),
]

# The same for a response that answers the request with an `acquirementId`. N: a violation, because it is not a
# string. D: a violation, because it is no date. l: a violation, because it is too long. m: a violation, because it is
# missing. After the slash: the outcome, if it is not success. H: it answers another request. S: no listed status.
# C: the code has another id. I: the id has another code. A, B: the transaction is not named.
RESPONSE_TABLE = [
    # member                  left null  ""   123    true   []  {}  long other
    ("head", "version",          "M M M T T T T V V"),
    ("head", "function",         "M M M T T T T V V"),
    ("head", "clientId",         "M M M N/H N/H T T L ./H"),
    ("head", "respTime",         "m m m N N N N D D"),
    ("head", "reqMsgId",         "M M M N/H N/H T T L ./H"),
    ("head", "reserve",          ". . . N N N . l ."),
    ("resultInfo", "resultStatus", "M M ./S ./S ./S T T L ./S"),
    ("resultInfo", "resultCodeId", "M M M N/C N/C T T L R/C"),
    ("resultInfo", "resultCode", "M M M N/I N/I T T L ./I"),
    ("resultInfo", "resultMsg",  "m m . N N N N l ."),
    ("body", "acquirementId",    "m/A m/A m/A N/A N/A T T L ./A"),
    ("body", "merchantTransId",  "m/B m/B m/B N N T T L ."),
    ("body", "cancelTime",       ". . . N N N N D D"),
]
OUTCOMES = {
    "": ("success", None), "S": ("unknown-unlisted-status", None), "H": ("unknown-mismatch", ...),
    "C": ("unknown-contradiction", "code-with-other-id"), "I": ("unknown-contradiction", "id-with-other-code"),
    "A": ("unknown-transaction", "acquirementId"), "B": ("unknown-transaction", "merchantTransId"),
}
# The violation of the triple comes before that of the member.
TRIPLE = {"S": violation("unlisted-status"), "C": violation("code-with-other-id"),
          "I": violation("id-with-other-code")}


def build():
    requests = TOPIC.requests("Each form of each member of a request.")
    forms_of_requests(requests)
    forms_of_responses(TOPIC.responses("Each form of each member of a response."))
    absent_ids(TOPIC.requests("Requests that do not name a transaction."))
    objects()
    lengths()
    fixed_texts()
    result_members(TOPIC.responses("`resultStatus`, `resultCodeId` and `resultMsg`."))
    reserve_objects()
    fixtures(TOPIC.requests("Requests."))
    return TOPIC


# ---- forms --------------------------------------------------------------------------------------


def changed(message, part, member, token):
    """The message with this token as the value of a member. The mark is before the token."""
    message = {name: dict(of) for name, of in message.items()}
    of = message["body"] if part == "resultInfo" else message[part]
    if part == "resultInfo":
        of["resultInfo"] = of = dict(of["resultInfo"])
    if token is None:
        del of[member]
    else:
        of[member] = Spelled(token, value_of(token))
    return message


def value_of(token):
    """The value of a token: a text for a string, else its JSON text."""
    token = token.replace(MARK, "")
    if token == "null":
        return None
    return token[1:-1] if token.startswith('"') else token


def span_with(message, part, member, token, verdict):
    """The span, with the mark at the value, or at the brace of its object if the member is missing."""
    if verdict == "M":
        span = compact(changed(message, part, member, token))
        assert span.count(f'"{part}":{{') == 1
        return span.replace(f'"{part}":{{', f'"{part}":{MARK}{{')
    return compact(changed(message, part, member, MARK + token))


def refusal(letter, form, member):
    return {
        "M": lambda: refused("missing", member),
        "T": lambda: refused("wrong-type", member, FOUND[form]),
        "V": lambda: refused("unsupported", member),
        "D": lambda: refused("timestamp", member, "no-date"),
        "L": lambda: refused("too-long", member),
    }[letter]()


REFUSED_FLAGS = {"M": "MissingMember", "T": "WrongType", "V": "FixedText", "D": "DateTime", "L": "Length"}


def forms_of_requests(group):
    for part, member, row in REQUEST_TABLE:
        for (form, what, token), letter in zip(FORMS, row.split(), strict=True):
            name, comment = f"request-{member.lower()}-{form}", f"`{member}` of a request: {what}."
            if letter == ".":
                message = changed(BOTH_IDS, part, member, token)
                flags = "ReserveObject" if form == "object" else \
                    "Absent" if form in ("left-out", "null", "empty") else "FreeValue"
                group.add(name, comment, flags, sealed("request", message), ACCEPTED, read=message)
            else:
                flags = "SignType" if (member, letter) == ("signType", "V") else REFUSED_FLAGS[letter]
                text = sealed("request", span_with(BOTH_IDS, part, member, token, letter))
                group.add(name, comment, flags, text, refusal(letter, form, member))


def forms_of_responses(group):
    informing = ("respTime", "reserve", "resultMsg", "cancelTime")
    for part, member, row in RESPONSE_TABLE:
        for (form, what, token), cell in zip(FORMS, row.split(), strict=True):
            name, comment = f"response-{member.lower()}-{form}", f"`{member}` of a response: {what}."
            letter, _, conclusion = cell.partition("/")
            deciding = part == "resultInfo" or member not in ("version", "function")
            if letter in REFUSED_FLAGS and not (letter == "D" and deciding):
                text = sealed("response", span_with(response(), part, member, token, letter))
                group.add(name, comment, REFUSED_FLAGS[letter], text, refusal(letter, form, member))
                continue
            message = changed(response(), part, member, token)
            own = {
                ".": [], "m": [missing(member)], "l": [violation("too-long", member)],
                "D": [violation("timestamp", member, "no-date")], "R": [violation("result-code-id", member)],
                "N": [not_a_string(member, FOUND.get(form))],
            }[letter]
            triple = [TRIPLE[conclusion]] if conclusion in TRIPLE else []
            outcome, detail = OUTCOMES[conclusion]
            flags = "OddInforming" if member in informing and own else "OddDeciding" if own or conclusion else "Absent"
            if not own and not conclusion and form not in ("left-out", "null", "empty"):
                flags = "ReserveObject" if form == "object" else "FreeValue"
            group.add(name, comment, flags, sealed("response", message), ACCEPTED, read=message,
                      violations=triple + own, outcome=outcome, detail=member if detail is ... else detail)


def absent_ids(group):
    for first, of_first in (("left-out", None), ("null", "null"), ("empty", '""')):
        for second, of_second in (("left-out", None), ("null", "null"), ("empty", '""')):
            if (first, second) == ("empty", "null"):
                continue  # a fixture
            message = changed(BOTH_IDS, "body", "acquirementId", of_first)
            message = changed(message, "body", "merchantTransId", of_second)
            span = compact(message).replace('"body":{', f'"body":{MARK}{{')
            group.add(f"no-id-{first}-{second}", f"`acquirementId` is {first}, `merchantTransId` is {second}.",
                      "EitherId Absent", sealed("request", span),
                      refused("missing", "acquirementId or merchantTransId"))


# ---- objects ------------------------------------------------------------------------------------


def objects():
    tokens = (("null", "null", "missing", None), ("array", "[{}]", "wrong-type", "array"),
              ("text", '"x"', "wrong-type", "string"), ("empty-text", '""', "wrong-type", "string"),
              ("number", "0", "wrong-type", "number"), ("boolean", "true", "wrong-type", "boolean"))
    groups = {"request": (TOPIC.requests("Objects of a request."), request()),
              "response": (TOPIC.responses("Objects of a response."), response())}
    for direction, (group, message) in groups.items():
        for name in ("head", "body", "resultInfo"):
            if name == "resultInfo" and direction == "request":
                continue
            for form, token, code, found in tokens:
                span = compact(with_object(message, name, MARK + token))
                group.add(f"{direction}-{name.lower()}-is-{form}", f"`{name}` is {token}.", "WrongType" if found else
                          "MissingMember", sealed(direction, span), refused(code, name, found))
            span = compact(message).replace(f'"{name}":{{', '"other":{')
            around = '"body":{' if name == "resultInfo" else "{"
            span = span.replace(around, around.replace("{", MARK + "{"), 1)
            group.add(f"{direction}-{name.lower()}-left-out", f"`{name}` is left out.", "MissingMember",
                      sealed(direction, span), refused("missing", name))
    extra = adding(request(), ["body"], ("resultInfo", Spelled('{"resultCode":"SUCCESS","resultCode":1}', None)))
    groups["request"][0].add("request-with-result-info", "`resultInfo` is an unknown member of a request.",
                             "UnknownMember", sealed("request", extra), ACCEPTED, read=request())


def with_object(message, name, token):
    if name == "resultInfo":
        return message | {"body": message["body"] | {name: Spelled(token, None)}}
    return message | {name: Spelled(token, None)}


# ---- lengths ------------------------------------------------------------------------------------

CHARACTERS = [
    ("ascii", "letters", "x", "x"), ("two-bytes", "characters of two bytes", "é", "é"),
    ("three-bytes", "characters of three bytes", "中", "中"),
    ("four-bytes", "characters of four bytes, two units of UTF-16 each", "😀", "😀"),
    ("escaped-pair", "escaped surrogate pairs", r"\ud83d\ude00", "😀"),
    ("escaped-nul", "escaped U+0000", r"\u0000", "\0"),
]


def lengths():
    strict = TOPIC.requests("Lengths in requests.")
    for part, member, longest in (("head", "clientId", 32), ("head", "reqMsgId", 64), ("head", "reserve", 256),
                                  ("body", "partnerId", 32), ("body", "acquirementId", 64),
                                  ("body", "merchantTransId", 64)):
        for name, what, spelling, character in CHARACTERS:
            if name in ("two-bytes", "escaped-nul") and member != "reqMsgId":
                continue
            token = f'"{spelling * longest}"'
            message = changed(BOTH_IDS, part, member, token)
            (message["body"] if part == "body" else message["head"])[member].value = character * longest
            strict.add(f"length-{member.lower()}-{longest}-{name}", f"`{member}` of {longest} {what}.", "Length",
                       sealed("request", message), ACCEPTED, read=message)
            span = compact(changed(BOTH_IDS, part, member, f'{MARK}"{spelling * (longest + 1)}"'))
            if (member, name) == ("reserve", "ascii"):
                continue  # among the forms
            strict.add(f"length-{member.lower()}-{longest + 1}-{name}", f"`{member}` of {longest + 1} {what}.",
                       "Length", sealed("request", span), refused("too-long", member))
    combining = "e\u0301" * 16
    message = changed(BOTH_IDS, "head", "clientId", f'"{combining}"')
    strict.add("length-combining", "A letter and its accent are two characters: 16 of them are accepted.", "Length",
               sealed("request", message), ACCEPTED, read=message)
    span = compact(changed(BOTH_IDS, "head", "clientId", f'{MARK}"{combining}x"'))
    strict.add("length-combining-and-one", "One letter more is 33 characters.", "Length", sealed("request", span),
               refused("too-long", "clientId"))
    group = TOPIC.responses("Lengths in responses.")
    emoji = "😀" * 257
    for part, member in (("head", "reserve"), ("resultInfo", "resultMsg")):
        longest = changed(response(), part, member, f'"{emoji[:256]}"')
        group.add(f"length-{member.lower()}-256", f"`{member}` of 256 characters.", "Length",
                  sealed("response", longest), ACCEPTED, read=longest)
        longer = changed(response(), part, member, f'"{emoji}"')
        group.add(f"length-{member.lower()}-257", f"`{member}` of 257 characters informs, so it is a violation.",
                  "Length OddInforming", sealed("response", longer), ACCEPTED, read=longer,
                  violations=[violation("too-long", member)])
    digits = "9" * 64
    long_number = changed(response(), "body", "merchantTransId", digits)
    group.add("length-number-64", "An id that is a number of 64 digits.", "Length OddDeciding NumberRange",
              sealed("response", long_number), ACCEPTED, read=long_number,
              violations=[not_a_string("merchantTransId", "number")])
    span = compact(changed(response(), "body", "merchantTransId", f"{MARK}9{digits}"))
    group.add("length-number-65", "An id that is a number of 65 digits.", "Length OddDeciding NumberRange",
              sealed("response", span), refused("too-long", "merchantTransId"))
    space = changed(request(), "body", "acquirementId", '" 2015 "')
    strict.add("space-around-id", "White space around an id belongs to it: a reader does not trim.", "FreeValue",
               sealed("request", space), ACCEPTED, read=space)


# ---- fixed texts --------------------------------------------------------------------------------


def fixed_texts():
    # The number of a text is a part of the id, here and below, so new texts come last.
    rows = {
        "version": ["2.0.1", "2.0.3", "2.0.20", "2.0", "2.0.2 ", " 2.0.2", "02.0.2", "2,0,2", r"2.0.2\u0000"],
        "function": ["alipay.intl.acquiring.common.paycancel", "alipay.intl.acquiring.common.refund",
                     "alipay.intl.acquiring.agreement.payCancel", r"alipay.intl.acquiring.common.payCancel\n",
                     "payCancel", " "],
        "signType": ["Rsa2", "RSA2 ", "RSA22", "RSA256", "SHA256withRSA", "MD5", "none", "HS256", " "],
    }
    escapes = {"version": r"2.0.\u0032", "function": r"\u0061lipay.intl.acquiring.common.payCancel",
               "signType": r"RSA\u0032"}
    groups = {"request": (TOPIC.requests("Fixed texts of a request."), request()),
              "response": (TOPIC.responses("Fixed texts of a response."), response())}
    for direction, (group, message) in groups.items():
        for member, others in rows.items():
            if member == "signType" and direction == "response":
                continue
            flags = "SignType" if member == "signType" else "FixedText"
            same = changed(message, "head", member, f'"{escapes[member]}"')
            group.add(f"{direction}-{member.lower()}-escaped", f"`{member}`, one character escaped.",
                      f"{flags} EscapedText", sealed(direction, same), ACCEPTED, read=message)
            for number, other in enumerate(others):
                span = compact(changed(message, "head", member, f'{MARK}"{other}"'))
                group.add(f"{direction}-{member.lower()}-other-{number}", f'`{member}` is "{other}".', flags,
                          sealed(direction, span), refused("unsupported", member))
    for number, token in enumerate(['"RSA"', '""', "null", "7", '{"a":[]}', '"x","signType":"y"']):
        message = adding(response(), ["head"], ("signType", Spelled(token, None)))
        groups["response"][0].add(f"response-signtype-{number}", f"`signType` of a response is {token}.",
                                  "SignType UnknownMember", sealed("response", message), ACCEPTED, read=response())


# ---- results ------------------------------------------------------------------------------------


def result_members(group):
    for number, status in enumerate(["s", "f", "u", "SS", "S ", " S", "X", "SUCCESS", "\uff33", "0"]):
        message = response(result={"resultStatus": status})
        group.add(f"status-other-{number}", f'`resultStatus` is "{status}".', "UnlistedStatus OddDeciding",
                  sealed("response", message), ACCEPTED, read=message, violations=[violation("unlisted-status")],
                  outcome="unknown-unlisted-status")
    escaped = response(result={"resultStatus": Spelled(r'"\u0053"', "S"),
                               "resultCodeId": Spelled(r'"0000\u0030000"', "00000000")})
    group.add("result-escaped", "Escapes in a status and in an id.", "EscapedText ResultCodeId",
              sealed("response", escaped), ACCEPTED, read=escaped)
    for number, text in enumerate(["0", "0000000", "000000000", "0000000 ", " 0000000", "+0000000", "-0000000",
                                   "0000000a", "0x000000", "00000.00", "0" * 7 + "\u0660", "\uff10" * 8, "SUCCESS!"]):
        message = response(result={"resultCodeId": text})
        group.add(f"code-id-other-{number}", f'`resultCodeId` is "{text}", which is not eight digits.',
                  "ResultCodeId OddDeciding", sealed("response", message), ACCEPTED, read=message,
                  violations=[violation("code-with-other-id"), violation("result-code-id", "resultCodeId")],
                  outcome="unknown-contradiction", detail="code-with-other-id")
    for status, code_id, code, outcome in (("S", "00000000", "SUCCESS", "success"),
                                           ("F", "12005004", "ORDER_NOT_EXIST", "failed-refused"),
                                           ("U", "00000901", "UNKNOWN_EXCEPTION", "unknown-reported")):
        result = {"resultStatus": status, "resultCodeId": code_id, "resultCode": code}
        for name, text, is_violation in (("absent", None, True), ("empty", "", True), ("space", " ", False)):
            if status == "S" and text != " ":
                continue  # among the forms
            message = response(result=result | {"resultMsg": text})
            group.add(f"message-{name}-with-{status.lower()}", f"`resultMsg` is {name} with the status {status}.",
                      "ResultMsg", sealed("response", message), ACCEPTED, read=message, outcome=outcome,
                      violations=[missing("resultMsg")] * is_violation)


def reserve_objects():
    for direction, message, group in (("request", request(), TOPIC.requests("`reserve` of requests.")),
                                      ("response", response(), TOPIC.responses("`reserve` of responses."))):
        for number, token in enumerate(["{ }", '{ "key" :\r\n\t"value" }', '{"a":1,"a":2}',
                                        r'{"a\u002fb":"\/\ud83d\ude00中"}',
                                        '{"a":{"b":[1,{"c":null}]},"signature":"}"}',
                                        f'{{"a":"{"x" * 248}"}}']):
            changed_message = changed(message, "head", "reserve", token)
            group.add(f"{direction}-reserve-object-{number}", "`reserve` is an object: its value is its raw text.",
                      "ReserveObject", sealed(direction, changed_message), ACCEPTED, read=changed_message)
        token = f'{{"a":"{"x" * 249}"}}'
        if direction == "request":
            span = compact(changed(message, "head", "reserve", MARK + token))
            group.add("request-reserve-object-long", "The raw text has 257 characters.", "ReserveObject Length",
                      sealed(direction, span), refused("too-long", "reserve"))
        else:
            longer = changed(message, "head", "reserve", token)
            group.add("response-reserve-object-long", "The raw text has 257 characters.",
                      "ReserveObject Length OddInforming", sealed(direction, longer), ACCEPTED, read=longer,
                      violations=[violation("too-long", "reserve")])
        for name, text in (("brace", "{"), ("pair", "key=value"), ("space", " ")):
            plain = changed(message, "head", "reserve", f'"{text}"')
            group.add(f"{direction}-reserve-{name}", "The content of the text need not be JSON.", "FreeValue",
                      sealed(direction, plain), ACCEPTED, read=plain)


def fixtures(group):
    for name, flags, comment, code, field, detail, find in (
        ("time-no-colon-req-time", "DateTime TimeOffset", "`reqTime` without a colon in its offset.", "timestamp",
         "reqTime", "no-colon-in-offset", '"2001-07-04T12:08:56+0800"'),
        ("sign-type-rsa", "SignType", "`signType` is RSA.", "unsupported", "signType", None, '"RSA"'),
        ("sign-type-lower-case", "SignType", "`signType` is rsa2.", "unsupported", "signType", None, '"rsa2"'),
        ("no-id", "EitherId Absent", "Both ids are absent.", "missing", "acquirementId or merchantTransId", None,
         '{"partnerId"'),
    ):
        text = fixture(f"refused/{name}.json")
        at = text.text.replace("\u2039", "").replace("\u203a", "").index(find)
        group.add(f"fixture-{name}", comment, flags, text, refused(code, field, detail, at))
