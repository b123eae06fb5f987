"""Writes seeds/wards.csv: invented figures of the invented wards of seeds/neet-cohort.csv.

The figures are drawn from the ward's place in the list and a fixed seed, and from nothing else: no
outcome of the cohort is looked at, and none was drawn from them.

Python 3.11, standard library only:

    python3 seeds/generate_wards.py            writes the file beside this script
    python3 seeds/generate_wards.py --check    writes nothing; fails if the file differs
"""

import random
import sys
from pathlib import Path

from generate_neet_cohort import WARDS

SEED = 12


def as_csv():
    random.seed(SEED)
    lines = ["ward,deprivation,youth_workers,opened_hub"]
    # One ward more than the cohort has: nobody of it is in the cohort.
    for ward in sorted(WARDS + ["Far Acre"]):
        deprivation = 1 + int(random.random() * 10)
        workers = round(0.5 * int(1 + random.random() * 8), 1)
        year, month = 2016 + int(random.random() * 8), 1 + int(random.random() * 12)
        hub = f"{year}-{month:02d}-01" if random.random() < 0.6 else ""
        lines.append(f"{ward},{deprivation},{workers},{hub}")
    return "\n".join(lines) + "\n"


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(f"usage: {Path(__file__).name} [--check]")
    path = Path(__file__).resolve().with_name("wards.csv")
    if not arguments:
        path.write_bytes(as_csv().encode("utf-8"))
    elif path.read_bytes() != as_csv().encode("utf-8"):
        sys.exit(f"{path.name} is not what seed {SEED} makes")


if __name__ == "__main__":
    main(sys.argv[1:])
