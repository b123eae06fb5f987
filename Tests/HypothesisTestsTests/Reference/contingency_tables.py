"""Reference values for tables of counts, solved from their defining equations at 50 digits.

Run as: python3 contingency_tables.py > contingency_tables.json (about four minutes)
For a table with two columns the event is the first column and the reference the last row.
Nothing here follows the engine's formulas: sums are plain, at a precision where that is harmless.
"""
import json
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 50
CONFIDENCE = mpf(0.95)
Z = mp.sqrt(2) * mp.erfinv(CONFIDENCE)
HALF = (1 - CONFIDENCE) / 2

TABLES = {
    "ordinary": [[15, 85], [30, 70]],
    "ucb_admissions": [[1198, 1493], [557, 1278]],
    "birthwt_smoking": [[30, 44], [29, 86]],
    "tea": [[3, 1], [1, 3]],
    "zero_cell": [[12, 0], [5, 8]],
    "zero_event": [[0, 7], [9, 40]],
    "rare_event": [[3, 9997], [11, 19989]],
    "two_by_five": [[10, 12, 9, 22, 31], [18, 15, 11, 9, 14]],
    "five_by_two": [[12, 30], [20, 25], [7, 41], [15, 15], [9, 60]],
    "sparse_six_by_four": [[0, 1, 3, 0], [2, 0, 0, 1], [5, 1, 0, 2], [0, 0, 1, 4], [1, 1, 7, 0],
                           [0, 3, 0, 2]],
    "three_thousand_million": [[3000000000, 3000100000], [3000000000, 2999900000]],
    "near_independence": [[1000000, 2000000], [1000001, 2000003]],
    "near_independence_three_by_three": [[1000000, 2000000, 3000000], [2000001, 4000000, 5999999],
                                         [500000, 1000001, 1500000]],
    "beyond_1e_300": [[4000, 1000], [1000, 4000]],
    "far_beyond_1e_300": [[2000000, 10], [150, 3000000]],
}


def q_gamma(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def log_q_chi(x, df):
    a, x = mpf(df) / 2, mpf(x) / 2
    if x == 0:
        return mpf(0)
    if x < a + 1:
        term = total = 1 / a
        k = a
        while term > total * mpf(10) ** -60:
            k += 1
            term *= x / k
            total += term
        return mp.log1p(-mp.exp(a * mp.log(x) - x - mp.loggamma(a)) * total)
    b, c = x + 1 - a, mpf(10) ** 200
    d = 1 / b
    h = d
    for i in range(1, 100000):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= c * d
        if abs(c * d - 1) < mpf(10) ** -48:
            break
    return a * mp.log(x) - x - mp.loggamma(a) + mp.log(h)


def log_two_sided_normal(z):
    return mp.log(mp.erfc(abs(z) / mp.sqrt(2)))


class Margins:
    """The noncentral hypergeometric distribution of a 2x2 table's first cell."""

    BITS = 260

    def __init__(self, a, b, c, d):
        self.k, self.n, self.K, self.N = a, a + b, a + c, a + b + c + d
        self.low, self.high = max(0, self.n + self.K - self.N), min(self.n, self.K)

    def log_pmf(self, k):
        def choose(p, q):
            return mp.loggamma(p + 1) - mp.loggamma(q + 1) - mp.loggamma(p - q + 1)
        with mp.workdps(75):
            return (choose(self.K, k) + choose(self.N - self.K, self.n - k)
                    - choose(self.N, self.n))

    def tail(self, start, stop):
        """Sum of pmf(j)/pmf(start) for j from start to stop, either way."""
        w = total = 1 << self.BITS
        j = start
        while j != stop:
            if stop > start:
                w = w * (self.K - j) * (self.n - j) // ((j + 1) * (self.N - self.K - self.n + j + 1))
                j += 1
            else:
                w = w * j * (self.N - self.K - self.n + j) // ((self.K - j + 1) * (self.n - j + 1))
                j -= 1
            total += w
            if w == 0:
                break
        return mpf(total) / (1 << self.BITS)

    def log_two_sided(self):
        k = self.k
        limit = self.log_pmf(k) + mp.log1p(mpf(10) ** -7)
        top = (self.n + 1) * (self.K + 1) // (self.N + 2)
        top = max(min(range(top - 1, top + 2), key=lambda j: -self.log_pmf(j)
                      if self.low <= j <= self.high else mp.inf), self.low)
        if self.log_pmf(top) <= limit:
            return mpf(0)

        def first(end):
            if self.log_pmf(end) > limit:
                return None
            inside, outside = top, end
            while abs(inside - outside) > 1:
                middle = (inside + outside) // 2
                if self.log_pmf(middle) <= limit:
                    outside = middle
                else:
                    inside = middle
            return outside
        total = mpf(0)
        for end in (self.low, self.high):
            start = k if (end < top) == (k < top) else first(end)
            if start is not None:
                total += mp.exp(self.log_pmf(start)) * self.tail(start, end)
        if total < 0.5:
            return mp.log(total)
        return mp.log(total)  # 50 digits leave 40 when p is as near to 1 as these tables bring it

    def sums(self, theta):
        """(E[X] - k, P(X <= k), P(X >= k)) at log odds ratio theta, in whole numbers."""
        psi = int(mp.floor(mp.exp(theta) * mpf(2) ** self.BITS))
        one = 1 << self.BITS
        s, t = mp.exp(theta), self.N - self.K - self.n
        a, b, c = s - 1, (self.K + self.n + 2) * s + t, s * (self.K + 1) * (self.n + 1)
        root = mp.sqrt(b * b - 4 * a * c)
        guess = (2 * c / (b + root)) if b >= 0 else (b - root) / (2 * a)
        top = min(max(int(guess), self.low), self.high)
        total = first = lower = upper = 0
        for stop in (self.low, self.high):
            w, j = one, top
            while True:
                if j != top or stop == self.high:
                    total += w
                    first += w * (j - self.k)
                    lower += w if j <= self.k else 0
                    upper += w if j >= self.k else 0
                if j == stop or w == 0:
                    break
                if stop == self.high:
                    w = w * psi * (self.K - j) * (self.n - j) // (((j + 1) * (t + j + 1)) << self.BITS)
                    j += 1
                else:
                    w = (w * j * (t + j) << self.BITS) // (psi * (self.K - j + 1) * (self.n - j + 1))
                    j -= 1
        total = mpf(total)
        return mpf(first) / total, mpf(lower) / total, mpf(upper) / total

    def solve(self, f, start):
        step = mpf(1) / 2 if self.N < 10 ** 6 else mpf(1) / 10000
        low = high = start
        while f(low) > 0:
            low -= step
            step *= 2
        while f(high) < 0:
            high += step
            step *= 2
        return mp.findroot(f, (low, high), solver="anderson", tol=mpf(10) ** -38,
                           maxsteps=200, verify=False)

    def conditional(self):
        a, b, c, d = self.k, self.n - self.k, self.K - self.k, self.N - self.K - self.n + self.k
        centre = mp.log((a + mpf(1) / 2) * (d + mpf(1) / 2) / ((b + mpf(1) / 2) * (c + mpf(1) / 2)))
        at_low, at_high = self.k == self.low, self.k == self.high
        estimate = 0 if at_low else None if at_high else mp.exp(
            self.solve(lambda t: self.sums(t)[0], centre))
        low = 0 if at_low else mp.exp(self.solve(lambda t: self.sums(t)[2] - HALF, centre))
        high = None if at_high else mp.exp(self.solve(lambda t: HALF - self.sums(t)[1], centre))
        return estimate, low, high


def wilson(x, n):
    x, n = mpf(x), mpf(n)
    f = Z * mp.sqrt(x * (n - x) / n + Z * Z / 4)
    return (x + Z * Z / 2 - f) / (n + Z * Z), (x + Z * Z / 2 + f) / (n + Z * Z)


def newcombe(x1, n1, x0, n0):
    p1, p0 = mpf(x1) / n1, mpf(x0) / n0
    (l1, u1), (l0, u0) = wilson(x1, n1), wilson(x0, n0)
    return (p1 - p0, p1 - p0 - mp.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2),
            p1 - p0 + mp.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2))


def koopman(x, m, y, n):
    """Limits where Pearson's X2 at the constrained maximum likelihood estimate equals Z^2."""
    if x == 0 and y == 0:
        return None, None, None

    def term(count, total, p):
        """(count - total p)^2 / (total p (1 - p)), in its limit where nobody or everybody has it."""
        if count == total:
            return total * (1 - p) / p
        if count == 0:
            return total * p / (1 - p)
        return (count - total * p) ** 2 / (total * p * (1 - p))

    def statistic(log_ratio):
        with mp.workdps(80):
            ratio = mp.exp(log_ratio)
            # p1 maximises x log p1 + (m-x) log(1-p1) + y log(p1/ratio) + (n-y) log(1-p1/ratio):
            # (m+n) p1^2 - (ratio (m+y) + x + n) p1 + ratio (x+y) = 0
            B = ratio * (m + y) + x + n
            p1 = (B - mp.sqrt(B * B - 4 * ratio * (m + n) * (x + y))) / (2 * (m + n))
            p0 = p1 / ratio
            return term(x, m, p1) + term(y, n, p0) - Z * Z

    centre = mp.log((x + mpf(1) / 2) * (n + 1) / ((y + mpf(1) / 2) * (m + 1)))
    if x and y:
        centre = mp.log(mpf(x) * n / (mpf(y) * m))

    def limit(direction):
        step = mpf(1) / 1000000
        inner, outer = centre, centre + direction * step
        while statistic(outer) < 0:
            step *= 2
            inner, outer = outer, outer + direction * step
        while statistic(inner) > 0:  # only without events, where the centre may lie outside
            inner -= direction * mpf(1) / 4
        return mp.exp(mp.findroot(statistic, (inner, outer), solver="anderson",
                                  tol=mpf(10) ** -38, maxsteps=300, verify=False))
    estimate = mpf(x) * n / (mpf(y) * m) if y else None
    return estimate, limit(-1) if x else 0, limit(1) if y else None


def wald(a, b, c, d):
    estimate = mpf(a) * d / (mpf(b) * c)
    width = Z * mp.sqrt(mpf(1) / a + mpf(1) / b + mpf(1) / c + mpf(1) / d)
    return estimate, estimate * mp.exp(-width), estimate * mp.exp(width)


def noncentral_lower(df, ncp, x):
    half, y, total = ncp / 2, x / 2, mpf(0)
    start = max(0, int(half) - int(25 * mp.sqrt(half)) - 30)
    a = mpf(df) / 2 + start
    weight = mp.exp(start * mp.log(half) - half - mp.loggamma(start + 1))
    term = mp.exp(a * mp.log(y) - y - mp.loggamma(a + 1))
    p = 1 - mp.exp(log_q_chi(x, 2 * a))
    for j in range(start, int(half) + int(25 * mp.sqrt(half)) + 60):
        total += weight * p
        p -= term
        a += 1
        term *= y / a
        weight *= half / (j + 1)
    return total


def cramers_v(statistic, df, n, m):
    result = [mp.sqrt(statistic / (n * m))]
    for target in (1 - HALF, HALF):
        f = lambda ncp: noncentral_lower(df, ncp, statistic) - target
        if 1 - mp.exp(log_q_chi(statistic, df)) <= target:
            result.append(mpf(0) if target > 0.5 else None)
            continue
        low, high = mpf(10) ** -12, statistic + 10
        while f(high) > 0:
            high *= 2
        ncp = mp.findroot(f, (low, high), solver="anderson", tol=mpf(10) ** -38, maxsteps=300,
                          verify=False)
        result.append(min(mp.sqrt(ncp / (n * m)), 1))
    return result


def number(x):
    return None if x is None else float(x)


def analyse(counts):
    rows, columns = [sum(r) for r in counts], [sum(c) for c in zip(*counts)]
    n = sum(rows)
    df = (len(rows) - 1) * (len(columns) - 1)
    e = [[mpf(r) * c / n for c in columns] for r in rows]
    pearson = sum((o - e[i][j]) ** 2 / e[i][j] for i, r in enumerate(counts) for j, o in enumerate(r))
    with mp.workdps(70):
        g = 2 * sum(o * mp.log(mpf(o) * n / (mpf(rows[i]) * columns[j]))
                    for i, r in enumerate(counts) for j, o in enumerate(r) if o)
    out = {"counts": counts, "df": df, "pearson": number(pearson),
           "pearsonLogP": number(log_q_chi(pearson, df)),
           "g": number(g), "gLogP": number(log_q_chi(g, df))}
    residuals = [(o - e[i][j]) / mp.sqrt(e[i][j] * (1 - mpf(rows[i]) / n) * (1 - mpf(columns[j]) / n))
                 for i, r in enumerate(counts) for j, o in enumerate(r)]
    out["adjusted"] = [number(z) for z in residuals]
    out["adjustedLogP"] = [number(log_two_sided_normal(z)) for z in residuals]
    m = min(len(rows), len(columns)) - 1
    out["cramersV"] = [number(v) for v in cramers_v(pearson, df, n, m)]
    shrunk = max(mpf(0), pearson / n - mpf(df) / (n - 1))
    side = min(k - mpf(k - 1) ** 2 / (n - 1) for k in (len(rows), len(columns)))
    out["cramersVBiasCorrected"] = number(mp.sqrt(shrunk / (side - 1)))
    if len(columns) == 2:
        c, d = counts[-1]
        out["effects"] = []
        for a, b in counts[:-1]:
            table = Margins(a, b, c, d)
            out["effects"].append({
                "riskDifference": [number(v) for v in newcombe(a, a + b, c, c + d)],
                "riskRatio": [number(v) for v in koopman(a, a + b, c, c + d)],
                "oddsRatio": [number(v) for v in wald(a, b, c, d)] if a * b * c * d else None,
                "oddsRatioConditional": [number(v) for v in table.conditional()]})
    if len(rows) == len(columns) == 2:
        (a, b), (c, d) = counts
        yates = sum((abs(o - e[i][j]) - min(mpf(1) / 2, abs(o - e[i][j]))) ** 2 / e[i][j]
                    for i, r in enumerate(counts) for j, o in enumerate(r))
        out["yates"], out["yatesLogP"] = number(yates), number(log_q_chi(yates, 1))
        out["fisherLogP"] = number(Margins(a, b, c, d).log_two_sided())
        out["phi"] = number((mpf(a) * d - mpf(b) * c)
                            / mp.sqrt(mpf(rows[0]) * rows[1] * columns[0] * columns[1]))
    return out


def progress(name, counts):
    print(name, file=sys.stderr)
    return dict(analyse(counts), name=name)


CALLS = {
    "pearson": "sum (o-e)^2/e", "yates": "sum (|o-e| - min(1/2, |o-e|))^2/e",
    "g": "2 sum o log(o/e)", "*LogP": "log gammainc(df/2, x/2, inf, regularized)",
    "fisherLogP": "log sum of pmf <= pmf(observed)(1+1e-7)",
    "oddsRatioConditional": "findroot E[X]=k; P(X>=k)=(1-conf)/2; P(X<=k)=(1-conf)/2",
    "riskDifference": "Newcombe 1998 method 10", "riskRatio": "findroot X2(ratio)=z^2, Koopman 1984",
    "cramersV": "findroot ncx2 cdf(statistic; df, ncp) = 1-/+(1-conf)/2; sqrt(ncp/(n m))",
}
json.dump({"program": "mpmath", "version": mpmath.__version__, "digits": 50, "confidence": 0.95,
           "calls": CALLS,
           "tables": [progress(name, counts) for name, counts in TABLES.items()]},
          sys.stdout, indent=1)
print()
