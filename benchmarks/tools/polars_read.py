"""polars, eager:  polars_read.py FILE text|categorical"""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = "2"

import polars  # noqa: E402
from measured import measured  # noqa: E402

path, strings = sys.argv[1:]
FACTORS = ["sex", "ethnicity", "ward", "school", "sen", "exclusions", "plan", "accommodation",
           "authority", "looked_after"]
overrides = {name: polars.Categorical for name in FACTORS} if strings == "categorical" else None


def check(table):
    counts = table.get_column("ward").cast(polars.String).value_counts()
    return table.height, table.get_column("absence").sum(), dict(counts.iter_rows())


assert polars.thread_pool_size() == 2
measured(lambda: polars.read_csv(path, schema_overrides=overrides), check)
