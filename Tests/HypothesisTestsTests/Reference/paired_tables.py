"""Reference values for paired tables, from their defining equations at 60 digits.

Run as: python3 paired_tables.py > paired_tables.json (a few seconds)
A 2x2 table is [a, b, c, d]: both, only the second measure, only the first, neither. Square tables
have the first measure in rows. `statsmodels` values stand beside those that it also gives.
"""
import json
import math
import sys

import mpmath
import numpy as np
import statsmodels
from mpmath import mp, mpf
from statsmodels.stats import contingency_tables as ct
from statsmodels.stats.inter_rater import cohens_kappa

mp.dps = 60
CONFIDENCE = mpf(0.95)
Z = mp.sqrt(2) * mp.erfinv(CONFIDENCE)
TAIL = (1 - CONFIDENCE) / 2

TWO = {"newcombe_paper": [36, 12, 2, 0], "approval": [794, 86, 150, 570], "few": [20, 9, 2, 14],
       "one_side": [5, 0, 7, 11], "one_pair": [3, 1, 0, 9], "tied": [12, 8, 8, 30],
       "none": [12, 0, 0, 30], "all_the_same": [0, 0, 0, 25], "all_discordant": [0, 14, 31, 0],
       "edge_below": [40, 17, 7, 33], "edge": [40, 17, 8, 33],
       "three_thousand_million": [3000000000, 1000050000, 1000000000, 2000000000],
       "beyond_1e_300": [10, 4000, 900, 10]}
SQUARE = {
    "vision": [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]],
    "raters": [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]],
    "small": [[4, 1, 0], [2, 3, 3], [0, 5, 2]],
    "two": [[20, 9], [2, 14]],
    "one_way_only": [[10, 4, 2], [0, 8, 6], [0, 0, 9]],
    "apart": [[5, 3, 0, 0], [6, 2, 0, 0], [0, 0, 4, 7], [0, 0, 1, 9]],
    "below_chance": [[1, 9, 6], [8, 0, 7], [9, 5, 2]],
    "large": [[3000000000, 1000050000, 500000000], [1000000000, 2000000000, 300010000],
              [500000000, 300000000, 1000000000]],
}
COCHRAN = {
    "three_services": dict(patterns=[[1, 1, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0],
                                     [0, 1, 0], [0, 0, 1], [0, 0, 0]],
                           counts=[6, 16, 2, 4, 2, 4, 6, 6]),
    "two": dict(patterns=[[1, 1], [1, 0], [0, 1], [0, 0]], counts=[20, 9, 2, 14]),
    "four": dict(patterns=[[1, 1, 1, 1], [1, 0, 1, 0], [0, 1, 1, 1], [0, 0, 0, 1], [1, 0, 0, 0],
                           [0, 0, 0, 0]], counts=[3, 5, 1, 7, 2, 11]),
    "few": dict(patterns=[[1, 0, 0], [0, 1, 1], [1, 1, 1]], counts=[1, 1, 4]),
    "large": dict(patterns=[[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 1, 1]],
                  counts=[1000050000, 1000000000, 999990000, 1000010000, 3000000000]),
}


def number(x):
    return None if x is None else float(x)


def log_q(x, df):
    return 0.0 if x == 0 else float(mp.log(mp.gammainc(mpf(df) / 2, mpf(x) / 2, mp.inf,
                                                       regularized=True)))


def wilson(x, n):
    x, n = mpf(x), mpf(n)
    f = Z * mp.sqrt(x * (n - x) / n + Z * Z / 4)
    return (x + Z * Z / 2 - f) / (n + Z * Z), (x + Z * Z / 2 + f) / (n + Z * Z)


def two(name, a, b, c, d):
    n, m = a + b + c + d, b + c
    plain = mpf((b - c) ** 2) / m if m else mpf(0)
    corrected = mpf(max(abs(b - c) - 1, 0) ** 2) / m if m else mpf(0)
    out = {"name": name, "counts": [a, b, c, d], "mcnemar": [number(plain), log_q(plain, 1)],
           "corrected": [number(corrected), log_q(corrected, 1)]}
    if m < 100000:
        least, weight = min(b, c), mpf(2) ** -m
        tail = weight * sum(math.comb(m, k) for k in range(least + 1))
        point = weight * math.comb(m, least)
        out["exactLogP"] = number(mp.log(min(2 * tail, mpf(1)))) if m else 0.0
        out["midLogP"] = number(mp.log(2 * tail - point if b != c else 1 - point / 2)) if m else 0.0
        limits = []
        for least_side in (True, False):
            k = b
            if m == 0 or (least_side and k == 0) or (not least_side and k == m):
                limits.append(0 if m and least_side else None)
                continue

            def tail_at(t):
                p = 1 / (1 + mp.exp(-t))
                q = 1 / (1 + mp.exp(t))
                span = range(k, m + 1) if least_side else range(k + 1)
                s = sum(math.comb(m, j) * p ** j * q ** (m - j) for j in span)
                return mp.log(s / TAIL) * (1 if least_side else -1)
            x, y = mpf(-20), mpf(20)
            for _ in range(170 if m < 300 else 0):
                mid = (x + y) / 2
                if tail_at(mid) < 0:
                    x = mid
                else:
                    y = mid
            limits.append(mp.exp((x + y) / 2) if m < 300 else "skipped")
        estimate = mpf(b) / c if c else None
        if "skipped" not in limits:
            out["oddsRatio"] = [number(estimate)] + [number(x) for x in limits]
    # Newcombe 1998, Statistics in Medicine 17, 2635-2650, method 10
    p1, p2 = mpf(a + b) / n, mpf(a + c) / n
    (l1, u1), (l2, u2) = wilson(a + b, n), wilson(a + c, n)
    product = mpf(a + b) * (c + d) * (a + c) * (b + d)
    gap = mpf(a * d - b * c)
    if gap > 0:
        gap = max(gap - mpf(n) / 2, mpf(0))
    phi = gap / mp.sqrt(product) if product else mpf(0)
    low = mp.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    high = mp.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    delta = mpf(b - c) / n
    out["riskDifference"] = [number(delta), number(delta - low), number(delta + high)]
    return out


def delta_method(p, w, n):
    """The variance of kappa by a numerical gradient over the cells' probabilities."""
    k = len(p)
    cells = [(i, j) for i in range(k) for j in range(k)]

    def value(q):
        total = sum(map(sum, q))
        rows, cols = [sum(r) / total for r in q], [sum(c) / total for c in zip(*q)]
        po = sum(w[i][j] * q[i][j] / total for i, j in cells)
        pe = sum(w[i][j] * rows[i] * cols[j] for i, j in cells)
        return (po - pe) / (1 - pe)
    h, slopes = mpf(10) ** -20, {}
    for i, j in cells:
        up, down = [r[:] for r in p], [r[:] for r in p]
        up[i][j] += h
        down[i][j] -= h
        slopes[i, j] = (value(up) - value(down)) / (2 * h)
    mean = sum(p[i][j] * slopes[i, j] for i, j in cells)
    return sum(p[i][j] * (slopes[i, j] - mean) ** 2 for i, j in cells) / n


def kappa(table, weight):
    k = len(table)
    n = mpf(sum(map(sum, table)))
    p = [[x / n for x in r] for r in table]
    rows, cols = [sum(r) for r in p], [sum(c) for c in zip(*p)]
    w = [[1 - mpf(weight(i, j)) / weight(0, k - 1) for j in range(k)] for i in range(k)]
    cells = [(i, j) for i in range(k) for j in range(k)]
    po = sum(w[i][j] * p[i][j] for i, j in cells)
    pe = sum(w[i][j] * rows[i] * cols[j] for i, j in cells)
    wr = [sum(w[i][j] * cols[j] for j in range(k)) for i in range(k)]
    wc = [sum(w[i][j] * rows[i] for i in range(k)) for j in range(k)]
    v = (sum(p[i][j] * (w[i][j] * (1 - pe) - (wr[i] + wc[j]) * (1 - po)) ** 2 for i, j in cells)
         - (po * pe - 2 * pe + po) ** 2) / (n * (1 - pe) ** 4)
    value, se = (po - pe) / (1 - pe), mp.sqrt(v)
    assert abs(v / delta_method(p, w, n) - 1) < mpf(10) ** -15
    return [number(value), number(max(value - Z * se, -1)), number(min(value + Z * se, 1))]


def square(name, table):
    k = len(table)
    pairs = [(i, j) for i in range(k) for j in range(i) if table[i][j] + table[j][i]]
    bowker = sum(mpf(table[i][j] - table[j][i]) ** 2 / (table[i][j] + table[j][i])
                 for i, j in pairs)
    rows, cols = [sum(r) for r in table], [sum(c) for c in zip(*table)]
    d = mp.matrix([rows[i] - cols[i] for i in range(k)])
    S = mp.matrix(k, k)
    for i in range(k):
        for j in range(k):
            S[i, j] = rows[i] + cols[i] - 2 * table[i][i] if i == j else -table[i][j] - table[j][i]
    values, vectors = mp.eigsy(S)
    top, statistic, df = max(values), mpf(0), 0
    for q in range(k):
        if values[q] > top * mpf(10) ** -25:
            statistic += sum(vectors[i, q] * d[i] for i in range(k)) ** 2 / values[q]
            df += 1
    out = {"name": name, "counts": table,
           "bowker": {"statistic": number(bowker), "df": len(pairs), "logP": log_q(bowker, len(pairs))},
           "stuartMaxwell": {"statistic": number(statistic), "df": df, "logP": log_q(statistic, df)},
           "kappa": kappa(table, lambda i, j: int(i != j)),
           "kappaLinear": kappa(table, lambda i, j: abs(i - j)),
           "kappaQuadratic": kappa(table, lambda i, j: (i - j) ** 2)}
    frame = ct.SquareTable(np.array(table, dtype=float), shift_zeros=False)
    others = {"bowker": float(frame.symmetry().statistic)}
    if df == k - 1:
        others["stuartMaxwell"] = float(frame.homogeneity().statistic)
    for key, wt in (("kappa", None), ("kappaLinear", "linear"), ("kappaQuadratic", "quadratic")):
        r = cohens_kappa(np.array(table, dtype=float), wt=wt)
        others[key] = [float(r.kappa), float(r.std_kappa)]
    out["statsmodels"] = others
    return out


def cochran(name, patterns, counts):
    k = len(patterns[0])
    cols = [sum(n for p, n in zip(patterns, counts) if p[j]) for j in range(k)]
    total = sum(cols)
    squares = sum(n * sum(p) ** 2 for p, n in zip(patterns, counts))
    q = mpf(k - 1) * (k * sum(c * c for c in cols) - total ** 2) / (k * total - squares)
    out = {"name": name, "patterns": patterns, "counts": counts,
           "statistic": number(q), "df": k - 1, "logP": log_q(q, k - 1),
           "informative": sum(n for p, n in zip(patterns, counts) if 0 < sum(p) < k)}
    if sum(counts) < 1000:
        data = np.repeat(np.array(patterns), counts, axis=0)
        out["statsmodels"] = float(ct.cochrans_q(data).statistic)
    return out


json.dump({"program": "mpmath", "version": mpmath.__version__, "digits": 60, "confidence": 0.95,
           "statsmodels": statsmodels.__version__,
           "calls": {"riskDifference": "Newcombe 1998 (paired), method 10",
                     "oddsRatio": "bisection of the binomial tails on the log-odds scale",
                     "kappa*": "Fleiss, Cohen and Everitt 1969", "bowker": "pairs with cases only",
                     "stuartMaxwell": "d' S^- d by eigsy",
                     "statsmodels": "SquareTable.symmetry/homogeneity, cohens_kappa, cochrans_q"},
           "twoByTwo": [two(n, *x) for n, x in TWO.items()],
           "square": [square(n, x) for n, x in SQUARE.items()],
           "cochran": [cochran(n, **x) for n, x in COCHRAN.items()]}, sys.stdout, indent=1)
print()
