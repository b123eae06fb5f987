"""What every Python tool says of a run: seconds of the read alone, memory, and what was read."""

import json
import time


def kib(field):
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(field))


def measured(read, check):
    base = kib("VmRSS:")
    start = time.perf_counter()
    table = read()
    seconds = time.perf_counter() - start
    peak = kib("VmHWM:")
    rows, total, counts = check(table)
    print(json.dumps({"seconds": [seconds], "base_kib": base, "peak_kib": peak, "rows": rows,
                      "sum": total, "counts": counts}))
