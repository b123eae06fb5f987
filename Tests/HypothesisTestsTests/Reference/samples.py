"""Comparisons of samples, worked out at 50 digits from their defining equations.

Run as: python3 samples.py > samples.json
The rank intervals are order statistics of all differences (of all means of two), sorted outright;
their index comes from the equation that R's wilcox.test solves by uniroot to 1e-4:
U(d) = mn/2 + 1/2 + z sigma, with sigma of the ties inside each sample.
"""
import json
import random
import sys
from fractions import Fraction

import mpmath as mp

mp.mp.dps = 40
Z = mp.findroot(lambda z: mp.erfc(z / mp.sqrt(2)) - mp.mpf("0.05"), 1.96)


def rounded(generate, n, digits):
    return [round(generate(), digits) for _ in range(n)]


def two_sample_cases():
    r = random.Random(20261121)
    sleep = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    yield "sleep (Cushny and Peebles 1905)", sleep, other
    yield "seven and five, no ties", [1.1, 2.3, 0.4, 5.9, 3.2, 2.8, 4.4], [2.2, 6.1, 7.3, 5.05, 9.9]
    yield "fifty a side, no ties", rounded(lambda: r.gauss(0, 1), 50, 6), \
        rounded(lambda: r.gauss(0.4, 2), 50, 6)
    yield "skewed counts with ties", [int(r.expovariate(1 / 6)) for _ in range(80)], \
        [int(r.expovariate(1 / 9)) for _ in range(65)]
    yield "a large offset", [1e8 + round(r.gauss(0, 1), 2) for _ in range(40)], \
        [1e8 + round(r.gauss(0.5, 1), 2) for _ in range(60)]
    yield "far apart", rounded(lambda: r.gauss(0, 1), 60, 3), rounded(lambda: r.gauss(90, 3), 70, 3)
    yield "two and two", [1.0, 2.0], [4.0, 9.0]
    yield "one side without spread", [3.0, 3.0, 3.0, 3.0], [1.0, 2.5, 4.5, 7.0, 3.0]


def group_cases():
    r = random.Random(7)
    yield "PlantGrowth (Dobson 1983)", [
        [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
        [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
        [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26]]
    yield "InsectSprays (Beall 1942)", [
        [10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14, 13],
        [11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13],
        [0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4],
        [3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4],
        [3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4],
        [11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13]]
    yield "unequal spreads", [rounded(lambda: r.gauss(0, s), n, 4)
                              for s, n in [(1, 8), (4, 30), (9, 12), (2, 5)]]
    yield "nothing there", [rounded(lambda: r.gauss(5, 1), 25, 3) for _ in range(4)]
    yield "two groups", [[1.1, 2.3, 0.4, 5.9, 3.2], [2.2, 6.1, 7.3, 5.05]]
    yield "a large offset and many", [[1e7 + int(r.expovariate(.1)) for _ in range(200)]
                                      for _ in range(3)]


def paired_cases():
    r = random.Random(11)
    yield "sleep, paired", [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    yield "Darwin's maize", [6.125, -8.375, 1.0, 2.0, 0.75, 2.875, 3.5, 5.125, 1.75, 3.625, 7.0,
                             3.0, 9.375, 7.5, -6.0]
    yield "nine, no ties", [0.78, -1.23, 2.5, 0.31, 1.9, 4.4, -0.52, 3.3, 0.99]
    yield "fifty, no ties", rounded(lambda: r.gauss(0.3, 1), 50, 7)
    yield "eighty, ties", [int(r.gauss(0.9, 3)) or 1 for _ in range(80)]
    yield "no zero but many ties", [1, 1, 1, -1, 2, 2, -2, 3, 3, 3, 3, 4, 5, -1, 1, 1, 6, 1]


def mean(v): return mp.fsum(v) / len(v)


def squares(v):
    m = mean(v)
    return mp.fsum((x - m) ** 2 for x in v)


def log_two_sided_t(t, df):
    return mp.log(mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True))


def t_quantile(df):
    # The limits are held to 1e-10: Newton's method on the incomplete beta function.
    target = mp.mpf("0.05")
    return mp.findroot(lambda t: mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t),
                                            regularized=True) - target,
                       (mp.mpf(2), mp.mpf(2.5) if df > 4 else mp.mpf(4)), tol=1e-30)


def noncentral_t_cdf(t, df, d):
    """P(T <= t) for T = (Z + d) / sqrt(chi2/df), by quadrature over the chi variable."""
    df, d, t = mp.mpf(df), mp.mpf(d), mp.mpf(t)
    logc = (1 - df / 2) * mp.log(2) - mp.loggamma(df / 2)

    def density(s):  # of chi
        return mp.exp(logc + (df - 1) * mp.log(s) - s * s / 2) if s > 0 else mp.mpf(0)
    centre = mp.sqrt(df)
    points = [max(mp.mpf(0), centre + k) for k in (-14, -9, -6, -4, -2, -1, 0, 1, 2, 4, 6, 9, 14)]
    points = sorted(set(points))
    if points[0] > 0 and df < 150:
        points = [mp.mpf(0)] + points
    return mp.quad(lambda s: mp.ncdf(t * s / mp.sqrt(df) - d) * density(s), points)


def noncentral_t_limits(t, df):
    with mp.workdps(25):
        def solve(p, start):
            return mp.findroot(lambda d: mp.log(noncentral_t_cdf(t, df, d)) - mp.log(mp.mpf(p)),
                               (start, start + mp.mpf("0.1")), tol=1e-18)
        spread = mp.sqrt(1 + t * t / (2 * df))
        return solve("0.975", t - 2 * spread), solve("0.025", t + 2 * spread)


def correction(df):
    return mp.exp(mp.loggamma(df / 2) - mp.loggamma((df - 1) / 2)) / mp.sqrt(df / 2)


def two_means(x, y):
    x, y = [[mp.mpf(v) for v in s] for s in (x, y)]
    n, m = mp.mpf(len(x)), mp.mpf(len(y))
    difference = mean(x) - mean(y)
    a, b = squares(x) / (n - 1) / n, squares(y) / (m - 1) / m
    out = {}
    se, df = mp.sqrt(a + b), (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    t = difference / se
    q = t_quantile(df)
    out["welch_t"] = [t, df, log_two_sided_t(t, df)]
    out["mean_difference"] = [difference, difference - q * se, difference + q * se]
    df = n + m - 2
    pooled = mp.sqrt((squares(x) + squares(y)) / df)
    scale = mp.sqrt(1 / n + 1 / m)
    t = difference / (pooled * scale)
    q = t_quantile(df)
    out["student_t"] = [t, df, log_two_sided_t(t, df)]
    out["mean_difference_student"] = [difference, difference - q * pooled * scale,
                                      difference + q * pooled * scale]
    low, high = noncentral_t_limits(t, df)
    out["hedges_g"] = [difference / pooled * correction(df), low * scale, high * scale]
    return out


def ranks(values):
    order = sorted(values)
    first = {}
    for i, v in enumerate(order):
        first.setdefault(v, []).append(i + 1)
    return [Fraction(sum(first[v]), len(first[v])) for v in values]


def ties(values):
    count = {}
    for v in values:
        count[v] = count.get(v, 0) + 1
    return sum(c ** 3 - c for c in count.values())


def u_count(x, y):
    return sum(Fraction(2 * (a > b) + (a == b), 2) for a in x for b in y)


def mann_whitney_counts(m, n):
    ways = {0: 1}
    poly = [1] + [0] * (m * n)
    for i in range(1, m + 1):
        for k in range(m * n, n + i - 1, -1):
            poly[k] -= poly[k - n - i]
        for k in range(i, m * n + 1):
            poly[k] += poly[k - i]
    return poly


def limit_index(counts, alpha=Fraction(1, 40)):
    """The smallest k with P(<= k) >= alpha, at least 1 (R's qwilcox and qsignrank)."""
    total, running = sum(counts), 0
    for k, c in enumerate(counts):
        running += c
        if Fraction(running, total) >= alpha:
            return max(k, 1)


def exact_two_sided(counts, value):
    total = sum(counts)
    return min(Fraction(1), 2 * min(Fraction(sum(counts[:value + 1]), total),
                                    Fraction(sum(counts[value:]), total)))


def middle(values):
    n = len(values)
    return (mp.mpf(values[(n - 1) // 2]) + mp.mpf(values[n // 2])) / 2


def log_normal_two_sided(z):
    return mp.log(mp.erfc(abs(z) / mp.sqrt(2)))


def corrected(excess, sigma):
    return (excess - mp.sign(excess) / 2) / sigma


def mann_whitney(x, y):
    m, n = len(x), len(y)
    u = u_count(x, y)
    differences = sorted(a - b for a in x for b in y)
    exact = ties(x + y) == 0 and max(m, n) <= 50
    if exact:
        counts = mann_whitney_counts(m, n)
        p = mp.log(mp.mpf(exact_two_sided(counts, int(u)).numerator)
                   / exact_two_sided(counts, int(u)).denominator)
        k = limit_index(counts)
    else:
        def sigma(t):
            return mp.sqrt(mp.mpf(m * n) / 12 * (m + n + 1 - mp.mpf(t) / ((m + n) * (m + n - 1))))
        z = corrected(mp.mpf(u.numerator) / u.denominator - mp.mpf(m * n) / 2, sigma(ties(x + y)))
        p = log_normal_two_sided(z) if z else mp.mpf(0)
        k = int(mp.floor(mp.mpf(m * n) / 2 - mp.mpf(1) / 2 - Z * sigma(ties(x) + ties(y)))) + 1
        k = max(k, 1)
    # DeLong's variance: of the placements of each case among the other sample's.
    px = [mp.mpf(sum(2 * (a > b) + (a == b) for b in y)) / (2 * n) for a in x]
    py = [mp.mpf(sum(2 * (a > b) + (a == b) for a in x)) / (2 * m) for b in y]
    auc = mean(px)
    out = {"mann_whitney": [mp.mpf(u.numerator) / u.denominator, None, p], "exact": exact,
           "hodges_lehmann_shift": [middle(differences), differences[k - 1], differences[m * n - k]]}
    variance = squares(px) / (m - 1) / m + squares(py) / (n - 1) / n
    if variance > 0 and 0 < auc < 1:
        step = Z * mp.sqrt(variance) / (auc * (1 - auc))
        logit = mp.log(auc / (1 - auc))
        out["probability_of_superiority"] = [auc] + [
            1 / (1 + mp.exp(-(logit + s * step))) for s in (-1, 1)]
    else:
        def equation(p):
            star = mp.mpf(m + n) / 2 - 1
            v = p * (1 - p) * (1 + star * ((1 - p) / (2 - p) + p / (1 + p))) / (m * n)
            return (auc - p) ** 2 - Z * Z * v
        inner = (mp.mpf("1e-9"), 1 - mp.mpf("1e-9"))
        limits = [mp.mpf(0), mp.mpf(1)]
        if auc > 0:
            limits[0] = mp.findroot(equation, (inner[0], min(auc, inner[1])), solver="anderson")
        if auc < 1:
            limits[1] = mp.findroot(equation, (max(auc, inner[0]), inner[1]), solver="anderson")
        out["probability_of_superiority"] = [auc] + limits
    return out


def signed_rank(d):
    n = len(d)
    r = ranks([abs(v) for v in d])
    v = sum((a for a, b in zip(r, d) if b > 0), Fraction(0))
    averages = sorted((mp.mpf(d[i]) + mp.mpf(d[j])) / 2 for i in range(n) for j in range(i, n))
    zeros = sum(b == 0 for b in d)
    exact = ties([abs(b) for b in d]) == 0 and zeros == 0 and n <= 50
    if exact:
        counts = [1] + [0] * (n * (n + 1) // 2)
        for i in range(1, n + 1):
            for k in range(len(counts) - 1, i - 1, -1):
                counts[k] += counts[k - i]
        share = exact_two_sided(counts, int(v))
        p, k = mp.log(mp.mpf(share.numerator) / share.denominator), limit_index(counts)
    else:
        kept = [b for b in d if b != 0]
        r = ranks([abs(b) for b in kept])
        v = sum((a for a, b in zip(r, kept) if b > 0), Fraction(0))
        k = len(kept)

        def sigma(n, t):
            return mp.sqrt(mp.mpf(n * (n + 1) * (2 * n + 1)) / 24 - mp.mpf(t) / 48)
        z = corrected(mp.mpf(v.numerator) / v.denominator - mp.mpf(k * (k + 1)) / 4,
                      sigma(k, ties([abs(b) for b in kept])))
        p = log_normal_two_sided(z)
        k = max(1, int(mp.floor(mp.mpf(n * (n + 1)) / 4 - mp.mpf(1) / 2 - Z * sigma(n, ties(d)))) + 1)
    return {"wilcoxon_signed_rank": [mp.mpf(v.numerator) / v.denominator, None, p], "exact": exact,
            "pseudomedian": [middle(averages), averages[k - 1], averages[len(averages) - k]]}


def paired(d):
    v = [mp.mpf(x) for x in d]
    n = mp.mpf(len(v))
    df = n - 1
    sd = mp.sqrt(squares(v) / df)
    se = sd / mp.sqrt(n)
    t, q = mean(v) / se, t_quantile(df)
    low, high = noncentral_t_limits(t, df)
    return {"paired_t": [t, df, log_two_sided_t(t, df)],
            "mean_difference": [mean(v), mean(v) - q * se, mean(v) + q * se],
            "hedges_g": [mean(v) / sd * correction(df), low / mp.sqrt(n), high / mp.sqrt(n)],
            **signed_rank(d)}


def log_f_tail(f, a, b):
    return mp.log(mp.betainc(b / 2, a / 2, 0, b / (b + a * f), regularized=True))


def noncentral_f_cdf(f, a, b, l):
    x, total, half = a * f / (a * f + b), mp.mpf(0), l / 2
    for j in range(0, 4000):
        weight = mp.exp(-half + j * mp.log(half) - mp.loggamma(j + 1)) if half > 0 else mp.mpf(j == 0)
        if j > half and weight < mp.mpf(10) ** -28:
            break
        total += weight * mp.betainc(a / 2 + j, b / 2, 0, x, regularized=True)
    return total


def noncentral_f_limit(f, a, b, p):
    with mp.workdps(25):
        if noncentral_f_cdf(f, a, b, mp.mpf(0)) <= p:
            return None
        high = mp.mpf(1)
        while noncentral_f_cdf(f, a, b, high) > p:
            high *= 2
        return mp.findroot(lambda l: noncentral_f_cdf(f, a, b, l) - p, (high / 2 if high > 1 else
                           mp.mpf(0), high), solver="anderson", tol=1e-22)


def groups(samples):
    s = [[mp.mpf(v) for v in g] for g in samples]
    n, k = sum(map(len, s)), len(s)
    every = [v for g in s for v in g]
    within = mp.fsum(squares(g) for g in s)
    between = mp.fsum(len(g) * (mean(g) - mean(every)) ** 2 for g in s)
    a, b = mp.mpf(k - 1), mp.mpf(n - k)
    f = between / a / (within / b)
    w = [len(g) * (len(g) - 1) / squares(g) for g in s]
    total = mp.fsum(w)
    centre = mp.fsum(wi * mean(g) for wi, g in zip(w, s)) / total
    lack = mp.fsum((1 - wi / total) ** 2 / (len(g) - 1) for wi, g in zip(w, s)) / (k * k - 1)
    welch = mp.fsum(wi * (mean(g) - centre) ** 2 for wi, g in zip(w, s)) / a / (1 + 2 * (k - 2) * lack)
    limits = [noncentral_f_limit(f, a, b, mp.mpf(p)) for p in ("0.975", "0.025")]
    low, high = [None if l is None else l / (l + n) for l in limits]
    r = ranks([v for g in samples for v in g])
    sums, at = [], 0
    for g in samples:
        sums.append(sum(r[at:at + len(g)]))
        at += len(g)
    h = (Fraction(12, n * (n + 1)) * sum(x * x / len(g) for x, g in zip(sums, samples))
         - 3 * (n + 1)) / (1 - Fraction(ties([v for g in samples for v in g]), n ** 3 - n))
    h = mp.mpf(h.numerator) / h.denominator
    return {"anova": [f, a, b, log_f_tail(f, a, b)],
            "welch_anova": [welch, a, 1 / (3 * lack), log_f_tail(welch, a, 1 / (3 * lack))],
            "eta_squared": [between / (between + within), low or 0, high],
            "omega_squared": [max(mp.mpf(0), (between - a * within / b)
                                  / (between + within + within / b)), low or 0, high],
            "kruskal_wallis": [h, a, mp.log(mp.gammainc(a / 2, h / 2, regularized=True))],
            "epsilon_squared": [h / (n - 1), None, None]}


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return float(value) if isinstance(value, (mp.mpf, Fraction)) else value


two = [{"name": n, "x": x, "y": y, "values": plain({**two_means(x, y), **mann_whitney(x, y)})}
       for n, x, y in two_sample_cases()]
several = [{"name": n, "samples": s, "values": plain(groups(s))} for n, s in group_cases()]
pairs = [{"name": n, "differences": d, "values": plain(paired(d))} for n, d in paired_cases()]
json.dump({"program": "mpmath", "version": mp.__version__, "confidence": 0.95, "two": two,
           "several": several, "paired": pairs}, sys.stdout, indent=1)
print()
