#!/usr/bin/env python3
"""Reference values of a screen: cases.csv and screening.json.

    python3 Tests/FactorScreeningTests/Reference/make_screening.py

Tables by scipy and statsmodels, regressions by Newton's method at 40 digits (mpmath) from the defining
equations, corrections by statsmodels. Every figure is made from cases.csv as a reader would.
"""

import json
import pathlib
import random

import mpmath as mp
import numpy as np
import pandas as pd
import scipy
import scipy.stats as st
import statsmodels
import statsmodels.stats.proportion as smp
from statsmodels.stats.multitest import multipletests

HERE = pathlib.Path(__file__).resolve().parent
mp.mp.dps = 40
Z = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))


def cases():
    """600 cases with ties, gaps, rare levels, an empty cell and two factors that say the same."""
    draw = random.Random(20261121)
    rows = []
    for i in range(600):
        need = draw.gauss(0, 1)
        has = lambda base, weight: draw.random() < 1 / (1 + mp.e ** -(base + weight * need))
        age = draw.randint(10, 17)
        row = {
            "case_id": f"C{i + 1:05d}",
            "sex": draw.choice(["female", "male"]),
            "age": age,
            "absence": round(min(1.0, draw.expovariate(12 - 3 * (need > 1))), 3),
            "contacts": min(9, int(draw.expovariate(1.1) + 0.4 * max(need, 0))),
            "opened": f"2024-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            "ward": draw.choice(["Ash"] * 8 + ["Beck"] * 6 + ["Crag"] * 4 + ["Dale"] * 2
                                + ["Esk", "Fell", "Garth"] * (draw.random() < 0.12)),
            "domestic_abuse": "yes" if has(-1.0, 0.9) else "no",
            "substance_use": "yes" if has(-1.6, 1.1) else "no",
            "mental_health": "yes" if has(-0.9, 1.0) else "no",
            "young_carer": "yes" if draw.random() < 0.02 else "no",
            "looked_after": "yes" if draw.random() < 0.012 else "no",
        }
        row["plan"] = row["domestic_abuse"] if draw.random() < 0.97 else "no"
        score = -2.2 + 0.8 * need + 6 * row["absence"] + 0.25 * (age - 14)
        event = draw.random() < 1 / (1 + mp.e ** -score)
        row["neet"] = 1 if event else 0
        row["months"] = draw.randint(3, 20) if event else draw.choice([0, 0, 0, 1, 2])
        if row["looked_after"] == "yes":
            row["neet"], row["months"] = 1, 12
        if draw.random() < 0.04:
            row["neet"] = row["months"] = ""
        if draw.random() < 0.10 + 0.12 * event:
            row["absence"] = ""
        if draw.random() < 0.05:
            row["mental_health"] = ""
        rows.append(row)
    return pd.DataFrame(rows)


def logistic(columns, y):
    """Coefficients, standard errors and log-likelihood by Newton's method; pattern by pattern."""
    patterns = {}
    for row, event in zip(zip(*columns), y):
        cell = patterns.setdefault(tuple(row), [0, 0])
        cell[0] += 1
        cell[1] += int(event)
    k = len(columns)
    beta = [mp.mpf(0)] * k
    for _ in range(60):
        score = [mp.mpf(0)] * k
        info = mp.zeros(k)
        ll = mp.mpf(0)
        for x, (n, e) in patterns.items():
            eta = mp.fsum(b * v for b, v in zip(beta, x))
            mu = 1 / (1 + mp.e ** -eta)
            ll += e * mp.log(mu) + (n - e) * mp.log(1 - mu)
            for i in range(k):
                score[i] += x[i] * (e - n * mu)
                for j in range(k):
                    info[i, j] += n * mu * (1 - mu) * x[i] * x[j]
        step = mp.lu_solve(info, mp.matrix(score))
        beta = [b + s for b, s in zip(beta, step)]
        if max(abs(s) for s in step) < mp.mpf("1e-30"):
            break
    cov = info ** -1
    return beta, [mp.sqrt(cov[i, i]) for i in range(k)], ll


def log10_tail(statistic, df):
    return float(mp.log(mp.gammainc(mp.mpf(df) / 2, mp.mpf(statistic) / 2, mp.inf,
                                    regularized=True)) / mp.log(10))


def ratio(beta, se):
    if se > 1e6:
        return None  # all of these cases have the same outcome: the estimate runs away
    return [float(mp.e ** beta), float(mp.e ** (beta - Z * se)), float(mp.e ** (beta + Z * se))]


def two_by_two(a, n, c, m):
    low, high = smp.confint_proportions_2indep(a, n, c, m, method="newcomb", compare="diff")
    x, y, z, w = a, n - a, c, m - c
    odds = None
    if min(x, y, z, w) > 0:
        odds = ratio(mp.log(mp.mpf(x) * w / (mp.mpf(y) * z)),
                     mp.sqrt(sum(1 / mp.mpf(v) for v in (x, y, z, w))))
    return {"riskDifference": [a / n - c / m, low, high], "oddsRatio": odds}


def deviance0(e, n):
    e, n = mp.mpf(e), mp.mpf(n)
    return -2 * (e * mp.log(e / n) + (n - e) * mp.log(1 - e / n))


def lump(values, below=10):
    counts = values.value_counts()
    rare = counts[counts < below].index
    if len(counts) > 2 and len(rare) > 1:
        return values.where(~values.isin(rare), f"({len(rare)} rare levels)"), len(rare)
    return values, 0


def of_levels(name, values, y, order=None):
    keep = values.notna()
    values, y = values[keep], y[keep]
    values, lumped = lump(values)
    levels = order or sorted(values.unique(), key=lambda v: (v.startswith("("), v))
    table = np.array([[((values == l) & (y == 0)).sum(), ((values == l) & (y == 1)).sum()]
                      for l in levels])
    expected = table.sum(1)[:, None] * table.sum(0)[None, :] / table.sum()
    sparse = bool(expected.min() < 1 or (expected < 5).mean() > 0.2)
    g = 2 * mp.fsum(mp.mpf(int(o)) * mp.log(mp.mpf(int(o)) * int(table.sum())
                                            / (int(r) * int(c)))
                    for row, r in zip(table, table.sum(1)) for o, c in zip(row, table.sum(0))
                    if o > 0)
    if sparse and table.shape == (2, 2):
        p = st.fisher_exact(table)[1]
        test = {"name": "fisher_exact", "log10P": float(np.log10(p))}
    else:
        x2 = mp.fsum((mp.mpf(int(o)) - e) ** 2 / e
                     for row, r in zip(table, table.sum(1)) for o, c in zip(row, table.sum(0))
                     for e in [mp.mpf(int(r)) * int(c) / int(table.sum())])
        df = len(levels) - 1
        test = {"name": "pearson_chi_squared", "statistic": float(x2), "df": df,
                "log10P": log10_tail(x2, df)}
    plain = [i for i, l in enumerate(levels) if not l.startswith("(")]
    reference = 0 if len(plain) <= 2 else max(plain, key=lambda i: (table[i].sum(), -i))
    effects = []
    for i, level in enumerate(levels):
        if i != reference:
            effects.append({"level": level} | two_by_two(
                int(table[i, 1]), int(table[i].sum()),
                int(table[reference, 1]), int(table[reference].sum())))
    e, n = int(table[:, 1].sum()), int(table.sum())
    return {"name": name, "levels": levels, "counts": table.tolist(), "cases": n, "events": e,
            "test": test, "reference": levels[reference], "effects": effects, "sparse": sparse,
            "lumped": lumped, "missing": int((~keep).sum()),
            "determination": float(max(0, (g - (len(levels) - 1)) / deviance0(e, n)))}


def spline(x, knots):
    a, b, c = knots
    cube = lambda v, k: max(mp.mpf(0), v - k) ** 3
    return [(cube(v, a) - cube(v, b) * (c - a) / (c - b) + cube(v, c) * (b - a) / (c - b))
            / (c - a) ** 2 for v in x]


def scaled(x):
    x = [mp.mpf(repr(float(v))) for v in x]
    mean = mp.fsum(x) / len(x)
    sd = mp.sqrt(mp.fsum((v - mean) ** 2 for v in x) / (len(x) - 1))
    return [(v - mean) / sd for v in x], sd


def basis(values):
    x, sd = scaled(values)
    knots = [mp.mpf(0)] * 3
    ordered = sorted(x)
    for i, share in enumerate((1, 5, 9)):
        place = mp.mpf((len(x) - 1) * share) / 10
        low = int(place)
        high = min(low + 1, len(x) - 1)
        knots[i] = ordered[low] + (place - low) * (ordered[high] - ordered[low])
    bends = knots[1] > knots[0] and knots[2] > knots[1]
    return x, spline(x, knots) if bends else None, sd


def of_numbers(name, values, y):
    keep = values.notna()
    values, y = values[keep], y[keep]
    x, bend, _ = basis(values)
    one = [mp.mpf(1)] * len(x)
    columns = [one, x] + ([bend] if bend else [])
    _, _, full = logistic(columns, y)
    _, _, null = logistic([one], y)
    beta, se, _ = logistic([one, x], y)
    statistic, df = 2 * (full - null), len(columns) - 1
    edges = np.unique(np.quantile(values, [0.2, 0.4, 0.6, 0.8]))
    edges = edges[edges < values.max()]
    bins = np.searchsorted(edges, values, side="left")
    kept = sorted(set(bins))
    table = [[int(((bins == b) & (y == 0)).sum()), int(((bins == b) & (y == 1)).sum())]
             for b in kept]
    e, n = int(y.sum()), len(y)
    return {"name": name, "cases": n, "events": e, "missing": int((~keep).sum()),
            "counts": table,
            "ranges": [[float(values[bins == b].min()), float(values[bins == b].max())]
                       for b in kept],
            "test": {"name": "likelihood_ratio", "statistic": float(statistic), "df": df,
                     "log10P": log10_tail(statistic, df)},
            "top": two_by_two(table[-1][1], sum(table[-1]), table[0][1], sum(table[0])),
            "perSd": ratio(beta[1], se[1]),
            "determination": float(max(0, (statistic - df) / deviance0(e, n)))}


def dummies(values, reference):
    return [[mp.mpf(int(v == l)) for v in values]
            for l in sorted(values.unique(), key=lambda v: (v.startswith("("), v))
            if l != reference]


def adjusted(frame, column, result, is_number):
    """The candidate beside sex + age, which are complete."""
    y = frame["neet"].astype(float)
    keep = frame[column].notna()
    y, part = y[keep], frame[keep]
    one = [mp.mpf(1)] * len(y)
    beside = [one, [mp.mpf(int(v == "male")) for v in part["sex"]], scaled(part["age"])[0]]
    if is_number:
        x, bend, _ = basis(part[column])
        own, straight = [x] + ([bend] if bend else []), [x]
    else:
        values, _ = lump(part[column])
        own = straight = dummies(values, result["reference"])
    _, _, full = logistic(beside + own, y)
    _, _, small = logistic(beside, y)
    b, s, _ = logistic(beside + straight, y)
    c, t, _ = logistic([one] + straight, y)
    statistic = 2 * (full - small)
    return {"cases": len(y), "events": int(y.sum()), "statistic": float(statistic),
            "df": len(own), "log10P": log10_tail(statistic, len(own)),
            "adjusted": [ratio(b[3 + i], s[3 + i]) for i in range(len(straight))],
            "crude": [ratio(c[1 + i], t[1 + i]) for i in range(len(straight))]}


def corrected_v(a, b):
    keep = a.notna() & b.notna()
    table = pd.crosstab(a[keep], b[keep]).to_numpy()
    n, r, c = table.sum(), *table.shape
    phi2 = max(0, st.chi2_contingency(table, correction=False)[0] / n - (r - 1) * (c - 1) / (n - 1))
    return float(np.sqrt(phi2 / min(r - 1 - (r - 1) ** 2 / (n - 1), c - 1 - (c - 1) ** 2 / (n - 1))))


def pattern(frame, names):
    part = frame.dropna(subset=names)
    n = len(part)
    has = [(part[name] == "yes") for name in names]
    joint = has[0]
    for h in has[1:]:
        joint = joint & h
    o = int(joint.sum())
    p = [mp.mpf(int(h.sum())) / n for h in has]
    k = len(names)
    expected = mp.mpf(n)
    for share in p:
        expected *= share
    # Var of 1{all}/pi - sum 1{i}/p_i over cases, from the cases themselves.
    w = [mp.mpf(int(j)) * n / o - sum(mp.mpf(int(h)) / s for h, s in zip(hs, p))
         for j, *hs in zip(joint, *has)]
    mean = mp.fsum(w) / n
    se = mp.sqrt(mp.fsum((v - mean) ** 2 for v in w) / n / n)
    lift = o / expected
    result = {"needs": [f"{name}[yes]" for name in names], "cases": n, "observed": o,
              "expected": float(expected),
              "lift": [float(lift), float(lift * mp.e ** (-Z * se)), float(lift * mp.e ** (Z * se))],
              "events": int((joint & (part["neet"] == 1)).sum())}
    if k == 2:
        a = int(has[0].sum())
        b = int(has[1].sum())
        table = [[n - a - b + o, b - o], [a - o, o]]
        small = min((n - a) * (n - b), (n - a) * b, a * (n - b), a * b) / n
        cells = [(n - a) * (n - b) / n, (n - a) * b / n, a * (n - b) / n, a * b / n]
        if small < 1 or sum(c < 5 for c in cells) > 0.8:
            result["log10P"] = float(np.log10(st.fisher_exact(table)[1]))
            result["test"] = "fisher_exact"
        else:
            x2 = mp.mpf(n) * (mp.mpf(table[0][0]) * o - mp.mpf(b - o) * (a - o)) ** 2 / (
                mp.mpf(a) * b * (n - a) * (n - b))
            result["log10P"] = log10_tail(x2, 1)
            result["test"] = "pearson_chi_squared"
    else:
        product = p[0] * p[1] * p[2]
        if expected < 5:
            tail = min(st.binom.sf(o - 1, n, float(product)), st.binom.cdf(o, n, float(product)))
            result["log10P"] = float(np.log10(min(1, 2 * tail)))
            result["test"] = "binomial_exact"
        else:
            # The variance of 1{all} less its projection on the margins, summed over the 8 cells.
            variance = mp.mpf(0)
            for cell in range(8):
                bits = [cell >> i & 1 for i in range(3)]
                chance = mp.mpf(1)
                for bit, share in zip(bits, p):
                    chance *= share if bit else 1 - share
                value = (bits[0] * bits[1] * bits[2]
                         - sum(product / share * (bit - share) for bit, share in zip(bits, p))
                         - product)
                variance += chance * value ** 2
            z = (o - expected) / mp.sqrt(n * variance)
            result["log10P"] = float(mp.log(mp.erfc(abs(z) / mp.sqrt(2))) / mp.log(10))
            result["test"] = "independence_score"
        # No three-way interaction: the root t of the odds ratios' equality.
        cell = {key: 0 for key in range(8)}
        for triple in zip(*has):
            cell[sum(int(v) << i for i, v in enumerate(triple))] += 1
        sign = {key: -1 if bin(key).count("1") % 2 == 0 else 1 for key in range(8)}
        low = max(-cell[key] for key in range(8) if sign[key] == 1)
        high = min(cell[key] for key in range(8) if sign[key] == -1)
        f = lambda t: mp.fsum(sign[key] * mp.log(cell[key] + sign[key] * t) for key in range(8))
        a, b = mp.mpf(low) + mp.mpf("1e-25"), mp.mpf(high) - mp.mpf("1e-25")
        # Empty cells on both sides leave one table with these margins: the one at hand.
        for _ in range(140 if a < b else 0):
            m = (a + b) / 2
            a, b = (m, b) if f(m) < 0 else (a, m)
        result["fromPairs"] = float(cell[7] + (a if low < high else low))
    return result


def main():
    frame = cases()
    frame.to_csv(HERE / "cases.csv", index=False)
    frame = pd.read_csv(HERE / "cases.csv", dtype={"case_id": str}, keep_default_na=True)
    frame = frame[frame["neet"].notna()].reset_index(drop=True)
    y = frame["neet"].astype(int)
    factors = [of_levels(name, frame[name], y) for name in
               ["sex", "ward", "domestic_abuse", "substance_use", "mental_health",
                "young_carer", "looked_after", "plan"]]
    for name in ["absence", "mental_health"]:
        gap = frame[name].isna().map({True: "missing", False: "present"})
        factors.append(of_levels(f"is_missing({name})", gap, y, ["present", "missing"]))
    days = pd.to_datetime(frame["opened"]).map(lambda d: (d - pd.Timestamp(1970, 1, 1)).days)
    numbers = [of_numbers(name, values.astype(float), y) for name, values in
               [("age", frame["age"]), ("absence", frame["absence"]),
                ("contacts", frame["contacts"]), ("opened", days)]]
    everything = factors + numbers
    logs = [f["test"]["log10P"] for f in everything]
    q = {m: multipletests([10 ** v for v in logs], method=n)[1].tolist()
         for m, n in [("bh", "fdr_bh"), ("by", "fdr_by"), ("holm", "holm"),
                      ("bonferroni", "bonferroni"), ("hochberg", "simes-hochberg")]}
    by_name = {f["name"]: f for f in everything}
    beside = {name: adjusted(frame, name, by_name[name], is_number) for name, is_number in
              [("ward", False), ("domestic_abuse", False), ("substance_use", False),
               ("mental_health", False), ("absence", True), ("contacts", True)]}
    pairs = [["domestic_abuse", "plan"], ["domestic_abuse", "sex"],
             ["substance_use", "mental_health"], ["ward", "sex"], ["ward", "mental_health"]]
    text = frame.copy()
    text["ward"] = lump(text["ward"])[0]
    needs = ["domestic_abuse", "substance_use", "mental_health", "young_carer", "plan"]
    tried = [pattern(frame, [a, b]) for i, a in enumerate(needs) for b in needs[i + 1:]]
    for i, a in enumerate(needs):
        for j, b in enumerate(needs[i + 1:], i + 1):
            for c in needs[j + 1:]:
                if all(int(((frame[u] == "yes") & (frame[v] == "yes")).sum()) >= 10
                       for u, v in [(a, b), (a, c), (b, c)]):
                    tried.append(pattern(frame, [a, b, c]))
    corrected = multipletests([10 ** t["log10P"] for t in tried], method="fdr_bh")[1]
    for entry, value in zip(tried, corrected):
        entry["q"] = float(value)
    json.dump({
        "program": "scipy, statsmodels, mpmath",
        "version": f"{scipy.__version__}, {statsmodels.__version__}, {mp.__version__}",
        "call": "make_screening.py", "cases": len(frame), "events": int(y.sum()),
        "factors": factors, "numbers": numbers,
        "q": {m: dict(zip([f["name"] for f in everything], v)) for m, v in q.items()},
        "adjusted": beside,
        "correctedV": [{"a": a, "b": b, "v": corrected_v(text[a], text[b])} for a, b in pairs],
        "patterns": tried,
    }, open(HERE / "screening.json", "w"), indent=1)


if __name__ == "__main__":
    main()
