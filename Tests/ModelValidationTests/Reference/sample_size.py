# Cases that a model needs: the published formulas at 50 digits, and Cox and Snell's R2 of a C statistic
# by numerical integration. Run as: python3 sample_size.py > sample_size.json     (mpmath 1.3)
import json
from mpmath import mp, mpf, log, exp, sqrt, erfinv, npdf, quad, inf
import mpmath

mp.dps = 50


def needs(prevalence, parameters, r2, shrinkage, optimism, margin, error):
    pi, p, r2 = mpf(str(prevalence)), mpf(parameters), mpf(r2)
    largest = 1 - (pi**pi * (1 - pi) ** (1 - pi)) ** 2
    size = lambda s: p / ((s - 1) * log(1 - r2 / s))
    s2 = r2 / (r2 + mpf(str(optimism)) * largest)
    rarer = min(pi, 1 - pi)
    return {
        "largest": largest,
        "shrinkage": size(mpf(str(shrinkage))),
        "optimism": size(s2),
        "overall_risk": (mpf("1.96") / mpf(str(margin))) ** 2 * pi * (1 - pi),
        "prediction_error": exp((mpf("-0.508") + mpf("0.259") * log(rarer) + mpf("0.504") * log(p)
                                 - log(mpf(str(error)))) / mpf("0.544")),
    }


def r2_of_c(c, prevalence):
    c, pi = mpf(str(c)), mpf(str(prevalence))
    mu = 2 * erfinv(2 * c - 1)
    ratio = lambda x: exp(mu * x - mu**2 / 2)
    mixture = lambda x: log(1 - pi + pi * ratio(x))
    told = quad(lambda x: pi * npdf(x, mu, 1) * (mu * x - mu**2 / 2 - mixture(x))
                - (1 - pi) * npdf(x) * mixture(x), mpmath.linspace(-14, 20, 35))
    return 1 - exp(-2 * told)


cases = []
for prevalence, parameters, r2, extra in [
    (0.174, 24, "0.288", {}), (0.174, 24, "0.55", {}), (0.174, 36, "0.288", {}), (0.25, 24, "0.288", {}),
    (0.05, 30, "0.05", {}), (0.018, 20, "0.012", {}), (0.5, 10, "0.2", {}), (0.8, 8, "0.15", {}),
    (0.07, 20, "0.04", {"shrinkage": 0.95, "optimism": 0.02, "margin": 0.02, "error": 0.03}),
]:
    asked = {"shrinkage": 0.9, "optimism": 0.05, "margin": 0.05, "error": 0.05, **extra}
    found = needs(prevalence, parameters, r2, **asked)
    cases.append({"prevalence": prevalence, "parameters": parameters, "r2": float(r2), **{
        "target_" + k: v for k, v in asked.items()}, **{k: float(v) for k, v in found.items()}})
curves = [{"c": c, "prevalence": pi, "r2": float(r2_of_c(c, pi))}
          for c, pi in [(0.7, 0.1), (0.81, 0.77), (0.65, 0.02), (0.55, 0.5), (0.95, 0.3), (0.999, 0.01),
                        (0.501, 0.07)]]
print(json.dumps({"program": "mpmath " + mpmath.__version__, "cases": cases, "curves": curves}, indent=1))
