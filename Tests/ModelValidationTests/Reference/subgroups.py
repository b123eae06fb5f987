"""Reference values for groups of cases at the places there are: subgroups.json.

python3 subgroups.py > subgroups.json     (numpy, scipy, statsmodels, scikit-learn, mpmath; versions in the file)

Recall, PPV, false-offer rate: statsmodels proportion_confint "wilson"; differences: statsmodels
confint_proportions_2indep(method="newcomb"); calibration in the large: scipy brentq on the score; AUC:
scikit-learn roc_auc_score, its DeLong variance from all pairs; observed over expected: scipy chi2.ppf;
beta-binomial: scipy betaln maximised over (logit mean, log strength), polished by mpmath findroot at 40
digits; Paule-Mandel: scipy brentq. Thresholds for an equal figure: bisection over the figure.
"""
import json
import sys

import mpmath as mp
import numpy as np
import scipy
import scipy.optimize as so
import scipy.stats as st
import sklearn
import statsmodels
from scipy.special import betaln, expit, logit
from sklearn.metrics import roc_auc_score
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

Z = st.norm.ppf(0.975)
mp.mp.dps = 40


def offer(risk, k):
    a = np.zeros(len(risk))
    for s in np.unique(risk):
        own = risk == s
        a[own] = np.clip((k - (risk > s).sum()) / own.sum(), 0, 1)
    return a


def cr1(u, cluster, domain):
    ids = np.unique(cluster)
    sums = np.array([u[cluster == g].sum() for g in ids])
    size = np.array([domain[cluster == g].sum() for g in ids])
    g = (size > 0).sum()
    return (g / (g - 1) * (sums ** 2).sum(), g, (size ** 2).sum()) if g > 1 else None


def wilson(x, n, var=None, clustered=False):
    """[p, low, high, effective n]"""
    if n <= 0:
        return None
    p = x / n
    eff = n
    if clustered:
        if var is None:
            return [p, None, None, None]
        v, g, sq = var
        eff = p * (1 - p) / v if p * (1 - p) > 0 and v > 0 else n * n / sq
        if n > 1:
            eff *= (st.t.ppf(.975, n - 1) / st.t.ppf(.975, g - 1)) ** 2
        eff = min(eff, n)
    lo, hi = proportion_confint(p * eff, eff, .05, "wilson")
    return [p, 0.0 if p == 0 else lo, 1.0 if p == 1 else hi, eff]


def alpha(lp, y, cluster):
    if y.sum() in (0, len(y)):
        return None
    a = so.brentq(lambda t: expit(lp + t).sum() - y.sum(), -30, 30, xtol=1e-15, rtol=1e-15)
    p = expit(lp + a)
    info = (p * (1 - p)).sum()
    v = 1 / info
    if cluster is not None:
        c = cr1((y - p) / info, cluster, np.ones(len(y)))
        if c is None:
            return [a, None, None]
        v = c[0]
    return [a, a - Z * v ** .5, a + Z * v ** .5]


def auc(risk, y, cluster):
    if y.sum() in (0, len(y)):
        return None
    t = roc_auc_score(y, risk)
    pos, neg = risk[y == 1], risk[y == 0]
    psi = (pos[:, None] > neg[None, :]) + .5 * (pos[:, None] == neg[None, :])
    v10, v01 = psi.mean(1), psi.mean(0)
    if cluster is not None:
        u = np.zeros(len(y))
        u[y == 1] = (v10 - t) / len(pos)
        u[y == 0] = (v01 - t) / len(neg)
        c = cr1(u, cluster, np.ones(len(y)))
        v = c[0] if c else 0
    elif min(len(pos), len(neg)) > 1:
        v = v10.var(ddof=1) / len(pos) + v01.var(ddof=1) / len(neg)
    else:
        v = 0
    if v <= 0:
        return [t, None, None]
    return [t, max(t - Z * v ** .5, 0), min(t + Z * v ** .5, 1)]


def oe(risk, y, cluster):
    o, e = y.sum(), risk.sum()
    d, eff = 1.0, float(o)
    if cluster is not None:
        c = cr1(y - risk - (o - e) / len(y), cluster, np.ones(len(y)))
        if c is None:
            return [o / e, None, None], None
        d = max(c[0] / o, 1) if o > 0 else c[2] / len(y)
        eff = o / d
    lo = st.chi2.ppf(.025, 2 * eff) / 2 if eff > 0 else 0.0
    hi = st.chi2.isf(.025, 2 * eff + 2) / 2
    return [o / e, lo * d / e, hi * d / e], eff


def beta_binomial(x, n):
    """(mean, strength or None); None where it cannot be seen."""
    keep = n > 0
    x, n = x[keep], n[keep]
    if len(x) < 3 or x.sum() <= 0 or x.sum() >= n.sum():
        return None
    m = x.sum() / n.sum()
    tarone = (x * (x - 1) / m + (n - x) * (n - x - 1) / (1 - m) - n * (n - 1)).sum()
    if tarone <= 0:
        return [m, None]

    def ll(t):
        mu, s = expit(t[0]), np.exp(t[1])
        return -(betaln(x + mu * s, n - x + (1 - mu) * s) - betaln(mu * s, (1 - mu) * s)).sum()
    best = min((so.minimize(ll, [logit(m), s], method="Nelder-Mead",
                            options=dict(xatol=1e-9, fatol=1e-13, maxiter=4000))
                for s in (0., 2., 4., 6.)), key=lambda r: r.fun)
    xs, ns = [mp.mpf(float(v)) for v in x], [mp.mpf(float(v)) for v in n]

    def grad(t, s):
        mu, q = 1 / (1 + mp.e ** -t), mp.e ** s
        a, b = mu * q, (1 - mu) * q
        gm = sum(mp.digamma(v + a) - mp.digamma(a) - mp.digamma(w - v + b) + mp.digamma(b)
                 for v, w in zip(xs, ns))
        gs = sum(mu * (mp.digamma(v + a) - mp.digamma(a)) + (1 - mu) * (
            mp.digamma(w - v + b) - mp.digamma(b)) - mp.digamma(w + q) + mp.digamma(q)
            for v, w in zip(xs, ns))
        return gm, gs
    root = mp.findroot(grad, (best.x[0], best.x[1]))
    return [float(1 / (1 + mp.e ** -root[0])), float(mp.e ** root[1])]


def shrunk(fit, x, n, allx, alln):
    if fit is None:
        return None
    mu, s = fit
    if s is None:
        return [allx / alln, *proportion_confint(allx, alln, .05, "wilson")]
    a, b = mu * s + x, (1 - mu) * s + n - x
    return [a / (a + b), st.beta.ppf(.025, a, b), st.beta.isf(.025, a, b)]


def paule_mandel(y, v):
    if len(y) < 3:
        return None

    def q(t):
        w = 1 / (v + t)
        m = (w * y).sum() / w.sum()
        return (w * (y - m) ** 2).sum() - (len(y) - 1)
    t = 0.0 if q(0) <= 0 else so.brentq(q, 0, 1e4, xtol=1e-16, rtol=1e-15)
    w = 1 / (v + t)
    return [(w * y).sum() / w.sum(), t, 1 / w.sum()]


def equalise(risk, y, g, k, what):
    """Found in all and places by group: the highest common figure by bisection over straight segments."""
    groups = sorted(set(g))
    before = offer(risk, k)
    val = {"recall": y, "false_offer_rate": 1 - y, "offer_share": np.ones(len(y))}[what]
    use = [h for h in groups if val[g == h].sum() > 0]
    avail = before[np.isin(g, use)].sum()

    def fewest(h, f):
        own = g == h
        lv = sorted(set(risk[own]), reverse=True)
        need, used = f * val[own].sum(), 0.0
        for s in lv:
            m, c = (own & (risk == s)).sum(), val[own & (risk == s)].sum()
            if need <= 1e-11:
                return used
            if c >= need:
                return used + m * need / c
            need -= c
            used += m
        return used
    lo, hi = 0.0, 1.0
    if sum(fewest(h, 1.0) for h in use) <= avail + 1e-9:
        lo = 1.0
    else:
        for _ in range(100):
            mid = (lo + hi) / 2
            if sum(fewest(h, mid) for h in use) <= avail + 1e-9:
                lo = mid
            else:
                hi = mid
    # Places that a step past the figure would take at once are shared out in proportion, up to the places.
    least = [fewest(h, lo) for h in use]
    most = [fewest(h, min(lo + 1e-9, 1)) if lo < 1 else (g == h).sum() for h in use]
    gap = sum(most) - sum(least)
    part = (avail - sum(least)) / gap if gap > 1e-3 else 0.0
    found = sum(found_at(risk[g == h], y[g == h], a + part * (b - a))
                for h, a, b in zip(use, least, most))
    rest = [h for h in groups if h not in use]
    found += (before * y)[np.isin(g, rest)].sum()
    return dict(common=lo, found=found, found_before=(before * y).sum())


def found_at(risk, y, k):
    return (offer(risk, k) * y).sum()


def main():
    rng = np.random.default_rng(11)
    data = {}

    def cohort(n, levels, weights, shift, slope=1.0, digits=2, families=None, seed_risk=0.0):
        g = rng.choice(levels, n, p=weights)
        x = rng.normal(size=n)
        lp = -1.1 + seed_risk + .9 * x
        u = 0
        d = {}
        if families:
            f = rng.integers(0, families, n)
            u = .9 * rng.normal(size=families)[f]
            d["cluster"] = f.tolist()
        y = (rng.random(n) < expit(lp * slope + np.array([shift[h] for h in g]) + u)).astype(int)
        d.update(risk=np.round(expit(lp), digits).clip(.01, .99).tolist(), y=y.tolist(),
                 group=g.tolist())
        return d
    lv = ["north", "south", "east", "west", "hill"]
    data["wards"] = cohort(400, lv, [.4, .3, .15, .1, .05], dict(zip(lv, [0, .8, -.7, 0, 1.2])))
    data["families"] = cohort(300, lv, [.3, .3, .2, .1, .1], dict(zip(lv, [0, .8, -.7, 0, 1.2])),
                              families=110)
    data["alike"] = cohort(260, lv[:3], [.4, .3, .3], dict(zip(lv, [0, 0, 0])))
    data["two"] = cohort(90, lv[:2], [.8, .2], dict(zip(lv, [0, 1])))
    d = cohort(120, lv[:4], [.4, .4, .15, .05], dict(zip(lv, [0, 0, 1, 0])))
    y, g = np.array(d["y"]), np.array(d["group"])
    y[g == "west"] = 0
    y[g == "east"] = 1
    d["y"] = y.tolist()
    data["one_outcome"] = d
    out = dict(made_by=dict(numpy=np.__version__, scipy=scipy.__version__, mpmath=mp.__version__,
                            statsmodels=statsmodels.__version__, sklearn=sklearn.__version__,
                            script="subgroups.py", confidence=.95), data=data, cases=[])
    for name, d in data.items():
        risk, y, g = np.array(d["risk"]), np.array(d["y"], float), np.array(d["group"])
        cl = np.array(d["cluster"]) if "cluster" in d else None
        for k in (20, 60):
            a = offer(risk, k)
            groups = sorted(set(g))
            rows = []
            store = {"recall": [], "ppv": [], "false_offer_rate": []}
            logs = []
            for h in groups:
                m, o = g == h, g != h
                c = cl[m] if cl is not None else None
                one = np.ones(m.sum())
                found, off, ev, non = (a * y)[m].sum(), a[m].sum(), y[m].sum(), (1 - y)[m].sum()
                parts = dict(recall=(found, ev, y, a), ppv=(found, off, a, y),
                             false_offer_rate=(off - found, non, 1 - y, a))
                row = dict(level=h, cases=int(m.sum()), events=ev, offered=off, found=found)
                for f, (x, n, dom, val) in parts.items():
                    v = None
                    if n > 0 and c is not None:
                        v = cr1(dom[m] * (val[m] - x / n) / n, c, dom[m])
                    w = wilson(x, n, v, c is not None)
                    row[f] = w[:3] if w else None
                    store[f].append((w[0] * w[3], w[3]) if w and w[3] else (0.0, 0.0))
                    xo, no = (dom * val)[o].sum(), dom[o].sum()
                    if n > 0 and no > 0:
                        diff = x / n - xo / no
                        if cl is None:
                            lo, hi = confint_proportions_2indep(x, n, xo, no, method="newcomb")
                        else:
                            u = np.where(m, dom * (val - x / n) / n, -dom * (val - xo / no) / no)
                            h_ = Z * cr1(u, cl, dom)[0] ** .5
                            lo, hi = max(diff - h_, -1), min(diff + h_, 1)
                        row[f + "_difference"] = [diff, lo, hi]
                row["alpha"] = alpha(logit(risk[m]), y[m], c)
                row["auc"] = auc(risk[m], y[m], c)
                row["oe"], eff = oe(risk[m], y[m], c)
                if eff is not None:
                    o_, e_ = y[m].sum(), risk[m].sum()
                    logs.append((np.log(o_ / e_), 1 / eff) if o_ > 0 else
                                (np.log(.5 / (e_ + .5)), 2.0))
                rows.append(row)
            entry = dict(data=name, places=k, groups=rows)
            for f, s in store.items():
                x, n = np.array([v[0] for v in s]), np.array([v[1] for v in s])
                fit = beta_binomial(x, n)
                entry[f + "_pool"] = fit
                for row, xx, nn in zip(rows, x, n):
                    row[f + "_pooled"] = shrunk(fit, xx, nn, x.sum(), n.sum())
            ly, lvv = np.array([v[0] for v in logs]), np.array([v[1] for v in logs])
            pm = paule_mandel(ly, lvv)
            entry["oe_pool"] = pm[:2] if pm else None
            if pm and len(logs) == len(rows):
                for row, yy, vv in zip(rows, ly, lvv):
                    b = pm[1] / (pm[1] + vv)
                    c, s = pm[0] + b * (yy - pm[0]), (b * vv + (1 - b) ** 2 * pm[2]) ** .5
                    row["oe_pooled"] = [float(np.exp(t)) for t in (c, c - Z * s, c + Z * s)]
            entry["equal"] = {w: equalise(risk, y, g, k, w)
                              for w in ("recall", "false_offer_rate", "offer_share")}
            out["cases"].append(entry)
    json.dump(out, sys.stdout, default=lambda o: o.item() if hasattr(o, "item") else str(o))


main()
