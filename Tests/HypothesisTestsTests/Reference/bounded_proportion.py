"""Bounds of a share of which some cases cannot be told, and Imbens and Manski's interval.

Writes bounded_proportion.json beside this script. The critical value is the root of their equation 6
with 50 digits (mpmath.findroot, anderson), Wilson's limits are roots of the quadratic with 50 digits.

Python 3.11, mpmath 1.x:

    python3 Tests/HypothesisTestsTests/Reference/bounded_proportion.py
"""

import json
from pathlib import Path

import mpmath as mp

mp.mp.dps = 50


def wilson(x, n, z, sign):
    # (n + z^2) p^2 - (2x + z^2) p + x^2/n = 0
    a, b, c = n + z * z, -(2 * x + z * z), mp.mpf(x) * x / n
    return (-b + sign * mp.sqrt(b * b - 4 * a * c)) / (2 * a)


def case(events, unknown, total, confidence):
    n, level = mp.mpf(total), mp.mpf(str(confidence))
    low, high = events / n, (events + unknown) / n
    sigma = max(mp.sqrt(low * (1 - low)), mp.sqrt(high * (1 - high)))
    z = lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1)
    if unknown == 0:
        c = z((1 + level) / 2)
    elif sigma == 0:
        c = z(level)
    else:
        distance = mp.sqrt(n) * (high - low) / sigma
        c = mp.findroot(
            lambda c: mp.ncdf(c + distance) - mp.ncdf(-c) - level,
            (z(level) - mp.mpf("1e-3"), z((1 + level) / 2) + mp.mpf("1e-3")), solver="anderson")
    return {
        "events": events, "unknown": unknown, "total": total, "confidence": confidence,
        "critical": float(c),
        "low": float(max(0, low - c * mp.sqrt(low * (1 - low) / n))),
        "high": float(min(1, high + c * mp.sqrt(high * (1 - high) / n))),
        "scoreLow": float(max(0, wilson(events, n, c, -1))),
        "scoreHigh": float(min(1, wilson(events + unknown, n, c, 1))),
    }


CASES = [
    (532, 166, 8000, 0.95), (30, 1, 400, 0.95), (30, 1, 400, 0.99), (6, 5, 35, 0.95),
    (0, 0, 20, 0.95), (0, 20, 20, 0.95), (0, 3, 50, 0.9), (50, 0, 50, 0.95), (1, 49, 50, 0.95),
    (10, 1, 1000000, 0.95), (450000, 3, 1000000, 0.95), (450000, 300000, 1000000, 0.8),
]
answer = {
    "program": f"mpmath {mp.__version__}, 50 digits, bounded_proportion.py beside this file",
    "cases": [case(*c) for c in CASES],
}
Path(__file__).resolve().with_suffix(".json").write_text(json.dumps(answer, indent=1) + "\n")
