#!/usr/bin/env python3
"""The polynomial of SQLDialect.normalTail, and its largest relative error in doubles.

p(t) = (1 + x) R(x), R(x) = exp(x^2/2) erfc(x/sqrt 2)/2, t = (x - 4)/(x + 4), by chebyfit of mpmath at 60 digits.
Run: python3 normal_tail_polynomial.py   (mpmath 1.3)
"""
import math
from mpmath import chebyfit, erfc, exp, mp, mpf, pi, sqrt

mp.dps = 60


def smooth(t):
    if t >= 1:
        return 1 / sqrt(2 * pi)
    x = 4 * (1 + t) / (1 - t)
    return (1 + x) * exp(x * x / 2) * erfc(x / sqrt(2)) / 2


coefficients, error = chebyfit(smooth, [-1, 1], 24, error=True)
doubles = [float(a) for a in coefficients]
worst = 0.0
for i in range(3701):
    x = i / 100
    t, p = (x - 4) / (x + 4), 0.0
    for a in doubles:
        p = p * t + a
    true = erfc(mpf(x) / sqrt(2)) / 2
    worst = max(worst, abs(float((mpf(math.exp(-0.5 * x * x) * p / (1 + x)) - true) / true)))
print(doubles)
print("fit", mp.nstr(error, 3), "largest relative error for x in 0 ... 37:", worst)
