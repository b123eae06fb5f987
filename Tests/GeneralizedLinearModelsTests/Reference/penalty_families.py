#!/usr/bin/env python3
"""Solve each point of penalty_families.R to the last digit, check it, and count its freedom.

penalty_families.py EXPORTED OUTPUT. With z the columns over their standard deviations (weights w, n
their sum) and u(eta) = (y - mu) mu'(eta) / V(mu) a row's score, a point b of lambda and alpha is the
minimum if and only if, with g = z'(w u) / n,
    g_0 = 0,  g_j = lambda (alpha sign b_j + (1 - alpha) b_j) where b_j is not 0,
    |g_j| <= lambda alpha where it is 0.
glmnet says which are 0; Newton's steps with the expected information on the equations of the others,
in 80-bit numbers, give the rest. Degrees of freedom are the trace of the hat matrix of the last step,
    tr[(Z'WZ / n + lambda (1 - alpha) D)^-1 Z'WZ / n],
Z the intercept and the columns whose coefficients are not 0, D = diag(0, 1, ..., 1).
"""
import json
import platform
import sys

import mpmath
import numpy

LONG = numpy.longdouble


def erfc(x):
    """erfc to 80 bits by mpmath, number by number."""
    mpmath.mp.dps = 30
    return numpy.array([LONG(mpmath.nstr(mpmath.erfc(mpmath.mpf(repr(v).split("'")[1])), 25))
                        for v in x], dtype=LONG)


def means(case, eta):
    """mu, mu' and V at eta."""
    link = case["link"]
    if link == "logit":
        mu = 1 / (1 + numpy.exp(-eta))
        return mu, mu * (1 - mu), mu * (1 - mu)
    if link == "probit":
        mu = erfc(-eta / numpy.sqrt(LONG(2))) / 2
        return mu, numpy.exp(-eta * eta / 2) / numpy.sqrt(2 * numpy.arccos(LONG(-1))), mu * (1 - mu)
    if link == "cloglog":
        rest = numpy.exp(-numpy.exp(eta))
        mu = -numpy.expm1(-numpy.exp(eta))
        return mu, numpy.exp(eta) * rest, mu * rest
    if link == "log":
        mu = numpy.exp(eta)
        return mu, mu, mu
    return eta, 1 + 0 * eta, 1 + 0 * eta


def deviance(case, y, mu, w):
    if case["family"] == "gaussian":
        part = (y - mu) ** 2
    elif case["family"] == "poisson":
        safe = numpy.where(y > 0, y, 1)
        part = 2 * (numpy.where(y > 0, y * numpy.log(safe / mu), 0) - (y - mu))
    else:
        part = -2 * numpy.where(y == 1, numpy.log(mu), numpy.log1p(-mu))
    return (w * part).sum()


def solve(case, point, z, y, w, o, scale, centre):
    b = numpy.array([LONG(v) for v in point["coefficients"]], dtype=LONG)
    alpha, lam = LONG(case["alpha"]), LONG(point["lambda"])
    theta = b[1:] * scale
    start = b[0] + (b[1:] * centre).sum()
    theta[abs(theta) < 1e-10] = 0
    active = numpy.flatnonzero(theta != 0)
    sign = numpy.sign(theta[active])
    full = numpy.column_stack([numpy.ones(len(y), dtype=LONG), z[:, active]])
    value = numpy.concatenate([[start], theta[active]])
    n = w.sum()
    best = None
    for _ in range(200):
        eta = o + full @ value
        mu, slope, variance = means(case, eta)
        score = w * (y - mu) * slope / variance / n
        residual = full.T @ score
        residual[1:] -= lam * (alpha * sign + (1 - alpha) * value[1:])
        size = float(abs(residual).max())
        weight = w * slope * slope / variance / n
        information = full.T @ (weight[:, None] * full)
        ridge = numpy.diag(numpy.concatenate([[LONG(0)], 0 * value[1:] + lam * (1 - alpha)]))
        if best is None or size < best[0]:
            best = (size, value.copy(), mu, score, information, ridge)
        elif size < 1e-17:
            break
        step = numpy.linalg.solve((information + ridge).astype(float), residual.astype(float))
        value = value + step.astype(LONG)
    size, value, mu, score, information, ridge = best
    assert size < 1e-15 * max(1, float(abs(y).max())), (case["name"], size)
    assert (numpy.sign(value[1:]) == sign).all(), (case["name"], "sign")
    zeros = [j for j in range(z.shape[1]) if j not in set(active)]
    worst = max([0.0] + [float(abs(z[:, j] @ score) - lam * alpha) for j in zeros])
    assert worst < 1e-12, (case["name"], worst)
    # The trace by the digits of doubles is good to 1e-12 here: no matrix is near singular.
    freedom = numpy.trace(numpy.linalg.solve(
        (information + ridge).astype(float), information.astype(float)))
    theta = 0 * theta
    theta[active] = value[1:]
    coefficients = theta / scale
    return {
        "lambda": float(lam),
        "coefficients": [float(value[0] - (coefficients * centre).sum())]
        + [float(v) for v in coefficients],
        "scales": [float(v) for v in scale], "deviance": float(deviance(case, y, mu, w)),
        "effective_df": float(freedom), "kept": len(active), "residual": size,
        "glmnet_apart": float(abs((b[1:] - coefficients) * scale).max())}


def main(exported, output):
    made = []
    for case in json.load(open(exported)):
        x = numpy.array([[LONG(v) for v in column] for column in case["x"]], dtype=LONG).T
        y = numpy.array(case["y"], dtype=LONG)
        w = numpy.array([LONG(v) for v in case["w"]], dtype=LONG)
        o = numpy.array([LONG(v) for v in case["offset"]], dtype=LONG) if case["offset"] else 0 * y
        n = w.sum()
        centre = (w[:, None] * x).sum(axis=0) / n
        scale = numpy.sqrt((w[:, None] * (x - centre) ** 2).sum(axis=0) / n)
        z = (x - centre) / scale
        points = [solve(case, p, z, y, w, o, scale, centre) for p in case["points"]]
        print(case["name"], [p["kept"] for p in points],
              "glmnet apart %.1e" % max(p["glmnet_apart"] for p in points))
        kept = ["name", "data", "formula", "family", "link", "weights", "weight_kind", "alpha",
                "only", "row_limit", "call"]
        made.append({key: case[key] for key in kept} | {
            "program": case["program"] + f" (Python {platform.python_version()}, mpmath "
            f"{mpmath.__version__}, numpy {numpy.__version__})", "points": points})
    with open(output, "w", encoding="utf-8") as handle:
        json.dump(made, handle, indent=1)
        handle.write("\n")


main(*sys.argv[1:])
