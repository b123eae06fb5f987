#!/usr/bin/env python3
"""Writes the corpus of difficult files as seeds: five bytes of options, then the file."""

import json
import pathlib
import sys

CORPUS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TablesTests" / "Corpus"
DELIMITERS = [None, "comma", "semicolon", "tab", "pipe"]
THOUSANDS = [None, "comma", "point", "space", "apostrophe"]
ORDERS = [None, "dmy", "mdy"]
# The order of ColumnKind; 5 more is the same kind, and none.
KINDS = ["integer", "real", "boolean", "date", "category"]


def options_bytes(options):
    numbers = THOUSANDS.index(options.get("thousands")) << 1
    numbers |= options.get("decimal") == "comma"
    others = ORDERS.index(options.get("date_order"))
    others |= 16 * ("missing_words" in options) | 32 * ("currency" in options)
    kind = next((5 + KINDS.index(k) for k in options.get("kinds", {}).values()), 0)
    return bytes([DELIMITERS.index(options.get("delimiter")), numbers, others, kind])


folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
cases = json.loads((CORPUS / "expectations.json").read_text(encoding="utf-8"))
for index, case in enumerate(cases):
    data = (CORPUS / "files" / case["file"]).read_bytes()
    # The last of the five says how long a chunk is and how many threads there are.
    start = options_bytes(case["options"]) + bytes([index % 256])
    (folder / case["name"]).write_bytes(start + data)
