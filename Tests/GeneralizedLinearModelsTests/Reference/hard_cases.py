#!/usr/bin/env python3
"""Cases that break others, for families and links beside the logistic regression of single rows.

Run from this folder: python3 hard_cases.py      (Python 3.11, mpmath 1.3.0; a minute)
Writes hard_*.csv and hard_cases.json. Every figure is computed from the text of the CSV file with mpmath
at 60 digits: columns are kept from left to right where what the earlier ones leave of them is
more than 1e-11 of their length, Fisher scoring is run until a step is below 1e-25 standard errors, and
the rest is taken at the last estimates by its definition:
  std_errors  square roots of the diagonal of phi (X'WX)^-1, W the expected weights; phi is 1 or
              Pearson's statistic over the residual degrees of freedom
  log10_p     of the normal distribution, or Student's where phi is estimated
  hc0, hc3    (X'WX)^-1 [sum r^2 xx' / (1 - h)^a] (X'WX)^-1 with scores r x, a = 0 and 2
  cr1         the same over clusters (column "team"), times G/(G - 1)
  slope       mean of d mu / d column over rows by weight, and its error by the delta method
Firth's maximum is that of l + log|X'WX| / 2 of a logistic regression, climbed to from no effects.
"""
import csv
import json
import math
import random

import mpmath
import numpy as np
from mpmath import mp, mpf

mp.dps = 60
ALIAS = mpf("1e-11")


def write(name, header, rows):
    with open(name, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def outcomes(r, eta):
    """A yes/no, a count, a count that varies more, a time above 0 and a number around eta."""
    p = 1 / (1 + math.exp(-eta))
    def poisson(mean):
        left, term, k = r.random(), math.exp(-mean), 0
        while left >= term and k < 500:
            left -= term
            k += 1
            term *= mean / k
        return k
    mean = math.exp(0.5 + 0.5 * eta)
    return [int(r.random() < p), poisson(mean), poisson(mean * r.gammavariate(1.5, 1 / 1.5)),
            round(mean * r.gammavariate(3, 1 / 3) + 0.001, 4), round(2 + eta + r.gauss(0, 1), 4)]


OUTCOMES = ["yes", "visits", "calls", "days", "score"]


def data():
    r = random.Random(4101)
    rows = []
    for i in range(150):
        referred = 1700000000000 + int(r.gauss(0, 1e10))
        lead = float("%.4ge-9" % r.uniform(0.2, 6))
        eta = -1 + 0.5 * (referred - 1.7e12) / 1e10 + 0.3 * lead * 1e9
        rows.append(outcomes(r, eta) + [referred, repr(lead), i // 5])
    write("hard_epoch.csv", OUTCOMES + ["referred_ms", "blood_lead", "team"], rows)

    r = random.Random(4102)
    rows = []
    for i in range(150):
        first = r.gauss(0, 1)
        ten, twelve = first + 1e-10 * r.gauss(0, 1), first + 1e-12 * r.gauss(0, 1)
        age = r.randint(11, 18)
        rows.append(outcomes(r, -0.9 + 0.7 * first + 0.03 * age)
                    + [repr(first), repr(ten), repr(twelve), age, i // 5])
    write("hard_collinear.csv", OUTCOMES + ["first", "first_10", "first_12", "age", "team"], rows)

    r = random.Random(4103)
    rows = []
    for i in range(120):
        amount, age = round(r.uniform(0, 12), 2), r.randint(5, 17)
        out = outcomes(r, -1.5 + 0.2 * amount + 0.02 * age)
        if i == 77:
            amount, out = 1000000, [1, 14, 22, 9.5, 4.25]
        rows.append(out + [1 - out[0] if i == 77 else out[0], amount, age, i // 5])
    write("hard_outlier.csv", OUTCOMES + ["against", "amount", "age", "team"], rows)

    r = random.Random(4104)
    rows = []
    for i in range(120):
        age, ward = r.randint(11, 18), r.choice(["Byker", "Elswick", "Walker"])
        weight = 0 if r.random() < 0.15 else round(r.uniform(0.05, 3.5), 3)
        rows.append(outcomes(r, -3 + 0.15 * age + 0.6 * (ward == "Walker"))
                    + [age, ward, weight, i // 5])
    write("hard_weights.csv", OUTCOMES + ["age", "ward", "weight", "team"], rows)

    r = random.Random(4105)
    kinds = [[r.randint(0, 9) for _ in range(30)] for _ in range(6)]
    rows = []
    for kind, events in zip(kinds, (1, 2, 3, 1, 3, 2)):
        for i in range(4):
            out = outcomes(r, 0.2 * events)
            rows.append([int(i < events)] + [v + (i == 0) for v in out[1:3]] + out[3:] + kind + [i])
    write("hard_wide.csv", OUTCOMES + ["s%d" % (i + 1) for i in range(30)] + ["team"], rows)

    # Thousands of millions of events and of cases; and times of thousands of millions.
    r = random.Random(4106)
    rows = []
    for i, ward in enumerate(["Byker", "Elswick", "Gosforth", "Walker"]):
        for j, sex in enumerate(["female", "male"]):
            for k in range(3):
                cases = int((2 + i + 0.1 * k) * 1e9)
                events = int(3e9 * (1 + 0.3 * i) * (1 + 0.07 * j) * (1 + 0.01 * k))
                rows.append([events, round(3e9 * (1 + i) * (1 + 0.2 * j) * r.gammavariate(9, 1 / 9)),
                             cases, ward, sex, i * 6 + j * 3 + k])
    write("hard_counts.csv", ["events", "seconds", "cases", "ward", "sex", "team"], rows)

    # A level in which everyone has the event, and one without: no finite coefficient.
    r = random.Random(4107)
    rows = []
    for i in range(90):
        ward, age = ["Arthur", "Byker", "Castle"][i % 3], r.randint(5, 17)
        yes = 1 if ward == "Byker" else int(r.random() < 0.35)
        visits = 0 if ward == "Byker" else r.randint(0, 4)
        rows.append([yes, visits, ward, age, i // 5])
    write("hard_separated.csv", ["yes", "visits", "ward", "age", "team"], rows)


# ---------------------------------------------------------------- families

def phi(x):
    return mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)


def mean(link, eta):
    """mu, 1 - mu where it is a chance, and d mu / d eta."""
    if link == "logit":
        e = mpmath.exp(-abs(eta))
        p, q = (1 / (1 + e), e / (1 + e)) if eta >= 0 else (e / (1 + e), 1 / (1 + e))
        return p, q, p * q
    if link == "probit":
        return (mpmath.erfc(-eta / mpmath.sqrt(2)) / 2, mpmath.erfc(eta / mpmath.sqrt(2)) / 2, phi(eta))
    if link == "cloglog":
        e = mpmath.exp(eta)
        return -mpmath.expm1(-e), mpmath.exp(-e), e * mpmath.exp(-e)
    if link == "log":
        m = mpmath.exp(eta)
        return m, None, m
    if link == "identity":
        return eta, None, mpf(1)
    if link == "inverse":
        return 1 / eta, None, -1 / eta ** 2


def variance(family, mu, rest, alpha):
    if family == "binomial":
        return mu * rest
    return {"poisson": mu, "negative_binomial": mu + alpha * mu * mu, "gaussian": mpf(1),
            "gamma": mu * mu}[family]


def deviance(family, y, mu, rest, alpha):
    def part(a, b):
        return a * mpmath.log(a / b) if a else mpf(0)
    if family == "binomial":
        return 2 * (part(y, mu) + part(1 - y, rest))
    if family == "poisson":
        return 2 * (part(y, mu) - (y - mu))
    if family == "negative_binomial":
        return 2 * (part(y, mu) - (y + 1 / alpha) * mpmath.log((1 + alpha * y) / (1 + alpha * mu)))
    if family == "gaussian":
        return (y - mu) ** 2
    return 2 * ((y - mu) / mu - mpmath.log(y / mu))


def solve(a, b):
    return mpmath.cholesky_solve(a, b)


def log10_p(z, df):
    if df is None:
        return mpmath.log10(mpmath.erfc(abs(z) / mpmath.sqrt(2)))
    x = df / (df + z * z)
    return mpmath.log10(mpmath.betainc(mpf(df) / 2, mpf(1) / 2, 0, x, regularized=True))


# ---------------------------------------------------------------- designs

def columns_of(terms, records):
    names, columns = ["(Intercept)"], [[mpf(1)] * len(records)]
    for term in terms:
        values = [r[term] for r in records]
        try:
            columns.append([mpf(float(v)) for v in values])
            names.append(term)
        except ValueError:
            levels = sorted(set(values))
            for level in levels[1:]:
                columns.append([mpf(int(v == level)) for v in values])
                names.append("%s[%s]" % (term, level))
    return names, columns


def independent(columns, used):
    kept, basis = [], []
    for index, column in enumerate(columns):
        rest = [column[i] for i in used]
        centre = sum(rest) / len(rest) if index else mpf(0)
        size = mpmath.sqrt(mpmath.fsum((x - centre) ** 2 for x in rest))
        for b in basis:
            factor = mpmath.fdot(rest, b)
            rest = [x - factor * v for x, v in zip(rest, b)]
        length = mpmath.sqrt(mpmath.fdot(rest, rest))
        if size > 0 and length > ALIAS * size:
            kept.append(index)
            basis.append([x / length for x in rest])
    return kept


class Fit:
    """A fit to the kept columns; `keep` chooses rows."""

    def __init__(self, spec):
        with open(spec["data"], encoding="utf-8") as handle:
            records = list(csv.DictReader(handle))
        self.spec, self.family, self.link = spec, spec["family"], spec["link"]
        if "without" in spec:
            records = [r for r in records if all(r[k] != v for k, v in spec["without"].items())]
        weights = [mpf(float(r[spec["weights"]])) if spec.get("weights") else mpf(1) for r in records]
        records = [r for r, w in zip(records, weights) if w > 0]
        self.w = [w for w in weights if w > 0]
        self.names, columns = columns_of(spec["terms"], records)
        self.kept = independent(columns, range(len(records)))
        # Standardised in exact arithmetic, so that the information is well conditioned.
        self.centre = [mpf(0)] * len(self.kept)
        self.scale = [mpf(1)] * len(self.kept)
        scaled = []
        for k, index in enumerate(self.kept):
            c = columns[index]
            if index:
                self.centre[k] = mpmath.fsum(c) / len(c)
                self.scale[k] = mpmath.sqrt(
                    mpmath.fsum((x - self.centre[k]) ** 2 for x in c) / len(c))
            scaled.append([(x - self.centre[k]) / self.scale[k] for x in c])
        self.x = [list(row) for row in zip(*scaled)]
        self.y = [mpf(float(r[spec["outcome"]])) for r in records]
        self.off = [mpmath.log(mpf(float(r[spec["offset"]]))) if spec.get("offset") else mpf(0)
                    for r in records]
        self.team = [int(r["team"]) for r in records]
        self.n, self.p = len(records), len(self.kept)
        self.alpha = mpf(0)
        self.beta = self.start()
        if spec.get("penalty") == "firth":
            self.firth()
        elif self.family == "negative_binomial":
            self.alpha = mpf("0.5")
            for _ in range(60):
                before = self.alpha
                self.scoring()
                self.alpha = self.find_alpha()
                if abs(self.alpha - before) < mpf("1e-28") * before:
                    break
            self.scoring()
        else:
            self.scoring()

    def start(self):
        """A least-squares fit of what the outcome suggests, in doubles."""
        total = sum(self.w)
        middle = sum(w * y for w, y in zip(self.w, self.y)) / total
        def g(m):
            if self.link == "logit":
                return mpmath.log(m / (1 - m))
            if self.link == "probit":
                return mpmath.sqrt(2) * mpmath.erfinv(2 * m - 1)
            if self.link == "cloglog":
                return mpmath.log(-mpmath.log(1 - m))
            return {"log": mpmath.log, "identity": lambda v: v, "inverse": lambda v: 1 / v}[self.link](m)
        eta = [float(g((y + middle) / 2) - o) for y, o in zip(self.y, self.off)]
        x = np.array([[float(v) for v in row] for row in self.x])
        b = np.linalg.lstsq(x, np.array(eta), rcond=1e-14)[0]
        beta = [mpf(float(v)) for v in b]
        self.beta = beta
        if self.link == "inverse" and min(self.eta()) <= 0:
            beta = [g(middle)] + [mpf(0)] * (self.p - 1)
        return beta

    def eta(self):
        return [mpmath.fdot(row, self.beta) + o for row, o in zip(self.x, self.off)]

    def sums(self):
        """Scores, expected weights and the information."""
        self.mu = [mean(self.link, e) for e in self.eta()]
        self.r, self.wt = [], []
        for y, w, (m, rest, d) in zip(self.y, self.w, self.mu):
            v = variance(self.family, m, rest, self.alpha)
            # A row whose fitted chance is 0 or 1 to 60 digits moves nothing.
            if v == 0 or d == 0:
                self.r.append(mpf(0))
                self.wt.append(mpf(0))
            else:
                self.r.append(w * (y - m) * d / v)
                self.wt.append(w * d * d / v)
        info = mpmath.matrix(self.p, self.p)
        for row, w in zip(self.x, self.wt):
            for i in range(self.p):
                for j in range(i + 1):
                    info[i, j] += w * row[i] * row[j]
        for i in range(self.p):
            for j in range(i):
                info[j, i] = info[i, j]
        self.info = info
        return mpmath.matrix([mpmath.fdot(self.r, [row[i] for row in self.x]) for i in range(self.p)])

    def total_deviance(self):
        return mpmath.fsum(w * deviance(self.family, y, m, rest, self.alpha)
                           for w, y, (m, rest, _) in zip(self.w, self.y, self.mu))

    def scoring(self):
        last = None
        for _ in range(400):
            score = self.sums()
            now = self.total_deviance()
            if last is not None and now > last * (1 + mpf("1e-20")) + mpf("1e-40") and size > 1e-9:
                size /= 2
                self.beta = [b - size * s for b, s in zip(self.beta, step)]
                continue
            last, size = now, mpf(1)
            step = list(mpmath.lu_solve(self.info, score))
            decrement = mpmath.fdot(step, list(score))
            self.beta = [b + s for b, s in zip(self.beta, step)]
            if self.link == "inverse":
                while min(self.eta()) <= 0:
                    size /= 2
                    self.beta = [b - size * s for b, s in zip(self.beta, step)]
            if decrement < mpf("1e-50") * max(1, abs(now) if self.family in ("gaussian", "gamma") else 1):
                self.sums()
                return
        raise ArithmeticError("no convergence")

    def find_alpha(self):
        mus = [m for m, _, _ in self.mu]
        def f(t):
            return mpmath.fsum(
                w * (mpmath.digamma(t + y) - mpmath.digamma(t) + mpmath.log(t) + 1
                     - mpmath.log(t + m) - (y + t) / (m + t))
                for w, y, m in zip(self.w, self.y, mus))
        # The score in theta falls through 0 once: the first change of sign from below is bracketed.
        high = mpf("0.05")
        while f(high) > 0:
            high *= 2
        root = mpmath.findroot(f, (high / 2, high), solver="anderson", tol=mpf("1e-64"), maxsteps=200,
                               verify=False)
        return 1 / root

    def firth(self):
        """Steps on the score adjusted by h (1/2 - mu), from no effects: X'(W (1 + h / m)) X is near
        its derivative, and no step is longer than a standard error."""
        self.beta = [mpf(0)] * self.p
        for _ in range(2000):
            self.sums()
            inverse = mpmath.inverse(self.info)
            score = mpmath.matrix(self.p, 1)
            bent = mpmath.matrix(self.p, self.p)
            for row, r, wt, w, (m, rest, _) in zip(self.x, self.r, self.wt, self.w, self.mu):
                v = mpmath.matrix(row)
                h = wt * (v.T * inverse * v)[0]
                for i in range(self.p):
                    score[i] += (r + h * (mpf("0.5") - m)) * row[i]
                    for j in range(self.p):
                        bent[i, j] += (wt + h * m * rest) * row[i] * row[j]
            step = list(mpmath.lu_solve(bent, score))
            length = mpmath.sqrt(mpmath.fdot(step, list(self.info * mpmath.matrix(step))))
            if length > 1:
                step = [s / length for s in step]
            self.beta = [b + s for b, s in zip(self.beta, step)]
            if length < mpf("1e-28"):
                self.sums()
                self.penalised = (-self.total_deviance() / 2
                                  + mpmath.log(mpmath.det(self.info)) / 2
                                  + sum(mpmath.log(s) for s in self.scale))
                return
        raise ArithmeticError("no convergence")

    def back(self):
        """T with coefficients on the columns' own scales = T b."""
        t = mpmath.matrix(self.p, self.p)
        for k in range(self.p):
            t[k, k] = 1 / self.scale[k]
            if k:
                t[0, k] = -self.centre[k] / self.scale[k]
        return t

    def report(self):
        spec, p = self.spec, self.p
        t, inverse = self.back(), mpmath.inverse(self.info)
        estimates = t * mpmath.matrix(self.beta)
        estimated = self.family in ("gaussian", "gamma")
        frequency = spec.get("weight_kind") == "frequency"
        cases = sum(self.w) if frequency else mpf(self.n)
        pearson = mpmath.fsum(
            w * (y - m) ** 2 / variance(self.family, m, rest, self.alpha)
            for w, y, (m, rest, _) in zip(self.w, self.y, self.mu)
            if variance(self.family, m, rest, self.alpha) > 0)
        freedom = cases - p
        dispersion = pearson / freedom if estimated else mpf(1)
        cov = t * inverse * t.T * dispersion
        errors = [mpmath.sqrt(cov[k, k]) for k in range(p)]
        out = {
            "name": spec["name"], "data": spec["data"],
            "formula": spec.get("formula") or "%s ~ %s%s" % (
                spec["outcome"], " + ".join(spec["terms"]),
                " + offset(log(%s))" % spec["offset"] if spec.get("offset") else ""),
            "family": self.family, "link": self.link, "penalty": spec.get("penalty"),
            "weights": spec.get("weights"), "weight_kind": spec.get("weight_kind"),
            "kept": [self.names[k] for k in self.kept],
            "aliased": [n for k, n in enumerate(self.names) if k not in self.kept],
            "estimates": [float(v) for v in estimates], "std_errors": [float(v) for v in errors],
            "deviance": float(self.total_deviance()), "dispersion": float(dispersion),
            "theta": float(1 / self.alpha) if self.alpha else None,
            "log10_p": [float(log10_p(b / e, freedom if estimated else None))
                        for b, e in zip(estimates, errors)],
        }
        if spec.get("penalty"):
            # On the columns' own scales, as far as coefficients move it.
            out["penalised_log_likelihood"] = float(self.penalised)
        if spec.get("penalty") or frequency:
            return out
        lev = []
        for row, wt in zip(self.x, self.wt):
            v = mpmath.matrix(row)
            lev.append(wt * (v.T * inverse * v)[0])
        def sandwich(scores):
            meat = mpmath.matrix(p, p)
            for s in scores:
                for i in range(p):
                    for j in range(p):
                        meat[i, j] += s[i] * s[j]
            v = t * inverse * meat * inverse * t.T
            return [float(mpmath.sqrt(v[k, k])) for k in range(p)]
        out["hc0"] = sandwich([[r * v for v in row] for r, row in zip(self.r, self.x)])
        if all(1 - h > mpf("1e-9") for h in lev):
            out["hc3"] = sandwich(
                [[r / (1 - h) * v for v in row] for r, h, row in zip(self.r, lev, self.x)])
        teams = sorted(set(self.team))
        clusters = {g: [mpf(0)] * p for g in teams}
        for r, row, g in zip(self.r, self.x, self.team):
            clusters[g] = [a + r * v for a, v in zip(clusters[g], row)]
        out["cr1"] = [v * math.sqrt(len(teams) / (len(teams) - 1))
                      for v in sandwich(list(clusters.values()))]
        # The mean of d mu / d column of the first number, and its derivatives by b.
        slope = spec.get("slope")
        if slope:
            k = self.kept.index(self.names.index(slope))
            own = estimates[k]
            total = sum(self.w)
            grad = mpmath.matrix(p, 1)
            value = mpf(0)
            h = mpf("1e-20")
            for row, w, e, (_, _, d) in zip(self.x, self.w, self.eta(), self.mu):
                second = (mean(self.link, e + h)[2] - mean(self.link, e - h)[2]) / (2 * h)
                value += w * d * own
                for i in range(p):
                    # By the coefficients of the scaled columns.
                    grad[i] += w * (second * own * row[i] + (d / self.scale[k] if i == k else 0))
            cov_scaled = inverse * dispersion
            out["slope"] = {
                "column": slope, "estimate": float(value / total),
                "std_error": float(mpmath.sqrt((grad.T * cov_scaled * grad)[0]) / total)}
        return out


FAMILIES = [("binomial", "probit", "yes"), ("binomial", "cloglog", "yes"), ("poisson", "log", "visits"),
            ("negative_binomial", "log", "calls"), ("gaussian", "identity", "score"),
            ("gamma", "log", "days")]


def specs():
    for family, link, outcome in FAMILIES:
        name = link if family == "binomial" else family
        base = {"family": family, "link": link, "outcome": outcome}
        yield dict(base, name=name + "_epoch_milliseconds", data="hard_epoch.csv",
                   terms=["referred_ms", "blood_lead"], slope="blood_lead")
        yield dict(base, name=name + "_collinear_1e-10", data="hard_collinear.csv",
                   terms=["first", "first_10", "age"], slope="age")
        yield dict(base, name=name + "_collinear_1e-12", data="hard_collinear.csv",
                   terms=["first", "first_12", "age"], slope="age")
        yield dict(base, name=name + "_outlier", data="hard_outlier.csv", terms=["amount", "age"],
                   slope="age")
        if family == "binomial":
            yield dict(base, name=name + "_outlier_against", data="hard_outlier.csv",
                       outcome="against", terms=["amount", "age"], slope="age")
        yield dict(base, name=name + "_fractional_weights", data="hard_weights.csv",
                   terms=["age", "ward"], weights="weight", weight_kind="precision", slope="age")
        yield dict(base, name=name + "_more_columns_than_rows", data="hard_wide.csv",
                   terms=["s%d" % (i + 1) for i in range(30)])
    for family, link, outcome, offset in (
            ("poisson", "log", "events", "cases"), ("negative_binomial", "log", "events", "cases"),
            ("gaussian", "identity", "events", None), ("gamma", "log", "seconds", None)):
        yield dict(family=family, link=link, outcome=outcome, offset=offset,
                   name=family + "_counts_of_3e9", data="hard_counts.csv", terms=["ward", "sex"])
    for link in ("probit", "cloglog"):
        # What is left once the rows of the level without a finite coefficient are certain.
        yield dict(family="binomial", link=link, outcome="yes", name=link + "_quasi_separation",
                   data="hard_separated.csv", terms=["ward", "age"], without={"ward": "Byker"})
    yield dict(family="poisson", link="log", outcome="visits", name="poisson_quasi_separation",
               data="hard_separated.csv", terms=["ward", "age"], without={"ward": "Byker"})
    firth = dict(family="binomial", link="logit", outcome="yes", penalty="firth")
    for name, file, terms in (
            ("epoch_milliseconds", "hard_epoch.csv", ["referred_ms", "blood_lead"]),
            ("collinear_1e-10", "hard_collinear.csv", ["first", "first_10", "age"]),
            ("collinear_1e-12", "hard_collinear.csv", ["first", "first_12", "age"]),
            ("outlier", "hard_outlier.csv", ["amount", "age"]),
            ("more_columns_than_rows", "hard_wide.csv", ["s%d" % (i + 1) for i in range(30)]),
            ("quasi_separation", "hard_separated.csv", ["ward", "age"])):
        yield dict(firth, name="firth_" + name, data=file, terms=terms)
    yield dict(firth, name="firth_outlier_against", data="hard_outlier.csv", outcome="against",
               terms=["amount", "age"])
    yield dict(firth, name="firth_fractional_weights", data="hard_weights.csv", terms=["age", "ward"],
               weights="weight", weight_kind="precision")


if __name__ == "__main__":
    data()
    cases = []
    for spec in specs():
        cases.append(Fit(spec).report())
        print(cases[-1]["name"], cases[-1]["estimates"][:3], flush=True)
    with open("hard_cases.json", "w", encoding="utf-8") as handle:
        json.dump({"program": "hard_cases.py with Python 3.11, mpmath %s at 60 digits" % mpmath.__version__,
                   "cases": cases}, handle, indent=0)
        handle.write("\n")
