#!/usr/bin/env python3
"""Solve each point of penalty_cases.R to the last digit and check it.

penalty_polish.py EXPORTED OUTPUT. With g = X'(y - mu)/n over columns of standard deviation 1
(weights w, n their sum), a point b of lambda and alpha is the minimum if and only if
    g_0 = 0,  g_j = lambda (alpha sign b_j + (1 - alpha) b_j) where b_j is not 0,
    |g_j| <= lambda alpha where it is 0.
glmnet says which are 0; Newton's steps on the equations of the others, with residuals in 80-bit
numbers, give the rest. All conditions are then looked at with mpmath at 50 digits.
"""
import json
import platform
import sys

import mpmath
import numpy

LONG = numpy.longdouble


def columns(case):
    x = numpy.array([[LONG(v) for v in column] for column in case["x"]], dtype=LONG).T
    y = numpy.array(case["y"], dtype=LONG)
    w = numpy.array([LONG(v) for v in case["w"]], dtype=LONG)
    o = numpy.array([LONG(v) for v in case["offset"]], dtype=LONG) if case["offset"] else 0 * y
    return x, y, w, o


def polish(case, point, x, y, w, o, scale, centre):
    b = numpy.array([LONG(v) for v in point["coefficients"]], dtype=LONG)
    alpha, lam = LONG(case["alpha"]), LONG(case["lambdas"][point["index"]])
    z = (x - centre) / scale
    theta = b[1:] * scale
    start = b[0] + (b[1:] * centre).sum()
    n = w.sum()
    if case["alpha"] == 1:
        # Any split between a column and its copy is a minimum: all of it to the earlier.
        for j in range(1, len(theta)):
            for i in range(j):
                alike = (w * z[:, i] * z[:, j]).sum() / n
                if theta[j] != 0 and abs(abs(alike) - 1) < 1e-15:
                    theta[i] += alike * theta[j]
                    theta[j] = 0
    theta[abs(theta) < 1e-10] = 0   # what rounding leaves at the lambda where a column enters
    active = numpy.flatnonzero(theta != 0)
    sign = numpy.sign(theta[active])
    own = z[:, active]
    full = numpy.column_stack([numpy.ones(len(y), dtype=LONG), own]) if case["intercept"] else own
    value = numpy.concatenate([[start], theta[active]]) if case["intercept"] else theta[active]
    lead = 1 if case["intercept"] else 0
    best = None
    for _ in range(60):
        eta = o + full @ value
        mu = 1 / (1 + numpy.exp(-eta))
        residual = full.T @ (w * (y - mu)) / n
        residual[lead:] -= lam * (alpha * sign + (1 - alpha) * value[lead:])
        size = float(abs(residual).max()) if len(residual) else 0.0
        if best is None or size < best[0]:
            best = (size, value.copy(), mu, eta)
        elif size < 1e-17:
            break
        if len(residual) == 0:
            break
        weight = w * mu * (1 - mu) / n
        hessian = (full.T @ (weight[:, None] * full)).astype(float)
        hessian[range(lead, len(value)), range(lead, len(value))] += float(lam * (1 - alpha))
        value = value + numpy.linalg.solve(hessian, residual.astype(float)).astype(LONG)
    size, value, mu, eta = best
    assert size < 1e-16, (case["name"], point["index"], size)
    assert (numpy.sign(value[lead:]) == sign).all(), (case["name"], point["index"], "sign")
    result = 0 * theta
    result[active] = value[lead:]
    return result, (value[0] if lead else LONG(0)), eta


def violation(case, lam, theta, start, x, y, w, o, scale, centre):
    """The largest violation of the conditions, at 50 digits."""
    mp = mpmath.mp
    mp.dps = 50
    number = lambda v: mp.mpf(repr(v).split("'")[1]) if isinstance(v, LONG) else mp.mpf(v)
    alpha, lam = mp.mpf(repr(case["alpha"])), mp.mpf(lam)
    rows, count = x.shape
    shown = [[number(LONG(v)) for v in x[:, j]] for j in range(count)]
    yy, ww = [number(v) for v in y], [number(v) for v in w]
    n = mp.fsum(ww)
    means = [mp.fdot(ww, c) / n for c in shown]
    if case["standardize"]:
        sds = [mp.sqrt(mp.fsum(ww[i] * (c[i] - m) ** 2 for i in range(rows)) / n)
               for c, m in zip(shown, means)]
    else:
        sds = [mp.mpf(1)] * count
    b = [number(t) / number(s) for t, s in zip(theta, scale)]
    b0 = number(start) - mp.fsum(v * number(c) for v, c in zip(b, centre))
    eta = [number(v) + b0 for v in o]
    for j in range(count):
        if b[j]:
            eta = [e + b[j] * v for e, v in zip(eta, shown[j])]
    r = [ww[i] * (yy[i] - 1 / (1 + mp.exp(-eta[i]))) / n for i in range(rows)]
    worst = abs(mp.fsum(r)) if case["intercept"] else mp.mpf(0)
    for j in range(count):
        if sds[j] == 0:
            continue
        g = mp.fdot(r, shown[j]) / sds[j]
        if case["intercept"]:
            g -= means[j] * mp.fsum(r) / sds[j]
        t = b[j] * sds[j]
        if t:
            worst = max(worst, abs(g - lam * (alpha * mp.sign(t) + (1 - alpha) * t)))
        else:
            worst = max(worst, abs(g) - lam * alpha)
    return float(max(worst, 0))


def main(exported, output):
    cases = json.load(open(exported))
    made = []
    for case in cases:
        x, y, w, o = columns(case)
        n = w.sum()
        centre = (w[:, None] * x).sum(axis=0) / n
        scale = numpy.sqrt((w[:, None] * (x - centre) ** 2).sum(axis=0) / n)
        if not case["standardize"]:
            scale = 0 * scale + 1
        scale[scale == 0] = 1
        if not case["intercept"]:
            centre = 0 * centre
        points = []
        for point in case["points"]:
            theta, start, eta = polish(case, point, x, y, w, o, scale, centre)
            lam = case["lambdas"][point["index"]]
            worst = violation(case, lam, theta, start, x, y, w, o, scale, centre)
            assert worst < 1e-13, (case["name"], point["index"], worst)
            b = theta / scale
            intercept = start - (b * centre).sum()
            deviance = 2 * (w * (numpy.logaddexp(LONG(0), eta) - y * eta)).sum()
            given = numpy.array([LONG(v) for v in point["coefficients"]], dtype=LONG)
            apart = float(abs((given[1:] - b) * scale).max())
            points.append({
                "index": point["index"], "lambda": float(lam),
                "coefficients": ([float(intercept)] if case["intercept"] else [])
                + [float(v) for v in b],
                "scales": [float(v) for v in scale], "deviance": float(deviance),
                "violation_at_50_digits": worst, "glmnet_apart": apart})
            print(case["name"], point["index"], len(numpy.flatnonzero(theta)),
                  f"{worst:.1e} glmnet apart {apart:.1e}")
        kept = ["name", "data", "formula", "weights", "weight_kind", "alpha", "standardize", "call"]
        made.append({key: case[key] for key in kept} | {
            "program": case["program"] + f" (Python {platform.python_version()}, mpmath "
            f"{mpmath.__version__}, numpy {numpy.__version__})",
            "lambdas": [float(v) for v in case["lambdas"]], "points": points})
    with open(output, "w", encoding="utf-8") as handle:
        json.dump(made, handle, indent=1)
        handle.write("\n")


main(*sys.argv[1:])
