"""Rates of events with exposure: intervals solved at 40 digits, and negative-binomial maxima.

Run as: python3 rates.py > rates.json
"""
import json
import random
import sys

import mpmath as mp

mp.mp.dps = 40
ALPHA = mp.mpf("0.05")
Z = mp.findroot(lambda z: mp.erfc(z / mp.sqrt(2)) - ALPHA, 1.96)

TWO = [(11, 800, 3, 1000), (60, 51477.5, 30, 54308.7), (41, 28010, 15, 19017), (0, 10, 5, 20),
       (4, 12.5, 0, 40), (1, 1, 1, 1), (2000, 1e3, 1890, 990), (7, 3.5, 7, 3.5), (150, 20, 3, 9)]


def log_tail_binomial(k, n, p, upper):
    """ln P(X >= k) or ln P(X <= k)."""
    if upper:
        return mp.mpf(0) if k == 0 else mp.log(mp.betainc(k, n - k + 1, 0, p, regularized=True))
    return mp.mpf(0) if k == n else mp.log(mp.betainc(n - k, k + 1, 0, 1 - p, regularized=True))


def pmf(k, n, p):
    return mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
                  + k * mp.log(p) + (n - k) * mp.log(1 - p))


def solve(f, low, high):
    return mp.findroot(f, (low, high), solver="anderson", tol=1e-30, maxsteps=400)


def logit_solve(f):
    """The root in p in (0, 1) of an increasing f, looked for in ln(p/(1-p))."""
    to = lambda x: 1 / (1 + mp.exp(-x))
    low, high = mp.mpf(-1), mp.mpf(1)
    while f(to(low)) > 0:
        low *= 2
    while f(to(high)) < 0:
        high *= 2
    for _ in range(160):
        mid = (low + high) / 2
        if f(to(mid)) > 0:
            high = mid
        else:
            low = mid
    return to((low + high) / 2)


def two_rates(x, t, y, u):
    x, y = int(x), int(y)
    t, u = mp.mpf(t), mp.mpf(u)
    n, p = x + y, t / (t + u)
    share = lambda q: None if q == 1 else q / (1 - q) * u / t
    # as R: every outcome no likelier than this one, to a relative 1e-7
    limit = pmf(x, n, p) * (1 + mp.mpf("1e-7"))
    terms = [pmf(k, n, p) for k in range(n + 1)]
    exact = mp.log(mp.fsum(w for w in terms if w <= limit))
    low = mp.mpf(0) if x == 0 else logit_solve(
        lambda q: mp.exp(log_tail_binomial(x, n, q, True)) - ALPHA / 2)
    high = mp.mpf(1) if x == n else logit_solve(
        lambda q: ALPHA / 2 - mp.exp(log_tail_binomial(x, n, q, False)))
    mid_up = lambda q: mp.exp(log_tail_binomial(x, n, q, True)) - pmf(x, n, q) / 2
    mid_down = lambda q: mp.exp(log_tail_binomial(x, n, q, False)) - pmf(x, n, q) / 2
    mid = mp.log(min(mp.mpf(1), 2 * min(mid_up(p), mid_down(p))))
    mid_low = mp.mpf(0) if x == 0 else logit_solve(lambda q: mid_up(q) - ALPHA / 2)
    mid_high = mp.mpf(1) if x == n else logit_solve(lambda q: ALPHA / 2 - mid_down(q))
    z = (x * u - y * t) / mp.sqrt(n * t * u)
    # (x - y rho)^2 = z^2 (x + y) rho
    a, b, c = mp.mpf(y) ** 2, -(2 * x * y + Z * Z * n), mp.mpf(x) ** 2
    root = mp.sqrt(b * b - 4 * a * c)
    score = [2 * c / (-b + root) * u / t, None if y == 0 else (-b + root) / (2 * a) * u / t]
    difference = x / t - y / u

    def distance(d):
        # The most likely rates that differ by d.
        b, c = (t + u) * d - n, -y * d
        second = (-b + mp.sqrt(b * b - 4 * (t + u) * c)) / (2 * (t + u))
        first = second + d
        return (difference - d) / mp.sqrt(first / t + second / u)
    scale = mp.sqrt((x + 1) / t ** 2 + (y + 1) / u ** 2)
    limits = []
    for sign in (1, -1):
        inside, outside = difference, difference - sign * scale
        while sign * distance(outside) < Z:
            outside -= sign * scale
        for _ in range(170):
            middle = (inside + outside) / 2
            if sign * distance(middle) < Z:
                inside = middle
            else:
                outside = middle
        limits.append(outside)
    ratio = None if y == 0 else x / t / (y / u)
    return {"exact_log_p": exact, "mid_log_p": mid,
            "score": [z, mp.log(mp.erfc(abs(z) / mp.sqrt(2))) if z else mp.mpf(0)],
            "exact_ratio": [ratio, share(low), share(high)],
            "mid_ratio": [ratio, share(mid_low), share(mid_high)],
            "score_ratio": [ratio] + score,
            "difference": [difference] + limits}


def one_rate(x, t):
    t = mp.mpf(t)
    def bisect(f, high):
        low = mp.mpf(0)
        for _ in range(180):
            mid = (low + high) / 2
            low, high = (mid, high) if f(mid) < 0 else (low, mid)
        return high
    top = x + 20 * mp.sqrt(x + 1) + 20
    low = 0 if x == 0 else bisect(lambda m: mp.gammainc(x, 0, m, regularized=True) - ALPHA / 2, top)
    high = bisect(lambda m: ALPHA / 2 - mp.gammainc(x + 1, m, regularized=True), top)
    return [x / t, low / t, high / t]


def log_chi(x, df):
    return mp.log(mp.gammainc(mp.mpf(df) / 2, x / 2, regularized=True))


def group_cases():
    r = random.Random(3)
    def nb(mean, theta):
        level, k = mean * r.gammavariate(theta, 1 / theta), 0
        left = r.expovariate(1)
        while left < level:
            k += 1
            left += r.expovariate(1)
        return k
    plain = lambda n, mean, theta: [nb(mean, theta) for _ in range(n)]
    yield "three groups, one exposure", [plain(40, m, 1.5) for m in (2, 3, 5)], None
    exposures = [[round(r.uniform(0.2, 3), 2) for _ in range(n)] for n in (30, 45)]
    yield "two groups, exposures", [[nb(m * e, 2) for e in es] for m, es in zip((3, 4.5), exposures)], \
        exposures
    yield "heavy tail", [plain(60, m, 0.3) for m in (8, 20)], None
    exposures = [[1 + i % 4 for i in range(50)] for _ in range(4)]
    yield "little over-dispersion", [[nb(m * e, 25) for e in es] for m, es in zip((4, 5, 6, 5), exposures)], \
        exposures
    yield "a group of zeros", [plain(30, 2, 1), [0] * 20, plain(30, 4, 1)], None
    yield "large counts", [plain(25, m, 5) for m in (3000, 4000)], None


def grouped(counts, exposures):
    t = [[mp.mpf(e) for e in es] for es in (exposures or [[1] * len(g) for g in counts])]
    y = counts
    flat = [(k, e) for g, es in zip(y, t) for k, e in zip(g, es)]
    totals = [(sum(g), mp.fsum(es)) for g, es in zip(y, t)]
    overall = mp.mpf(sum(x for x, _ in totals)) / mp.fsum(e for _, e in totals)
    g2 = 2 * mp.fsum(x * mp.log(x / (overall * e)) for x, e in totals if x)
    pearson = mp.fsum((x - overall * e) ** 2 / (overall * e) for x, e in totals)
    df = len(y) - 1
    means = [[mp.mpf(x) / e * v for v in es] for (x, e), es in zip(totals, t)]
    fitted = [(k, m, m / x) for g, ms, (x, _) in zip(y, means, totals) if x for k, m in zip(g, ms)]
    dean = (mp.fsum((k - m) ** 2 - k + m * h for k, m, h in fitted)
            / mp.sqrt(2 * mp.fsum(m * m for _, m, _ in fitted)))
    zero_groups = sum(x == 0 for x, _ in totals)
    n = len(flat)
    dispersion = mp.fsum((k - m) ** 2 / m for k, m, _ in fitted) / (n - len(y))
    poisson = lambda groups: mp.fsum(k * mp.log(m) - m - mp.loggamma(k + 1) for k, m in groups)

    def likelihood(theta, k, m):
        return (mp.loggamma(k + theta) - mp.loggamma(theta) - mp.loggamma(k + 1)
                + theta * mp.log(theta / (theta + m)) + (k * mp.log(m / (theta + m)) if k else 0))

    def maximum(groups, theta):
        """Joint maximum over ln rates and theta: groups of (count, exposure)."""
        groups = [g for g in groups if sum(k for k, _ in g)]
        rates = [mp.log(mp.mpf(sum(k for k, _ in g)) / mp.fsum(e for _, e in g)) for g in groups]
        s = mp.log(mp.mpf(theta))

        def fit(theta, start):
            out = []
            for g, b in zip(groups, start):
                for _ in range(60):
                    m = [(k, e * mp.exp(b)) for k, e in g]
                    score = mp.fsum((k - v) / (1 + v / theta) for k, v in m)
                    slope = mp.fsum(v * (1 + k / theta) / (1 + v / theta) ** 2 for k, v in m)
                    b += score / slope
                    if abs(score / slope) < mp.mpf(10) ** -32:
                        break
                out.append(b)
            return out

        def profile_score(s):
            theta = mp.exp(s)
            rates[:] = fit(theta, rates)
            total = mp.mpf(0)
            for g, b in zip(groups, rates):
                for k, e in g:
                    m = e * mp.exp(b)
                    total += (mp.psi(0, k + theta) - mp.psi(0, theta) + 1 + mp.log(theta)
                              - mp.log(theta + m) - (k + theta) / (m + theta))
            return total * theta
        s = mp.findroot(profile_score, (s, s + mp.mpf("0.05")), solver="secant", tol=1e-25)
        theta = mp.exp(s)
        rates[:] = fit(theta, rates)
        ll = mp.fsum(likelihood(theta, k, e * mp.exp(b)) for g, b in zip(groups, rates) for k, e in g)
        errors = [1 / mp.sqrt(mp.fsum(e * mp.exp(b) / (1 + e * mp.exp(b) / theta) for _, e in g))
                  for g, b in zip(groups, rates)]
        return theta, rates, errors, ll
    start = mp.mpf(1) / max((dispersion - 1) / (mp.mpf(sum(k for k, _ in flat)) / n), mp.mpf("0.01"))
    theta, rates, errors, ll = maximum([list(zip(g, es)) for g, es in zip(y, t)], start)
    null_theta, _, _, null = maximum([flat], start)
    lr = 2 * (ll - null)
    ratios = []
    if not zero_groups:
        for b, s in zip(rates[1:], errors[1:]):
            d, e = b - rates[0], mp.sqrt(s * s + errors[0] ** 2)
            ratios.append([mp.exp(d), mp.exp(d - Z * e), mp.exp(d + Z * e)])
    poisson_ll = poisson([(k, m) for k, m, _ in fitted])
    return {"likelihood_ratio": [g2, df, log_chi(g2, df)], "pearson": [pearson, df, log_chi(pearson, df)],
            "dean": [dean, mp.log(mp.erfc(dean / mp.sqrt(2)) / 2)], "pearson_dispersion": dispersion,
            "theta": theta, "null_theta": null_theta, "log_likelihood": ll, "poisson_log_likelihood": poisson_ll,
            "nb_likelihood_ratio": [lr, df, log_chi(lr, df)], "nb_ratios": ratios}


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return float(value) if isinstance(value, mp.mpf) else value


json.dump({"program": "mpmath", "version": mp.__version__, "confidence": 0.95,
           "two": [{"counts": [x, y], "exposures": [t, u], "values": plain(two_rates(x, t, y, u))}
                   for x, t, y, u in TWO],
           "one": [{"count": x, "exposure": t, "values": plain(one_rate(x, t))}
                   for x, t in [(0, 10), (1, 2.5), (17, 4.25), (137, 24.19893), (5000, 1000)]],
           "groups": [{"name": n, "counts": c, "exposures": e, "values": plain(grouped(c, e))}
                      for n, c, e in group_cases()]}, sys.stdout, indent=1)
print()
