"""LORD++ and Simes from their formulas, by mpmath at 40 digits.

Run as: python3 multiplicity_register.py > multiplicity_register.json     (Python 3, mpmath 1.3)

LORD++ as Ramdas, Yang, Wainwright and Jordan (2017), as the R package onlineFDR's LORD(version =
"++") states it: alpha_t = gamma_t w0 + (alpha - w0) gamma_{t - tau1} + alpha sum_{k >= 2}
gamma_{t - tau_k}, w0 = alpha / 2, gamma_j = c log(max(j, 2)) / (j exp(sqrt(log j))).
onlineFDR has c = 0.07720838, with which all gamma add up to 0.9763; here c makes the infinite sum 1,
by Euler-Maclaurin (a plain sum to 1e7, half its last term off, and the integral beyond say 12.6451078729 as well). Levels are
given for both.
"""
import json
from mpmath import mp, mpf, log, exp, sqrt, quad, inf, diff, bernoulli, factorial

mp.dps = 40


def g(x):
    return log(x) / (x * exp(sqrt(log(x))))


# Sum from N on: the integral is 2 (u^3 + 3u^2 + 6u + 6) exp(-u) at u = sqrt(log N), and corrections.
N = 2000
head = log(mpf(2)) + sum(g(mpf(j)) for j in range(2, N))  # j = 1: log(2) / (1 exp(0))
u = sqrt(log(mpf(N)))
tail = 2 * (u**3 + 3 * u**2 + 6 * u + 6) * exp(-u) + g(mpf(N)) / 2
with mp.workdps(60):
    for k in range(1, 5):
        tail -= bernoulli(2 * k) / factorial(2 * k) * diff(g, mpf(N), 2 * k - 1)
c = 1 / (head + tail)
assert abs(1 / c - mpf("12.6451078729")) < 1e-9, c


def gamma(j, c=c):
    return c * (log(mpf(2)) if j == 1 else log(mpf(max(j, 2))) / (j * exp(sqrt(log(mpf(j))))))


def lord(ps, alpha, c):
    gamma = lambda j: c * globals()['gamma'](j, mpf(1))
    w0 = alpha / 2
    taus, levels, rejected = [], [], []
    for t, p in enumerate(ps, 1):
        a = gamma(t) * w0
        if taus:
            a += (alpha - w0) * gamma(t - taus[0])
        a += alpha * sum((gamma(t - tau) for tau in taus[1:]), mpf(0))
        levels.append(a)
        rejected.append(p <= a)
        if p <= a:
            taus.append(t)
    return levels, rejected


def simes(ps):
    return min(len(ps) * p / i for i, p in enumerate(sorted(ps), 1))


out = {"program": "mpmath 1.3, formulas of onlineFDR's LORD", "constant": float(c),
       "gamma": {str(j): float(gamma(j)) for j in (1, 2, 3, 10, 1000, 10**6)},
       "lord": [], "simes": []}
sets = [
    ["2.90e-17", "0.06743", "0.01514", "0.08174", "0.00171", "3.60e-05", "0.79149", "0.27201", "0.28295",
     "7.59e-08", "0.69274", "0.30443", "0.00136", "0.72342", "0.54757"],
    ["0.9", "0.5", "0.2", "0.8"], ["1e-5"] * 6, ["0.001", "0.04", "0.0009", "0.5", "1e-300", "0.0004", "1"],
    ["0.5"] * 30 + ["1e-6", "0.01", "0.0001"], ["0.0009"], ["1e-12", "0.002", "1", "1", "1", "0.0003"]]
for ps in sets:
    for alpha in ("0.05", "0.1"):
        for constant in (c, mpf("0.07720838")):
            levels, rejected = lord([mpf(p) for p in ps], mpf(alpha), constant)
            out["lord"].append({
                "p": [float(p) for p in ps], "alpha": float(alpha), "constant": float(constant),
                "levels": [float(x) for x in levels], "rejected": rejected})
for ps in sets + [["1e-320", "1e-310", "0.5"]]:
    s = simes([mpf(p) for p in ps])
    out["simes"].append({"p": [float(p) for p in ps], "log10": [float(log(mpf(p), 10)) for p in ps],
                         "simesLog10": float(log(s, 10))})
print(json.dumps(out, indent=1))
