"""All pairs of factors by DuckDB and scipy: pairs_duckdb.py FOLDER queries|sets; answers with JSON.

`queries` asks GROUP BY once a pair, `sets` asks GROUPING SETS of all pairs of one factor at once.
"""

import json
import pathlib
import sys
import time

import duckdb
import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

folder = pathlib.Path(sys.argv[1])
way = sys.argv[2]
levels = json.loads((folder / "levels.json").read_text())
frame = pd.DataFrame({f"f{k}": np.fromfile(folder / f"{k}.codes", dtype=np.uint8)
                      for k in range(len(levels))})
connection = duckdb.connect()
connection.execute("SET threads = 2")
# Small whole numbers: the fastest keys that it groups by.
connection.execute("CREATE TABLE cases AS SELECT * FROM frame")
statistics, effects = [], []


def add(table):
    x2, _, _, _ = chi2_contingency(table, correction=False)
    statistics.append(x2)
    effects.append((x2 / (table.sum() * (min(table.shape) - 1))) ** 0.5)


start = time.perf_counter()
for i in range(len(levels)):
    others = range(i + 1, len(levels))
    if way == "queries":
        for j in others:
            answer = connection.execute(
                f"SELECT f{i} a, f{j} b, count(*) n FROM cases GROUP BY ALL").fetchnumpy()
            table = np.zeros((levels[i], levels[j]), dtype=np.int64)
            table[answer["a"], answer["b"]] = answer["n"]
            add(table)
    elif len(others):
        sets = ", ".join(f"(f{i}, f{j})" for j in others)
        which = " ".join(f"WHEN grouping(f{j}) = 0 THEN {j}" for j in others)
        value = ", ".join(f"f{j}" for j in others)
        answer = connection.execute(
            f"SELECT f{i} a, coalesce({value}) b, CASE {which} END j, count(*) n FROM cases "
            f"GROUP BY GROUPING SETS ({sets})").fetchnumpy()
        for j in others:
            table = np.zeros((levels[i], levels[j]), dtype=np.int64)
            own = answer["j"] == j
            table[answer["a"][own], answer["b"][own]] = answer["n"][own]
            add(table)
print(json.dumps({"seconds": [time.perf_counter() - start], "chiSquared": statistics,
                  "cramersV": effects}))
