#!/usr/bin/env python3
"""Checks every expectation of the test vectors through the C library.

What the library finds is put into the form of a case, and both are compared as a whole.
"""

import json
import pathlib
import sys

from envelopes import find_envelope
from keys import find_private_key, find_public_key

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
LEAST = 1500
INPUTS = ("id", "comment", "flags", "text", "base64", "der", "form")
FIND = {"Envelope": find_envelope, "PublicKey": find_public_key, "PrivateKey": find_private_key}


def problem_of(file, group, case):
    """What differs from the expectations of a case; `None` if nothing does."""
    expected = {name: value for name, value in case.items() if name not in INPUTS}
    try:
        found = FIND[group["type"]](file, group, case)
    except (AssertionError, ValueError) as error:
        return repr(error)
    names = [name for name in expected | found if expected.get(name) != found.get(name)]
    return "; ".join(f"{name} is {found.get(name)}, not {expected.get(name)}" for name in names) or None


def main():
    checked = failed = 0
    for path in sorted(FOLDER.glob("*.json")):
        file = json.loads(path.read_text())
        for group in file.get("groups", []):
            for case in group["cases"]:
                checked += 1
                problem = problem_of(file, group, case)
                if problem:
                    failed += 1
                    print(f"{case['id']}: {problem}")
    print(f"C library: {checked} cases checked, 0 skipped, {failed} failed")
    sys.exit(failed > 0 or checked < LEAST)


main()
