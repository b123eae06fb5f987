"""All pairs of factors by pandas.crosstab and scipy: pairs_pandas.py FOLDER; answers with JSON."""

import itertools
import json
import pathlib
import sys
import time

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

folder = pathlib.Path(sys.argv[1])
levels = json.loads((folder / "levels.json").read_text())
# Categories, as a careful reader would have them: the fastest form that crosstab takes.
frame = pd.DataFrame({
    f"f{k}": pd.Categorical.from_codes(
        np.fromfile(folder / f"{k}.codes", dtype=np.uint8), [f"l{i}" for i in range(n)])
    for k, n in enumerate(levels)})
statistics, effects = [], []
start = time.perf_counter()
for a, b in itertools.combinations(frame.columns, 2):
    table = pd.crosstab(frame[a], frame[b]).to_numpy()
    x2, _, _, _ = chi2_contingency(table, correction=False)
    statistics.append(x2)
    effects.append((x2 / (table.sum() * (min(table.shape) - 1))) ** 0.5)
print(json.dumps({"seconds": [time.perf_counter() - start], "chiSquared": statistics,
                  "cramersV": effects}))
