"""Reference values for tests of counts: exact ones by enumeration in whole numbers, the others from
their defining equations at 50 digits.

Run as: python3 count_tests.py > count_tests.json (about two minutes)
Nothing here follows the engine's ways: every table of a set of margins is written out, sums are
plain, derivatives are numerical. scipy is beside where it has the test.
"""
import itertools
import json
import math
import sys
from fractions import Fraction

import mpmath
import numpy
import scipy
from mpmath import mp, mpf
from scipy import stats

mp.dps = 50
TIE = 1 + Fraction(1, 10**7)
Z = mp.sqrt(2) * mp.erfinv(mpf(0.95))


def digits(x):
    return float(mpmath.nstr(x, 20)) if x is not None else None


def log_of(fraction):
    return digits(mp.log(mpf(fraction.numerator)) - mp.log(mpf(fraction.denominator)))


def compositions(total, limits):
    if len(limits) == 1:
        if total <= limits[0]:
            yield (total,)
        return
    rest = sum(limits[1:])
    for x in range(max(0, total - rest), min(total, limits[0]) + 1):
        for others in compositions(total - x, limits[1:]):
            yield (x,) + others


def products(rows, columns):
    """prod 1 / x! of every table with these margins, as whole multiples of 1 / (prod c!)."""
    if len(columns) == 1:
        weight = math.factorial(columns[0])
        for x in rows:
            weight //= math.factorial(x)
        yield weight
        return
    for chosen in compositions(columns[0], rows):
        weight = math.factorial(columns[0])
        for x in chosen:
            weight //= math.factorial(x)
        for rest in products([r - x for r, x in zip(rows, chosen)], columns[1:]):
            yield weight * rest


def fisher(counts):
    rows = [sum(r) for r in counts]
    columns = [sum(c) for c in zip(*counts)]
    observed = 1
    for column in zip(*counts):
        weight = math.factorial(sum(column))
        for x in column:
            weight //= math.factorial(x)
        observed *= weight
    limit = math.floor(observed * TIE)
    total = below = 0
    tables = 0
    for weight in products(rows, columns):
        tables += 1
        total += weight
        if weight <= limit:
            below += weight
    return tables, Fraction(below, total)


FISHER = {
    "three_by_three": [[0, 1, 3], [2, 0, 1], [5, 1, 0]],
    "two_by_five": [[3, 5, 1, 8, 2], [6, 1, 4, 0, 7]],
    "five_by_two": [[4, 1], [2, 4], [0, 6], [3, 2], [3, 0]],
    "three_by_four": [[4, 1, 0, 2], [0, 3, 3, 1], [1, 2, 1, 4]],
    "four_by_four_small": [[2, 0, 1, 0], [0, 2, 0, 1], [1, 0, 2, 0], [0, 1, 0, 2]],
    "ties": [[2, 2, 2], [2, 2, 2], [2, 2, 2]],
    "diagonal": [[8, 0, 0], [0, 8, 0], [0, 0, 8]],
    "equal_columns": [[5, 1, 3], [1, 5, 3]],
    "beyond_1e_300": [[400, 0, 0], [0, 400, 0], [0, 0, 300]],
}


def fisher_cases():
    out = []
    for name, counts in FISHER.items():
        if name == "beyond_1e_300":
            # The least probable tables are the six permutations that fit; here only this one.
            rows = [sum(r) for r in counts]
            n = sum(rows)
            p = Fraction(math.prod(math.factorial(r) for r in rows)
                         * math.prod(math.factorial(r) for r in rows), math.factorial(n)
                         * math.prod(math.factorial(x) for r in counts for x in r))
            # Swapping the two rows of 400 gives another table of the same probability.
            out.append({"name": name, "counts": counts, "tables": None, "logP": log_of(2 * p)})
            continue
        tables, p = fisher(counts)
        out.append({"name": name, "counts": counts, "tables": tables, "logP": log_of(p)})
    return out


TWO = [
    [[3, 1], [1, 3]], [[1, 9], [6, 4]], [[12, 0], [5, 8]], [[0, 7], [9, 40]], [[15, 85], [30, 70]],
    [[7, 12], [8, 3]], [[2, 2], [2, 2]], [[10, 0], [0, 10]], [[3, 47], [11, 39]], [[30, 44], [29, 86]],
    [[0, 20], [4, 16]], [[1, 0], [0, 1]],
]


def mid_p(counts):
    (a, b), (c, d) = counts
    r, k, n = a + b, a + c, a + b + c + d
    weights = {x: math.comb(k, x) * math.comb(n - k, r - x)
               for x in range(max(0, r + k - n), min(r, k) + 1)}
    limit = weights[a] * TIE
    below = sum(w for w in weights.values() if w <= limit)
    tied = sum(w for w in weights.values() if w <= limit and w * TIE >= weights[a])
    return Fraction(2 * below - tied, 2 * math.comb(n, r))


def boschloo(counts):
    """sup over the common share of P(Fisher's one-sided p <= the observed), each side, by a dense
    grid on the arcsine scale and a golden section around each of its local maxima."""
    (a, b), (c, d) = counts
    m, n = a + b, c + d
    # Exact one-sided p of every table with these rows.
    totals = {s: math.comb(m + n, s) for s in range(m + n + 1)}

    def tail(x, s, upper):
        low, high = max(0, s - n), min(m, s)
        span = range(x, high + 1) if upper else range(low, x + 1)
        return Fraction(sum(math.comb(m, j) * math.comb(n, s - j) for j in span), totals[s])

    sides = []
    for upper in (True, False):
        observed = tail(a, a + c, upper)
        limit = observed * TIE
        region = [[1.0 if tail(x, x + y, upper) <= limit else 0.0 for y in range(n + 1)]
                  for x in range(m + 1)]
        matrix = numpy.array(region)
        left = numpy.array([math.comb(m, x) for x in range(m + 1)], dtype=object)
        right = numpy.array([math.comb(n, y) for y in range(n + 1)], dtype=object)
        inside = [(x + y, left[x] * right[y]) for x in range(m + 1) for y in range(n + 1)
                  if matrix[x, y]]
        by_sum = {}
        for s, w in inside:
            by_sum[s] = by_sum.get(s, 0) + int(w)

        def power(pi):
            return mp.fsum(w * pi**s * (1 - pi)**(m + n - s) for s, w in by_sum.items())

        coefficients = [float(by_sum.get(s, 0)) for s in range(m + n + 1)]

        def rough(pi):
            s = numpy.arange(m + n + 1)
            with numpy.errstate(divide="ignore"):
                logs = numpy.log(numpy.array(coefficients))
            return float(numpy.exp(logs + s * math.log(pi) + (m + n - s) * math.log1p(-pi)).sum())

        angles = numpy.linspace(0, math.pi / 2, 1502)[1:-1]
        values = [rough(math.sin(t)**2) for t in angles]
        best = mpf(1 if by_sum.get(0) else 0)
        best = max(best, mpf(1 if by_sum.get(m + n) else 0))
        for i in range(len(angles)):
            before = values[i - 1] if i > 0 else -1
            after = values[i + 1] if i + 1 < len(angles) else -1
            if values[i] >= before and values[i] >= after and values[i] > 0.999 * max(values):
                low = mpf(float(angles[max(i - 1, 0)]))
                high = mpf(float(angles[min(i + 1, len(angles) - 1)]))
                ratio = (mp.sqrt(5) - 1) / 2
                for _ in range(60):
                    one, two = high - ratio * (high - low), low + ratio * (high - low)
                    if power(mp.sin(one)**2) > power(mp.sin(two)**2):
                        high = two
                    else:
                        low = one
                best = max(best, power(mp.sin((low + high) / 2)**2))
        sides.append(best)
    upper, lower = sides
    return [digits(min(mpf(1), 2 * min(upper, lower))), digits(upper), digits(lower)]


def two_cases():
    out = []
    for counts in TWO:
        p = mid_p(counts)
        # scipy fixes the columns, the engine the rows.
        other = [stats.boschloo_exact(list(zip(*counts)), alternative=side, n=64).pvalue
                 for side in ("two-sided", "greater", "less")]
        out.append({"counts": counts, "midP": float(p), "boschloo": boschloo(counts),
                    "scipyBoschloo": other})
    return out


POWER = {
    "ordinary": [[15, 85], [30, 70]],
    "zero_cell": [[12, 0], [5, 8]],
    "three_by_three": [[10, 20, 30], [12, 14, 40], [9, 9, 9]],
    "sparse": [[0, 1, 3, 0], [2, 0, 0, 1], [5, 1, 0, 2]],
    "near_independence": [[1000000, 2000000], [1000001, 2000003]],
    "three_thousand_million": [[3000000000, 3000100000], [3000000000, 2999900000]],
    "beyond_1e_300": [[4000, 1000], [1000, 4000]],
}
LAMBDAS = [2 / 3, 1, 0, -0.5, -1, -2, 3, 1e-9, -1 + 1e-9]


def divergence(observed, expected, power):
    power = mpf(power)
    if power <= -1 and any(o == 0 for o in observed):
        return None
    if power == 0:
        return 2 * mp.fsum(o * mp.log(o / e) for o, e in zip(observed, expected) if o > 0)
    if power == -1:
        return 2 * mp.fsum(e * mp.log(e / o) for o, e in zip(observed, expected))
    terms = (o * ((o / e)**power - 1) if o > 0 else mpf(0) for o, e in zip(observed, expected))
    return 2 / (power * (power + 1)) * mp.fsum(terms)


def log_q(x, df):
    return digits(mp.log(mp.gammainc(mpf(df) / 2, x / 2, mp.inf, regularized=True)))


def power_cases():
    out = []
    mp.dps = 80
    for name, counts in POWER.items():
        rows = [sum(r) for r in counts]
        columns = [sum(c) for c in zip(*counts)]
        n = sum(rows)
        observed = [mpf(x) for r in counts for x in r]
        expected = [mpf(r) * c / n for r in rows for c in columns]
        values = [divergence(observed, expected, power) for power in LAMBDAS]
        df = (len(rows) - 1) * (len(columns) - 1)
        out.append({"name": name, "counts": counts, "lambdas": LAMBDAS,
                    "values": [digits(v) for v in values], "logP": log_q(values[0], df)})
    mp.dps = 50
    return out


FIT = {
    "die": ([16, 18, 16, 14, 12, 12], None),
    "given": ([16, 18, 16, 14, 12, 12], [0.3, 0.2, 0.2, 0.1, 0.1, 0.1]),
    "mendel": ([315, 101, 108, 32], [9, 3, 3, 1]),
    "binomial": ([7, 243], [0.05, 0.95]),
    "small": ([3, 0, 5], [0.5, 0.3, 0.2]),
    "five": ([2, 9, 4, 0, 7], None),
    "sure": ([0, 0, 12], [0.4, 0.4, 0.2]),
}


def multinomial(counts, shares):
    n, k = sum(counts), len(counts)
    weights = [Fraction(s) / sum(Fraction(t) for t in shares) for s in shares]

    def weight(x):
        value = Fraction(math.factorial(n))
        for c, w in zip(x, weights):
            value = value * w**c / math.factorial(c)
        return value

    limit = weight(counts) * TIE
    low = Fraction(0)
    for x in compositions(n, [n] * k):
        value = weight(x)
        if value <= limit:
            low += value
    return low


def fit_cases():
    out = []
    for name, (counts, shares) in FIT.items():
        n, k = sum(counts), len(counts)
        exact = shares or [1] * k
        total = mp.fsum(mpf(s) for s in exact)
        pi = [mpf(s) / total for s in exact]
        observed, expected = [mpf(x) for x in counts], [n * p for p in pi]
        outcomes = math.comb(n + k - 1, k - 1)
        adjusted = [(o - e) / mp.sqrt(e * (1 - p)) for o, e, p in zip(observed, expected, pi)]
        entry = {"name": name, "counts": counts, "shares": shares,
                 "pearson": digits(divergence(observed, expected, 1)),
                 "g": digits(divergence(observed, expected, 0)),
                 "cressieRead": digits(divergence(observed, expected, mpf(2) / 3)),
                 "pearsonLogP": log_q(divergence(observed, expected, 1), k - 1),
                 "adjusted": [digits(z) for z in adjusted],
                 "exactLogP": log_of(multinomial(counts, exact)) if outcomes < 60000 else None}
        out.append(entry)
    return out


TREND = {
    # Agresti (2002), table 3.? forms of alcohol and malformation are R's own scores below.
    "alcohol": ([[17066, 48], [14464, 38], [788, 5], [126, 1], [37, 1]], [0, 0.5, 1.5, 4, 7]),
    "smokers": ([[3, 83], [3, 90], [7, 129], [12, 70]], None),
    "flat": ([[10, 30], [10, 30], [10, 30]], None),
    "rising": ([[1, 30], [6, 25], [12, 21], [20, 9]], None),
    "zero_ends": ([[0, 12], [3, 14], [9, 9], [12, 0]], None),
    "two_groups": ([[15, 85], [30, 70]], None),
    "three_thousand_million": ([[3000000000, 3000100000], [3000000000, 3000000000],
                                [3000000000, 2999900000]], None),
    "beyond_1e_300": ([[4000, 1000], [2500, 2500], [1000, 4000]], None),
}


def wilson(x, n):
    x, n = mpf(x), mpf(n)
    z2 = Z * Z
    centre = x + z2 / 2
    width = Z * mp.sqrt(z2 / 4 + x * (n - x) / n)
    return (centre - width) / (n + z2), (centre + width) / (n + z2)


def trend_cases():
    """The event is the first column, as in the other tables of this folder."""
    out = []
    for name, (counts, scores) in TREND.items():
        s = [mpf(x) for x in (scores or range(1, len(counts) + 1))]
        cases = [sum(r) for r in counts]
        n = sum(cases)
        mean = mp.fsum(a * b for a, b in zip(s, cases)) / n
        sxx = mp.fsum(c * (a - mean)**2 for a, c in zip(s, cases))
        p = mpf(sum(r[0] for r in counts)) / n
        sxy = mp.fsum(r[0] * (a - mean) for a, r in zip(s, counts))
        armitage = sxy**2 / (p * (1 - p) * sxx)
        weights = [c * (a - mean) / sxx for a, c in zip(s, cases)]
        slope = mp.fsum(w * r[0] / c for w, r, c in zip(weights, counts, cases))
        below = above = mpf(0)
        for w, r, c in zip(weights, counts, cases):
            low, high = wilson(r[0], c)
            share = mpf(r[0]) / c
            down, up = (share - low, high - share) if w > 0 else (high - share, share - low)
            below += (w * down)**2
            above += (w * up)**2
        out.append({"name": name, "counts": counts, "scores": scores,
                    "cochranArmitage": digits(armitage),
                    "logP": digits(mp.log(mp.erfc(mp.sqrt(armitage / 2)))),
                    "linearByLinear": digits(armitage * (n - 1) / n),
                    "slope": [digits(slope), digits(slope - mp.sqrt(below)),
                              digits(slope + mp.sqrt(above))]})
    return out


ORDINAL = {
    # Agresti (2002), table 2.8: income by job satisfaction.
    "job_satisfaction": [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]],
    "two_by_two": [[15, 85], [30, 70]],
    "rising": [[1, 30], [6, 25], [12, 21], [20, 9]],
    "three_by_three": [[10, 20, 30], [12, 14, 40], [9, 9, 9]],
    "falling": [[0, 2, 14], [3, 9, 5], [13, 4, 1]],
    "large": [[3000000000, 3000100000, 10], [3000000000, 2999900000, 12]],
}


def ordinal(p, rows, columns):
    at = lambda i, j: p[i * columns + j]
    con = dis = mpf(0)
    for i in range(rows):
        for j in range(columns):
            for a in range(i + 1, rows):
                for b in range(columns):
                    if b > j:
                        con += at(i, j) * at(a, b)
                    if b < j:
                        dis += at(i, j) * at(a, b)
    row = [mp.fsum(at(i, j) for j in range(columns)) for i in range(rows)]
    column = [mp.fsum(at(i, j) for i in range(rows)) for j in range(columns)]
    total = mp.fsum(row)
    untied_rows = (total**2 - mp.fsum(x * x for x in row)) / 2
    untied_columns = (total**2 - mp.fsum(x * x for x in column)) / 2
    return [(con - dis) / (con + dis), (con - dis) / mp.sqrt(untied_rows * untied_columns),
            (con - dis) / untied_rows]


def ordinal_cases():
    """Estimates, delta-method standard errors by numerical derivatives of the cell shares, and the
    limits tanh(atanh(estimate) -+ z se / (1 - estimate^2))."""
    out = []
    for name, counts in ORDINAL.items():
        rows, columns = len(counts), len(counts[0])
        n = sum(map(sum, counts))
        p = [mpf(x) / n for r in counts for x in r]
        estimates = ordinal(p, rows, columns)
        h = mpf(10)**-18
        slopes = [[], [], []]
        for k in range(len(p)):
            up, down = list(p), list(p)
            up[k] += h
            down[k] -= h
            for which, (u, d) in enumerate(zip(ordinal(up, rows, columns),
                                               ordinal(down, rows, columns))):
                slopes[which].append((u - d) / (2 * h))
        values = []
        for estimate, slope in zip(estimates, slopes):
            mean = mp.fsum(x * g for x, g in zip(p, slope))
            variance = mp.fsum(x * (g - mean)**2 for x, g in zip(p, slope)) / n
            se = mp.sqrt(variance)
            width = Z * se / (1 - estimate**2)
            centre = mp.atanh(estimate)
            values.append([digits(estimate), digits(mp.tanh(centre - width)),
                           digits(mp.tanh(centre + width)), digits(se)])
        out.append({"name": name, "counts": counts, "gamma": values[0], "tauB": values[1],
                    "somersD": values[2]})
    return out


def linear_cases():
    """(n - 1) r^2 with r the correlation of row and column scores."""
    out = []
    for name, counts in ORDINAL.items():
        n = mpf(sum(map(sum, counts)))
        cells = [(mpf(i + 1), mpf(j + 1), mpf(x)) for i, r in enumerate(counts)
                 for j, x in enumerate(r)]
        mu = mp.fsum(u * x for u, _, x in cells) / n
        nu = mp.fsum(v * x for _, v, x in cells) / n
        sxy = mp.fsum(x * (u - mu) * (v - nu) for u, v, x in cells)
        sxx = mp.fsum(x * (u - mu)**2 for u, _, x in cells)
        syy = mp.fsum(x * (v - nu)**2 for _, v, x in cells)
        value = (n - 1) * sxy**2 / (sxx * syy)
        out.append({"name": name, "counts": counts, "statistic": digits(value),
                    "logP": digits(mp.log(mp.erfc(mp.sqrt(value / 2))))})
    return out


def jeffreys_cases():
    out = []
    for x, n in [(0, 20), (20, 20), (6, 30), (1, 7), (37, 712), (163, 712), (1, 1000000)]:
        limits = []
        for tail, edge in ((0.025, 0), (0.975, n)):
            if x == edge:
                limits.append(0.0 if edge == 0 else 1.0)
                continue
            half = (1 - mpf(0.95)) / 2
            one, two = x + mpf(1) / 2, n - x + mpf(1) / 2

            def excess(t):
                return half - (mp.betainc(one, two, 0, t, regularized=True) if tail < 0.5 else
                               mp.betainc(one, two, t, 1, regularized=True))

            start = mpf(stats.beta.ppf(tail, x + 0.5, n - x + 0.5))
            near = min(start, 1 - start) * mpf("1e-6")
            root = mp.findroot(excess, (start - near, start + near), solver="anderson")
            limits.append(digits(root))
        out.append({"events": x, "total": n, "limits": limits})
    return out


json.dump({
    "program": "Python, mpmath, scipy, numpy",
    "version": "%s, %s, %s, %s" % (sys.version.split()[0], mpmath.__version__, scipy.__version__,
                                   numpy.__version__),
    "fisher": fisher_cases(), "two": two_cases(), "power": power_cases(), "fit": fit_cases(),
    "trend": trend_cases(), "ordinal": ordinal_cases(), "linear": linear_cases(),
    "jeffreys": jeffreys_cases(),
}, sys.stdout, indent=1)
