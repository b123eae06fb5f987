"""What formulaic makes of B-splines beside factors, over the cohort of splines.json.

Run as: python3 splines_formulaic.py > splines_formulaic.json
"""
import json
import platform

import formulaic
import pandas

cohort = pandas.DataFrame(json.load(open("splines.json"))["cohort"])
formulas = [
    "bs(age, df=5)*ward", "(bs(age, df=4) + sex)**2", "(bs(age, df=4) + sex)^2", "0 + bs(age, df=4) + sex",
    "bs(days, df=4, degree=2) + `left early` - 1", "ward/bs(age, df=3, degree=1)", "sex:bs(age, df=4)",
    "(ward + sex):bs(days, df=5) + ward", ". - months - days - age + bs(age, df=3):sex",
    "log(days) + bs(age, df=4):ward:sex",
]
matrices = []
for text in formulas:
    matrix = formulaic.Formula(text).get_model_matrix(cohort) if text[0] != "." else \
        formulaic.model_matrix(text, cohort)
    matrices.append({"formula": "~ " + text, "rows": list(range(0, 90, 8)),
                     "columns": [[float(v) for v in matrix[name][::8]] for name in matrix.columns]})
print(json.dumps({"program": "formulaic", "version": formulaic.__version__, "python": platform.python_version(),
                  "call": "formulaic.model_matrix", "matrices": matrices}))
