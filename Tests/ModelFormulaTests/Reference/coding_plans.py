"""Columns of designs: patsy's count and names, and the rank of the full dummy expansion.

Run as: python3 coding_plans.py > coding_plans.json

The rank is found without patsy: every term contributes the products of all dummy columns of its
factors and of its numeric columns, and numpy takes the rank of them all over complete data.
"""

import itertools
import json

import numpy as np
import patsy

LEVELS = {"a": ["a1", "a2"], "b": ["b1", "b2", "b3"], "c": ["c1", "c2"]}
cells = list(itertools.product(*LEVELS.values(), range(6)))
random = np.random.default_rng(20240531)
data = {
    "a": [cell[0] for cell in cells],
    "b": [cell[1] for cell in cells],
    "c": [cell[2] for cell in cells],
    "x": random.normal(size=len(cells)).round(3),
    "z": random.uniform(1, 2, size=len(cells)).round(3),
}
RIGHT_SIDES = [
    "a", "b", "x", "a + b", "a + b + c", "a + x", "a:b", "a + a:b", "b + a:b", "a*b", "a*b*c",
    "a:b:c", "a + a:b:c", "a:b + c", "a:b + b:c", "a:b + a:c + b:c", "a + b:c", "a*b + c",
    "a*b + a:c", "a*b*c - a", "a*b*c - b", "a*b*c - a:b", "a*b*c - a - b", "a*b*c - a:b:c",
    "a*b*c - a - a:b", "a*b - a - b", "a/b", "a/b/c", "(a + b)/c", "(a + b + c)**2",
    "(a + b + c)**2 - a:b", "x:a", "x + x:a", "a + x:a", "a*x", "a/x", "b/x", "x/a", "x:a:b",
    "x:a + x:b", "x:a + x:a:b", "x + x:a:b", "a*b*x", "a*b*x - x", "a*b*x - a", "a*b*x - a:x",
    "x:z", "x*z", "x:z:a", "x + z + x:z:a", "x:a + z:a", "x:a + z:b", "a*x + b*z", "a*x*z",
    "b:x:z + b:x", "a + b + x:a + x:b + x:a:b",
]


def dummies(term):
    """All products of the dummy and numeric columns of a term."""
    columns = [np.ones(len(cells))]
    for factor in term.factors:
        name = factor.name()
        if name in LEVELS:
            own = [np.array([v == level for v in data[name]], float) for level in LEVELS[name]]
        else:
            own = [np.asarray(data[name])]
        columns = [one * other for one in columns for other in own]
    return columns


def normal(name):
    """A name as a set of parts: a[T.a2]:x and x:a[a2] are one column."""
    if name == "Intercept":
        return "(Intercept)"
    return ":".join(sorted(name.replace("[T.", "[").split(":")))


designs = []
for side, intercept in itertools.product(RIGHT_SIDES, ["", "0 + "]):
    text = intercept + side
    matrix = patsy.dmatrix(text, data)
    info = matrix.design_info
    full = np.column_stack([column for term in info.terms for column in dummies(term)])
    rank = int(np.linalg.matrix_rank(full))
    assert rank == int(np.linalg.matrix_rank(np.asarray(matrix))), text
    designs.append(json.dumps({
        "formula": "~ " + text,
        "columns": len(info.column_names),
        "rank": rank,
        "names": sorted(normal(name) for name in info.column_names),
    }))

head = json.dumps({
    "program": "patsy", "version": patsy.__version__, "numpy": np.__version__,
    "calls": {
        "columns, names": "patsy.dmatrix(formula, data).design_info.column_names, parts in order",
        "rank": "numpy.linalg.matrix_rank of every dummy and numeric product of every term",
    },
    "levels": LEVELS,
})
print(head[:-1] + ', "designs": [\n  ' + ",\n  ".join(designs) + "\n]}")
