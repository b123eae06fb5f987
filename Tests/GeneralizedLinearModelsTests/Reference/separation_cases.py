#!/usr/bin/env python3
"""Small data sets in which the maximum-likelihood estimate is (partly) at infinity.

Run from this folder: python3 separation_cases.py   (writes separation_*.csv and separation_cases.json)

Method. With s = +1 for an event and -1 otherwise, a direction d is one of recession when
s * x'd >= 0 on every row. A linear programme (scipy, HiGHS) finds the direction that makes as many
rows as possible strictly positive: these rows are separated, their fitted probability goes to 0 or 1
and they add nothing to the limiting deviance. The direction is then checked in exact fractions.
The rest of the rows is fitted by Newton's method with 80 digits; that the fit exists is the proof that no
further row is separated (the score equation is a positive combination of these rows equal to zero).
A coefficient stays finite exactly when its column is no combination of the others on these rows; its
estimate and standard error come from that fit. Of an infinite one the sign is found by two more linear
programmes (largest and smallest value over the cone); "either" when both signs occur.
"""
import csv
import json
import random
from fractions import Fraction

import mpmath
import numpy as np
import scipy
from mpmath import mpf
from scipy.optimize import linprog

import polish

random_source = random.Random(201)


# ---------------------------------------------------------------- data sets

def flip(p):
    return "yes" if random_source.random() < p else "no"


def complete_numeric():
    rows = []
    for risk in range(1, 21):
        rows.append(["yes" if risk >= 11 else "no", risk])
    return ["reopened", "risk"], rows


def complete_two_columns():
    """Each column alone overlaps; together they separate every row."""
    rows = []
    for a, b in ((1, 12), (2, 10), (3, 11), (4, 8), (6, 7), (8, 4), (9, 2), (10, 3), (11, 1), (5, 6),
                 (12, 3), (10, 7), (9, 9), (7, 8), (6, 10), (4, 12), (3, 14), (2, 15), (5, 11), (11, 5)):
        rows.append(["yes" if a + b >= 15 else "no", a, b])
    return ["reopened", "absence", "exclusions"], rows


def quasi_two_columns():
    """On the line absence + exclusions = 13 both outcomes occur."""
    rows = complete_two_columns()[1]
    rows = [["yes" if r[1] + r[2] > 13 else "no", r[1], r[2]] for r in rows if r[1] + r[2] != 13]
    for a, outcome in ((1, "no"), (3, "no"), (4, "yes"), (6, "no"), (8, "yes"), (10, "no"), (12, "yes")):
        rows.append([outcome, a, 13 - a])
    return ["reopened", "absence", "exclusions"], rows


def level_all_events():
    """All 15 in Byker had the outcome."""
    rows = []
    for ward, size in (("Arthur's Hill", 24), ("Byker", 15), ("Walker", 26)):
        for _ in range(size):
            age = random_source.randint(4, 17)
            rows.append(["yes" if ward == "Byker" else flip(0.2 + 0.02 * age), ward, age])
    return ["reopened", "ward", "age"], rows


def reference_all_events():
    """All in the reference level had the outcome: the intercept goes up and the other levels down."""
    rows = []
    for ward, size in (("Byker", 12), ("Elswick", 25), ("Walker", 25)):
        for _ in range(size):
            age = random_source.randint(4, 17)
            rows.append(["yes" if ward == "Byker" else flip(0.3), ward, age])
    return ["reopened", "ward", "age"], rows


def two_levels_opposite():
    rows = []
    for ward, size in (("Byker", 22), ("Elswick", 9), ("Fenham", 8), ("Walker", 25)):
        for _ in range(size):
            age = random_source.randint(4, 17)
            outcome = {"Elswick": "yes", "Fenham": "no"}.get(ward) or flip(0.4)
            rows.append([outcome, ward, age])
    return ["reopened", "ward", "age"], rows


def boolean_all_events():
    rows = []
    for carer, size in (("true", 7), ("false", 40)):
        for _ in range(size):
            absence = random_source.randint(0, 30)
            rows.append(["true" if carer == "true" or flip(0.2 + 0.01 * absence) == "yes" else "false", carer, absence])
    return ["neet", "carer", "absence"], rows


def threshold():
    """No event below 10 visits, only events above 10, both at exactly 10."""
    rows = []
    for count in list(range(2, 10)) + list(range(11, 19)):
        rows.append(["yes" if count > 10 else "no", count, random_source.randint(4, 17)])
    for age, outcome in ((5, "no"), (7, "yes"), (9, "no"), (12, "yes"), (14, "no"), (16, "yes"), (17, "yes")):
        rows.append([outcome, 10, age])
    return ["reopened", "visits", "age"], rows


def interaction_cell():
    """No event among girls in Walker: the ward goes down and the product up, so that the boys stay finite."""
    rows = []
    for ward in ("Byker", "Walker"):
        for sex in ("female", "male"):
            for _ in range(16):
                age = random_source.randint(4, 17)
                rows.append(["no" if (ward, sex) == ("Walker", "female") else flip(0.45), ward, sex, age])
    return ["reopened", "ward", "sex", "age"], rows


def one_overlap():
    """One child on the wrong side: finite, though large."""
    rows = complete_numeric()[1]
    rows[11][0] = "no"      # risk 12
    return ["reopened", "risk"], rows


def zero_weight_overlap():
    """The only overlapping row has weight 0: separated all the same."""
    rows = [row + [1] for row in complete_numeric()[1]]
    rows.append(["yes", 4, 0])
    return ["reopened", "risk", "children"], rows


def all_zero():
    rows = [[0, random_source.randint(4, 17), random_source.choice(["Byker", "Walker"])] for _ in range(30)]
    return ["harmed", "age", "ward"], rows


def single_level():
    rows = []
    for _ in range(50):
        age = random_source.randint(4, 17)
        rows.append([flip(0.2 + 0.03 * age), "Byker", 7, age])
    return ["reopened", "ward", "team_size", "age"], rows


def unused_level():
    """Ages of Arthur's Hill (the first level) and Fenham are all missing: their rows and levels fall away."""
    rows = []
    for ward, size in (("Arthur's Hill", 5), ("Byker", 24), ("Fenham", 4), ("Walker", 26)):
        for _ in range(size):
            age = random_source.randint(4, 17)
            rows.append([flip(0.25 + 0.02 * age), ward, "" if ward in ("Arthur's Hill", "Fenham") else age])
    return ["reopened", "ward", "age"], rows


def wide_separated():
    """Eight children, twelve scores: any outcome can be fitted exactly."""
    rows = []
    for i in range(8):
        rows.append([1 if i in (0, 2, 3, 6) else 0] + [random_source.randint(0, 9) for _ in range(12)])
    return ["neet"] + ["score_%d" % k for k in range(1, 13)], rows


def no_intercept_levels():
    """Without an intercept each level has its own coefficient; one is infinite."""
    rows = []
    for ward, size in (("Byker", 20), ("Elswick", 6), ("Walker", 21)):
        rows += [["no" if ward == "Elswick" else flip(0.4), ward] for _ in range(size)]
    return ["reopened", "ward"], rows


# name, maker, formula, terms (each a list of variables), kinds of the variables, what is to be expected
CASES = [
    ("complete_numeric", complete_numeric, "reopened ~ risk", [["risk"]], "complete_separation"),
    ("complete_two_columns", complete_two_columns, "reopened ~ absence + exclusions", [["absence"], ["exclusions"]], "complete_separation"),
    ("quasi_two_columns", quasi_two_columns, "reopened ~ absence + exclusions", [["absence"], ["exclusions"]], "quasi_separation"),
    ("level_all_events", level_all_events, "reopened ~ ward + age", [["ward"], ["age"]], "quasi_separation"),
    ("reference_all_events", reference_all_events, "reopened ~ ward + age", [["ward"], ["age"]], "quasi_separation"),
    ("two_levels_opposite", two_levels_opposite, "reopened ~ ward + age", [["ward"], ["age"]], "quasi_separation"),
    ("boolean_all_events", boolean_all_events, "neet ~ carer + absence", [["carer"], ["absence"]], "quasi_separation"),
    ("threshold", threshold, "reopened ~ visits + age", [["visits"], ["age"]], "quasi_separation"),
    ("interaction_cell", interaction_cell, "reopened ~ ward * sex + age", [["ward"], ["sex"], ["age"], ["ward", "sex"]], "quasi_separation"),
    ("no_intercept_levels", no_intercept_levels, "reopened ~ 0 + ward", [["ward"]], "quasi_separation"),
    ("one_overlapping_point", one_overlap, "reopened ~ risk", [["risk"]], "finite"),
    ("zero_weight_overlap", zero_weight_overlap, "reopened ~ risk", [["risk"]], "complete_separation"),
    ("outcome_all_zero", all_zero, "harmed ~ age + ward", [["age"], ["ward"]], "one_outcome_only"),
    ("single_level_factor", single_level, "reopened ~ ward + team_size + age", [["age"]], "constant_column"),
    ("unused_level", unused_level, "reopened ~ ward + age", [["ward"], ["age"]], "unused_level"),
    ("wide_separated", wide_separated, "neet ~ " + " + ".join("score_%d" % k for k in range(1, 13)),
     [["score_%d" % k] for k in range(1, 13)], "complete_separation"),
]
NOTES = {
    "single_level_factor": "ward has one level and team_size is constant: both are dropped with a notice (R's glm stops at the factor); the values are those of reopened ~ age",
    "unused_level": "the levels Arthur's Hill (which would be the reference) and Fenham occur only in rows without an age",
    "zero_weight_overlap": "frequency weights; the row of weight 0 is no overlap",
    "outcome_all_zero": "every direction with a falling linear predictor is one of recession; no coefficient but the intercept is told anything",
    "wide_separated": "the columns in aliased are left out; the order of the columns decides, as in R",
    "one_overlapping_point": "risk 12 is a 'no' above the smallest 'yes' (11): finite",
}
DROPPED = {"single_level_factor": ["ward", "team_size"]}
UNUSED = {"unused_level": ["Arthur's Hill", "Fenham"]}


# ---------------------------------------------------------------- design in fractions

def design(header, rows, terms, intercept):
    """Columns of fractions with Casewise names; incomplete rows are left out."""
    needed = sorted({0} | {header.index(v) for term in terms for v in term})
    used = [r for r in rows if all(str(r[k]) != "" for k in needed)]

    def choices(variable, full):
        column = [r[header.index(variable)] for r in used]
        if all(isinstance(v, int) for v in column):
            return [(variable, [Fraction(v) for v in column])]
        levels = sorted(set(column), key=lambda w: w.encode("utf-8"))
        return [("%s[%s]" % (variable, l), [Fraction(int(v == l)) for v in column])
                for l in (levels if full else levels[1:])]

    names, columns = [], []
    if intercept:
        names, columns = ["(Intercept)"], [[Fraction(1)] * len(used)]
    whole = not intercept
    for term in terms:
        product = [("", [Fraction(1)] * len(used))]
        for variable in term:
            product = [(a + (":" if a else "") + b, [x * y for x, y in zip(u, v)])
                       for b, v in choices(variable, whole) for a, u in product]
        whole = False
        names += [n for n, _ in product]
        columns += [c for _, c in product]
    return used, names, columns


def rank(columns):
    """Rank by elimination in fractions."""
    rows = [list(c) for c in columns]
    found = 0
    for k in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][k]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            if rows[i][k]:
                f = rows[i][k] / rows[found][k]
                rows[i] = [a - f * b for a, b in zip(rows[i], rows[found])]
        found += 1
    return found


def left_to_right(columns):
    kept = []
    for i in range(len(columns)):
        if rank([columns[k] for k in kept] + [columns[i]]) == len(kept) + 1:
            kept.append(i)
    return kept


# ---------------------------------------------------------------- recession

def recession(columns, signs):
    """(separated row?, direction) for the largest set of separated rows, checked in fractions."""
    n, p = len(signs), len(columns)
    z = np.array([[float(columns[j][i]) * signs[i] for j in range(p)] for i in range(n)])
    # maximise sum t with t <= z d, 0 <= t <= 1, d free: the best t is 1 on the largest set, 0 elsewhere
    answer = linprog(np.concatenate([np.zeros(p), -np.ones(n)]),
                     A_ub=np.hstack([-z, np.eye(n)]), b_ub=np.zeros(n),
                     bounds=[(None, None)] * p + [(0, 1)] * n, method="highs-ds")
    assert answer.status == 0
    t = answer.x[p:]
    assert all(v < 1e-9 or v > 1 - 1e-9 for v in t), t
    separated = [bool(v > 0.5) for v in t]
    return separated, exact_direction(columns, signs, separated, answer.x[:p])


def exact_direction(columns, signs, separated, rough):
    """Round to fractions until s x'd is exactly 0 on the rest and positive on the separated rows."""
    p = len(columns)
    if not any(separated):
        return None
    for limit in (1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 4096, 10 ** 5, 10 ** 7):
        d = [Fraction(float(v)).limit_denominator(limit) for v in rough]
        products = [s * sum(columns[j][i] * d[j] for j in range(p)) for i, s in enumerate(signs)]
        if all(v > 0 if q else v == 0 for v, q in zip(products, separated)):
            return d
    raise ArithmeticError("no exact direction found")


def signs_of(columns, signs, j):
    """Sign of coefficient j over the cone of recession: "+", "-" or "either"."""
    n, p = len(signs), len(columns)
    z = np.array([[float(columns[k][i]) * signs[i] for k in range(p)] for i in range(n)])
    scale = np.abs(z).max(0)
    z = z / scale
    reached = []
    for sense in (-1, 1):
        c = np.zeros(p)
        c[j] = sense
        answer = linprog(c, A_ub=-z, b_ub=np.zeros(n), bounds=[(-1, 1)] * p, method="highs-ds")
        assert answer.status == 0
        reached.append(-answer.fun if sense == -1 else answer.fun)
    high, low = reached
    if high > 1e-9 and low < -1e-9:
        return "either"
    return "+" if high > 1e-9 else "-"


# ---------------------------------------------------------------- one case

def solve(name, make, formula, terms, expected):
    header, rows = make()
    data = "separation_%s.csv" % name
    with open(data, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)

    intercept = "~ 0 +" not in formula
    used, names, columns = design(header, rows, terms, intercept)
    weight_column = "children" if "children" in header else None
    if weight_column:
        keep = [i for i, r in enumerate(used) if r[header.index(weight_column)] > 0]
        used = [used[i] for i in keep]
        columns = [[c[i] for i in keep] for c in columns]
    order = left_to_right(columns)
    aliased = [names[i] for i in range(len(names)) if i not in order]
    names, columns = [names[i] for i in order], [columns[i] for i in order]
    event_words = ("yes", "true", 1)
    y = [int(r[0] in event_words) for r in used]
    signs = [1 if v else -1 for v in y]

    separated, direction = recession(columns, signs)
    rest = [i for i, s in enumerate(separated) if not s]
    remaining = [[c[i] for i in rest] for c in columns]
    full = rank(remaining) if rest else 0
    finite = [j for j in range(len(names))
              if rest and rank([c for k, c in enumerate(remaining) if k != j]) == full - 1]
    # A basis that holds every finite column; the others only fill the space.
    basis = list(finite)
    for j in range(len(names)):
        if j not in basis and rest and rank([remaining[k] for k in basis] + [remaining[j]]) == len(basis) + 1:
            basis.append(j)
    value = mpf(0)
    estimates = {}
    if rest:
        to_mpf = lambda f: mpf(f.numerator) / f.denominator
        fit_rows = polish.compress([[to_mpf(v) for v in remaining[j]] for j in basis], [mpf(0)] * len(rest),
                                   [mpf(y[i]) for i in rest], [mpf(1 - y[i]) for i in rest])
        beta, information, value = polish.newton(fit_rows, len(basis))
        covariance = polish.inverse(information)
        for k, j in enumerate(basis):
            if j in finite:
                estimates[j] = (beta[k], mpmath.sqrt(covariance[k][k]))

    z95 = mpmath.sqrt(2) * mpmath.erfinv(mpf(95) / 100)
    coefficients = []
    for j, term in enumerate(names):
        if j in estimates:
            b, se = estimates[j]
            p = polish.p_normal(b / se)
            coefficients.append({"term": term, "status": "finite", "estimate": polish.double(b),
                                 "std_error": polish.double(se), "statistic": polish.double(b / se),
                                 "p_value": polish.double(p), "log10_p": polish.double(polish.log10(p)),
                                 "conf_low": polish.double(b - z95 * se), "conf_high": polish.double(b + z95 * se)})
        else:
            sign = signs_of(columns, signs, j)
            assert sign in ("either", "+" if direction[j] > 0 else "-"), (name, term)
            coefficients.append({"term": term, "status": "infinite", "sign": sign,
                                 "direction": str(direction[j])})
    share = mpf(sum(y)) / len(y)
    null = -2 * len(y) * sum(q * mpmath.log(q) for q in (share, 1 - share) if q > 0)
    if not intercept:
        null = 2 * len(y) * mpmath.log(2)
    result = {"name": name, "data": data, "formula": formula, "weights": weight_column,
              "weight_kind": "frequency" if weight_column else None,
              "program": "separation_cases.py: linear programme (scipy, HiGHS) checked in exact fractions, then Newton's method at 80 digits (mpmath) on the rows not separated",
              "version": "scipy %s, mpmath %s" % (scipy.__version__, mpmath.__version__),
              "expected": expected, "confidence": 0.95, "event": {"reopened": "yes", "neet": "true", "harmed": "1"}[header[0]],
              "rows": len(rows), "rows_used": len(used), "n_obs": len(used), "events": sum(y),
              "separated_rows": sum(separated), "remaining_rows": len(rest),
              "coefficients": coefficients, "aliased": aliased, "null_deviance": polish.double(null),
              "deviance": polish.double(-2 * value), "log_likelihood": polish.double(value)}
    if name == "wide_separated":
        result["event"] = "1"
    for key, extra in (("note", NOTES), ("dropped", DROPPED), ("unused_levels", UNUSED)):
        if name in extra:
            result[key] = extra[name]
    # The name of a case says what it is; here the computation has to agree.
    kind = ("finite" if not any(separated) else "complete_separation" if not rest else "quasi_separation")
    assert kind == expected or expected in ("one_outcome_only", "constant_column", "unused_level"), (name, kind)
    if expected in ("constant_column", "unused_level"):
        assert kind == "finite", (name, kind)
    # "Only in a combination": each column alone must overlap.
    if name.endswith("two_columns"):
        for k in (1, 2):
            assert not any(recession([columns[0], columns[k]], signs)[0]), name
    print("%-24s %-20s separated %d, rest %d, deviance %s; %s" % (
        name, kind, sum(separated), len(rest), result["deviance"],
        ", ".join("%s %s" % (c["term"], c.get("sign") or "%.4g" % c["estimate"]) for c in coefficients)))
    return result


if __name__ == "__main__":
    polish.dump([solve(*case) for case in CASES], "separation_cases.json")
