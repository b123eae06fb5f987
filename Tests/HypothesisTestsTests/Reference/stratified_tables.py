"""Reference values for stratified tables of counts, from their defining equations at 60 digits.

Run as: python3 stratified_tables.py > stratified_tables.json (about a minute)
A stratum of the 2x2 tables is [a, b, c, d]: cases of the level with and without the event, then of
the reference. Nothing here follows the engine's formulas: hypergeometric weights are whole numbers,
restricted maxima are zeros of the score, and covariances are solved as they stand.
"""
import json
import math
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 60
CONFIDENCE = mpf(0.95)
Z = mp.sqrt(2) * mp.erfinv(CONFIDENCE)
TAIL = (1 - CONFIDENCE) / 2

UCB = [[512, 313, 89, 19], [353, 207, 17, 8], [120, 205, 202, 391], [138, 279, 131, 244],
       [53, 138, 94, 299], [22, 351, 24, 317]]
TWO_BY_TWO = {
    "ucb_admissions": UCB,
    "one_stratum": [[15, 85, 30, 70]],
    "small": [[3, 1, 1, 3], [2, 4, 0, 5], [6, 2, 4, 3]],
    "zero_cells": [[0, 5, 3, 4], [2, 0, 1, 6], [4, 4, 0, 3], [1, 9, 2, 2]],
    "useless_strata": [[1, 0, 0, 0], [3, 4, 0, 0], [0, 6, 0, 2], [5, 3, 2, 7], [4, 0, 9, 0],
                       [0, 0, 0, 0], [2, 5, 1, 8]],
    "matched_pairs": [[1, 0, 0, 1]] * 17 + [[0, 1, 1, 0]] * 6 + [[1, 0, 1, 0]] * 4
                     + [[0, 1, 0, 1]] * 9,
    "never_in_the_level": [[0, 9, 3, 8], [0, 4, 1, 6]],
    "never_in_the_reference": [[3, 9, 0, 8], [2, 4, 0, 6]],
    "simpson": [[81, 6, 234, 36], [192, 71, 55, 25]],
    "rare": [[3, 9997, 11, 19989], [5, 4995, 2, 8998], [0, 700, 4, 1600]],
    "turning": [[30, 10, 12, 28], [9, 31, 33, 7]],
    "three_thousand_million": [[3000000000, 3000100000, 3000000000, 2999900000],
                               [1000000000, 2000000000, 1000050000, 1999900000]],
    "balanced_out": [[1000001, 2000000, 1000000, 2000000], [1000000, 2000000, 1000001, 2000000],
                     [7, 9, 6, 9]],
    "beyond_1e_300": [[900, 100, 100, 900], [700, 50, 60, 800]],
}
GENERAL = {
    "job_satisfaction": dict(tables=[
        [[1, 2, 0, 0], [3, 3, 1, 2], [11, 17, 8, 4], [2, 3, 5, 2]],
        [[1, 0, 0, 0], [1, 3, 0, 1], [2, 5, 7, 9], [1, 1, 3, 6]]]),
    "two_by_two": dict(tables=[[[a, b], [c, d]] for a, b, c, d in UCB]),
    "two_by_three": dict(tables=[[[10, 12, 9], [18, 15, 11]], [[4, 0, 7], [2, 8, 3]],
                                 [[0, 3, 1], [0, 0, 2]]],
                         row_scores=[0, 1], column_scores=[0, 1, 5]),
    "three_by_two": dict(tables=[[[12, 30], [20, 25], [7, 41]], [[15, 15], [9, 60], [8, 8]]]),
    "levels_missing_from_strata": dict(tables=[
        [[3, 4, 0], [5, 1, 0], [0, 0, 0]], [[0, 0, 0], [2, 6, 3], [1, 4, 8]], [[1, 0, 0], [0] * 3, [0] * 3]]),
    "never_together": dict(tables=[
        [[3, 4], [5, 1], [0, 0], [0, 0]], [[0, 0], [0, 0], [7, 2], [3, 6]]]),
    "large": dict(tables=[
        [[3000000000, 3000100000, 2999000000], [3000000000, 2999900000, 3001000000]],
        [[1000000000, 2000000000, 3000000000], [1000050000, 1999900000, 3000100000]]]),
}


def number(x):
    return None if x is None else float(x)


def log_q(x, df):
    return mp.log(mp.gammainc(mpf(df) / 2, mpf(x) / 2, mp.inf, regularized=True))


def choose_row(n1, n0, m):
    """C(n1, k) C(n0, m - k) for every k of the support."""
    low, high = max(0, m - n0), min(n1, m)
    return low, [math.comb(n1, k) * math.comb(n0, m - k) for k in range(low, high + 1)]


class Exact:
    def __init__(self, strata):
        self.low, self.weights = 0, [1]
        for a, b, c, d in strata:
            low, row = choose_row(a + b, c + d, a + c)
            new = [0] * (len(self.weights) + len(row) - 1)
            for i, w in enumerate(self.weights):
                for j, v in enumerate(row):
                    new[i + j] += w * v
            self.low, self.weights = self.low + low, new
        self.s = sum(t[0] for t in strata) - self.low
        self.total = sum(self.weights)

    def log_p(self):
        w = self.weights[self.s]
        limit = w + w // 10 ** 7
        below = sum(x for x in self.weights if x <= limit)
        ties = sum(x for x in self.weights if w - w // 10 ** 7 <= x <= limit)
        return mp.log(mpf(below) / self.total), mp.log(mpf(below - mpf(ties) / 2) / self.total)

    def sums(self, theta):
        ratio = mp.exp(theta)
        total = first = lower = upper = mpf(0)
        factor = ratio ** -self.s
        for j, w in enumerate(self.weights):
            x = factor * w
            factor *= ratio
            total += x
            first += x * (j - self.s)
            lower += x if j <= self.s else 0
            upper += x if j >= self.s else 0
        return first / total, lower / total, upper / total

    def solve(self, f):
        low = high = mpf(0)
        step = mpf(1) / 2
        while f(low) > 0:
            low -= step
            step *= 2
        while f(high) < 0:
            high += step
            step *= 2
        return mp.exp(mp.findroot(f, (low, high), solver="anderson", tol=mpf(10) ** -60,
                                  maxsteps=300, verify=False))

    def odds_ratio(self):
        at_low, at_high = self.s == 0, self.s == len(self.weights) - 1
        if at_low and at_high:
            return [None, None, None]
        estimate = 0 if at_low else None if at_high else self.solve(lambda t: self.sums(t)[0])
        low = 0 if at_low else self.solve(lambda t: self.sums(t)[2] - TAIL)
        high = None if at_high else self.solve(lambda t: TAIL - self.sums(t)[1])
        return [estimate, low, high]


def informative(t):
    a, b, c, d = t
    return min(a + b, c + d, a + c, b + d) > 0


def haenszel(strata):
    R = sum(mpf(a * d) / (a + b + c + d) for a, b, c, d in strata)
    S = sum(mpf(b * c) / (a + b + c + d) for a, b, c, d in strata)
    if not S or not R:
        return (None if not S else 0), None
    pr = psqr = qs = mpf(0)
    for a, b, c, d in strata:
        n = a + b + c + d
        p, q, r, s = mpf(a + d) / n, mpf(b + c) / n, mpf(a * d) / n, mpf(b * c) / n
        pr += p * r
        psqr += p * s + q * r
        qs += q * s
    return R / S, mp.sqrt(pr / (2 * R * R) + psqr / (2 * R * S) + qs / (2 * S * S))


def pooled_ratio(strata):
    top = sum(mpf(a * (c + d)) / (a + b + c + d) for a, b, c, d in strata)
    under = sum(mpf(c * (a + b)) / (a + b + c + d) for a, b, c, d in strata)
    if not top or not under:
        return (None if not under else 0), None
    v = sum((mpf((a + c) * (a + b) * (c + d)) - a * c * (a + b + c + d))
            / mpf(a + b + c + d) ** 2 for a, b, c, d in strata)
    return top / under, mp.sqrt(v / (top * under))


def pooled_difference(strata):
    w = sum(mpf((a + b) * (c + d)) / (a + b + c + d) for a, b, c, d in strata)
    delta = sum(mpf(a * (c + d) - c * (a + b)) / (a + b + c + d) for a, b, c, d in strata) / w
    p = q = mpf(0)
    for a, b, c, d in strata:
        n1, n0 = a + b, c + d
        n = mpf(n1 + n0)
        p += (n1 * n1 * c - n0 * n0 * a + mpf(n1 * n0 * (n0 - n1)) / 2) / n ** 2
        q += mpf(a * (n0 - c) + c * (n1 - a)) / (2 * n)
    return delta, mp.sqrt((delta * p + q) / w ** 2)


def breslow_day(strata, ratio):
    statistic = gap = spread = mpf(0)
    for a, b, c, d in strata:
        n1, n0, m = a + b, c + d, a + c
        low, high = max(0, m - n0), min(n1, m)
        f = lambda A: mp.log(A * (n0 - m + A)) - mp.log(ratio * (m - A) * (n1 - A))
        # A (n0 - m + A) = ratio (m - A)(n1 - A): a polynomial whose root lies in the support
        A = [x for x in mp.polyroots([1 - ratio, n0 - m + ratio * (m + n1), -ratio * m * n1],
                                     maxsteps=500, extraprec=400)
             if abs(mp.im(x)) < mpf(10) ** -30 and low < mp.re(x) < high] if ratio != 1 else [
                 mpf(m) * n1 / (n1 + n0)]
        assert len(A) == 1, A
        A = mp.re(A[0])
        assert abs(f(A)) < mpf(10) ** -20
        v = 1 / (1 / A + 1 / (n1 - A) + 1 / (m - A) + 1 / (n0 - m + A))
        statistic += (a - A) ** 2 / v
        gap += a - A
        spread += v
    return statistic, statistic - gap ** 2 / spread


def score_difference(t, delta):
    """(d - delta)^2 / V at the restricted maximum; None where there is no variance."""
    a, b, c, d = t
    n1, n0 = a + b, c + d
    low, high = max(mpf(0), -delta), min(mpf(1), 1 - delta)

    def slope(p):
        q = p + delta
        total = mpf(0)
        for count, x in ((a, q), (c, p)):
            total += count / x if count else 0
        for count, x in ((b, 1 - q), (d, 1 - p)):
            total -= count / x if count else 0
        return total
    e = (high - low) * mpf(10) ** -55
    if slope(low + e) <= 0:
        p = low
    elif slope(high - e) >= 0:
        p = high
    else:
        p = mp.findroot(slope, (low + e, high - e), solver="anderson", tol=mpf(10) ** -80,
                        maxsteps=2000, verify=False)
        # Plain bisection guards against a solver that stopped at an end.
        x, y = low + e, high - e
        for _ in range(190):
            m = (x + y) / 2
            if slope(m) > 0:
                x = m
            else:
                y = m
        p = (x + y) / 2
    q = p + delta
    v = q * (1 - q) / n1 + p * (1 - p) / n0
    if v < mpf(10) ** -45:
        return None
    return (mpf(a) / n1 - mpf(c) / n0 - delta) ** 2 / v


def score_ratio(t, ratio):
    """Koopman's statistic at a ratio; None without events."""
    a, b, c, d = t
    m, n = a + b, c + d
    if a + c == 0:
        return None
    B = ratio * (m + c) + a + n
    with mp.workdps(100):
        p0 = (B - mp.sqrt(B * B - 4 * ratio * (m + n) * (a + c))) / (2 * (m + n) * ratio)
        p1 = ratio * p0
        if ratio == 1 and b + d == 0:
            return None
        v = (1 - p1) / (m * p1) + (1 - p0) / (n * p0)
        u = (a - m * p1) / (1 - p1) if 1 - p1 > mpf(10) ** -50 else (n * p0 - c) / (1 - p0)
        return u * u * v


def homogeneity(parts):
    parts = [x for x in parts if x is not None]
    df = len(parts) - 1
    if df < 1:
        return None
    return {"statistic": number(sum(parts)), "df": df, "logP": number(log_q(sum(parts), df))}


def interval(estimate, se, log=True):
    if se is None:
        return [number(estimate), None, None]
    if log:
        return [number(estimate), number(estimate * mp.exp(-Z * se)),
                number(estimate * mp.exp(Z * se))]
    return [number(estimate), number(max(estimate - Z * se, -1)), number(min(estimate + Z * se, 1))]


def two_by_two(name, strata):
    print(name, file=sys.stderr)
    out = {"name": name, "strata": strata}
    useful = [t for t in strata if informative(t)]
    comparable = [t for t in strata if t[0] + t[1] and t[2] + t[3]]
    out["useful"] = len(useful)
    excess = sum(mpf(a) - mpf(a + b) * (a + c) / (a + b + c + d) for a, b, c, d in useful)
    v = sum(mpf(a + b) * (c + d) * (a + c) * (b + d)
            / (mpf(a + b + c + d) ** 2 * (a + b + c + d - 1)) for a, b, c, d in useful)
    plain, corrected = excess ** 2 / v, (abs(excess) - min(abs(excess), mpf(1) / 2)) ** 2 / v
    out["cmh"] = [number(plain), number(log_q(plain, 1)) if plain else 0.0]
    out["cmhCorrected"] = [number(corrected), number(log_q(corrected, 1)) if corrected else 0.0]
    if max(map(max, strata)) < 20000 and name != "balanced_out":
        exact = Exact(useful)
        out["exactLogP"], out["exactMidLogP"] = map(number, exact.log_p())
        out["conditional"] = [number(x) for x in exact.odds_ratio()]
    ratio, se = haenszel(useful)
    out["oddsRatio"] = interval(ratio, se)
    if se is not None:
        bd, bdt = breslow_day(useful, ratio)
        df = len(useful) - 1
        out["breslowDay"] = homogeneity(None for _ in ()) if df < 1 else {
            "statistic": number(bd), "df": df, "logP": number(log_q(bd, df))}
        out["breslowDayTarone"] = None if df < 1 else {
            "statistic": number(bdt), "df": df, "logP": number(log_q(bdt, df))}
    risk, se = pooled_ratio(comparable)
    out["riskRatio"] = interval(risk, se)
    if se is not None:
        out["homogeneityRiskRatio"] = homogeneity(score_ratio(t, risk) for t in comparable)
    delta, se = pooled_difference(comparable)
    out["riskDifference"] = interval(delta, se, log=False)
    out["homogeneityRiskDifference"] = homogeneity(score_difference(t, delta) for t in comparable)
    return out


def general(name, tables, row_scores=None, column_scores=None):
    print(name, file=sys.stderr)
    r, c = len(tables[0]), len(tables[0][0])
    row_scores = row_scores or list(range(1, r + 1))
    column_scores = column_scores or list(range(1, c + 1))
    d = mp.matrix(r * c, 1)
    V = mp.matrix(r * c, r * c)
    for t in tables:
        n = sum(map(sum, t))
        if n < 2:
            continue
        rows, cols = [sum(x) for x in t], [sum(x) for x in zip(*t)]
        for i in range(r):
            for j in range(c):
                d[i * c + j] += t[i][j] - mpf(rows[i]) * cols[j] / n
                for k in range(r):
                    for l in range(c):
                        V[i * c + j, k * c + l] += (
                            mpf(rows[i] * ((i == k) * n - rows[k]))
                            * (cols[j] * ((j == l) * n - cols[l])) / (mpf(n) ** 2 * (n - 1)))

    def form(A):
        """x' W^- x through the eigenvalues that are not 0."""
        x, W = A * d, A * V * A.T
        values, vectors = mp.eigsy(W)
        top, total, df = max(abs(v) for v in values), mpf(0), 0
        for k in range(len(values)):
            if abs(values[k]) > top * mpf(10) ** -25:
                total += (sum(vectors[i, k] * x[i] for i in range(len(x)))) ** 2 / values[k]
                df += 1
        return {"statistic": number(total), "df": df, "logP": number(log_q(total, df))}
    association = mp.eye(r * c)
    means = mp.matrix(r, r * c)
    correlation = mp.matrix(1, r * c)
    for i in range(r):
        for j in range(c):
            means[i, i * c + j] = column_scores[j]
            correlation[0, i * c + j] = row_scores[i] * column_scores[j]
    return {"name": name, "tables": tables, "rowScores": row_scores, "columnScores": column_scores,
            "association": form(association), "rowMeans": form(means),
            "correlation": form(correlation)}


CALLS = {
    "cmh": "(sum a - E)^2 / sum V; corrected: less min(1/2, |sum|)",
    "exactLogP": "log sum of weights <= weight(observed)(1+1e-7); mid: half of those that tie",
    "conditional": "findroot E[S]=s; P(S>=s)=(1-conf)/2; P(S<=s)=(1-conf)/2",
    "oddsRatio": "Mantel-Haenszel; Robins, Breslow and Greenland 1986",
    "riskRatio": "Mantel-Haenszel; Greenland and Robins 1985",
    "riskDifference": "Mantel-Haenszel; Sato 1989", "breslowDay": "polyroots for the expected cell",
    "homogeneity*": "sum of score statistics at the pooled value, restricted maxima by bisection",
    "association": "d' V^- d by eigsy; rowMeans and correlation after Landis, Heyman and Koch 1978",
}
json.dump({"program": "mpmath", "version": mpmath.__version__, "digits": 60, "confidence": 0.95,
           "calls": CALLS,
           "twoByTwo": [two_by_two(*x) for x in TWO_BY_TWO.items()],
           "general": [general(name, **x) for name, x in GENERAL.items()]},
          sys.stdout, indent=1)
print()
