"""Correlations at 40 digits from their definitions; exact rank p-values by counting.

Run as: python3 correlations.py > correlations.json
Spearman's exact null distribution counts all orders (n <= 12) by the set of ranks taken, Kendall's
by its generating function. Intervals: Fisher's z; Bonett and Wright (2000) for Spearman; Fieller,
Hartley and Pearson (1957) for Kendall.
"""
import json
import random
import sys
from fractions import Fraction

import mpmath as mp

mp.mp.dps = 40
Z = mp.findroot(lambda z: mp.erfc(z / mp.sqrt(2)) - mp.mpf("0.05"), 1.96)


def cases():
    r = random.Random(5)
    speed = [4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15,
             15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24,
             24, 24, 24, 25]
    dist = [2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80,
            20, 26, 54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70,
            92, 93, 120, 85]
    yield "cars (Ezekiel 1930)", speed, dist
    x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    yield "tuna (Hollander and Wolfe 1973)", x, [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
    x = [round(r.gauss(0, 1), 5) for _ in range(12)]
    yield "twelve, no ties", x, [round(-v + r.gauss(0, 1.5), 5) for v in x]
    x = [round(r.gauss(0, 1), 5) for _ in range(40)]
    yield "forty, no ties", x, [round(v / 3 + r.gauss(0, 1), 5) for v in x]
    x = [r.randrange(8) for _ in range(200)]
    yield "two hundred, many ties", x, [v // 2 + r.randrange(6) for v in x]
    x = [1e8 + round(r.gauss(0, 1), 2) for _ in range(60)]
    yield "a large offset, near a line", x, [2 * v + round(r.gauss(0, .01), 4) for v in x]
    yield "five", [1.5, 2.5, 0.5, 9.0, 4.0], [3.0, 2.0, 1.0, 8.0, 5.0]


def pearson(x, y):
    x, y = [mp.mpf(v) for v in x], [mp.mpf(v) for v in y]
    a, b = mp.fsum(x) / len(x), mp.fsum(y) / len(y)
    return mp.fsum((u - a) * (v - b) for u, v in zip(x, y)) / mp.sqrt(
        mp.fsum((u - a) ** 2 for u in x) * mp.fsum((v - b) ** 2 for v in y))


def log_t(r, n):
    df = mp.mpf(n - 2)
    t = r * mp.sqrt(df / (1 - r * r))
    return t, mp.log(mp.betainc(df / 2, mp.mpf(1) / 2, 0, 1 - r * r, regularized=True))


def fisher(r, se):
    return [r, mp.tanh(mp.atanh(r) - Z * se), mp.tanh(mp.atanh(r) + Z * se)]


def ranks(v):
    return [Fraction(2 * sum(b < a for b in v) + sum(b == a for b in v) + 1, 2) for a in v]


def spearman_counts(n):
    ways = {0: {0: 1}}
    for position in range(n):
        following = {}
        for taken, sums in ways.items():
            for rank in range(n):
                if taken >> rank & 1:
                    continue
                into = following.setdefault(taken | 1 << rank, {})
                cost = (position - rank) ** 2
                for s, c in sums.items():
                    into[s + cost] = into.get(s + cost, 0) + c
        ways = following
    return ways[(1 << n) - 1]


def kendall_counts(n):
    row = [1]
    for size in range(2, n + 1):
        longer = [0] * (len(row) + size - 1)
        for k, c in enumerate(row):
            for j in range(size):
                longer[k + j] += c
        row = longer
    return dict(enumerate(row))


def exact(counts, value):
    total = sum(counts.values())
    low = sum(c for k, c in counts.items() if k <= value)
    high = sum(c for k, c in counts.items() if k >= value)
    p = min(Fraction(1), 2 * min(Fraction(low, total), Fraction(high, total)))
    return mp.log(mp.mpf(p.numerator) / p.denominator)


def kendall(x, y):
    n = len(x)
    s = d = 0
    for i in range(n):
        for j in range(i):
            sign = ((x[i] > x[j]) - (x[i] < x[j])) * ((y[i] > y[j]) - (y[i] < y[j]))
            s += sign
            d += sign < 0

    def ties(v):
        return [v.count(u) for u in set(v)]
    a, b = ties(x), ties(y)
    pairs = n * (n - 1) // 2
    free = [pairs - sum(t * (t - 1) // 2 for t in g) for g in (a, b)]
    tau = s / mp.sqrt(mp.mpf(free[0]) * free[1])
    is_exact = max(a + b) == 1 and n <= 50
    if is_exact:
        return tau, None, exact(kendall_counts(n), d), True

    def total(g, f): return mp.mpf(sum(f(t) for t in g))
    v = [total(g, lambda t: t * (t - 1) * (2 * t + 5)) for g in ([n], a, b)]
    v1 = total(a, lambda t: t * (t - 1)) * total(b, lambda t: t * (t - 1)) / (2 * n * (n - 1))
    v2 = (total(a, lambda t: t * (t - 1) * (t - 2)) * total(b, lambda t: t * (t - 1) * (t - 2))
          / (mp.mpf(9) * n * (n - 1) * (n - 2)))
    z = s / mp.sqrt((v[0] - v[1] - v[2]) / 18 + v1 + v2)
    return tau, z, mp.log(mp.erfc(abs(z) / mp.sqrt(2))), False


def entry(name, x, y):
    n = len(x)
    r = pearson(x, y)
    t, p = log_t(r, n)
    values = {"pearson": [t, n - 2, p], "pearson_correlation": fisher(r, 1 / mp.sqrt(n - 3))}
    rho = pearson([mp.mpf(v.numerator) / v.denominator for v in ranks(x)],
                  [mp.mpf(v.numerator) / v.denominator for v in ranks(y)])
    spearman_exact = len(set(x)) == n == len(set(y)) and n <= 12
    if spearman_exact:
        s = int(sum((a - b) ** 2 for a, b in zip(ranks(x), ranks(y))))
        values["spearman"] = [s, None, exact(spearman_counts(n), s)]
    else:
        t, p = log_t(rho, n)
        values["spearman"] = [t, n - 2, p]
    values["spearman_correlation"] = fisher(rho, mp.sqrt((1 + rho * rho / 2) / (n - 3)))
    tau, z, p, kendall_exact = kendall(x, y)
    values["kendall"] = [z, p]
    values["kendall_correlation"] = fisher(tau, mp.sqrt(mp.mpf("0.437") / (n - 4)))
    return {"name": name, "x": x, "y": y, "spearman_exact": spearman_exact,
            "kendall_exact": kendall_exact,
            "values": {k: [None if v is None else float(v) for v in vs]
                       for k, vs in values.items()}}


json.dump({"program": "mpmath", "version": mp.__version__, "confidence": 0.95,
           "cases": [entry(*case) for case in cases()]}, sys.stdout, indent=1)
print()
