"""Columns of many kinds beside an outcome, and the area of each pair by pair.

Writes leakage.csv and leakage.json beside this script. Every pair of a case with the outcome and one
without is looked at by itself; shares are fractions, so that nothing is rounded before the end.

Python 3.11, standard library only; numbers of random.Random(77):

    python3 Tests/ActivityHistoriesTests/Reference/leakage.py
"""

import csv
import json
import random
from fractions import Fraction
from pathlib import Path

HALF = Fraction(1, 2)


def drawn(rng):
    rows = []
    for case in range(300):
        risk = rng.random()
        y = rng.random() < 0.15 + 0.3 * risk
        known = rng.random() > 0.05
        rows.append({
            "outcome": (1 if y else 0) if known else "",
            "risk": round(risk, 3),
            "rank_of_it": round((5 if y else 0) + rng.gauss(0, 1.2), 2),
            "backwards": round(-(5 if y else 0) + rng.gauss(0, 1), 2),
            "both_ends": rng.choice([-9, 9]) if y else rng.choice([-1, 0, 1, 2]),
            "service": rng.choice(["neet team", "neet team", "offer"]) if y
            else rng.choice(["none", "none", "youth", "neet team" if rng.random() < 0.03 else "none"]),
            "ward": rng.choice("abcdefgh"),
            "school": f"s{rng.randrange(90)}",
            "person": f"p{case}",
            "exit_date": f"2024-0{rng.randrange(1, 10)}-11" if y or rng.random() < 0.02 else "",
            "sometimes": rng.randrange(5) if rng.random() < 0.5 else "",
            "flag": "true" if y else ("true" if rng.random() < 0.3 else "false"),
            "constant": 7,
        })
    return rows


def number(text, name):
    return text.replace("-", "") if name == "exit_date" else text


def pairs(rows):
    return [r for r in rows if r["outcome"] == 1], [r for r in rows if r["outcome"] == 0]


def by_value(rows, value):
    with_it, without = pairs(rows)
    total = sum((Fraction(1) if value(a) > value(b) else HALF if value(a) == value(b) else 0)
                for a in with_it for b in without)
    area = Fraction(total) / (len(with_it) * len(without))
    return max(area, 1 - area)


def by_level(rows, name):
    with_it, without = pairs(rows)
    counts = {}
    for r in rows:
        e, n = counts.get(r[name], (0, 0))
        counts[r[name]] = (e + r["outcome"], n + 1)
    everyone = Fraction(len(with_it), len(rows))

    def place(r):
        e, n = counts[r[name]]
        return Fraction(e - r["outcome"], n - 1) if n > 1 else everyone

    total = Fraction(0)
    for a in with_it:
        for b in without:
            if a[name] == b[name] or place(a) == place(b):
                total += HALF
            elif place(a) > place(b):
                total += 1
    return total / (len(with_it) * len(without))


def main():
    here = Path(__file__).resolve().parent
    rows = drawn(random.Random(77))
    with open(here / "leakage.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    known = [r for r in rows if r["outcome"] != ""]
    areas = {}
    for name in list(rows[0])[1:]:
        held = [r for r in known if r[name] != ""]
        area = {"levels": float(by_level(held, name))}
        if name not in ("service", "ward", "school", "person", "flag"):
            area["values"] = float(by_value(
                held, lambda r: float(str(r[name]).replace("-", "") if name == "exit_date"
                                      else r[name])))
        if len(held) < len(known):
            area["missingness"] = float(by_value(known, lambda r: 1 if r[name] != "" else 0))
        areas[name] = area
    (here / "leakage.json").write_text(json.dumps(
        {"program": "Python, leakage.py beside this file, pair by pair", "areas": areas}, indent=1)
        + "\n")


main()
