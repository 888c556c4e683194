"""Which request a response answers, and which transaction a success names."""

from base import ACCEPTED, Topic, missing, not_a_string, sealed, violation
from kit import Spelled, response

TOPIC = Topic("matching", "Which request a response answers, and which transaction a success must name. All responses "
              "are genuine.")

A, M, OTHER = "2015xxxxxxxxxxxxxxxxxxxxx747", "510xxxxxxxxxxxxxx002", "another"
NO_A, NO_M = missing("acquirementId"), missing("merchantTransId")
DIFFERS = violation("differs", "merchantTransId")
# For each request: the ids in the response, the id that is missing or different, and the violations.
ROWS = {
    "by-acquirement-id": [
        ("right", "Both ids.", A, M, None, []), ("any-merchant-id", "Any `merchantTransId`.", A, OTHER, None, []),
        ("wrong", "Another `acquirementId`.", OTHER, M, "acquirementId", []),
        ("missing", "No `acquirementId`.", None, M, "acquirementId", [NO_A]),
        ("no-merchant-id", "No `merchantTransId`.", A, None, "merchantTransId", [NO_M]),
        ("exchanged", "The ids exchanged.", M, A, "acquirementId", []),
        ("empty", "An empty `acquirementId`.", "", M, "acquirementId", [NO_A]),
        ("prefix", "Only the beginning of the id.", A[:-1], M, "acquirementId", []),
        ("longer", "One character more.", A + "0", M, "acquirementId", []),
        ("upper-case", "The id in upper case.", A.upper(), M, "acquirementId", []),
        ("space", "A space after the id.", A + " ", M, "acquirementId", []),
        ("neither", "Neither id.", None, None, "acquirementId", [NO_A, NO_M]),
    ],
    "by-merchant-trans-id": [
        ("right", "Both ids.", A, M, None, []), ("any-acquirement-id", "Any `acquirementId`.", OTHER, M, None, []),
        ("wrong", "Another `merchantTransId`.", A, OTHER, "merchantTransId", []),
        ("missing", "No `merchantTransId`.", A, None, "merchantTransId", [NO_M]),
        ("no-acquirement-id", "No `acquirementId`.", None, M, "acquirementId", [NO_A]),
        ("exchanged", "The ids exchanged.", M, A, "merchantTransId", []),
        ("prefix", "Only the beginning of the id.", A, M[:-1], "merchantTransId", []),
    ],
    "by-both-ids": [
        ("right", "Both ids.", A, M, None, []),
        ("merchant-id-differs", "The preferred id is right, the other one differs.", A, OTHER, None, [DIFFERS]),
        ("wrong", "Another `acquirementId`.", OTHER, M, "acquirementId", []),
        ("both-wrong", "Two other ids.", OTHER, OTHER, "acquirementId", []),
        ("no-acquirement-id", "No `acquirementId`.", None, M, "acquirementId", [NO_A]),
        ("no-merchant-id", "No `merchantTransId`.", A, None, "merchantTransId", [NO_M]),
        ("neither", "Neither id.", None, None, "acquirementId", [NO_A, NO_M]),
    ],
}
OTHER_RESULTS = [
    ("f", {"resultStatus": "F", "resultCodeId": "12005004", "resultCode": "ORDER_NOT_EXIST"}, "failed-refused"),
    ("u", {"resultStatus": "U", "resultCodeId": "00000901", "resultCode": "UNKNOWN_EXCEPTION"}, "unknown-reported"),
]


def build():
    for request, rows in ROWS.items():
        group = TOPIC.responses(f"Responses to the request {request}.", request=request)
        for name, comment, acquirement, merchant, wrong, violations in rows:
            ids = {"acquirementId": acquirement, "merchantTransId": merchant}
            message = response(body=ids)
            group.add(f"{request}-{name}", f"Success. {comment}", "TransactionId", sealed("response", message),
                      ACCEPTED, read=message, violations=violations, detail=wrong,
                      outcome="unknown-transaction" if wrong else "success")
            if name not in ("wrong", "neither", "merchant-id-differs"):
                continue
            for letter, result, outcome in OTHER_RESULTS:
                # A failure need not name the transaction. A second id that differs is still reported.
                message = response(body=ids, result=result)
                listed = [DIFFERS] if DIFFERS in violations else []
                group.add(f"{request}-{name}-{letter}", f"No success. {comment}", "TransactionId",
                          sealed("response", message), ACCEPTED, read=message, violations=listed, outcome=outcome)
    mismatches()
    return TOPIC


def mismatches():
    group = TOPIC.responses("Responses to another request.")
    client, message_id = "211xxxxxxxxxxxxxxx044", "1234567asdfasdf1123fda"
    for name, comment, head, field in (
        ("client-other", "Another client.", {"clientId": client[:-1] + "5"}, "clientId"),
        ("client-prefix", "The beginning of the `clientId`.", {"clientId": client[:-1]}, "clientId"),
        ("client-upper-case", "The `clientId` in upper case.", {"clientId": client.upper()}, "clientId"),
        ("id-other", "Another message.", {"reqMsgId": message_id[:-1] + "b"}, "reqMsgId"),
        ("id-prefix", "The beginning of the `reqMsgId`.", {"reqMsgId": message_id[:-1]}, "reqMsgId"),
        ("id-upper-case", "The `reqMsgId` in upper case.", {"reqMsgId": message_id.upper()}, "reqMsgId"),
        ("id-space", "A space after the `reqMsgId`.", {"reqMsgId": message_id + " "}, "reqMsgId"),
        ("id-nul", "U+0000 after the `reqMsgId`.",
         {"reqMsgId": Spelled(f'"{message_id}\\u0000"', message_id + "\0")}, "reqMsgId"),
        ("id-look-alike", "A Cyrillic letter in the `reqMsgId`.", {"reqMsgId": message_id.replace("a", "\u0430", 1)},
         "reqMsgId"),
        ("both", "Both differ: the first is reported.", {"clientId": "another", "reqMsgId": "another"}, "clientId"),
    ):
        message = response(head)
        group.add(f"mismatch-{name}", comment, "Mismatch", sealed("response", message), ACCEPTED, read=message,
                  outcome="unknown-mismatch", detail=field)
    escaped = response({"reqMsgId": Spelled(f'"\\u0031{message_id[1:]}"', message_id)})
    group.add("match-escaped", "The same `reqMsgId` with an escape is equal.", "Mismatch EscapedText",
              sealed("response", escaped), ACCEPTED, read=escaped)
    number = response({"clientId": 211})
    group.add("mismatch-number", "A `clientId` that is a number and another one.", "Mismatch OddDeciding",
              sealed("response", number), ACCEPTED, read=number, outcome="unknown-mismatch", detail="clientId",
              violations=[not_a_string("clientId", "number")])
    other_time = response({"respTime": "1999-01-01T00:00:00Z"})
    group.add("match-old-time", "The time of a response is not compared with anything.", "Mismatch",
              sealed("response", other_time), ACCEPTED, read=other_time)
