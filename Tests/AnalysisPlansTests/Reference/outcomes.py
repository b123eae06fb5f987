"""What came of the 300 pupils of seeds/activity-history.csv, counted day by day.

Writes outcomes.json beside this script: of all pupils and of each ward how many had, had not, and may
have had each outcome. Nothing of the program is used.

Python 3.11, standard library only:

    python3 Tests/AnalysisPlansTests/Reference/outcomes.py
"""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DAY = timedelta(1)
EXTRACT, AT = date(2025, 3, 31), date(2025, 3, 1)
FROM, TO = date(2024, 3, 1), date(2025, 2, 28)


def read(name):
    with open(ROOT / "seeds" / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main():
    table = json.loads((ROOT / "Models/neet-outcome/nccis-2025.json").read_text())
    states = {c["code"]: c["state"] for c in table["codes"]}
    order = ["education", "employment", "training", "re_engagement", "custody", "neet", "not_known"]
    spells = {}
    for r in read("activity-history.csv"):
        first = date.fromisoformat(r["start"])
        last = date.fromisoformat(r["end"]) if r["end"] else EXTRACT
        if first <= last:
            spells.setdefault(r["child"], []).append(
                (first, min(last, EXTRACT), states.get(r["code"], "not_known")))

    def state(child, day):
        here = [s for s in spells.get(child, []) if s[0] <= day <= s[1]]
        if not here:
            return "not_known"
        latest = max(s[0] for s in here)
        return min((s[2] for s in here if s[0] == latest), key=order.index)

    ends = [d for d in (FROM + DAY * k for k in range((TO - FROM).days + 1))
            if (d + DAY).month != d.month]

    def longest(flags):
        most = run = 0
        for flag in flags:
            run = run + 1 if flag else 0
            most = max(most, run)
        return most

    counts, months = {}, {}
    for pupil in read("activity-pupils.csv"):
        child = pupil["child"]
        seen = [state(child, d) for d in ends]
        neet = [s == "neet" for s in seen]
        perhaps = [s in ("neet", "not_known") for s in seen]
        at = state(child, AT)
        answers = {
            "neet_at": (at == "neet", at in ("neet", "not_known")),
            "ever_neet": (any(neet), any(perhaps)),
            "neet_six_months": (sum(neet) >= 6, sum(perhaps) >= 6),
            "neet_six_months_run": (longest(neet) >= 6, longest(perhaps) >= 6),
        }
        for group in ("", pupil["ward"]):
            for name, (low, high) in answers.items():
                entry = counts.setdefault(f"{name}/{group}", [0, 0, 0])
                entry[0 if low else 2 if high else 1] += 1
            total = months.setdefault(group, [0, 0, 0])
            total[0] += 1
            total[1] += sum(neet)
            total[2] += sum(perhaps)
    (HERE / "outcomes.json").write_text(json.dumps(
        {"program": "Python, outcomes.py beside this file, day by day", "counts": counts,
         "months": months}, indent=1) + "\n")


main()
