#!/usr/bin/env python3
"""Reference values of the group lasso: terms that enter or leave as a whole.

Run from this folder: python3 penalty_groups.py > penalty_groups.json
Only numpy, scipy and mpmath, and no code of a penalised regression: where no group is 0 the
objective is smooth, so each point is found by scipy's minimize (BFGS) over the intercept and the
groups that are in, and then to the last digit by Newton's method with 80-bit residuals. Which groups
are in is tried from none up: a group is taken in while its score is beyond its threshold. At the end
all conditions are looked at with mpmath at 50 digits,
    g_g = lambda (alpha w_g t_g/|t_g| + (1 - alpha) t_g) where t_g is not 0,
    |g_g| <= lambda alpha w_g where it is, w_g = sqrt(columns of g),
with t_g = U_g b_g, U'U the covariance (divisor n) of the columns of g, and g = U'^-1 X'(y - mu)/n.
"""
import csv
import json
import platform
import sys

import mpmath
import numpy
import scipy
from scipy.optimize import minimize

LONG = numpy.longdouble


def table(name):
    with open(name, encoding="utf-8", newline="") as handle:
        return [r for r in csv.DictReader(handle)]


def dummies(rows, name, reference=None):
    levels = sorted({r[name] for r in rows}, key=lambda v: v.encode())
    reference = reference or levels[0]
    return [[float(r[name] == level) for r in rows] for level in levels if level != reference]


def number(rows, name):
    return [float(r[name]) for r in rows]


def crossed(a, b):
    # The first factor varies fastest.
    return [[p * q for p, q in zip(x, y)] for y in b for x in a]


def upper_root(z, w):
    n = w.sum()
    d = z - (w[:, None] * z).sum(axis=0) / n
    c = (w[:, None] * d).T @ d / n
    u = numpy.zeros_like(c)
    for j in range(len(c)):
        for i in range(j):
            u[i, j] = (c[i, j] - (u[:i, i] * u[:i, j]).sum()) / u[i, i]
        u[j, j] = numpy.sqrt(c[j, j] - (u[:j, j] ** 2).sum())
    return u


def inverse_upper(u):
    n = len(u)
    inverse = numpy.zeros_like(u)
    for j in range(n):
        inverse[j, j] = 1 / u[j, j]
        for i in range(j - 1, -1, -1):
            inverse[i, j] = -(u[i, i + 1:j + 1] * inverse[i + 1:j + 1, j]).sum() / u[i, i]
    return inverse


class Problem:
    def __init__(self, y, groups, w=None, offset=None):
        self.y = numpy.array(y, dtype=LONG)
        self.w = numpy.ones_like(self.y) if w is None else numpy.array([LONG(v) for v in w])
        self.o = 0 * self.y if offset is None else numpy.array([LONG(v) for v in offset])
        self.n = self.w.sum()
        self.groups = [numpy.array(g, dtype=LONG).T for g in groups]
        self.roots = [upper_root(g, self.w) for g in self.groups]
        self.centres = [(self.w[:, None] * g).sum(axis=0) / self.n for g in self.groups]
        self.z = [(g - c) @ inverse_upper(u)
                  for g, c, u in zip(self.groups, self.centres, self.roots)]
        self.weight = [LONG(g.shape[1]) ** LONG(0.5) for g in self.groups]

    def residual(self, start, theta):
        eta = self.o + start + sum(z @ t for z, t in zip(self.z, theta))
        return self.w * (self.y - 1 / (1 + numpy.exp(-eta))) / self.n, eta

    def smooth(self, active, lam, alpha, start, theta):
        """The minimum over the active groups, none of which reaches 0."""
        sizes = [self.z[g].shape[1] for g in active]
        full = numpy.column_stack([numpy.ones_like(self.y)] + [self.z[g] for g in active])
        low = full.astype(float)
        parts = []
        place = 1
        for size in sizes:
            parts.append(slice(place, place + size))
            place += size
        value = numpy.concatenate([[start]] + [theta[g] for g in active]).astype(float)
        y, w, o, n = (a.astype(float) for a in (self.y, self.w, self.o, self.n))

        def objective(v):
            eta = o + low @ v
            f = (w * (numpy.logaddexp(0, eta) - y * eta)).sum() / n
            g = -low.T @ (w * (y - 1 / (1 + numpy.exp(-eta)))) / n
            for group, part in zip(active, parts):
                t = v[part]
                norm = max(numpy.linalg.norm(t), 1e-300)
                pull = float(lam * alpha * self.weight[group])
                f += pull * norm + float(lam * (1 - alpha)) / 2 * (t @ t)
                g[part] += pull * t / norm + float(lam * (1 - alpha)) * t
            return f, g

        value = minimize(objective, value, jac=True, method="BFGS",
                         options={"gtol": 1e-9, "maxiter": 10000}).x.astype(LONG)
        best = None
        for _ in range(50):
            eta = self.o + full @ value
            mu = 1 / (1 + numpy.exp(-eta))
            residual = full.T @ (self.w * (self.y - mu)) / self.n
            weight = (self.w * mu * (1 - mu) / self.n).astype(float)
            hessian = low.T @ (weight[:, None] * low)
            for group, part in zip(active, parts):
                t = value[part]
                norm = numpy.sqrt((t ** 2).sum())
                pull = lam * alpha * self.weight[group]
                residual[part] -= pull * t / norm + lam * (1 - alpha) * t
                u = (t / norm).astype(float)
                hessian[part, part] += (float(lam * (1 - alpha)) + float(pull / norm)) * numpy.eye(len(t))
                hessian[part, part] -= float(pull / norm) * numpy.outer(u, u)
            size = float(abs(residual).max())
            if best is None or size < best[0]:
                best = (size, value.copy())
            elif size < 1e-17:
                break
            value = value + numpy.linalg.solve(hessian, residual.astype(float)).astype(LONG)
        assert best[0] < 1e-16, best[0]
        value = best[1]
        result = [0 * t for t in theta]
        for group, part in zip(active, parts):
            result[group] = value[part]
        return value[0], result

    def null(self):
        return self.smooth([], LONG(0), LONG(0), LONG(0),
                           [numpy.zeros(z.shape[1], dtype=LONG) for z in self.z])

    def largest(self):
        start, theta = self.null()
        r, _ = self.residual(start, theta)
        return max(numpy.sqrt(((z.T @ r) ** 2).sum()) / v for z, v in zip(self.z, self.weight))

    def solve(self, lam, alpha):
        start, theta = self.null()
        active = []
        while True:
            r, _ = self.residual(start, theta)
            scores = [z.T @ r for z in self.z]
            beyond = [g for g in range(len(self.z)) if g not in active
                      and numpy.sqrt((scores[g] ** 2).sum()) > lam * alpha * self.weight[g] * (1 + LONG(1e-14))]
            if not beyond:
                return start, theta, active
            for g in beyond:
                theta[g] = scores[g] * LONG(1e-2)
            active = sorted(active + beyond)
            while True:
                # A group that wants to be 0 ends near it: there the smooth function has no minimum.
                try:
                    start, theta = self.smooth(active, lam, alpha, start, theta)
                    break
                except (AssertionError, numpy.linalg.LinAlgError):
                    active, start, theta = self.without_least(active, lam, alpha, start, theta)

    def without_least(self, active, lam, alpha, start, theta):
        raise SystemExit("a group taken in leaves again: choose another lambda")

    def violation(self, lam, alpha, start, theta):
        mp = mpmath.mp
        mp.dps = 50
        as_mp = lambda v: mp.mpf(repr(LONG(v)).split("'")[1])
        rows = len(self.y)
        eta = [as_mp(o) + as_mp(start) for o in self.o]
        shown = []
        for g, u, c, t in zip(self.groups, self.roots, self.centres, theta):
            own = [[as_mp(v) for v in g[:, j]] for j in range(g.shape[1])]
            w = [as_mp(v) for v in self.w]
            n = mp.fsum(w)
            means = [mp.fdot(w, x) / n for x in own]
            own = [[v - m for v in x] for x, m in zip(own, means)]
            size = len(own)
            root = mp.matrix(size)
            for j in range(size):
                for i in range(j + 1):
                    value = mp.fsum(w[k] * own[i][k] * own[j][k] for k in range(rows)) / n
                    value -= mp.fsum(root[k, i] * root[k, j] for k in range(i))
                    root[i, j] = value / root[i, i] if i < j else mp.sqrt(value)
            columns = []
            for j in range(size):
                column = list(own[j])
                for i in range(j):
                    column = [a - root[i, j] * b for a, b in zip(column, columns[i])]
                columns.append([a / root[j, j] for a in column])
            shown.append(columns)
            for j in range(size):
                if t[j]:
                    tj = as_mp(t[j])
                    eta = [e + tj * v for e, v in zip(eta, columns[j])]
        r = [as_mp(self.w[i]) * (as_mp(self.y[i]) - 1 / (1 + mp.exp(-eta[i]))) / as_mp(self.n)
             for i in range(rows)]
        lam, alpha = as_mp(lam), as_mp(alpha)
        worst = abs(mp.fsum(r))
        for columns, t in zip(shown, theta):
            g = [mp.fdot(r, x) for x in columns]
            pull = lam * alpha * mp.sqrt(len(columns))
            t = [as_mp(v) for v in t]
            norm = mp.sqrt(mp.fsum(v ** 2 for v in t))
            if norm == 0:
                worst = max(worst, mp.sqrt(mp.fsum(v ** 2 for v in g)) - pull)
            else:
                for a, b in zip(g, t):
                    worst = max(worst, abs(a - pull * b / norm - lam * (1 - alpha) * b))
        return float(worst)


made = []


def add(name, data, formula, alpha, y, groups, weights=None, weight_kind=None, offset=None, w=None,
        count=100, chosen=(0, 3, 12, 30, 60, 99)):
    problem = Problem(y, groups, w=w, offset=offset)
    alpha = LONG(alpha)
    most = problem.largest() / max(alpha, LONG(1e-3))
    lambdas = [most * LONG(1e-4) ** (LONG(k) / (count - 1)) for k in range(count)]
    points = []
    for k in chosen:
        lam = lambdas[k]
        start, theta, active = problem.solve(lam, alpha)
        worst = problem.violation(lam, alpha, start, theta)
        assert worst < 1e-14, (name, k, worst)
        b = [inverse_upper(u) @ t for u, t in zip(problem.roots, theta)]
        intercept = start - sum((c * v).sum() for c, v in zip(problem.centres, b))
        _, eta = problem.residual(start, theta)
        deviance = 2 * (problem.w * (numpy.logaddexp(LONG(0), eta) - problem.y * eta)).sum()
        scales = [float(s) for g in problem.groups for s in
                  numpy.sqrt((problem.w[:, None] * (g - (problem.w[:, None] * g).sum(axis=0)
                                                    / problem.n) ** 2).sum(axis=0) / problem.n)]
        points.append({"index": k, "lambda": float(lam),
                       "coefficients": [float(intercept)] + [float(v) for part in b for v in part],
                       "scales": scales, "deviance": float(deviance),
                       "violation_at_50_digits": worst})
        print(name, k, active, f"{worst:.1e}", file=sys.stderr)
    made.append({
        "name": name, "data": data, "formula": formula, "weights": weights,
        "weight_kind": weight_kind, "alpha": float(alpha), "standardize": True, "grouped": True,
        "program": f"penalty_groups.py with Python {platform.python_version()}, numpy "
        f"{numpy.__version__}, scipy {scipy.__version__}, mpmath {mpmath.__version__}",
        "call": "Problem.solve; conditions of the minimum at 50 digits",
        "lambdas": [float(v) for v in lambdas], "points": points})


yes = lambda rows, name, event: [float(r[name] == event) for r in rows]

rows = table("wards.csv")
wards = [dummies(rows, "ward"), [number(rows, "age")], [number(rows, "absence")]]
add("group_lasso_thirty_wards", "wards.csv", "reopened ~ ward + age + absence", 1,
    yes(rows, "reopened", "yes"), wards)
add("group_elastic_net_thirty_wards", "wards.csv", "reopened ~ ward + age + absence", 0.5,
    yes(rows, "reopened", "yes"), wards)

rows = table("destinations.csv")
add("group_lasso_other_reference", "destinations.csv",
    'destination ~ C(ward, ref = "Walker") + setting + sex + absence', 1,
    yes(rows, "destination", "NEET"),
    [dummies(rows, "ward", "Walker"), dummies(rows, "setting"), dummies(rows, "sex"),
     [number(rows, "absence")]])

rows = [r for r in table("families.csv") if not {"", "NA"} & set(r.values())]
ward, need = dummies(rows, "ward"), dummies(rows, "need")
add("group_lasso_interaction", "families.csv", "rereferred ~ ward * need + sex + age", 1,
    yes(rows, "rereferred", "yes"),
    [ward, need, dummies(rows, "sex"), [number(rows, "age")], crossed(ward, need)])

rows = table("weighted.csv")
add("group_lasso_precision_weights", "weighted.csv", "neet ~ age + ward", 1,
    number(rows, "neet"), [[number(rows, "age")], dummies(rows, "ward")], "weight", "precision",
    w=[r["weight"] for r in rows])

rows = table("exposure.csv")
add("group_lasso_offset", "exposure.csv", "episode ~ ward + age + offset(log(exposure))", 1,
    number(rows, "episode"), [dummies(rows, "ward"), [number(rows, "age")]],
    offset=[numpy.log(LONG(r["exposure"])) for r in rows])

json.dump(made, sys.stdout, indent=1)
print()
