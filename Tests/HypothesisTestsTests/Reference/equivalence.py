"""Farrington and Manning's score test and interval, at 50 digits by mpmath, beside statsmodels;
Welch's two one-sided tests and tests of a ratio on the log scale.

Run as: python3 equivalence.py > equivalence.json
mpmath solves the defining equations: the likelihood's maximum under p1 - p0 = d by bisection on its
derivative, the interval by bisection on the score. Beside it: the maximum by
scipy.optimize.minimize_scalar, to 1e-6, and
statsmodels.stats.weightstats.ttost_ind(x, y, -margin, margin, usevar='unequal'), to 1e-8.

statsmodels.stats.proportion.score_test_proportions_2indep(compare='diff') is not taken: its cubic
has x0 d - n - 2 x0 where Miettinen and Nurminen (1985) have n0 d - n - 2 x0, so that prop2_null is
not the maximum (15 of 100 against 30 of 100 at d = -0.02: 0.232728, with the maximum at 0.232919)
and the statistic is off in the fourth digit. The two agree at d = 0.
"""
import json
import mpmath as mp
import numpy as np
import scipy
import statsmodels
from scipy.optimize import minimize_scalar
from statsmodels.stats.weightstats import ttost_ind

mp.mp.dps = 50


def restricted(x, m, y, n, d):
    """The most likely p0 where p1 = p0 + d."""
    low, high = max(mp.mpf(0), -d), min(mp.mpf(1), 1 - d)

    def slope(p0):
        p1 = p0 + d
        total = mp.mpf(0)
        for k, size, p in ((x, m, p1), (y, n, p0)):
            if k > 0:
                total += k / p if p > 0 else mp.inf
            if size - k > 0:
                total -= (size - k) / (1 - p) if p < 1 else mp.inf
        return total

    # The slope falls; at an end it may not be 0.
    eps = mp.mpf(10) ** -45
    a, b = low + eps * (high - low), high - eps * (high - low)
    if slope(a) <= 0:
        return low
    if slope(b) >= 0:
        return high
    for _ in range(170):
        middle = (a + b) / 2
        if slope(middle) > 0:
            a = middle
        else:
            b = middle
    return (a + b) / 2


def score(x, m, y, n, d):
    p0 = restricted(x, m, y, n, d)
    p1 = p0 + d
    variance = p1 * (1 - p1) / m + p0 * (1 - p0) / n
    excess = mp.mpf(x) / m - mp.mpf(y) / n - d
    if abs(excess) < mp.mpf(10) ** -40:
        return mp.mpf(0)
    return excess / mp.sqrt(variance) if variance > 0 else mp.sign(excess) * mp.inf


def limit(x, m, y, n, target):
    """The d at which the score is `target`; the score falls as d rises."""
    a, b = mp.mpf(-1) + mp.mpf(10) ** -40, mp.mpf(1) - mp.mpf(10) ** -40
    if score(x, m, y, n, a) <= target:
        return mp.mpf(-1)
    if score(x, m, y, n, b) >= target:
        return mp.mpf(1)
    for _ in range(150):
        middle = (a + b) / 2
        if score(x, m, y, n, middle) > target:
            a = middle
        else:
            b = middle
    return (a + b) / 2


def log_tail(z):
    """ln P(Z > z)."""
    return mp.log(mp.erfc(z / mp.sqrt(2)) / 2)


def number(v):
    v = float(v)
    return v if np.isfinite(v) else None


TABLES = [(15, 100, 30, 100), (56, 70, 48, 80), (1198, 2691, 557, 1835), (0, 20, 0, 30),
          (0, 20, 7, 30), (20, 20, 30, 30), (7, 20, 30, 30), (3, 10000, 11, 20000),
          (500, 1000, 498, 1000), (1, 1, 0, 1), (1500000000, 3000000000, 1499900000, 3000000000)]
differences = []
for x, m, y, n in TABLES:
    for margin in ("0.02", "0.1", "0.25"):
        d = mp.mpf(float(margin))
        entry = {"counts": [x, m, y, n], "margin": float(margin)}
        for name, value in (("above", -d), ("below", d)):
            z = score(x, m, y, n, value)
            entry[name] = number(z)
            entry[name + "LogP"] = number(log_tail(z if name == "above" else -z))
            if 0 < x < m and 0 < y < n and m < 1e6:
                f = float(value)
                best = minimize_scalar(
                    lambda p: -(x * np.log(p + f) + (m - x) * np.log(1 - p - f) + y * np.log(p)
                                + (n - y) * np.log(1 - p)),
                    bounds=(max(0, -f) + 1e-12, min(1, 1 - f) - 1e-12), method="bounded",
                    options={"xatol": 1e-13})
                assert abs(best.x - float(restricted(x, m, y, n, value))) < 1e-6, entry
        if margin == "0.1":
            for level in (90, 95):
                z = mp.sqrt(2) * mp.erfinv(mp.mpf(level) / 100)
                entry["interval%d" % level] = [float(limit(x, m, y, n, z)),
                                               float(limit(x, m, y, n, -z))]
        differences.append(entry)

SAMPLES = [([1.2, 3.4, 2.2, 5.1, 4.8, 3.3], [2.1, 2.9, 4.4, 3.9, 3.1], 1.0),
           ([10.0, 11.0, 9.5, 10.4, 10.1, 9.9, 10.2], [10.1, 10.0, 10.3, 9.8], 0.5),
           ([100.0, 250.0, 90.0, 40.0], [80.0, 75.0, 85.0, 79.0, 82.0, 81.0], 60.0),
           ([1e6 + 1, 1e6 + 2, 1e6 + 4], [1e6 + 3, 1e6 + 2, 1e6 + 2.5], 2.0),
           ([0.0, 0.0, 1.0, 0.0], [5.0, 6.0, 5.5, 7.0, 6.5], 0.25)]
means = []
for a, b, margin in SAMPLES:
    a50, b50 = [mp.mpf(v) for v in a], [mp.mpf(v) for v in b]
    mean = [mp.fsum(v) / len(v) for v in (a50, b50)]
    variance = [mp.fsum([(v - c) ** 2 for v in s]) / (len(s) - 1)
                for s, c in ((a50, mean[0]), (b50, mean[1]))]
    parts = [variance[0] / len(a), variance[1] / len(b)]
    se = mp.sqrt(parts[0] + parts[1])
    df = (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
    difference = mean[0] - mean[1]

    def t_tail(t):
        x = df / (df + t * t)
        half = mp.betainc(df / 2, mp.mpf(1) / 2, 0, x, regularized=True) / 2
        return half if t > 0 else 1 - half

    above, below = (difference + margin) / se, (difference - margin) / se
    p = [t_tail(above), t_tail(-below)]
    check = ttost_ind(np.array(a), np.array(b), -margin, margin, usevar="unequal")
    assert abs(check[0] / float(max(p)) - 1) < 1e-8, (check, p)
    means.append({"difference": float(difference), "standardError": float(se), "df": float(df),
                  "margin": margin, "above": float(above), "below": float(below),
                  "aboveLogP": float(mp.log(p[0])), "belowLogP": float(mp.log(p[1]))})

RATIOS = [(1.1, 0.05, 1.25), (0.7, 0.2, 1.25), (1.0, 0.01, 1.1), (2.9, 0.21, 1.5), (0.02, 1.3, 2.0)]
ratios = []
for estimate, se, margin in RATIOS:
    log, bound = mp.log(mp.mpf(estimate)), mp.log(mp.mpf(margin))
    above, below = (log + bound) / mp.mpf(se), (log - bound) / mp.mpf(se)
    ratios.append({"estimate": estimate, "standardError": se, "margin": margin,
                   "above": float(above), "below": float(below),
                   "aboveLogP": float(log_tail(above)), "belowLogP": float(log_tail(-below))})
print(json.dumps({"program": "mpmath " + mp.__version__, "checked": {
    "statsmodels": statsmodels.__version__, "scipy": scipy.__version__},
    "differences": differences, "means": means, "ratios": ratios}, indent=1))
