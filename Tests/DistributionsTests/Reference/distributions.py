"""Reference values for the distributions, at 60 digits with mpmath.

Run as: python3 distributions.py > distributions.json
Each value carries the call that made it; arguments are the doubles that the tests pass.
"""
import json
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 60
values = []


def record(name, arguments, call, value):
    values.append({"function": name, "arguments": arguments, "call": call,
                   "value": float(value)})


def normal_upper(z):
    return mp.erfc(mpf(z) / mp.sqrt(2)) / 2


for z in [0.0, 0.001, 0.3, 0.7, 1.0, 1.959963984540054, 3.0, 5.5, 8.3, 12.0, 20.0, 29.9, 30.1,
          37.5, 38.6, 50.0, 282.842712474619, 1e4, 1e8]:
    tail = normal_upper(z)
    record("normal.logUpperTail", [z], "log(erfc(z/sqrt(2))/2)", mp.log(tail))
    record("normal.logUpperTail", [-z], "log(1 - erfc(z/sqrt(2))/2)", mp.log1p(-tail))
    if z > 0:
        record("normal.logTwoSided", [z], "log(erfc(z/sqrt(2)))", mp.log(2 * tail))
    if tail > mpf("1e-300"):
        record("normal.upperTail", [z], "erfc(z/sqrt(2))/2", tail)
for p in [0.5, 0.3, 0.025, 0.001, 1e-10, 1e-100, 1e-300]:
    z = mp.findroot(lambda t: mp.log(normal_upper(t)) - mp.log(mpf(p)),
                    float(mp.sqrt(-2 * mp.log(p))) * 0.8)
    if p == 0.5:
        z = mpf(0)
    record("normal.upperQuantile", [p], "findroot(log(erfc(z/sqrt(2))/2) - log(p))", z)


def gamma_q(a, x):
    """Q(a, x) by the series for P or Legendre's fraction, whichever suits."""
    a, x = mpf(a), mpf(x)
    prefix = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    if x < a + 1:
        return 1 - gamma_p_series(a, x, prefix)
    return prefix * gamma_fraction(a, x)


def gamma_p(a, x):
    a, x = mpf(a), mpf(x)
    prefix = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    if x < a + 1:
        return gamma_p_series(a, x, prefix)
    return 1 - prefix * gamma_fraction(a, x)


def gamma_p_series(a, x, prefix):
    term = total = 1 / a
    k = a
    while term > total * mpf(10) ** -70:
        k += 1
        term *= x / k
        total += term
    return prefix * total


def gamma_fraction(a, x):
    b = x + 1 - a
    c = mpf(10) ** 200
    d = 1 / b
    h = d
    for i in range(1, 10 ** 6):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= c * d
        if abs(c * d - 1) < mpf(10) ** -58:
            return h
    raise ArithmeticError("fraction")


def binary(x):
    return mpf(x)


chi = [(1, 3.841458820694124), (1, 80000.0), (1, 4.9237), (1, 92.205), (1, 1e-6), (1, 0.3),
       (1, 1400.0), (1, 1e9), (2, 5.0), (2, 1500.0), (3, 0.01), (4, 9.488), (4, 2e4), (5, 700.0),
       (10, 3.0), (15, 60.0), (15, 1287.0), (15, 1300.0), (100, 80.0), (100, 124.3), (100, 5000.0),
       (999, 1100.0), (999, 9e4), (998001, 1000000.0), (998001, 998001.0), (998001, 990000.0),
       (998001, 1.2e6), (998001, 3e6), (0.5, 2.0), (7.5, 1e4), (1, 6e9)]
for df, x in chi:
    q = gamma_q(mpf(df) / 2, binary(x) / 2)
    p = gamma_p(mpf(df) / 2, binary(x) / 2)
    arguments = [float(df), x]
    record("chiSquared.logUpperTail", arguments, "log gammainc(df/2, x/2, inf, regularized)",
           mp.log(q) if q < 0.5 else mp.log1p(-p))
    record("chiSquared.logCumulative", arguments, "log gammainc(df/2, 0, x/2, regularized)",
           mp.log(p) if p < 0.5 else mp.log1p(-q))
    if q > mpf("1e-290"):
        record("chiSquared.upperTail", arguments, "gammainc(df/2, x/2, inf, regularized)", q)
    if p > mpf("1e-290"):
        record("chiSquared.cumulative", arguments, "gammainc(df/2, 0, x/2, regularized)", p)
for df, x in [(1000.0, 10.0), (40.0, 1e-15), (998001.0, 9e5)]:
    record("chiSquared.logCumulative", [df, x], "log gammainc(df/2, 0, x/2, regularized)",
           mp.log(gamma_p(mpf(df) / 2, mpf(x) / 2)))


def noncentral_upper(df, ncp, x):
    df, half, y = mpf(df), mpf(ncp) / 2, mpf(x) / 2
    centre = int(half)
    start = max(0, centre - int(40 * mp.sqrt(half)) - 40)
    stop = centre + int(40 * mp.sqrt(half)) + 200
    a = df / 2 + start
    weight = mp.exp(start * mp.log(half) - half - mp.loggamma(start + 1))
    step = mp.exp(a * mp.log(y) - y - mp.loggamma(a + 1))
    q = gamma_q(a, y)
    upper = lower = mpf(0)
    for j in range(start, stop):
        upper += weight * q
        lower += weight * (1 - q)
        q += step
        a += 1
        step *= y / a
        weight *= half / (j + 1)
    return lower, upper


for df, ncp, x in [(1.0, 5.0, 3.0), (1.0, 0.01, 4.0), (4.0, 12.0, 30.0), (4.0, 12.0, 2.0),
                   (15.0, 100.0, 180.0), (15.0, 100.0, 60.0), (9.0, 1e4, 9800.0),
                   (9.0, 1e4, 10400.0), (1000.0, 300.0, 1500.0), (1.0, 2e6, 1995000.0),
                   (2.0, 1e3, 2500.0), (3.0, 50.0, 0.5)]:
    lower, upper = noncentral_upper(df, ncp, x)
    call = "sum of Poisson(ncp/2) weights times gammainc(df/2 + j, x/2, regularized)"
    record("noncentralChiSquared.cumulative", [df, ncp, x], call, lower)
    record("noncentralChiSquared.upperTail", [df, ncp, x], call, upper)


def beta_lower(a, b, x):
    """I_x(a, b) by the series x^a/(a B) sum (1-b)_k x^k/(k! ...), in the form with one sign."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    prefix = mp.exp(a * mp.log(x) + b * mp.log1p(-x)
                    - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)) / a
    term = total = mpf(1)
    k = 0
    while term > total * mpf(10) ** -65:
        term *= x * (a + b + k) / (a + 1 + k)
        total += term
        k += 1
    return prefix * total


for df, t in [(1.0, 0.3), (1.0, 1e8), (3.0, 2.0), (5.5, 12.0), (30.0, 2.042), (30.0, 1e20),
              (200.0, 60.0), (2000.0, 90.0), (10.0, 1e-3), (1e5, 1.96)]:
    square = mpf(t) ** 2
    x = mpf(df) / (mpf(df) + square)
    two = beta_lower(mpf(df) / 2, mpf(1) / 2, x) if x < 0.9999999 else \
        1 - beta_lower(mpf(1) / 2, mpf(df) / 2, 1 - x)
    record("studentT.logTwoSided", [df, t], "log betainc(df/2, 1/2, 0, df/(df+t^2))", mp.log(two))
for d1, d2, f in [(1.0, 10.0, 4.96), (3.0, 50.0, 2.8), (5.0, 100.0, 900.0), (2.0, 2000.0, 4000.0),
                  (12.0, 7.0, 0.2), (4.0, 400.0, 1e9)]:
    x = mpf(d2) / (mpf(d2) + mpf(d1) * mpf(f))
    record("fisherF.logUpperTail", [d1, d2, f], "log betainc(d2/2, d1/2, 0, d2/(d2+d1 f))",
           mp.log(beta_lower(mpf(d2) / 2, mpf(d1) / 2, x)))

for n in [0.25, 0.5, 1.0, 2.0, 7.0, 15.5, 39.0, 41.0, 1e3, 1e7, 3e9, 1e18]:
    with mp.workdps(120):
        value = mp.loggamma(mpf(n) + 1) - ((mpf(n) + 0.5) * mp.log(n) - mpf(n)
                                           + mp.log(2 * mp.pi) / 2)
    record("stirlingError", [n], "loggamma(n+1) - ((n+1/2) log(n) - n + log(2 pi)/2)", value)
for d in [-1.0, -0.999, -0.5, -0.19, -0.1, -1e-3, -1e-8, -1e-12, 1e-15, 1e-9, 1e-4, 0.05, 0.21,
          0.3, 1.0, 40.0, 1e6]:
    with mp.workdps(120):
        value = mpf(1) if d == -1 else (1 + mpf(d)) * mp.log(1 + mpf(d)) - mpf(d)
    record("devianceTerm", [d], "(1+d) log(1+d) - d", value)

for n, p, k in [(20, 0.3, 4), (10 ** 6, 0.25, 251000), (3 * 10 ** 9, 0.5, 1500100000),
                (12 * 10 ** 9, 0.25, 4 * 10 ** 9), (50, 1e-5, 3), (100, 0.5, 100), (100, 0.5, 0)]:
    value = (mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
             + k * mp.log(mpf(p)) + (n - k) * mp.log1p(-mpf(p)))
    record("binomial.logProbability", [float(n), p, float(k)], "log binomial pmf", value)
for n, p, k in [(20, 0.3, 12), (1000, 0.1, 160), (10 ** 6, 0.25, 270000), (500, 0.5, 500)]:
    term = mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
                  + k * mp.log(mpf(p)) + (n - k) * mp.log1p(-mpf(p)))
    total = mpf(0)
    for j in range(k, n + 1):
        total += term
        if term < total * mpf(10) ** -55:
            break
        term *= mpf(n - j) / (j + 1) * mpf(p) / (1 - mpf(p))
    record("binomial.logUpperTail", [float(n), p, float(k)], "log sum of binomial pmf", mp.log(total))


def log_hypergeometric(N, K, n, k):
    def choose(a, b):
        return mp.loggamma(a + 1) - mp.loggamma(b + 1) - mp.loggamma(a - b + 1)
    return choose(K, k) + choose(N - K, n - k) - choose(N, n)


def log_hypergeometric_upper(N, K, n, k):
    term = total = mpf(1)
    j = k
    while j < min(n, K):
        term *= mpf((K - j) * (n - j)) / ((j + 1) * (N - K - n + j + 1))
        total += term
        j += 1
        if term < total * mpf(10) ** -45:
            break
    return log_hypergeometric(N, K, n, k) + mp.log(total)


for N, K, n, k in [(20, 8, 10, 7), (2771, 1755, 1493, 1198), (189, 59, 74, 30),
                   (10 ** 6, 10 ** 5, 10 ** 4, 1200), (12 * 10 ** 9, 6 * 10 ** 9, 6 * 10 ** 9, 3 * 10 ** 9 + 50000),
                   (12 * 10 ** 9, 6 * 10 ** 9, 6 * 10 ** 9, 4 * 10 ** 9), (10 ** 5, 100, 5000, 60)]:
    arguments = [float(v) for v in (N, K, n, k)]
    with mp.workdps(80):
        pmf, upper = log_hypergeometric(N, K, n, k), log_hypergeometric_upper(N, K, n, k)
    record("hypergeometric.logProbability", arguments, "loggamma form of the pmf", pmf)
    record("hypergeometric.logUpperTail", arguments, "pmf times ratio series", upper)

for N, K, n, theta, k in [(189, 59, 74, 0.7, 30), (20, 8, 10, -3.0, 2), (20, 8, 10, 50.0, 7),
                          (20, 18, 15, -40.0, 14), (10 ** 5, 4 * 10 ** 4, 10 ** 4, 1.25, 6900),
                          (10 ** 6, 10 ** 3, 10 ** 5, 0.0, 110)]:
    low, high = max(0, n + K - N), min(n, K)
    weight, psi = mpf(1), mp.exp(mpf(theta))
    total = first = upper = lower = mpf(0)
    for j in range(low, high + 1):
        total += weight
        first += weight * j
        upper += weight if j >= k else 0
        lower += weight if j <= k else 0
        if j < high:
            weight *= psi * (K - j) * (n - j) / ((j + 1) * mpf(N - K - n + j + 1))
    arguments = [float(N), float(K), float(n), theta, float(k)]
    record("fisherNoncentral.mean", arguments, "ratio sum over the whole support", first / total)
    record("fisherNoncentral.upperTail", arguments, "ratio sum over the whole support",
           upper / total)
    record("fisherNoncentral.cumulative", arguments, "ratio sum over the whole support",
           lower / total)

json.dump({"program": "mpmath", "version": mpmath.__version__, "digits": 60, "values": values},
          sys.stdout, indent=1)
print()
