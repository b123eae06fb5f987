"""Power where R has no function of its own, by mpmath from the definitions, at 40 digits.

Run as: python3 power.py > power.json     (Python 3, mpmath 1.3; statsmodels 0.15 as a cross-check)

one proportion, two proportions of unequal groups: the normal test whose variance is pooled under
the hypothesis and not under the alternative (Fleiss, Levin and Paik 2003, 4.14).
log-rank: Schoenfeld (1983), events d with sqrt(d a (1 - a)) |ln HR|.
logistic: Hsieh, Bloch and Larsen (1998), formulas (1) and (2), with the variance inflation of (3).
margins: the two one-sided tests; for means exact, by integrating over the estimated deviation.
"""
import json
from mpmath import mp, mpf, quad, erfc, erfinv, sqrt, log, exp, gamma, findroot, inf, betainc, loggamma

mp.dps = 40


def Phi(z):
    return erfc(-z / sqrt(mpf(2))) / 2


def zq(p):  # upper quantile
    return -sqrt(mpf(2)) * erfinv(2 * mpf(p) - 1)


def t_upper(t, nu):
    x = nu / (nu + t * t)
    tail = betainc(nu / 2, mpf(1) / 2, 0, x, regularized=True) / 2
    return tail if t > 0 else 1 - tail


def tq(p, nu):
    p = mpf(p)
    return findroot(lambda t: log(t_upper(t, nu)) - log(p), (zq(p), zq(p) * (1 + 2 / nu)), tol=1e-30)


def s_density(s, nu):  # of the estimated over the true deviation
    return 2 * (nu / 2) ** (nu / 2) / gamma(nu / 2) * s ** (nu - 1) * exp(-nu * s * s / 2)


def over_s(f, nu, top):
    spread = 1 / sqrt(2 * nu)
    points = sorted({mpf(0), top} | {
        p for k in range(-16, 41, 2) for p in [1 + k * spread] if 0 < p < top})
    return quad(lambda s: f(s) * s_density(s, nu), points)


cases = []


def add(design, size, power, effect, **given):
    cases.append(dict(
        program="mpmath 1.3", call=design + " of power.py", design=design,
        size=float(size), power=float(power), effect=float(effect),
        **{"with": {k: (v if isinstance(v, str) else float(v)) for k, v in given.items()}}))


m = lambda *xs: [mpf(str(x)) for x in xs]

# Two proportions, n2 = ratio n1.
for p1, p2, n, alpha, sides, r in [
        (".1", ".15", 400, ".05", 2, 2), (".1", ".15", 900, ".05", 2, ".5"), (".5", ".35", 75, ".01", 2, 3),
        (".02", ".05", 300, ".05", 1, "1.5"), (".7", ".8", 1000, ".05", 2, ".25"), (".001", ".01", 500, ".05", 2, 4)]:
    p1, p2, alpha, r, n = m(p1, p2, alpha, r, n)
    pb = (p1 + r * p2) / (1 + r)
    se0 = sqrt(pb * (1 - pb) * (1 + 1 / r))
    se1 = sqrt(p1 * (1 - p1) + p2 * (1 - p2) / r)
    add("proportions", n, Phi((sqrt(n) * abs(p1 - p2) - zq(alpha / sides) * se0) / se1), p2,
        baseline=p1, alpha=alpha, sides=sides, ratio=r)

for p0, p, n, alpha, sides in [
        (".2", ".3", 137, ".05", 2), (".5", ".4", 200, ".05", 2), (".05", ".02", 300, ".05", 1),
        (".01", ".03", 400, ".01", 2), (".9", ".95", 250, ".05", 2), (".2", ".2001", 1000000, ".05", 2)]:
    p0, p, alpha, n = m(p0, p, alpha, n)
    add("proportion", n, Phi((sqrt(n) * abs(p - p0) - zq(alpha / sides) * sqrt(p0 * (1 - p0))) / sqrt(p * (1 - p))),
        p, baseline=p0, alpha=alpha, sides=sides)

# Log-rank; the size is the number of events.
for hr, power, alpha, sides, r in [
        (".7", ".8", ".05", 2, 1), (".5", ".9", ".05", 2, 1), ("1.5", ".8", ".05", 2, 2),
        (".8", ".9", ".025", 1, 1), (".95", ".8", ".01", 2, ".5"), ("3", ".95", ".001", 2, 3)]:
    hr, power, alpha, r = m(hr, power, alpha, r)
    a = r / (1 + r)
    d = (zq(alpha / sides) + zq(1 - power)) ** 2 / (a * (1 - a) * log(hr) ** 2)
    add("log_rank", d, power, hr, alpha=alpha, sides=sides, ratio=r)

# The share with an event by the end: exponential times, uniform accrual over A, then F of follow-up.
for median, hr, A, F in [("12", ".7", "12", "24"), ("6", ".5", "0", "12"), ("30", "1.5", "24", "6"),
                         ("1", "2", "1", "0"), ("100", ".8", "36", "12"), ("12", "1", "1e-9", "12")]:
    med, h, a, f = m(median, hr, A, F)
    lam = log(2) / med * h
    share = 1 - (exp(-lam * f) if a == 0 else quad(lambda u: exp(-lam * (f + u)), [0, a]) / a)
    add("follow_up", f, share, h, median=med, accrual=a, follow_up=f)

# Logistic regression on one covariate of unit deviation; p is the event share at its mean.
for p, oddsratio, power, alpha, sides, r2 in [
        (".5", "1.5", ".95", ".05", 2, "0"), (".1", "1.3", ".8", ".05", 2, "0"), (".05", "2", ".9", ".05", 2, ".2"),
        (".3", ".7", ".8", ".01", 2, ".5"), (".02", "1.2", ".8", ".05", 1, ".1")]:
    p, o, power, alpha, r2 = m(p, oddsratio, power, alpha, r2)
    n = (zq(alpha / sides) + zq(1 - power)) ** 2 / (p * (1 - p) * log(o) ** 2) / (1 - r2)
    add("logistic_continuous", n, power, o, baseline=p, alpha=alpha, sides=sides, r_squared=r2)

# ... and on a yes/no covariate of prevalence B: p is the event share where it is no.
for p1, p2, B, power, alpha, sides, r2 in [
        (".4", ".5", ".5", ".95", ".05", 2, "0"), (".1", ".2", ".3", ".8", ".05", 2, "0"),
        (".05", ".15", ".1", ".9", ".05", 2, ".2"), (".3", ".2", ".7", ".8", ".01", 2, ".4"),
        (".02", ".03", ".05", ".8", ".05", 1, "0")]:
    p1, p2, B, power, alpha, r2 = m(p1, p2, B, power, alpha, r2)
    pb = (1 - B) * p1 + B * p2
    n = (zq(alpha / sides) * sqrt(pb * (1 - pb) / B)
         + zq(1 - power) * sqrt(p1 * (1 - p1) + p2 * (1 - p2) * (1 - B) / B)) ** 2 \
        / ((p1 - p2) ** 2 * (1 - B)) / (1 - r2)
    add("logistic_binary", n, power, p2 / (1 - p2) / (p1 / (1 - p1)), baseline=p1, prevalence=B,
        alpha=alpha, sides=sides, r_squared=r2)

# Margins of proportions: not worse by M, and within M either way (Wald, unpooled; one-sided alpha).
for p1, p2, M, n, alpha, r in [
        (".85", ".85", ".1", 200, ".025", 1), (".65", ".6", ".15", 300, ".025", 1), (".1", ".1", ".05", 566, ".05", 1),
        (".3", ".32", ".08", 500, ".025", 2), (".05", ".04", ".02", 1500, ".05", ".5"), (".5", ".5", ".2", 60, ".05", 1)]:
    p1, p2, M, alpha, r, n = m(p1, p2, M, alpha, r, n)
    se = sqrt(p1 * (1 - p1) / n + p2 * (1 - p2) / (r * n))
    z = zq(alpha)
    given = dict(baseline=p1, alternative=p2, alpha=alpha, ratio=r)
    add("proportions_non_inferiority_higher_better", n, Phi((M + (p2 - p1)) / se - z), M, **given)
    add("proportions_non_inferiority_lower_better", n, Phi((M - (p2 - p1)) / se - z), M, **given)
    both = Phi((M - (p2 - p1)) / se - z) + Phi((M + (p2 - p1)) / se - z) - 1
    add("proportions_equivalence", n, max(both, 0), M, **given)

# Margins of means: noncentral t, and both tests at once by the same estimated deviation.
for kind, diff, sd, M, n, alpha, r in [
        ("two", "0", "1", ".5", 70, ".05", 1), ("two", ".1", "1", ".5", 100, ".025", 2), ("two", "-1", "5", "3", 40, ".05", 1),
        ("two", "0", "1", ".8", 8, ".05", 1), ("one", ".05", ".3", ".2", 24, ".05", 1), ("one", "0", "1", ".3", 130, ".025", 1),
        ("one", "0", "1", "2", 5, ".05", 1), ("two", "0", "1", ".1", 2000, ".05", ".5")]:
    diff, sd, M, alpha, r, n = m(diff, sd, M, alpha, r, n)
    two = kind == "two"
    nu = n * (1 + r) - 2 if two else n - 1
    se = sd * sqrt(1 / n + 1 / (r * n)) if two else sd / sqrt(n)
    t = tq(alpha, nu)
    given = dict(kind=kind, difference=diff, sd=sd, alpha=alpha, ratio=r)
    up, low = (M - diff) / se, (M + diff) / se
    far = mpf(1) + 45 / sqrt(2 * nu)
    add("means_non_inferiority_higher_better", n, over_s(lambda s: Phi(low - t * s), nu, far), M, **given)
    top = min((up + low) / (2 * t), far)
    add("means_equivalence", n, over_s(lambda s: Phi(up - t * s) - Phi(-low + t * s), nu, top), M, **given)

# t tests of large samples, where R's sum of the noncentral t ends at 1e-11.
for kind, n, d in [("two.sample", 100000, ".02"), ("one.sample", 100000, ".02"), ("two.sample", 4, "2.5"),
                   ("one.sample", 2, "3"), ("two.sample", 5000, ".05")]:
    n, d = m(n, d)
    nu = 2 * n - 2 if kind == "two.sample" else n - 1
    delta = d * sqrt(n / 2 if kind == "two.sample" else n)
    t = tq(".025", nu)
    ln = log(mpf(2)) + nu / 2 * log(nu / 2) - loggamma(nu / 2)
    spread = 1 / sqrt(2 * nu)
    points = sorted({max(mpf(0), 1 + k * spread) for k in range(-24, 41, 2)})
    power = quad(lambda s: Phi(delta - t * s) * exp(ln + (nu - 1) * log(s) - nu * s * s / 2) if s else mpf(0), points)
    add(kind, n, power, d, sd=1, alpha=".05", sides=2, ratio=1)

# Analysis of variance: F as a Poisson mixture, where R's sums end at 1e-9.
for k, n, f, alpha in [(3, 20, ".25", ".05"), (4, 50, ".1", ".01"), (10, 300, ".05", ".05"), (3, 2, "1.5", ".05"),
                       (2, 6, ".9", ".05"), (25, 12, ".3", ".001")]:
    n, f, alpha = m(n, f, alpha)
    a, b, lam = mpf(k - 1) / 2, k * (n - 1) / 2, k * n * f * f
    # The critical value as a share x = a F / (a F + b).
    low, high = mpf(0), mpf(1)
    for _ in range(120):
        x = (low + high) / 2
        low, high = (x, high) if 1 - betainc(a, b, 0, x, regularized=True) > alpha else (low, x)
    below, weight = mpf(0), exp(-lam / 2)
    for j in range(600):
        below += weight * betainc(a + j, b, 0, x, regularized=True)
        weight *= lam / 2 / (j + 1)
    add("anova", n, 1 - below, f, groups=k, alpha=alpha, sides=1)

# statsmodels says the same of two t tests and a chi-square.
from statsmodels.stats.power import GofChisquarePower, TTestIndPower
nct = TTestIndPower().power(.5, 64, .05, ratio=1, alternative="larger")
mine = over_s(lambda s: Phi(mpf(".5") / sqrt(mpf(2) / 64) - tq(mpf(".05"), mpf(126)) * s), mpf(126), mpf(4))
assert abs(nct - mine) < 1e-9, (nct, mine)
assert abs(GofChisquarePower().power(.3, 100, .05, n_bins=2) - 0.8507) < 1e-3

print(json.dumps(cases, indent=1))
