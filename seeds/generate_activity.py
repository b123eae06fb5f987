"""Writes seeds/activity-history.csv and seeds/activity-pupils.csv: what 300 invented young people did.

A pupil has a ward and a share of sessions missed in the last school year. From September 2023 on each
goes from one activity to the next; who missed more is drawn more often into an activity code that is
NEET, and more often into one that is not known. Records have what records have: activities without an
end, gaps, overlaps, a code mistyped, an end before its beginning, pupils without any record.

Python 3.11, standard library only:

    python3 seeds/generate_activity.py            writes the files beside this script
    python3 seeds/generate_activity.py --check    writes nothing; fails if a file differs
"""

import random
import sys
from datetime import date, timedelta
from pathlib import Path

SEED = 21
FIRST, EXTRACT = date(2023, 9, 1), date(2025, 3, 31)
SETTLED = ["210", "220", "230", "230", "310", "330", "360", "410", "450"]
NEET = ["540", "610", "615", "616", "619", "619", "619", "630", "640"]
WARDS = ["Ash Hill", "Beckside", "Crane Moor", "Dunford"]


def drawn():
    rng = random.Random(SEED)
    pupils, rows = [], []
    for number in range(1, 301):
        child = f"C{number:03d}"
        absence = round(min(0.6, rng.gammavariate(1.6, 0.06)), 3)
        pupils.append([child, rng.choice(WARDS), f"{absence:.3f}"])
        if rng.random() < 0.03:
            continue
        start = FIRST + timedelta(rng.randrange(20))
        while start <= EXTRACT:
            draw = rng.random()
            if draw < 0.05 + 0.6 * absence:
                code, days = rng.choice(NEET), 30 + rng.randrange(210)
            elif draw < 0.08 + 0.9 * absence:
                code, days = rng.choice(["810", "820", "830"]), 20 + rng.randrange(120)
            else:
                code, days = rng.choice(SETTLED), 120 + rng.randrange(500)
            end = start + timedelta(days)
            rows.append([child, code, start, end if end <= EXTRACT and rng.random() < 0.9 else None])
            start = end + timedelta(rng.choice([1, 1, 1, 1, rng.randrange(2, 40), -rng.randrange(30)]))
    rows[40][1] = "62O"
    rows[90][3] = rows[90][2] - timedelta(3)
    rows.append(list(rows[120]))
    rows.sort(key=lambda row: (row[2], row[0]))
    return pupils, rows


def text(header, rows):
    return "".join(
        ",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in [header] + rows)


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(f"usage: {Path(__file__).name} [--check]")
    pupils, rows = drawn()
    files = {
        "activity-history.csv": text(["child", "code", "start", "end"], rows),
        "activity-pupils.csv": text(["child", "ward", "absence"], pupils),
    }
    for name, content in files.items():
        path = Path(__file__).resolve().with_name(name)
        if not arguments:
            path.write_bytes(content.encode("utf-8"))
        elif path.read_bytes() != content.encode("utf-8"):
            sys.exit(f"{name} differs from what this script writes")


main(sys.argv[1:])
