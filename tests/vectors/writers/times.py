"""Times of RFC 3339, section 5.6, as `reqTime` of a request, and odd times of responses."""

import datetime

from base import ACCEPTED, MARK, Topic, missing, not_a_string, refused, sealed, violation
from kit import Spelled, compact, request, response

TOPIC = Topic("times", "Times of RFC 3339, section 5.6: `reqTime` of requests, and `respTime` and `cancelTime` of "
              "responses, where other forms are odd.")

FORTY = "1234567891234567891234567891234567891234"
# Text; year, month, day, hour, minute, second, nanosecond; offset in minutes, `None`: unknown; flags.
VALID = [
    ("offset-east", "2001-07-04T12:08:56+05:30", (2001, 7, 4, 12, 8, 56, 0), 330, "TimeOffset"),
    ("offset-west", "2001-07-04T12:08:56-08:00", (2001, 7, 4, 12, 8, 56, 0), -480, "TimeOffset"),
    ("z", "2001-07-04T12:08:56Z", (2001, 7, 4, 12, 8, 56, 0), 0, "TimeOffset"),
    ("lower-case", "2001-07-04t12:08:56z", (2001, 7, 4, 12, 8, 56, 0), 0, "DateTime"),
    ("offset-zero", "2001-07-04T12:08:56+00:00", (2001, 7, 4, 12, 8, 56, 0), 0, "TimeOffset"),
    ("offset-unknown", "2001-07-04T12:08:56-00:00", (2001, 7, 4, 12, 8, 56, 0), None, "TimeOffset"),
    ("offset-largest", "2001-07-04T12:08:56+23:59", (2001, 7, 4, 12, 8, 56, 0), 1439, "TimeOffset"),
    ("offset-least", "2001-07-04T12:08:56-23:59", (2001, 7, 4, 12, 8, 56, 0), -1439, "TimeOffset"),
    ("offset-minus-a-minute", "2001-07-04T12:08:56-00:01", (2001, 7, 4, 12, 8, 56, 0), -1, "TimeOffset"),
    ("fraction-1", "2001-07-04T12:08:56.7-08:00", (2001, 7, 4, 12, 8, 56, 700_000_000), -480, "TimeFraction"),
    ("fraction-3", "2001-07-04T12:08:56.719+05:30", (2001, 7, 4, 12, 8, 56, 719_000_000), 330, "TimeFraction"),
    ("fraction-least", "2001-07-04T12:08:56.000000001Z", (2001, 7, 4, 12, 8, 56, 1), 0, "TimeFraction"),
    ("fraction-largest", "2001-07-04T12:08:56.999999999Z", (2001, 7, 4, 12, 8, 56, 999_999_999), 0, "TimeFraction"),
    ("fraction-not-rounded", "2001-07-04T12:08:56.9999999999Z", (2001, 7, 4, 12, 8, 56, 999_999_999), 0,
     "TimeFraction"),
    ("fraction-lost", "2001-07-04T12:08:56.0000000009Z", (2001, 7, 4, 12, 8, 56, 0), 0, "TimeFraction"),
    ("fraction-40", f"2001-07-04T12:08:56.{FORTY}Z", (2001, 7, 4, 12, 8, 56, 123_456_789), 0, "TimeFraction"),
    ("first", "0000-01-01T00:00:00Z", (0, 1, 1, 0, 0, 0, 0), 0, "Calendar"),
    ("year-0-is-a-leap-year", "0000-02-29T00:00:00Z", (0, 2, 29, 0, 0, 0, 0), 0, "Calendar"),
    ("last", "9999-12-31T23:59:59Z", (9999, 12, 31, 23, 59, 59, 0), 0, "Calendar"),
    ("leap-day-2000", "2000-02-29T12:00:00Z", (2000, 2, 29, 12, 0, 0, 0), 0, "Calendar"),
    ("leap-day-2024", "2024-02-29T12:00:00Z", (2024, 2, 29, 12, 0, 0, 0), 0, "Calendar"),
    ("last-of-february", "2023-02-28T12:00:00Z", (2023, 2, 28, 12, 0, 0, 0), 0, "Calendar"),
    ("last-of-april", "2023-04-30T12:00:00Z", (2023, 4, 30, 12, 0, 0, 0), 0, "Calendar"),
    ("epoch", "1970-01-01T00:00:00Z", (1970, 1, 1, 0, 0, 0, 0), 0, "Calendar"),
    ("before-the-epoch", "1970-01-01T00:00:00+00:01", (1970, 1, 1, 0, 0, 0, 0), 1, "Calendar"),
    ("after-32-bits", "2038-01-19T03:14:08Z", (2038, 1, 19, 3, 14, 8, 0), 0, "Calendar"),
    ("leap-second-1990", "1990-12-31T23:59:60Z", (1990, 12, 31, 23, 59, 60, 0), 0, "LeapSecond"),
    ("leap-second-west", "1990-12-31T15:59:60-08:00", (1990, 12, 31, 15, 59, 60, 0), -480, "LeapSecond"),
    ("leap-second-east", "1991-01-01T07:59:60+08:00", (1991, 1, 1, 7, 59, 60, 0), 480, "LeapSecond"),
    ("leap-second-fraction", "1990-12-31T23:59:60.5-00:00", (1990, 12, 31, 23, 59, 60, 500_000_000), None,
     "LeapSecond TimeFraction"),
    ("leap-second-first", "0000-01-01T00:00:60+00:01", (0, 1, 1, 0, 0, 60, 0), 1, "LeapSecond"),
    ("leap-second-last", "9999-12-31T00:00:60-23:59", (9999, 12, 31, 0, 0, 60, 0), -1439, "LeapSecond"),
    ("leap-second-leap-day", "2024-02-29T23:59:60Z", (2024, 2, 29, 23, 59, 60, 0), 0, "LeapSecond"),
]

# Name, text, code, flags.
INVALID = [
    ("space-for-t", "2001-07-04 12:08:56+05:30", "space-for-t", "DateTime"),
    ("underscore-for-t", "2001-07-04_12:08:56+05:30", "no-time", "DateTime"),
    ("date", "2001-07-04", "no-time", "DateTime"), ("date-z", "2001-07-04Z", "no-time", "DateTime"),
    ("time", "12:08:56Z", "no-date", "DateTime"), ("word", "now", "no-date", "DateTime"),
    ("unix", "994228736", "no-date", "DateTime"), ("compact", "20010704T120856Z", "no-date", "DateTime"),
    ("week", "2001-W27-3T12:08:56Z", "no-date", "DateTime"), ("ordinal", "2001-185T12:08:56Z", "no-date", "DateTime"),
    ("rfc-2822", "Wed, 04 Jul 2001 12:08:56 +0530", "no-date", "DateTime"),
    ("no-second", "2001-07-04T12:08Z", "no-time", "DateTime"),
    ("slashes", "2001/07/04T12:08:56Z", "no-date", "DateTime"),
    ("dots", "2001-07-04T12.08.56Z", "no-time", "DateTime"),
    ("year-of-five", "12001-07-04T12:08:56Z", "no-date", "DateTime"),
    ("year-of-three", "201-07-04T12:08:56Z", "no-date", "DateTime"),
    ("year-signed", "+2001-07-04T12:08:56Z", "no-date", "DateTime"),
    ("month-of-one", "2001-7-04T12:08:56Z", "no-date", "DateTime"),
    ("hour-signed", "2001-07-04T+2:08:56Z", "no-time", "DateTime"),
    ("space-before", " 2001-07-04T12:08:56Z", "no-date", "DateTime"),
    ("space-after", "2001-07-04T12:08:56Z ", "no-such-offset", "DateTime"),
    ("nul-after", "2001-07-04T12:08:56+05:30\0", "no-such-offset", "DateTime"),
    ("arabic-digits", "\u0662001-07-04T12:08:56Z", "no-date", "DateTime"),
    ("full-width-digit", "2001-07-04T12:08:5\uff16Z", "no-time", "DateTime"),
    ("fraction-empty", "2001-07-04T12:08:56.Z", "no-fraction", "TimeFraction"),
    ("fraction-comma", "2001-07-04T12:08:56,5Z", "no-such-offset", "TimeFraction"),
    ("fraction-twice", "2001-07-04T12:08:56.5.5Z", "no-such-offset", "TimeFraction"),
    ("fraction-full-width", "2001-07-04T12:08:56.\uff16Z", "no-fraction", "TimeFraction"),
    ("fraction-of-minute", "2001-07-04T12:08.5Z", "no-time", "TimeFraction"),
    ("no-offset", "2001-07-04T12:08:56", "no-offset", "TimeOffset"),
    ("no-offset-fraction", "2001-07-04T12:08:56.5", "no-offset", "TimeOffset"),
    ("offset-no-colon", "2001-07-04T12:08:56+0530", "no-colon-in-offset", "TimeOffset"),
    ("offset-no-colon-zero", "2001-07-04T12:08:56.000+0000", "no-colon-in-offset", "TimeOffset"),
    ("offset-hours-only", "2001-07-04T12:08:56+05", "no-such-offset", "TimeOffset"),
    ("offset-one-digit", "2001-07-04T12:08:56+5:30", "no-such-offset", "TimeOffset"),
    ("offset-no-sign", "2001-07-04T12:08:56 05:30", "no-such-offset", "TimeOffset"),
    ("offset-unicode-minus", "2001-07-04T12:08:56\u221205:30", "no-such-offset", "TimeOffset"),
    ("offset-seconds", "2001-07-04T12:08:56+05:30:00", "no-such-offset", "TimeOffset"),
    ("offset-of-a-day", "2001-07-04T12:08:56+24:00", "no-such-offset", "TimeOffset"),
    ("offset-of-minus-a-day", "2001-07-04T12:08:56-24:00", "no-such-offset", "TimeOffset"),
    ("offset-minute-60", "2001-07-04T12:08:56+05:60", "no-such-offset", "TimeOffset"),
    ("offset-twice", "2001-07-04T12:08:56ZZ", "no-such-offset", "TimeOffset"),
    ("offset-name", "2001-07-04T12:08:56UTC", "no-such-offset", "TimeOffset"),
    ("offset-zone", "2001-07-04T12:08:56+08:00[Asia/Hong_Kong]", "no-such-offset", "TimeOffset"),
    ("hour-24", "2001-07-04T24:00:00Z", "no-such-time", "DateTime"),
    ("minute-60", "2001-07-04T12:60:00Z", "no-such-time", "DateTime"),
    ("second-61", "2001-12-31T23:59:61Z", "no-such-time", "LeapSecond"),
    ("leap-second-in-a-day", "2001-12-31T12:08:60Z", "no-such-time", "LeapSecond"),
    ("leap-second-of-local-month", "2001-12-31T23:59:60+08:00", "no-such-time", "LeapSecond"),
    ("leap-second-in-a-month", "2001-12-30T23:59:60Z", "no-such-time", "LeapSecond"),
    ("leap-second-february-28", "2024-02-28T23:59:60Z", "no-such-time", "LeapSecond"),
    ("month-0", "2001-00-04T12:08:56Z", "no-such-day", "Calendar"),
    ("month-13", "2001-13-04T12:08:56Z", "no-such-day", "Calendar"),
    ("day-0", "2001-07-00T12:08:56Z", "no-such-day", "Calendar"),
    ("day-32", "2001-07-32T12:08:56Z", "no-such-day", "Calendar"),
    ("april-31", "2001-04-31T12:08:56Z", "no-such-day", "Calendar"),
    ("february-29-1900", "1900-02-29T12:08:56Z", "no-such-day", "Calendar"),
    ("february-29-2023", "2023-02-29T12:08:56Z", "no-such-day", "Calendar"),
    ("february-30-2000", "2000-02-30T12:08:56Z", "no-such-day", "Calendar"),
    ("several-faults", "2001-02-30T24:00:00+0800", "no-colon-in-offset", "DateTime Calendar"),
    ("day-before-time", "2001-02-30T24:00:00Z", "no-such-day", "DateTime Calendar"),
]


def build():
    group = TOPIC.requests("Times that are accepted.")
    for name, text, components, offset, flags in VALID:
        message = request({"reqTime": text})
        group.add(f"valid-{name}", f"{text}", flags, sealed("request", message), ACCEPTED, read=message,
                  times={"head.reqTime": time(components, offset)})
    escaped = request({"reqTime": Spelled('"2001-07-04T12:08:56\\u002B05:30"', "2001-07-04T12:08:56+05:30")})
    group.add("valid-escaped", "The sign of the offset is escaped.", "EscapedText", sealed("request", escaped),
              ACCEPTED, read=escaped, times={"head.reqTime": time((2001, 7, 4, 12, 8, 56, 0), 330)})
    group = TOPIC.requests("Times that are refused.")
    for name, text, why, flags in INVALID:
        message = request({"reqTime": Spelled(MARK + compact(text).replace("\0", "\\u0000"), None)})
        group.add(f"invalid-{name}", f"{text}".replace("\0", "U+0000"), flags, sealed("request", message),
                  refused("timestamp", "reqTime", why))
    responses(TOPIC.responses("Times of responses: they inform, so an odd one changes nothing."))
    return TOPIC


def time(components, offset):
    """A time by its components, as it is written (whole seconds, ±HH:MM), and in seconds since 1970."""
    year, month, day, hour, minute, second, nanosecond = components
    sign = "-" if offset is None or offset < 0 else "+"
    away = abs(offset or 0)
    # The calendar repeats after 400 years, and Python has no year 0.
    days = datetime.date(year + 400 if year == 0 else year, month, day).toordinal()
    days -= 146_097 if year == 0 else 0
    seconds = (days - datetime.date(1970, 1, 1).toordinal()) * 86400 + (hour * 60 + minute - (offset or 0)) * 60 + second
    date, clock = f"{year:04}-{month:02}-{day:02}", f"{hour:02}:{minute:02}:{second:02}"
    return {
        "written": f"{date}T{clock}{sign}{away // 60:02}:{away % 60:02}",
        "nanosecond": nanosecond, "offsetMinutes": offset, "unixSeconds": seconds,
    }


def responses(group):
    for name, text, why in (
        ("jackson", "2019-01-01T00:00:00.000+0000", "no-colon-in-offset"), ("sql", "2019-01-01 00:00:00", "space-for-t"),
        ("no-offset", "2019-01-01T00:00:00", "no-offset"), ("digits", "20190101000000", "no-date"),
        ("date", "2019-01-01", "no-time"), ("february-30", "2019-02-30T00:00:00Z", "no-such-day"),
        ("hour-24", "2019-01-01T24:00:00Z", "no-such-time"), ("hours-only", "2019-01-01T00:00:00+08", "no-such-offset"),
        ("point", "2019-01-01T00:00:00.+08:00", "no-fraction"),
    ):
        for member, message in (("respTime", response({"respTime": text})),
                                ("cancelTime", response(body={"cancelTime": text}))):
            group.add(f"odd-{member.lower()}-{name}", f"`{member}` is {text}.", "OddTime OddInforming",
                      sealed("response", message), ACCEPTED, read=message,
                      violations=[violation("timestamp", member, why)])
    message = response({"respTime": 1546300800000}, {"cancelTime": 1546300800000})
    group.add("odd-milliseconds", "Milliseconds as a number.", "OddTime OddInforming", sealed("response", message),
              ACCEPTED, read=message,
              violations=[not_a_string("respTime", "number"), not_a_string("cancelTime", "number")])
    message = response({"respTime": ""}, {"cancelTime": ""})
    group.add("empty", "Empty texts are absent times. Only `respTime` is required.", "Absent OddInforming",
              sealed("response", message), ACCEPTED, read=message, violations=[missing("respTime")])
    leap = "2016-12-31T23:59:60Z"
    message = response({"respTime": leap}, {"cancelTime": "2016-12-31T23:59:59.999Z"})
    group.add("leap-second", "A leap second, and the moment before it.", "LeapSecond", sealed("response", message),
              ACCEPTED, read=message, times={
                  "head.respTime": time((2016, 12, 31, 23, 59, 60, 0), 0),
                  "body.cancelTime": time((2016, 12, 31, 23, 59, 59, 999_000_000), 0)})
