"""Holds robust.json against a second program, statsmodels. Run from this folder: python3 robust_statsmodels.py

HC0 and clusters with the factor G/(G - 1) (n - 1)/(n - k) of its GLM, and HC0-HC3 of its OLS. Its GLM's HC1 has no
factor (0.15.0), and under links that are not canonical it takes the observed information where sandwich, clubSandwich
and Casewise take the expected one; both are left out.
"""
import json
import warnings

import numpy as np
import pandas as pd
import patsy
import statsmodels
import statsmodels.api as sm

warnings.simplefilter("ignore")
FAMILIES = {
    ("binomial", "logit"): lambda: sm.families.Binomial(),
    ("poisson", "log"): lambda: sm.families.Poisson(),
    ("gaussian", "identity"): lambda: sm.families.Gaussian(),
    ("gamma", "inverse"): lambda: sm.families.Gamma(sm.families.links.InversePower()),
}
RULES = {
    "blocks": lambda i, k: i // k,
    "modulo": lambda i, k: i % k,
    "growing": lambda i, k: np.floor(np.sqrt(i)).astype(int),
}
seen, worst = 0, 0.0
for case in json.load(open("robust.json"))["cases"]:
    make = FAMILIES.get((case["family"], case["link"]))
    if make is None or case["weight_kind"] or "offset" in case["formula"] or "cbind" in case["formula"]:
        continue
    d = pd.read_csv(case["data"])
    outcome = case["formula"].split(" ~ ")[0]
    if d[outcome].dtype == object:
        d[outcome] = (d[outcome] == sorted(d[outcome].unique())[1]).astype(int)
    y, X = patsy.dmatrices(case["formula"], d, return_type="dataframe")
    groups = RULES[case["rule"]](np.arange(len(y)), case["size"])
    model = sm.GLM(y, X, family=make())
    start = np.array(case["estimates"]) if X.shape[1] == len(case["estimates"]) else None
    if start is None:
        continue
    # The columns of patsy may stand in another order: by the estimates.
    fit = model.fit(tol=1e-14, maxiter=200)
    if not np.allclose(np.sort(fit.params), np.sort(start), rtol=1e-6):
        continue
    order = np.argsort(np.argsort(start))
    for kind, options in [("HC0", {}), ("CR1S", {"groups": groups})]:
        cov_type = "cluster" if kind == "CR1S" else kind
        own = model.fit(tol=1e-14, maxiter=200, start_params=fit.params, cov_type=cov_type, cov_kwds=options)
        errors = np.asarray(own.bse)[np.argsort(np.asarray(own.params))][order]
        expected = np.array(case["errors"][kind])
        error = np.max(np.abs(errors / expected - 1))
        print(f"{case['name']:28} {kind:5} {error:.1e}")
        seen, worst = seen + 1, max(worst, error)
    if case["family"] == "gaussian" and case["link"] == "identity":
        for kind in ["HC0", "HC1", "HC2", "HC3"]:
            own = sm.OLS(y, X).fit(cov_type=kind)
            errors = np.asarray(own.bse)[np.argsort(np.asarray(own.params))][order]
            error = np.max(np.abs(errors / np.array(case["errors"][kind]) - 1))
            print(f"{case['name']:28} {kind:5} {error:.1e} (OLS)")
            seen, worst = seen + 1, max(worst, error)
print(f"statsmodels {statsmodels.__version__}: {seen} comparisons, largest relative difference {worst:.1e}")
assert worst < 1e-8
