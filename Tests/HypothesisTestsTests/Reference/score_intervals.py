"""What statsmodels and scipy say of intervals: an independent check of contingency_tables.py.

Run as: python3 score_intervals.py > score_intervals.json
statsmodels' score interval of a ratio is Miettinen and Nurminen's with N/(N-1) unless
correction=False, which is Koopman's; it is solved to about 1e-9 at best.
"""
import json
import sys

import scipy
import statsmodels
from scipy.optimize import brentq
from scipy.stats import contingency, ncx2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

values = []
for x, m, y, n in [(15, 100, 30, 100), (1198, 2691, 557, 1835), (30, 74, 29, 115), (3, 4, 1, 4),
                   (3, 10000, 11, 20000)]:
    values.append({"call": "confint_proportions_2indep(compare='ratio', method='score',"
                           " correction=False)",
                   "name": "risk_ratio", "counts": [x, m, y, n],
                   "interval": list(map(float, confint_proportions_2indep(
                       x, m, y, n, compare="ratio", method="score", correction=False)))})
    values.append({"call": "confint_proportions_2indep(compare='diff', method='newcomb')",
                   "name": "risk_difference", "counts": [x, m, y, n],
                   "interval": list(map(float, confint_proportions_2indep(
                       x, m, y, n, compare="diff", method="newcomb")))})
    values.append({"call": "scipy.stats.contingency.odds_ratio(kind='conditional')"
                           ".confidence_interval(0.95)",
                   "name": "odds_ratio_conditional", "counts": [x, m, y, n],
                   "interval": list(map(float, contingency.odds_ratio(
                       [[x, m - x], [y, n - y]]).confidence_interval(0.95)))})
for x, n in [(0, 20), (20, 20), (3, 17), (1, 1), (450, 10000)]:
    for method, name in [("wilson", "wilson"), ("beta", "clopper_pearson")]:
        values.append({"call": f"proportion_confint({x}, {n}, method='{method}')", "name": name,
                       "counts": [x, n],
                       "interval": list(map(float, proportion_confint(x, n, method=method)))})
for rows, columns, n, statistic in [(2, 2, 189, 9.25), (2, 5, 151, 14.0), (6, 4, 42, 36.5)]:
    df, scale = (rows - 1) * (columns - 1), n * min(rows - 1, columns - 1)
    values.append({"call": "brentq(ncx2.cdf(x, df, ncp) - .975 / .025, xtol=1e-13)",
                   "name": "noncentrality", "counts": [df], "statistic": statistic,
                   "interval": [brentq(lambda l: ncx2.cdf(statistic, df, l) - p, 1e-9, 200,
                                       xtol=1e-13) for p in (0.975, 0.025)]})
json.dump({"program": "statsmodels", "version": statsmodels.__version__,
           "scipy": scipy.__version__, "confidence": 0.95, "values": values}, sys.stdout, indent=1)
print()
