"""Synthetic histories and what comes of them, counted day by day.

Writes histories.csv (a row for each activity, hard cases among them), months.csv (a row for each
person with a column for each month) and outcomes.json (what came of every person, under every rule)
beside this script. Nothing here is shared with the program: each day of each person is looked at by
itself, and every state on it is found by going over all activities.

Python 3.11, standard library only; numbers of random.Random(2026):

    python3 Tests/ActivityHistoriesTests/Reference/histories.py
"""

import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path

STATES = {
    "210": "education", "230": "education", "310": "employment", "330": "employment",
    "410": "training", "530": "re_engagement", "540": "neet", "615": "neet", "619": "neet",
    "640": "neet", "710": "custody", "810": "not_known", "830": "not_known",
}
ORDER = ["education", "employment", "training", "re_engagement", "custody", "neet", "not_known"]
EXTRACT = date(2025, 3, 15)
AT = date(2024, 2, 29)
FROM, TO = date(2023, 9, 4), date(2025, 2, 28)
DAY = timedelta(1)


def drawn(rng):
    rows = []
    for person in range(1, 401):
        day = date(2023, 6, 1) + DAY * rng.randrange(120)
        for _ in range(rng.randrange(1, 9)):
            code = rng.choice(list(STATES))
            if rng.random() < 0.02:
                code = rng.choice(["999", "", "21O"])
            length = rng.choice([0, 0, 1, 27, 28, 30, 31, rng.randrange(400)])
            end = day + DAY * length
            if rng.random() < 0.1:  # ends with its month
                end = (end.replace(day=1) + DAY * 32).replace(day=1) - DAY
            shown = "" if rng.random() < 0.15 else end.isoformat()
            if rng.random() < 0.02 and length > 1:
                shown = (day - DAY).isoformat()
            start = "" if rng.random() < 0.01 else day.isoformat()
            row = [str(person), code, start, shown]
            rows.append(row)
            if rng.random() < 0.03:
                rows.append(list(row))
            # Next: the day after, the same day, a gap, or an overlap.
            day = end + DAY * rng.choice([1, 1, 1, 0, rng.randrange(60), -rng.randrange(40)])
    rows += [["", "210", "2024-01-01", ""], ["", "619", "2024-01-01", ""]]
    # By hand: a day's NEET on the leap day, on the last day of the window, and before the window.
    rows += [["401", "619", "2024-02-29", "2024-02-29"], ["402", "619", "2025-02-28", "2025-02-28"],
             ["403", "619", "2023-09-03", "2023-09-03"], ["404", "619", "2023-09-04", ""],
             ["405", "210", "2025-03-16", ""], ["406", "619", "2024-01-01", "2024-06-29"],
             ["407", "619", "2024-01-01", "2024-06-30"],
             ["408", "210", "2023-09-01", ""], ["408", "619", "2024-01-31", "2024-01-31"],
             ["409", "210", "2023-09-01", "2024-02-29"], ["409", "619", "2024-02-29", ""],
             ["410", "619", "2023-09-01", "2025-03-01"], ["410", "210", "2023-09-01", "2024-01-01"]]
    rng.shuffle(rows)
    return rows


def spells(rows):
    """The activities of each person that count, and what was found."""
    people, found, seen = {}, {}, set()

    def note(code, person, count=1):
        entry = found.setdefault(code, [0, set()])
        entry[0] += count
        if person:
            entry[1].add(person)

    for person, code, start, end in rows:
        if not person:
            note("missing_person", None)
            continue
        people.setdefault(person, [])
        if (person, code, start, end) in seen:
            note("repeated_row", person)
            continue
        seen.add((person, code, start, end))
        if not start:
            note("missing_start", person)
            continue
        first = date.fromisoformat(start)
        if first > EXTRACT:
            note("start_after_extract", person)
            continue
        last = date.fromisoformat(end) if end else EXTRACT
        if last < first:
            note("end_before_start", person)
            continue
        if last > EXTRACT:
            note("end_after_extract", person)
            last = EXTRACT
        if code not in STATES:
            note("unknown_code" if code else "missing_code", person)
        people[person].append((first, last, STATES.get(code, "not_known"), not end))
    for person, all_spells in people.items():
        ordered = sorted(all_spells, key=lambda s: (s[0], s[1], ORDER.index(s[2])))
        for place, (first, _, state, _) in enumerate(ordered):
            if any(s[2] != state and not s[3] and s[1] > first for s in ordered[:place]):
                note("overlap", person)
        for place, spell in enumerate(ordered):
            if spell[3] and any(s[2] != spell[2] for s in ordered[place + 1:]):
                note("open_spell_followed", person)
        if ordered:
            day, end, was = min(s[0] for s in ordered), max(s[1] for s in ordered), True
            while day <= end:
                covered = any(s[0] <= day <= s[1] for s in ordered)
                if was and not covered:
                    note("gap", person)
                was = covered
                day += DAY
    return people, {code: [rows, len(persons)] for code, (rows, persons) in sorted(found.items())}


def state(all_spells, day, rule):
    here = [s for s in all_spells if s[0] <= day <= s[1]]
    if not here:
        return "not_known"
    if rule == "participating":
        elsewhere = [s for s in here if s[2] not in ("neet", "not_known")]
        here = elsewhere or here
    latest = max(s[0] for s in here)
    return min((s[2] for s in here if s[0] == latest), key=ORDER.index)


def longest(flags):
    most = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        most = max(most, run)
    return most


def outcome(all_spells, rule, months):
    days = [FROM + DAY * k for k in range((TO - FROM).days + 1)]
    if months == "month_end":
        days = [d for d in days if (d + DAY).month != d.month]
    unit = 1 if months == "month_end" else 1461 / 48
    states = [state(all_spells, d, rule) for d in days]
    neet = [s == "neet" for s in states]
    perhaps = [s in ("neet", "not_known") for s in states]
    at = state(all_spells, AT, rule)
    return {
        "stateAt": at,
        "neetAt": [at == "neet", at in ("neet", "not_known")],
        "ever": [any(neet), any(perhaps)],
        "sixMonths": [sum(neet) / unit >= 6, sum(perhaps) / unit >= 6],
        "sixMonthsRun": [longest(neet) / unit >= 6, longest(perhaps) / unit >= 6],
        "neetMonths": sum(neet) / unit,
        "notKnownMonths": (sum(perhaps) - sum(neet)) / unit,
        "longestRun": longest(neet) / unit,
        "longestRunWorst": longest(perhaps) / unit,
    }


def wide(rng):
    names = [f"{m}.{y}" for y in ("98", "99", "00") for m in
             "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()][6:30]
    rows = []
    for person in range(1, 121):
        cells, code = [], rng.choice(list(STATES))
        for _ in names:
            if rng.random() < 0.25:
                code = rng.choice(["619", "619", "210", "310", "810", "", "410"])
            cells.append(code)
        rows.append([f"P{person:03d}"] + cells)
    return names, rows


def wide_outcome(cells):
    """The window September 1998 to February 2000; the day 2000-02-29."""
    kept = [STATES.get(c, "not_known") for c in cells][2:20]
    neet = [s == "neet" for s in kept]
    perhaps = [s in ("neet", "not_known") for s in kept]
    at = kept[17]
    return {
        "stateAt": at, "neetAt": [at == "neet", at in ("neet", "not_known")],
        "ever": [any(neet), any(perhaps)],
        "sixMonths": [sum(neet) >= 6, sum(perhaps) >= 6],
        "sixMonthsRun": [longest(neet) >= 6, longest(perhaps) >= 6],
        "neetMonths": sum(neet), "notKnownMonths": sum(perhaps) - sum(neet),
        "longestRun": longest(neet), "longestRunWorst": longest(perhaps),
    }


def main():
    here = Path(__file__).resolve().parent
    rng = random.Random(2026)
    rows = drawn(rng)
    with open(here / "histories.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([["id", "code", "start", "end"]] + rows)
    people, findings = spells(rows)
    order = sorted(people, key=int)
    names, months = wide(rng)
    with open(here / "months.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([["who"] + names] + months)
    answer = {
        "program": "Python, histories.py beside this file, day by day",
        "extract": EXTRACT.isoformat(), "at": AT.isoformat(), "from": FROM.isoformat(),
        "to": TO.isoformat(), "persons": order, "findings": findings,
        "outcomes": {
            f"{rule}/{unit}": [outcome(people[p], rule, unit) for p in order]
            for rule in ("latest", "participating") for unit in ("month_end", "days")
        },
        "wide": [wide_outcome(row[1:]) for row in months],
    }
    (here / "outcomes.json").write_text(json.dumps(answer, separators=(",", ":")) + "\n")


main()
