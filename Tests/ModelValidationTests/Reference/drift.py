"""Reference values for drift: drift.json.

python3 drift.py > drift.json        (numpy, scipy; versions in the file)

Bins are numpy's inverted_cdf quantiles of the earlier cases (without weights); PSI by its formula; its limit
scipy chi2.isf over B - 1; periods by Python's datetime; exact limits by scipy chi2 and beta.
"""
import datetime as dt
import json
import sys

import numpy as np
import scipy
import scipy.stats as st

EPOCH = dt.date(1970, 1, 1)


def psi(a, b):
    a, b = np.array(a, float), np.array(b, float)
    keep = a + b > 0
    a, b = a[keep], b[keep]
    n, m, B = a.sum(), b.sum(), len(a)
    add = .5 if (a == 0).any() or (b == 0).any() else 0.0
    p, q = (a + add) / (n + add * B), (b + add) / (m + add * B)
    v = ((q - p) * np.log(q / p)).sum()
    s = 1 / n + 1 / m
    return dict(index=v, baseline=a.tolist(), recent=b.tolist(), expected=(B - 1) * s,
                limit=st.chi2.isf(.05, B - 1) * s if B > 1 else None,
                p=st.chi2.sf(v / s, B - 1) if B > 1 else None)


def numbers(x, y, bins):
    x0 = np.array([v for v in x if v is not None])
    cuts = sorted(set(np.quantile(x0, np.arange(1, bins) / bins, method="inverted_cdf")))
    cuts = [c for c in cuts if c < x0.max()]

    def count(v):
        known = np.array([t for t in v if t is not None])
        idx = np.searchsorted(cuts, known, side="left")
        return np.append(np.bincount(idx, minlength=len(cuts) + 1), len(v) - len(known))
    return psi(count(x), count(y))


def words(x, y):
    lv = sorted(set(x + y))
    return psi([x.count(v) for v in lv], [y.count(v) for v in lv])


def poisson(o, e):
    return [o / e, (st.chi2.ppf(.025, 2 * o) / 2 if o > 0 else 0) / e,
            st.chi2.isf(.025, 2 * o + 2) / 2 / e]


def binomial(o, n, e):
    return [o / e, (st.beta.ppf(.025, o, n - o + 1) if o > 0 else 0) * n / e,
            (st.beta.isf(.025, o + 1, n - o) if o < n else 1) * n / e]


def main():
    rng = np.random.default_rng(8)
    out = dict(made_by=dict(numpy=np.__version__, scipy=scipy.__version__, script="drift.py"),
               numbers=[], words=[], periods=[])
    for n, m, d, shift, miss, bins in ((500, 300, 3, 0, 0, 10), (200, 150, 1, .4, .1, 10),
                                       (90, 400, 0, 0, .2, 5), (1000, 40, 2, 1.5, 0, 20),
                                       (30, 30, 4, 0, 0, 10)):
        x, y = np.round(rng.normal(size=n), d), np.round(rng.normal(size=m) + shift, d)
        x = [None if rng.random() < miss else v for v in x.tolist()]
        y = [None if rng.random() < miss else v for v in y.tolist()]
        out["numbers"].append(dict(baseline=x, recent=y, bins=bins, **{
            "psi": numbers(x, y, bins)}))
    for n, m, lv, p, q in ((300, 200, "abc", [.5, .3, .2], [.5, .3, .2]),
                           (300, 200, "abcd", [.5, .3, .2, 0], [.3, .3, .2, .2]),
                           (50, 60, "ab", [.9, .1], [.5, .5]), (20, 5, "a", [1], [1]),
                           (4000, 9000, "abcdef", [1 / 6] * 6, [.1, .2, .15, .2, .2, .15])):
        x, y = rng.choice(list(lv), n, p=p).tolist(), rng.choice(list(lv), m, p=q).tolist()
        out["words"].append(dict(baseline=x, recent=y, psi=words(x, y)))
    for n, horizon in ((200, 365), (120, 90), (60, 0), (80, 730), (50, 2000)):
        days = rng.integers(18993, 18993 + 900, n)
        extract = 18993 + 1000
        risk = np.round(rng.random(n) * .6, 3)
        y = (rng.random(n) < risk).astype(int)
        entry = dict(days=days.tolist(), horizon=horizon, extract=extract, risk=risk.tolist(),
                     y=y.tolist(), by={})
        old = days + horizon <= extract
        for length in ("month", "quarter", "year"):
            def label(t):
                d = EPOCH + dt.timedelta(days=int(t))
                return {"month": f"{d.year:04}-{d.month:02}",
                        "quarter": f"{d.year:04}-Q{(d.month - 1) // 3 + 1}",
                        "year": f"{d.year:04}"}[length]
            lab = np.array([label(t) for t in days])
            rows = []
            for h in sorted(set(lab)):
                own = (lab == h) & old
                o, e, c = int(y[own].sum()), risk[own].sum(), int(own.sum())
                rows.append(dict(label=h, cases=c, events=o, expected=e,
                                 too_young=int(((lab == h) & ~old).sum()),
                                 poisson=poisson(o, e) if e > 0 else None,
                                 binomial=binomial(o, c, e) if e > 0 else None))
            entry["by"][length] = rows
        out["periods"].append(entry)
    # Two sets and their groups.
    sets = []
    for n, s in ((300, 0), (200, .5)):
        risk = np.round(.05 + .5 * rng.random(n), 2)
        g = rng.choice(["a", "b", "c"], n, p=[.6, .3, .1])
        y = (rng.random(n) < np.clip(risk * (1 + s * (g == "b")), 0, 1)).astype(int)
        y[g == "c"] = 0 if s else y[g == "c"]
        sets.append((risk, g, y))
    rows = []
    for h in "abc":
        pair = []
        for risk, g, y in sets:
            own = g == h
            pair.append(poisson(int(y[own].sum()), risk[own].sum()))
        (r0, l0, u0), (r1, l1, u1) = pair
        row = dict(level=h, baseline=pair[0], recent=pair[1])
        if r0 > 0 and r1 > 0:
            row["ratio"] = [r1 / r0,
                            r1 / r0 * np.exp(-np.hypot(np.log(r1 / l1), np.log(u0 / r0))),
                            r1 / r0 * np.exp(np.hypot(np.log(u1 / r1), np.log(r0 / l0)))]
        row["psi"] = numbers(sets[0][0][sets[0][1] == h].tolist(),
                             sets[1][0][sets[1][1] == h].tolist(), 10)
        rows.append(row)
    out["groups"] = dict(sets=[dict(risk=r.tolist(), group=g.tolist(), y=y.tolist())
                               for r, g, y in sets], rows=rows)
    json.dump(out, sys.stdout, default=lambda o: o.item())


main()
