"""The result table: every row, and triples that are not a row."""

from base import ACCEPTED, Topic, sealed, violation
from kit import response

TOPIC = Topic("triples", "Triples of `resultStatus`, `resultCodeId` and `resultCode`: every row of the result table, "
              "each row with one of its values changed, and triples that are not listed.")

REFUSED, NOT_PROCESSED = "failed-refused", "failed-not-processed"
# The result table of the specification, and what may be concluded from each row.
TABLE = [
    ("USER_NOT_EXIST", "12002005", "F", REFUSED), ("USER_STATUS_ABNORMAL", "12002006", "F", REFUSED),
    ("ORDER_STATUS_INVALID", "12005003", "F", REFUSED), ("ORDER_NOT_EXIST", "12005004", "F", REFUSED),
    ("MERCHANT_BALANCE_NOT_ENOUGH", "12006009", "F", REFUSED),
    ("ORDER_CANCEL_WINDOW_EXPIRED", "12002018", "F", REFUSED),
    ("SIGN_TYPE_INVALID", "12005134", "F", NOT_PROCESSED), ("SIGN_TYPE_NOT_SUPPORT", "12005135", "F", NOT_PROCESSED),
    ("SUCCESS", "00000000", "S", "success"), ("PROCESS_FAIL", "00000019", "F", REFUSED),
    ("UNKNOWN_EXCEPTION", "00000901", "U", "unknown-reported"), ("PARAM_ILLEGAL", "00000004", "F", NOT_PROCESSED),
    ("INVALID_SIGNATURE", "00000007", "F", NOT_PROCESSED), ("KEY_NO_FOUND", "00000008", "F", NOT_PROCESSED),
    ("NO_INTERFACE_DEF", "00000013", "F", NOT_PROCESSED), ("API_IS_INVALID", "00000014", "F", NOT_PROCESSED),
    ("OAUTH_FAILED", "00000016", "F", NOT_PROCESSED), ("ACCESS_DENIED", "00000021", "F", NOT_PROCESSED),
    ("CLIENT_FORBIDDEN_ACCESS_API", "12014152", "F", NOT_PROCESSED),
    ("UNKNOWN_CLIENT", "12014155", "F", NOT_PROCESSED), ("INVALID_CLIENT_STATUS", "12014156", "F", NOT_PROCESSED),
    ("REQUEST_TRAFFIC_EXCEED_LIMIT", "00000024", "F", "failed-try-later"),
]
UNLISTED_ID, UNLISTED_CODE = "12005999", "SOME_NEW_CODE"
# What a status must not become for each row: the one that would be the worst mistake.
OTHER_STATUS = {"S": ("F", "U"), "F": ("S",), "U": ("S",)}


def build():
    group = TOPIC.responses("Every row of the result table.")
    for code, code_id, status, outcome in TABLE:
        add(group, f"row-{spelled(code)}", "A row of the table.", "ListedCode", (status, code_id, code), outcome)
    contradictions(TOPIC.responses("Rows with one value changed."))
    unlisted(TOPIC.responses("Triples that are not listed."))
    return TOPIC


def spelled(code):
    return code.lower().replace("_", "-")


def add(group, name, comment, flags, triple, outcome, detail=None):
    status, code_id, code = triple
    message = response(result={"resultStatus": status, "resultCodeId": code_id, "resultCode": code})
    violations = [violation(detail)] if detail else []
    if outcome == "unknown-unlisted-status":
        violations, detail = [violation("unlisted-status")], None
    group.add(name, f"{comment} {status} {code_id} {code}.", flags, sealed("response", message), ACCEPTED,
              read=message, violations=violations, outcome=outcome, detail=detail)


def contradictions(group):
    contradiction = "unknown-contradiction"
    for row, (code, code_id, status, _) in enumerate(TABLE):
        name = spelled(code)
        other_code, other_id = TABLE[(row + 1) % len(TABLE)][:2]
        add(group, f"{name}-with-unlisted-id", "A listed code with an id that is not listed.", "Contradiction",
            (status, UNLISTED_ID, code), contradiction, "code-with-other-id")
        add(group, f"{name}-with-id-of-another", "A listed code with the id of the next row.", "Contradiction",
            (status, other_id, code), contradiction, "code-with-other-id")
        add(group, f"{name}-id-with-unlisted-code", "A listed id with a code that is not listed.", "Contradiction",
            (status, code_id, UNLISTED_CODE), contradiction, "id-with-other-code")
        for other in OTHER_STATUS[status]:
            add(group, f"{name}-with-status-{other.lower()}", "A row with another status.", "Contradiction",
                (other, code_id, code), contradiction, "other-status")
        assert other_code != code
    for name, code in (("lower-case", "success"), ("space-after", "SUCCESS "), ("space-before", " SUCCESS"),
                       ("capital", "Success"), ("letter-less", "SUCCES"), ("underscore", "SUCCESS_"),
                       ("zero-width-space", "SUCCESS\u200b")):
        add(group, f"misspelled-{name}", "The id of success with a code that is not quite SUCCESS.", "Contradiction",
            ("S", "00000000", code), contradiction, "id-with-other-code")


def unlisted(group):
    for name, code in (("new", UNLISTED_CODE), ("lower-case", "order_not_exist"), ("one-letter-less",
                                                                                  "ORDER_NOT_EXIS")):
        add(group, f"unlisted-{name}-s", "Not listed, with the status of success.", "UnlistedCode Contradiction",
            ("S", UNLISTED_ID, code), "unknown-contradiction", "unlisted-success")
        add(group, f"unlisted-{name}-f", "Not listed, a failure.", "UnlistedCode", ("F", UNLISTED_ID, code),
            "failed-unlisted")
        add(group, f"unlisted-{name}-u", "Not listed, unknown.", "UnlistedCode", ("U", UNLISTED_ID, code),
            "unknown-reported")
        add(group, f"unlisted-{name}-a", "Not listed, with another status.", "UnlistedCode UnlistedStatus",
            ("A", UNLISTED_ID, code), "unknown-unlisted-status")
