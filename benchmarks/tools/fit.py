"""fit.py make KIND ROWS FILE | glum KIND FILE RUNS THREADS | sklearn FILE RUNS |
statsmodels KIND FILE | process KIND FILE THREADS | large FILE THREADS SECONDS

KIND `cohort`: ten factors of 144 levels in all and five numbers with three decimals; `dense`: fifty
numbers; `small`: twenty; `factors`: seven factors of 37 levels in all, so that many rows are alike;
`large`: a factor of 1,000 and one of 100,000 levels and ten numbers. The outcome is drawn
from a logistic regression on all columns, so that the model that is fitted is the true one.
`glum` fits it with glum, standard errors included; `sklearn` (dense only) with scikit-learn's
newton-cholesky; `statsmodels` with GLM on the matrix written out. Seconds are those of each fit with
the matrix in memory; `process` is the whole way from the CSV, read by polars, to a printed table; `large` fits
that kind by glum's lbfgs, without standard errors.
"""

import json
import os
import sys
import time

import numpy as np

LEVELS = [2, 18, 26, 60, 4, 9, 10, 5, 8, 2]
FEW_LEVELS = [2, 3, 4, 5, 6, 8, 9]
# Newton's decrement: how far, in squared standard errors, an answer may be from the maximum.
GRADIENT_TOLERANCE = 1e-10


def make(kind, rows, file):
    import pyarrow
    import pyarrow.csv

    random = np.random.default_rng(20251121)
    schema = names_of(kind)
    # The truth is drawn before the rows, so that it is the same for every number of rows.
    if kind == "cohort":
        effects = [random.normal(0, 0.3, levels) for levels in LEVELS]
        slopes = np.array([0.4, -0.3, 0.2, -0.1, 0.05])
    elif kind in ["dense", "small"]:
        slopes = random.normal(0, 0.1, 50 if kind == "dense" else 20)
    elif kind == "factors":
        effects = [random.normal(0, 0.3, levels) for levels in FEW_LEVELS]
        slopes = []
    else:
        effects = [random.normal(0, 0.3, 1000), random.normal(0, 0.5, 100_000)]
        slopes = random.normal(0, 0.1, 10)
    with pyarrow.csv.CSVWriter(file, schema) as out:
        for start in range(0, rows, 1_000_000):
            n = min(1_000_000, rows - start)
            columns, eta = [], np.full(n, -1.5)
            if kind not in ["dense", "small"]:
                for levels, effect in zip([len(e) for e in effects], effects):
                    codes = random.integers(0, levels, n)
                    eta += effect[codes]
                    words = np.array([f"v{k:0{len(str(levels - 1))}d}" for k in range(levels)])
                    columns.append(pyarrow.DictionaryArray.from_arrays(
                        pyarrow.array(codes, pyarrow.int32()), pyarrow.array(words)).cast("string"))
            for slope in slopes:
                x = np.round(random.normal(0, 1, n), 3)
                eta += slope * x
                columns.append(pyarrow.array(x))
            y = (random.random(n) < 1 / (1 + np.exp(-eta))).astype(np.int8)
            columns.append(pyarrow.array(y))
            out.write_table(pyarrow.Table.from_arrays(columns, schema=schema))


def names_of(kind):
    import pyarrow

    factors, numbers = {
        "cohort": (10, 5), "dense": (0, 50), "small": (0, 20), "factors": (7, 0),
        "large": (2, 10)}[kind]
    return pyarrow.schema(
        [(f"f{k}", pyarrow.string()) for k in range(factors)]
        + [(f"x{k}", pyarrow.float64()) for k in range(numbers)] + [("y", pyarrow.int8())])


def read(kind, file):
    import pyarrow
    import pyarrow.csv

    names = [name for name in names_of(kind).names if name.startswith("f")]
    table = pyarrow.csv.read_csv(file, convert_options=pyarrow.csv.ConvertOptions(
        column_types={name: pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
                      for name in names}))
    frame = table.to_pandas()
    for name in names:
        levels = sorted(frame[name].cat.categories)
        frame[name] = frame[name].cat.reorder_categories(levels)
    return frame.drop(columns="y"), frame["y"].to_numpy().astype(float)


def glum(kind, file, runs, threads):
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import tabmat
    from glum import GeneralizedLinearRegressor

    frame, y = read(kind, file)
    x = tabmat.from_pandas(frame, drop_first=True)
    del frame
    answers = []
    for _ in range(runs):
        model = GeneralizedLinearRegressor(
            family="binomial", alpha=0, solver="irls-ls", gradient_tol=GRADIENT_TOLERANCE,
            max_iter=100, drop_first=True)
        start = time.perf_counter()
        model.fit(x, y)
        fitted = time.perf_counter()
        errors = model.std_errors(x, y, dispersion=1, robust=False)
        done = time.perf_counter()
        answers.append({"fit": fitted - start, "errors": done - fitted, "total": done - start})
    # Its errors carry a factor of sqrt(n / (n - p)), which maximum likelihood does not have.
    errors = errors / np.sqrt(len(y) / (len(y) - 1 - x.shape[1]))
    print(json.dumps({
        "seconds": answers, "iterations": int(model.n_iter_),
        "estimates": [float(model.intercept_), *map(float, model.coef_)],
        "errors": list(map(float, errors))}))


def large(file, threads, seconds):
    """glum beside a factor of 100,000 levels, rows of levels with one outcome left out.

    Its Newton solvers form the whole Hessian, 101,000 by 101,000 numbers or 82 GB; lbfgs does not. Standard
    errors need that Hessian too. It is run with a growing number of steps, each from the start, until it
    says that it has converged or the seconds are used up.
    """
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import warnings
    import tabmat
    from glum import GeneralizedLinearRegressor

    frame, y = read("large", file)
    sums = frame.groupby("f1", observed=True)["f1"].transform("size").to_numpy()
    events = np.bincount(frame["f1"].cat.codes, weights=y)[frame["f1"].cat.codes]
    varied = (events > 0) & (events < sums)
    frame, y = frame[varied].copy(), y[varied]
    frame["f1"] = frame["f1"].cat.remove_unused_categories()
    x = tabmat.from_pandas(frame, drop_first=True)
    numbers = [k for k, name in enumerate(x.get_names("column")) if name.startswith("x")]
    answers = []
    steps, spent = 100, 0.0
    while spent < seconds:
        model = GeneralizedLinearRegressor(
            family="binomial", alpha=0, solver="lbfgs", gradient_tol=1e-8, max_iter=steps,
            drop_first=True)
        start = time.perf_counter()
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            model.fit(x, y)
        took = time.perf_counter() - start
        spent += took
        eta = x.matvec(model.coef_) + model.intercept_
        answers.append({
            "seconds": took, "steps": int(model.n_iter_), "asked": steps,
            "converged": int(model.n_iter_) < steps,
            "deviance": float(-2 * np.sum(y * eta - np.logaddexp(0, eta))),
            "slopes": [float(model.coef_[k]) for k in numbers]})
        if model.n_iter_ < steps:
            break
        steps *= 3
    print(json.dumps({"rows": len(y), "columns": x.shape[1] + 1, "runs": answers}))


def sklearn(file, runs):
    from sklearn.linear_model import LogisticRegression

    frame, y = read("dense", file)
    x = frame.to_numpy()
    answers = []
    for _ in range(runs):
        model = LogisticRegression(
            C=np.inf, solver="newton-cholesky", tol=1e-8, max_iter=100)
        start = time.perf_counter()
        model.fit(x, y)
        answers.append({"fit": time.perf_counter() - start})
    # It has no standard errors: the information at its estimates is what they would cost.
    start = time.perf_counter()
    design = np.column_stack([np.ones(len(y)), x])
    mu = 1 / (1 + np.exp(-(design @ np.append(model.intercept_, model.coef_))))
    errors = np.sqrt(np.diag(np.linalg.inv((design * (mu * (1 - mu))[:, None]).T @ design)))
    spent = time.perf_counter() - start
    for answer in answers:
        answer.update(errors=spent, total=answer["fit"] + spent)
    print(json.dumps({
        "seconds": answers, "iterations": int(model.n_iter_[0]),
        "estimates": [float(model.intercept_[0]), *map(float, model.coef_[0])],
        "errors": list(map(float, errors))}))


def statsmodels(kind, file):
    import pandas
    import statsmodels.api as sm

    frame, y = read(kind, file)
    x = sm.add_constant(pandas.get_dummies(frame, drop_first=True, dtype=float))
    start = time.perf_counter()
    # It stops where the deviance, some 10⁶, moves by no more than this; less is its rounding.
    fit = sm.GLM(y, x, family=sm.families.Binomial()).fit(tol=1e-8, rtol=1e-12)
    errors = fit.bse
    print(json.dumps({
        "seconds": [time.perf_counter() - start], "iterations": int(fit.fit_history["iteration"]),
        "columns": list(x.columns), "estimates": list(map(float, fit.params)),
        "errors": list(map(float, errors))}))


def process(kind, file, threads):
    os.environ["OMP_NUM_THREADS"] = os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars
    import tabmat
    from glum import GeneralizedLinearRegressor

    table = polars.read_csv(file)
    factors = [name for name in table.columns if name.startswith("f")]
    table = table.with_columns(polars.col(factors).cast(polars.Categorical))
    y = table["y"].to_numpy().astype(float)
    x = tabmat.from_pandas(table.drop("y").to_pandas(), drop_first=True)
    del table
    model = GeneralizedLinearRegressor(
        family="binomial", alpha=0, solver="irls-ls", gradient_tol=GRADIENT_TOLERANCE,
        max_iter=100, drop_first=True)
    model.fit(x, y)
    errors = model.std_errors(x, y, dispersion=1, robust=False)
    for name, estimate, error in zip(
            ["(Intercept)", *x.column_names], [model.intercept_, *model.coef_], errors):
        print(f"{name:20} {estimate:12.6f} {error:12.6f}")


if __name__ == "__main__":
    task, *words = sys.argv[1:]
    if task == "make":
        make(words[0], int(words[1]), words[2])
    elif task == "glum":
        glum(words[0], words[1], int(words[2]), int(words[3]))
    elif task == "large":
        large(words[0], int(words[1]), float(words[2]))
    elif task == "statsmodels":
        statsmodels(words[0], words[1])
    elif task == "process":
        process(words[0], words[1], int(words[2]))
    else:
        sklearn(words[0], int(words[1]))
