"""Writes joins.json: left joins of small random tables by pandas.merge.

    python3 Tests/TablesTests/Reference/joins.py      (pandas 3.1.1, Python 3.11)

A missing key matches nothing here, while pandas lets missing keys match each other: so rows of the
other table without a whole key are dropped before the call
    left.merge(right, how="left", left_on=..., right_on=..., validate="many_to_one", indicator=True)
Fields are read as text, but for columns of whole and decimal numbers, which are compared by value.
"""

import io
import json
import platform
import random
from pathlib import Path

import pandas

random.seed(20240901)


def text(rows, names):
    lines = [",".join(names)] + [",".join(row) for row in rows]
    return "\n".join(lines) + "\n"


def pick(values, missing):
    return "" if random.random() < missing else random.choice(values)


def case(name, left_names, left, right_names, right, on, numbers=()):
    """`on` is a list of pairs; `numbers` names key columns that hold numbers."""
    left_text, right_text = text(left, left_names), text(right, right_names)

    def read(source):
        frame = pandas.read_csv(io.StringIO(source), dtype=str, keep_default_na=False,
                                skip_blank_lines=False)
        frame = frame.replace("", pandas.NA)
        for column in frame.columns.intersection(list(numbers)):
            frame[column] = pandas.to_numeric(frame[column]).astype("Float64")
        return frame

    a, b = read(left_text), read(right_text)
    keys_a, keys_b = [pair[0] for pair in on], [pair[1] for pair in on]
    b["right_row"] = range(len(b))
    whole = b.dropna(subset=keys_b)
    joined = a.merge(whole[keys_b + ["right_row"]], how="left", left_on=keys_a, right_on=keys_b,
                     validate="many_to_one", indicator="found")
    missing = int(a[keys_a].isna().any(axis=1).sum())
    matched = int((joined["found"] == "both").sum())
    complete = a.dropna(subset=keys_a)
    repeated = complete.groupby(keys_a).size()
    return {
        "name": name, "left": left_text, "right": right_text,
        "on": ", ".join(f"{x} = {y}" if x != y else x for x, y in on),
        "rows": [None if pandas.isna(row) else int(row) for row in joined["right_row"]],
        "matched": matched, "missing_keys": missing,
        "repeated_keys": int((repeated > 1).sum()),
        "rows_of_repeated_keys": int(repeated[repeated > 1].sum()),
    }


def cases():
    wards = [f"ward {i}" for i in range(12)]
    years = ["2021", "2022", "2023"]
    yield case(
        "many to one by text", ["id", "ward"],
        [[str(i), pick(wards, 0.1)] for i in range(80)],
        ["ward", "imd"], [[ward, str(i)] for i, ward in enumerate(wards[:9])] + [["", "99"]],
        [("ward", "ward")])
    numbers = random.sample(range(-50, 50), 60)
    yield case(
        "one to one by whole numbers", ["id", "x"],
        [[str(i), str(i % 7)] for i in random.sample(numbers, 40)],
        ["number", "z"], [[str(i), "a"] for i in numbers[:45]], [("id", "number")],
        numbers=("id", "number"))
    yield case(
        "whole numbers against decimal ones", ["id", "x"],
        [[str(random.randrange(-5, 20)), "1"] for _ in range(50)],
        ["id", "z"], [[f"{i / 2:g}", str(i)] for i in random.sample(range(-20, 40), 45)],
        [("id", "id")], numbers=("id",))
    yield case(
        "by text and year", ["ward", "year", "x"],
        [[pick(wards, 0.05), pick(years, 0.05), str(i)] for i in range(120)],
        ["year", "area", "imd"],
        [[y, w, f"{y}{w}"] for w in wards for y in years if random.random() < 0.6]
        + [["2021", "", "none"], ["", "ward 1", "none"]],
        [("ward", "area"), ("year", "year")], numbers=("year",))
    days = [f"2024-0{m}-1{d}" for m in range(1, 10) for d in range(4)]
    yield case(
        "by date and truth and text", ["day", "flag", "ward"],
        [[pick(days[:8], 0.1), pick(["true", "false"], 0.1), pick(wards[:2], 0.1)]
         for _ in range(100)],
        ["day", "flag", "ward", "n"],
        [[d, f, w, "1"] for d in days[:6] for f in ("true", "false") for w in wards[:3]],
        [("day", "day"), ("flag", "flag"), ("ward", "ward")])
    yield case(
        "nothing matches", ["k", "x"], [["a", "1"], ["b", "2"], ["a", "3"]],
        ["k", "z"], [["c", "1"], ["d", "2"]], [("k", "k")])


answer = {
    "program": f"pandas {pandas.__version__}, Python {platform.python_version()}",
    "call": 'left.merge(right, how="left", validate="many_to_one", indicator=True)',
    "cases": list(cases()),
}
path = Path(__file__).with_name("joins.json")
path.write_text(json.dumps(answer, indent=1) + "\n")
print(len(answer["cases"]), "cases", [c["matched"] for c in answer["cases"]])
