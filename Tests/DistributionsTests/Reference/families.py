"""Reference values for every family: densities, both tails as logarithms, and quantiles.

Run as: python3 families.py > families.json        (about five minutes; mpmath with gmpy2)

All at 60 digits or more with mpmath. Central tails are summed as the series
I_x(a,b) = x^a y^b/(a B) sum (a+b)_k x^k/(a+1)_k and P(a,x) = x^a e^-x/Gamma(a+1) sum x^k/(a+1)_k;
noncentral ones as Poisson mixtures over the whole range that can matter, and where the two halves
of a noncentral t cancel, with as many more digits as they lose. A quantile is the point itself,
moved by one Newton step to the double that the logarithm of its tail was rounded to.
"""
import json
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 60
cases = []


def gamma_term(a, x):
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))


def gamma_tails(a, x):
    if x > a + 1:
        upper = a * gamma_term(a, x) * gamma_fraction(a, x)
        return 1 - upper, upper
    return (lambda p: (p, 1 - p))(gamma_term(a, x) * series(lambda k: x / (a + k)))


def gamma_fraction(a, x):
    b, c = x + 1 - a, mpf(10) ** 200
    d = h = 1 / b
    for i in range(1, 10 ** 7):
        an = i * (a - i)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= c * d
        if abs(c * d - 1) < mpf(10) ** -58:
            return h
    raise ArithmeticError("fraction")


def series(ratio):
    term = total = mpf(1)
    k = 0
    while term > total * mpf(10) ** (-mp.dps - 8):
        k += 1
        term *= ratio(k)
        total += term
    return total


def beta_term(a, b, x, y):
    return mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a + 1)
                  - mp.loggamma(b))


def beta_tails(a, b, x, y):
    if x < mpf("1e-4"):
        # The other series would take 1/x terms; this one's complement, more digits.
        more = max(0, int(-mp.log10(beta_term(b, a, y, x)))) + 20
        with mp.workdps(mp.dps + more):
            return beta_tails_low(a, b, x, 1 - x)
    if x * (a + b + 2) > a + 1:
        upper, lower = beta_tails_low(b, a, y, x)
        return lower, upper
    return beta_tails_low(a, b, x, y)


def beta_tails_low(a, b, x, y):
    p = beta_term(a, b, x, y) * series(lambda k: x * (a + b + k - 1) / (a + k))
    return p, 1 - p


class GammaKernel:
    def __init__(self, x):
        self.x = x

    def growth(self, a):
        return self.x / (a + 1)

    def term(self, a):
        return gamma_term(a, self.x)

    def tails(self, a):
        return gamma_tails(a, self.x)


class BetaKernel:
    def __init__(self, b, x, y):
        self.b, self.x, self.y = b, x, y

    def growth(self, a):
        return self.x * (a + self.b) / (a + 1)

    def term(self, a):
        return beta_term(a, self.b, self.x, self.y)

    def tails(self, a):
        return beta_tails(a, self.b, self.x, self.y)


def mixture(m, a, kernel, c=mpf(0)):
    """Sums of w_j P(a+j), w_j Q(a+j) and w_j (a+j) h(a+j): the last is the density of ln x."""
    if m == 0:
        if c:
            return mpf(0), mpf(0), mpf(0)
        p, q = kernel.tails(a)
        return p, q, a * kernel.term(a)
    def ratio(j):
        return m / (j + 1 + c) * kernel.growth(a + j)
    start, stop = 0, 1
    while ratio(stop) > 1:
        stop *= 2
    while stop - start > 1:
        middle = (start + stop) // 2
        start, stop = (middle, stop) if ratio(middle) > 1 else (start, middle)
    # So many standard deviations below and above that the digits are all there.
    low, high, reach = min(m, stop), max(m, stop), 15 + mp.sqrt(10 * mp.dps)
    first = max(0, int(low - reach * mp.sqrt(m) - 60))
    last = int(high + reach * mp.sqrt(high) + 100 + 3 * mp.dps)
    weight = mp.exp((first + c) * mp.log(m) - m - mp.loggamma(first + c + 1))
    term, q = kernel.term(a + first), kernel.tails(a + first)[1]
    upper = density = mpf(0)
    steps = []
    for j in range(first, last):
        steps.append((weight, term))
        upper += weight * q
        density += weight * (a + j) * term
        q += term
        term *= kernel.growth(a + j)
        weight *= m / (j + 1 + c)
    p, lower = kernel.tails(a + last)[0], mpf(0)
    for weight, term in reversed(steps):
        p += term
        lower += weight * p
    return lower, upper, density


def record(family, parameters, x, lower, upper, density):
    """`density` is that of x itself. One Newton step moves x to the rounded logarithms."""
    log_lower = mp.log(lower) if lower < 0.5 else mp.log1p(-upper)
    log_upper = mp.log(upper) if upper < 0.5 else mp.log1p(-lower)
    case = {"family": family, "parameters": [float(v) for v in parameters], "x": float(x),
            "logLower": float(log_lower), "logUpper": float(log_upper)}
    case["logDensity"] = float(mp.log(density))
    # Below 1e-300 only logarithms are compared, and a logarithm that is nearly 0 has no digits to
    # find the point by.
    if lower > mpf("1e-300"):
        case["lower"] = float(lower)
    if upper > mpf("1e-300"):
        case["upper"] = float(upper)
    if case["logLower"] < -1e-290:
        case["quantile"] = float(x + (mpf(case["logLower"]) - log_lower) * lower / density)
    if case["logUpper"] < -1e-290:
        case["upperQuantile"] = float(x - (mpf(case["logUpper"]) - log_upper) * upper / density)
    cases.append(case)
    print(family, parameters, x, mp.nstr(log_lower, 8), mp.nstr(log_upper, 8), file=sys.stderr)


def gamma(shape, rate, x):
    a, y = mpf(shape), mpf(rate) * mpf(x)
    lower, upper = gamma_tails(a, y)
    record("gamma", [shape, rate], mpf(x), lower, upper, a * gamma_term(a, y) / mpf(x))


def chi_squared(df, x):
    a, y = mpf(df) / 2, mpf(x) / 2
    lower, upper = gamma_tails(a, y)
    record("chiSquared", [df], mpf(x), lower, upper, a * gamma_term(a, y) / mpf(x))


def beta(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    lower, upper = beta_tails(a, b, x, 1 - x)
    record("beta", [a, b], x, lower, upper, a * beta_term(a, b, x, 1 - x) / (x * (1 - x)))


def fisher_f(d1, d2, f):
    noncentral_f(d1, d2, 0, f, "fisherF", [d1, d2])


def noncentral_f(d1, d2, ncp, f, family="noncentralF", parameters=None):
    a, b, f = mpf(d1) / 2, mpf(d2) / 2, mpf(f)
    x, y = a * f / (b + a * f), b / (b + a * f)
    lower, upper, density = mixture(mpf(ncp) / 2, a, BetaKernel(b, x, y))
    record(family, parameters or [d1, d2, ncp], f, lower, upper, density / f)


def noncentral_chi_squared(df, ncp, x):
    lower, upper, density = mixture(mpf(ncp) / 2, mpf(df) / 2, GammaKernel(mpf(x) / 2))
    record("noncentralChiSquared", [df, ncp], mpf(x), lower, upper, density / mpf(x))


def student_t(df, t):
    noncentral_t(df, 0, t, "studentT", [df])


def noncentral_t(df, delta, t, family="noncentralT", parameters=None):
    nu, d, s = mpf(df), abs(mpf(delta)), abs(mpf(t))
    opposite = (delta > 0 > t) or (delta < 0 < t)
    # The halves cancel to about exp(-δ² - 2 δ min(|t|, √ν)) of themselves.
    lost = d * d + 4 * d * min(s, mp.sqrt(nu))
    more = int(lost / mp.log(10)) + 40 if opposite else 0
    with mp.workdps(mp.dps + more):
        kernel = BetaKernel(nu / 2, s * s / (nu + s * s), nu / (nu + s * s))
        m = d * d / 2
        p0, q0, f0 = mixture(m, mpf(1) / 2, kernel)
        p1, q1, f1 = mixture(m, mpf(1), kernel, mpf(1) / 2)
        below = mp.erfc(d / mp.sqrt(2)) / 2
        if opposite:
            far = (q0 - q1) / 2
            density = (f0 - f1) / s
            lower, upper = (far, 1 - far) if t < 0 else (1 - far, far)
        else:
            far = (q0 + q1) / 2
            near = below + (p0 + p1) / 2
            density = (f0 + f1) / s
            lower, upper = (near, far) if t > 0 else (far, near)
    record(family, parameters or [df, delta], mpf(t), lower, upper, density)


def normal(z):
    z = mpf(z)
    upper, lower = mp.erfc(z / mp.sqrt(2)) / 2, mp.erfc(-z / mp.sqrt(2)) / 2
    record("normal", [], z, lower, upper, mp.npdf(z))


for z in [-200.0, -39.0, -8.0, -1.0, 0.25, 2.0, 6.0, 37.0, 40.0, 150.0, 1e5]:
    normal(z)
for shape, rate, x in [(0.05, 1, 1e-300), (0.05, 1, 2.0), (0.05, 3, 400.0), (1, 2, 1e-12),
                       (3, 0.1, 9000.0), (12, 1, 0.001), (12, 1, 6.2), (12, 1, 20.9),
                       (1e3, 1, 20.0), (1e3, 1, 1010.0), (1e3, 1, 3000.0), (1e6, 1, 963700.0),
                       (1e6, 1, 1e6), (1e6, 0.7, 1.5e6), (3e9, 1, 3e9 + 1000.5),
                       (3e9, 1, 3e9 - 2.1e6), (3e9, 1, 3.01e9)]:
    gamma(shape, rate, x)
for df, x in [(0.1, 1e-20), (0.1, 0.5), (0.1, 1500.0), (1, 1e-300), (1, 3.84), (1, 80000.0),
              (3, 1e-6), (3, 1600.0), (30, 1e-15), (30, 43.8), (1e6, 9.5e5), (1e6, 1e6),
              (1e6, 1.06e6), (1e6, 4e6), (1e6, 1e3)]:
    chi_squared(df, x)
for a, b, x in [(0.5, 20.5, 1e-9), (0.5, 0.5, 0.25), (0.05, 0.05, 1e-200), (0.05, 500, 0.3),
                (1, 20, 0.168), (6, 25, 0.02), (6, 25, 0.6), (6, 25, 1e-60), (300, 2, 0.05),
                (300, 2, 0.999), (2500, 7500, 0.26), (2500, 7500, 0.6), (5e5, 5e5, 0.5),
                (5e5, 5e5, 0.519), (5e5, 5e5, 0.7), (5e5, 3, 0.9999), (1e9, 2e9, 0.3333),
                (1e9, 2e9, 0.34), (1e3, 3e9, 4e-7)]:
    beta(a, b, x)
for df, t in [(0.1, 0.01), (0.1, -50.0), (0.1, 1e200), (1, 0.3), (1, 1e250), (1, -1e8),
              (2.5, 4.0), (5, 1e-3), (5, -30.0), (5, 1e70), (30, 2.042), (30, 1e15), (200, -60.0),
              (1e3, 38.0), (1e6, 1.96), (1e6, -37.0), (1e6, 38.5), (1e6, 3000.0), (1e10, 2.5)]:
    student_t(df, t)
for d1, d2, f in [(0.1, 5, 1e-8), (0.1, 5, 3.0), (5, 0.1, 1e6), (5, 0.1, 1e-9), (1, 10, 4.96),
                  (3, 50, 2.8), (3, 50, 1e-100), (3, 50, 1e-300), (3, 50, 1e14), (12, 7, 0.2),
                  (4, 400, 1e9), (100, 300, 0.01), (100, 300, 30.0), (1e6, 20, 2.1),
                  (1e6, 1e6, 1.001), (1e6, 1e6, 1.075), (1e6, 1e6, 0.93), (1e6, 1e6, 2.0),
                  (2, 3e9, 900.0)]:
    fisher_f(d1, d2, f)
for df, ncp, x in [(0.1, 1e-3, 1e-10), (0.1, 1e-3, 2.0), (0.1, 5, 900.0), (0.1, 1e4, 9700.0),
                   (1, 0, 3.84), (1, 1e-3, 3.84), (1, 5, 0.01), (1, 5, 2500.0), (1, 1e4, 5000.0),
                   (4, 12, 1e-30), (4, 12, 2.0), (4, 12, 30.0), (4, 12, 250.0), (4, 12, 3000.0),
                   (30, 1e4, 10100.0), (30, 1e4, 3000.0), (30, 1e4, 3.0), (30, 1e4, 19000.0),
                   (30, 1e4, 60000.0), (1e6, 1e-3, 1e6), (1e6, 1e4, 1.06e6), (1e6, 1e4, 9.6e5),
                   (1e6, 1e4, 2e6), (3, 2e8, 2.0001e8), (15, 2e8, 1.992e8)]:
    noncentral_chi_squared(df, ncp, x)
for d1, d2, ncp, f in [(0.1, 5, 1e-3, 1e-5), (0.1, 5, 1e-3, 2.0), (1, 10, 5, 4.96),
                       (1, 10, 5, 1e5), (3, 40, 12, 2.84), (3, 40, 12, 1e-12), (3, 40, 12, 0.3),
                       (3, 40, 12, 30.0), (3, 40, 12, 1e20), (3, 40, 1e4, 3300.0),
                       (3, 40, 1e4, 600.0), (3, 40, 1e4, 50.0), (3, 40, 1e4, 1e6),
                       (5, 0.1, 3, 2.0), (5, 0.1, 3, 1e8), (2, 1e6, 1e-3, 3.0),
                       (2, 1e6, 8, 3.0), (2, 1e6, 8, 1500.0), (1e6, 30, 1e4, 1.1),
                       (1e6, 1e6, 1e4, 1.01), (1e6, 1e6, 1e4, 1.1), (1e6, 1e6, 1e4, 0.94),
                       (3, 200, 0, 2.65), (4, 3000, 2e7, 5.1e6)]:
    noncentral_f(d1, d2, ncp, f)
for df, delta, t in [(0.1, 1, 2.0), (0.1, 1, -2.0), (0.1, 40, -5.0), (0.1, 3, 1e30),
                     (1, 1e-3, 0.5), (1, 1e-3, -0.5), (1, 3, 1e-5), (1, 3, 1e100), (1, 3, -1e100),
                     (5, 2.5, 2.01), (5, 2.5, 100.0), (5, 2.5, -0.7), (5, 2.5, -100.0),
                     (5, -2.5, -2.01), (5, -2.5, 1.3), (30, 2.8, 2.042), (30, 2.8, 60.0),
                     (30, 2.8, -20.0), (30, 40, 20.0), (30, 40, 45.0), (30, 40, 1.0),
                     (30, 40, -1.0), (30, 40, 1e20), (1e3, 10, 1.96), (1e3, 10, -1.96),
                     (1e3, 10, 60.0), (1e3, 100, 98.0), (1e3, 100, 50.0), (1e3, 100, -20.0),
                     (1e6, 2.8, 1.96), (1e6, 2.8, -1.96), (1e6, 2.8, 41.0), (1e6, 2.8, -36.0),
                     (1e6, 100, 140.0), (30, 0, 2.042), (1e6, 1e4, 1.0002e4), (100, 300, 270.0)]:
    noncentral_t(df, delta, t)

json.dump({"program": "mpmath", "version": mpmath.__version__, "digits": 60, "cases": cases},
          sys.stdout, indent=1)
print()
