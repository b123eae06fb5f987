#!/usr/bin/env python3
"""Turn a design exported by export.R into reference values good to the last digit of a double.

Usage (called by the R scripts): python3 polish.py exported.json output.json

Everything is computed from the text of the CSV file with mpmath at 80 digits: the columns of the
design, Newton's method, the inverse of X'WX at the estimate, deviances, tests and p-values.
R's own numbers are compared and the differences are printed; nothing of them is kept.
"""
import csv
import json
import sys

import mpmath
import numpy as np
from mpmath import mp, mpf

mp.dps = 80
ALIAS = mpf("1e-11")   # on columns scaled by their own length about the mean


def double(x):
    """The nearest double, also below the normal range."""
    return None if x is None else float(mpmath.nstr(x, 30))


# ---------------------------------------------------------------- p-values

def p_normal(z):
    return mpmath.erfc(abs(z) / mpmath.sqrt(2))


def p_chi(x, df):
    if df == 0:
        return None
    return mpmath.gammainc(mpf(df) / 2, x / 2, regularized=True)


def log10(p):
    return None if p is None else mpmath.log10(p)


# ---------------------------------------------------------------- linear algebra

def cholesky(a):
    n = len(a)
    low = [[mpf(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            s = a[i][j] - mpmath.fdot(low[i][:j], low[j][:j])
            if i == j:
                if s <= 0:
                    raise ZeroDivisionError("the information is not positive definite")
                low[i][i] = mpmath.sqrt(s)
            else:
                low[i][j] = s / low[j][j]
    return low


def chol_solve(low, b):
    n = len(b)
    x = list(b)
    for i in range(n):
        x[i] = (x[i] - mpmath.fdot(low[i][:i], x[:i])) / low[i][i]
    for i in reversed(range(n)):
        x[i] = (x[i] - sum((low[k][i] * x[k] for k in range(i + 1, n)), mpf(0))) / low[i][i]
    return x


def inverse(a):
    low = cholesky(a)
    n = len(a)
    return [chol_solve(low, [mpf(int(i == j)) for i in range(n)]) for j in range(n)]


# ---------------------------------------------------------------- the design

def transform(expression, row):
    """log(visits + 1), I(age^2), sqrt(distance), (age > 15), over one row of numbers."""
    names = dict(row, log=mpmath.log, sqrt=mpmath.sqrt, exp=mpmath.exp, I=lambda x: x)
    return eval(expression.replace("^", "**"), {"__builtins__": {}}, names)


def numbers(record):
    out = {}
    for key, text in record.items():
        try:
            out[key] = mpf(float(text))
        except (TypeError, ValueError):
            pass
    return out


def orthogonal(values, degree):
    """poly(): monic orthogonal polynomials over these rows, each of length one."""
    mean = sum(values) / len(values)
    centred = [v - mean for v in values]
    basis = [[mpf(1)] * len(values)]
    for _ in range(degree):
        column = [b * c for b, c in zip(basis[-1], centred)]
        for other in basis:
            factor = mpmath.fdot(column, other) / mpmath.fdot(other, other)
            column = [a - factor * b for a, b in zip(column, other)]
        basis.append(column)
    lengths = [mpmath.sqrt(mpmath.fdot(b, b)) for b in basis]
    return [[x / size for x in b] for b, size in zip(basis, lengths)][1:]


def build(case, records):
    nums = [numbers(r) for r in records]
    cache = {}

    def values(part):
        key = (part["variable"], part.get("level"), part.get("index"))
        if key in cache:
            return cache[key]
        name, level, index = key
        column = name
        if name.startswith("C("):                   # C(ward, ref = "Walker"): the ward column
            column = name[2:].split(",")[0].rstrip(")")
        if level is not None and column in records[0]:
            out = [mpf(int(r[column] == level)) for r in records]
        elif level is not None:                     # a comparison in brackets
            out = [mpf(int(bool(transform(name, n)) == (level == "true"))) for n in nums]
        elif index is not None:
            inside, degree = name[len("poly("):-1].split(",")
            for k, b in enumerate(orthogonal([n[inside] for n in nums], int(degree)), 1):
                cache[(name, None, k)] = b
            return cache[key]
        elif column in records[0]:
            out = [n[column] for n in nums]
        else:
            out = [mpf(transform(name, n)) for n in nums]
        cache[key] = out
        return out

    columns = []
    for column in case["columns"]:
        product = [mpf(1)] * len(records)
        for part in column["parts"]:
            product = [a * b for a, b in zip(product, values(part))]
        columns.append(product)
    offset = [mpf(0)] * len(records)
    if case["offset"]:
        offset = [mpf(transform(case["offset"], n)) for n in nums]
    return columns, offset


def spelled(column):
    if not column["parts"]:
        return "(Intercept)"
    words = []
    for part in column["parts"]:
        tag = part.get("level", part.get("index"))
        words.append(part["variable"] + ("" if tag is None else "[%s]" % tag))
    return ":".join(words)


def independent(columns, weights, intercept):
    """Indices kept from left to right, and how far the closest decision was from 1e-11."""
    kept, basis, ratios = [], [], []
    for index, column in enumerate(columns):
        rest = [x if w > 0 else mpf(0) for x, w in zip(column, weights)]
        used = [x for x, w in zip(column, weights) if w > 0]
        mean = sum(used) / len(used) if intercept and index > 0 else mpf(0)
        size = mpmath.sqrt(sum((x - mean) ** 2 for x in used))
        for b in basis:
            factor = mpmath.fdot(rest, b)
            rest = [x - factor * y for x, y in zip(rest, b)]
        length = mpmath.sqrt(mpmath.fdot(rest, rest))
        ratio = length / size if size > 0 else mpf(0)
        ratios.append(ratio)
        if ratio > ALIAS:
            kept.append(index)
            basis.append([x / length for x in rest])
    return kept, ratios


# ---------------------------------------------------------------- the fit

def compress(columns, offset, events, others):
    """Rows that are alike become one, with their events and non-events added up."""
    rows = {}
    for i in range(len(offset)):
        key = (tuple(c[i] for c in columns), offset[i])
        s = rows.setdefault(key, [mpf(0), mpf(0)])
        s[0] += events[i]
        s[1] += others[i]
    return [(k[0], k[1], s[0], s[1]) for k, s in rows.items() if s[0] + s[1] > 0]


def log_likelihood(rows, beta):
    total = mpf(0)
    for x, off, s, f in rows:
        eta = off + mpmath.fdot(x, beta)
        if s:
            total -= s * mpmath.log1p(mpmath.exp(-eta))
        if f:
            total -= f * mpmath.log1p(mpmath.exp(eta))
    return total


def rough_start(rows, p):
    """Newton in doubles on scaled columns, only to save time."""
    x = np.array([[float(v) for v in r[0]] for r in rows]).reshape(len(rows), p)
    off = np.array([float(r[1]) for r in rows])
    s = np.array([float(r[2]) for r in rows])
    m = s + np.array([float(r[3]) for r in rows])
    scale = np.sqrt((x ** 2).sum(0))
    x = x / scale
    beta = np.zeros(p)

    def value(b):
        eta = off + x @ b
        return float((s * eta - m * np.logaddexp(0, eta)).sum())

    best = value(beta)
    for _ in range(60):
        mu = 1 / (1 + np.exp(-np.clip(off + x @ beta, -700, 700)))
        w = m * mu * (1 - mu)
        root = np.sqrt(np.maximum(w, 1e-300))
        step = np.linalg.lstsq(x * root[:, None], (s - m * mu) / root, rcond=1e-13)[0]
        size = 1.0
        while size > 1e-6 and not value(beta + size * step) >= best - 1e-13 * abs(best):
            size /= 2
        if size <= 1e-6 or not np.all(np.isfinite(step)):
            break
        beta = beta + size * step
        best = value(beta)
        if np.abs(step).max() < 1e-13 * max(1, np.abs(beta).max()):
            break
    return [mpf(float(b)) / mpf(float(c)) for b, c in zip(beta, scale)]


def newton(rows, p):
    """Estimate, information and log-likelihood. Stops when steps are below 1e-60 standard errors."""
    if p == 0:
        return [], [], log_likelihood(rows, [])
    beta = rough_start(rows, p)
    value = log_likelihood(rows, beta)
    if value < log_likelihood(rows, [mpf(0)] * p):
        beta = [mpf(0)] * p
        value = log_likelihood(rows, beta)
    for _ in range(200):
        gradient = [mpf(0)] * p
        information = [[mpf(0)] * p for _ in range(p)]
        for x, off, s, f in rows:
            mu = 1 / (1 + mpmath.exp(-(off + mpmath.fdot(x, beta))))
            g = s - (s + f) * mu
            w = (s + f) * mu * (1 - mu)
            nonzero = [j for j in range(p) if x[j]]
            for a in nonzero:
                gradient[a] += g * x[a]
                wx = w * x[a]
                line = information[a]
                for b in nonzero:
                    if b > a:
                        break
                    line[b] += wx * x[b]
        for a in range(p):
            for b in range(a):
                information[b][a] = information[a][b]
        step = chol_solve(cholesky(information), gradient)
        decrement = mpmath.fdot(step, gradient)        # squared length in standard errors
        if decrement < mpf("1e-120"):
            return beta, information, value
        size = mpf(1)
        while True:
            trial = [b + size * d for b, d in zip(beta, step)]
            new = log_likelihood(rows, trial)
            if new >= value or decrement < mpf("1e-30"):
                break
            size /= 2
        beta, value = trial, new
    raise ArithmeticError("no convergence")


def saturated(rows):
    """Log-likelihood of the model that gives each row its own probability (grouped data)."""
    total = mpf(0)
    for s, f in rows:
        for k in (s, f):
            if k:
                total += k * mpmath.log(k / (s + f))
    return total


# ---------------------------------------------------------------- one case

worst = {}


def compare(name, what, ours, theirs, scale=None):
    theirs = mpf(theirs)
    scale = scale if scale is not None else abs(theirs)
    difference = abs(ours - theirs) / scale if scale else abs(ours - theirs)
    cases = worst.setdefault(what, {})
    cases[name] = max(cases.get(name, mpf(0)), difference)
    return difference


def parse_outcome(case, records):
    """1 for the event: 1, true, yes or the later level. An outcome made by a script is 0/1 already."""
    words = [r[case["outcome"]] for r in records]
    levels = sorted(set(words), key=lambda w: w.encode("utf-8"))
    assert len(levels) == 2, levels
    return [int(w == levels[1]) for w in words], levels[1]


def solve(case):
    with open(case["data"] if "derived" not in case else case["derived"], encoding="utf-8") as handle:
        everything = list(csv.DictReader(handle))
    records = [everything[i - 1] for i in case["used_rows"]]
    n = len(records)
    columns, offset = build(case, records)
    p = len(columns)

    # How far R's design is from this one (rounding of log, poly and of text to double).
    for ours, theirs in zip(columns, case["r"]["x"]):
        size = max(abs(v) for v in ours) or mpf(1)
        for a, b in zip(ours, theirs):
            difference = compare(case["name"], "design", a, b, size)
            assert difference < 1e-11, (case["name"], a, b)

    if case["trials"]:
        s_name, f_name = case["trials"]
        events = [mpf(r[s_name]) for r in records]
        others = [mpf(r[f_name]) for r in records]
        event = case["event"]
        weights = [mpf(1)] * n
    else:
        y, event = parse_outcome(case, records)
        weights = [mpf(float(r[case["weights"]])) if case["weights"] else mpf(1) for r in records]
        # R's binomial() sets the outcome to 0 where the weight is 0.
        assert [v if w else 0 for v, w in zip(y, weights)] == [int(v) for v in case["r"]["y"]], case["name"]
        events = [w * v for w, v in zip(weights, y)]
        others = [w * (1 - v) for w, v in zip(weights, y)]

    kept, ratios = independent(columns, weights, case["intercept"])
    aliased = [i for i in range(p) if i not in kept]
    assert aliased == case["aliased"], (case["name"], aliased, case["aliased"])
    closest = [float(x) for x in ratios if float(x) < 1e-6]
    if closest:
        print("  %s: scaled remainders below 1e-6: %s" % (case["name"], ["%.1e" % c for c in closest]))

    def fit(indices):
        rows = compress([columns[i] for i in indices], offset, events, others)
        return newton(rows, len(indices))

    beta, information, value = fit(kept)
    covariance = inverse(information)
    top = saturated(list(zip(events, others))) if case["trials"] else mpf(0)
    constant = mpf(0)
    if case["trials"]:
        for a, b in zip(events, others):
            constant += mpmath.log(mpmath.binomial(a + b, a))
    total = sum(weights)
    positive = sum(1 for w in weights if w > 0)
    n_obs = int(total) if case["weight_kind"] == "frequency" else positive
    null_value = fit([0] if case["intercept"] else [])[2]
    deviance, null_deviance = 2 * (top - value), 2 * (top - null_value)
    ll = value + constant
    rank = len(kept)

    z95 = mpmath.sqrt(2) * mpmath.erfinv(mpf(95) / 100)
    table = []
    for k, index in enumerate(kept):
        se = mpmath.sqrt(covariance[k][k])
        z = beta[k] / se
        prob = p_normal(z)
        table.append({"term": spelled(case["columns"][index]), "estimate": double(beta[k]),
                      "std_error": double(se), "statistic": double(z), "p_value": double(prob),
                      "log10_p": double(log10(prob)), "conf_low": double(beta[k] - z95 * se),
                      "conf_high": double(beta[k] + z95 * se)})
        compare(case["name"], "coefficients (in standard errors)", beta[k], case["r"]["coefficients"][k], se)
        compare(case["name"], "SE of summary.glm (relative)", se, case["r"]["std_errors"][k])
        compare(case["name"], "SE with R's final weights (relative)", se, case["r"]["final_se"][k])
    compare(case["name"], "deviance (relative)", deviance, case["r"]["deviance"])
    compare(case["name"], "null deviance (relative)", null_deviance, case["r"]["null_deviance"])
    if case["weight_kind"] != "precision":
        compare(case["name"], "log-likelihood (relative)", ll, case["r"]["log_likelihood"])

    # Type II tests; columns of other terms stay as they are coded in the full model.
    owner = [c["term"] for c in case["columns"]]
    variables = {c["term"]: frozenset(q["variable"] for q in c["parts"]) for c in case["columns"]}
    memory = {tuple(kept): value}

    def best(terms):
        chosen = [i for i in range(p) if owner[i] == "(Intercept)" or owner[i] in terms]
        chosen = [chosen[k] for k in independent([columns[i] for i in chosen], weights, case["intercept"])[0]]
        if tuple(chosen) not in memory:
            memory[tuple(chosen)] = fit(chosen)[2]
        return memory[tuple(chosen)], len(chosen)

    lr_tests, wald_tests = [], []
    for number, label in enumerate(case["term_labels"]):
        inside = {t for t in case["term_labels"] if variables[t] > variables[label]}
        rest = [t for t in case["term_labels"] if t not in inside and t != label]
        upper, upper_rank = best(rest + [label])
        lower, lower_rank = best(rest)
        statistic, df = 2 * (upper - lower), upper_rank - lower_rank
        if df == 0:
            statistic = mpf(0)
        prob = p_chi(statistic, df)
        lr_tests.append({"term": label, "statistic": double(statistic), "df": df,
                         "p_value": double(prob), "log10_p": double(log10(prob))})
        theirs = case["r"]["lr"][number]
        assert theirs["df"] == df, (case["name"], label, theirs, df)
        compare(case["name"], "LR by refitted formulas (of the deviance)", statistic, theirs["statistic"], abs(deviance) + 1)
        if case["r"]["car_lr"] and case["r"]["car_lr"][number] is not None and not aliased:
            compare(case["name"], "LR by car::Anova (of the deviance)", statistic, case["r"]["car_lr"][number], abs(deviance) + 1)
        mine = [k for k, index in enumerate(kept) if owner[index] == label]
        if mine:
            block = cholesky([[covariance[a][b] for b in mine] for a in mine])
            part = [beta[a] for a in mine]
            statistic = mpmath.fdot(part, chol_solve(block, part))
            prob = p_chi(statistic, len(mine))
            wald_tests.append({"term": label, "statistic": double(statistic), "df": len(mine),
                               "p_value": double(prob), "log10_p": double(log10(prob))})
        else:
            wald_tests.append({"term": label, "statistic": None, "df": 0, "p_value": None, "log10_p": None})

    result = {"name": case["name"], "data": case["data"], "formula": case["formula"],
              "weights": case["weights"], "weight_kind": case["weight_kind"],
              "r_call": case["r_call"], "program": case["program"],
              "version": case["version"] + ", mpmath " + mpmath.__version__,
              "confidence": 0.95, "event": event, "rows": case["rows"], "rows_used": n, "n_obs": n_obs}
    if case["note"]:
        result["note"] = case["note"]
    result.update({
        "coefficients": table,
        "aliased": [spelled(case["columns"][i]) for i in aliased],
        "null_deviance": double(null_deviance), "deviance": double(deviance),
        "log_likelihood": double(ll), "aic": double(2 * rank - 2 * ll),
        "bic": double(rank * mpmath.log(n_obs) - 2 * ll),
        "df_residual": n_obs - rank, "df_null": n_obs - int(case["intercept"]),
        "lr_tests": lr_tests, "wald_tests": wald_tests})
    if case["weight_kind"] != "frequency":
        assert (case["r"]["df_residual"], case["r"]["df_null"]) == (result["df_residual"], result["df_null"]), case["name"]
    return result


def dump(results, path):
    """JSON with one line for each coefficient or test."""
    blocks = []
    for result in results:
        lines = []
        for key, value in result.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                inner = ",\n".join("      " + json.dumps(v, ensure_ascii=False) for v in value)
                lines.append('    %s: [\n%s\n    ]' % (json.dumps(key), inner))
            else:
                lines.append("    %s: %s" % (json.dumps(key), json.dumps(value, ensure_ascii=False)))
        blocks.append("  {\n" + ",\n".join(lines) + "\n  }")
    with open(path, "w", encoding="utf-8") as handle:
        handle.write("[\n" + ",\n".join(blocks) + "\n]\n")


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def main():
    with open(sys.argv[1], encoding="utf-8") as handle:
        cases = json.load(handle)
    results = []
    for case in cases:
        # R writes a vector of one as a bare value.
        for key in ("used_rows", "aliased", "term_labels"):
            case[key] = listed(case[key])
        for key in ("coefficients", "std_errors", "final_se", "car_lr"):
            case["r"][key] = listed(case["r"][key])
        results.append(solve(case))
    dump(results, sys.argv[2])
    print("worst differences, R against mpmath:")
    for what, found in worst.items():
        top = sorted(found.items(), key=lambda item: -item[1])[:4]
        print("  %-42s %s" % (what, ", ".join("%.1e %s" % (float(d), n) for n, d in top)))


if __name__ == "__main__":
    main()
