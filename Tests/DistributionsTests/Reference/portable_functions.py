"""Reference values for PortableFunctions, by mpmath at 50 digits.

    python3 Tests/DistributionsTests/Reference/portable_functions.py

writes portable_functions.json beside it. Arguments are doubles, written so that they read back
exactly; each value is the function of that very double, rounded once.
"""

import json
from pathlib import Path

import mpmath

mpmath.mp.dps = 50


def quantile(p):
    """The normal quantile: the root of Phi(z) = p, by Newton's method from a double's answer."""
    z = mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)
    for _ in range(3):
        z -= (mpmath.ncdf(z) - p) / mpmath.npdf(z)
    return z


values = []
for x in [-700.0, -300.25, -50.5, -22.0, -6.1, -1.0, -0.35, -1e-3, -1e-12, 0.0, 1e-9, 0.1, 0.34657, 0.34658,
          1.0, 2.5, 6.9, 30.125, 699.5, 700.0]:
    values.append(("exponential", x, mpmath.exp(mpmath.mpf(x))))
for x in [2.0 ** -33, 1e-10, 3e-5, 0.1, 0.5, 0.7071067811865475, 0.7071067811865477, 0.9, 0.999999, 1.0, 1.1,
          1.4142135623730951, 1.4142135623730954, 2.0, 10.0, 1e6, 1e300]:
    values.append(("logarithm", x, mpmath.log(mpmath.mpf(x))))
for p in [2.0 ** -33, 1e-9, 1e-6, 1e-3, 0.02, 0.0749999, 0.0750001, 0.1, 0.25, 0.4, 0.499, 0.5, 0.51, 0.75,
          0.9, 0.92499, 0.92501, 0.975, 0.999, 1 - 2.0 ** -20, 1 - 2.0 ** -33]:
    values.append(("normalQuantile", p, quantile(mpmath.mpf(p))))

Path(__file__).with_suffix(".json").write_text(json.dumps({
    "program": "mpmath", "version": mpmath.__version__, "call": "mp.dps = 50; exp, log, erfinv and Newton on ncdf",
    "values": [{"function": f, "argument": x, "value": float(v)} for f, x, v in values],
}, indent=1) + "\n")
