"""What statsmodels says of the two-rate cases of rates.json: score test and intervals.

Run as: python3 rates_statsmodels.py > rates_statsmodels.json
"""
import json
import sys

import statsmodels
from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep

values = []
for case in json.load(open("rates.json"))["two"]:
    (x, y), (t, u) = case["counts"], case["exposures"]
    if 0 in (x, y):
        continue
    test = test_poisson_2indep(x, t, y, u, method="score")
    values.append({"counts": [x, y], "score": [float(test.statistic), float(test.pvalue)],
                   "ratio": list(map(float, confint_poisson_2indep(x, t, y, u, method="score"))),
                   "difference": list(map(float, confint_poisson_2indep(
                       x, t, y, u, method="score", compare="diff")))})
json.dump({"program": "statsmodels", "version": statsmodels.__version__, "values": values},
          sys.stdout, indent=1)
print()
