"""Reference values for what is found at the places there are: capacity.json.

python3 capacity.py > capacity.json       (numpy, scipy, statsmodels, scikit-learn; versions are in the file)

Nothing here follows the program's way: the probability of an offer is the mean over a tied group's ranks of
"rank <= places"; small cases are also enumerated over every draw among the tied; Wilson's limits are
statsmodels.stats.proportion.proportion_confint(x, n, method="wilson"); where nothing is tied,
sklearn.metrics gives precision, recall and the confusion matrix.
"""
import itertools
import json
import math
import sys

import numpy as np
import scipy
import scipy.stats as st
import sklearn
import sklearn.metrics as skm
import statsmodels
from statsmodels.stats.proportion import proportion_confint

CONF = 0.95
Z = st.norm.ppf(0.975)


def offer(score, count, k):
    """P(offer) of a case of each row: the mean over a tied group's ranks of the part of each rank within k."""
    a = np.zeros(len(score))
    k = min(k, count.sum())
    for s in np.unique(score):
        own = score == s
        above = count[score > s].sum()
        mass = count[own].sum()
        if mass > 0:
            a[own & (count > 0)] = np.clip((k - above) / mass, 0, 1)
    return a


def rate_around(score, y, count, k):
    """Event rate of the last place's tied group, widened by whole groups to k^(2/3) cases on each side."""
    levels = sorted(set(score[count > 0]), reverse=True)
    mass = [count[score == s].sum() for s in levels]
    ev = [(count * y)[score == s].sum() for s in levels]
    cum = np.cumsum(mass)
    last = int(np.argmax(cum >= k))
    reach = math.ceil(round(k ** (2 / 3), 12))
    lo = hi = last
    if mass[last] < 2 * reach:
        while lo > 0 and sum(mass[lo:last]) < reach:
            lo -= 1
        while hi < len(levels) - 1 and sum(mass[last + 1:hi + 1]) < reach:
            hi += 1
    return sum(ev[lo:hi + 1]) / sum(mass[lo:hi + 1])


def variance(u, count, cluster, domain, new=False):
    """(variance, units, sum of squared cluster sizes) of sum u."""
    if cluster is None:
        n = count.sum()
        return (n / (n - 1) * (count * u * u).sum(), n, (count * domain).sum()) if n > 1 else None
    ids = np.unique(cluster[count > 0])
    sums = np.array([(count * u)[cluster == g].sum() for g in ids])
    size = np.array([(count * domain)[cluster == g].sum() for g in ids])
    g = len(ids) if new else (size > 0).sum()
    return (g / (g - 1) * (sums ** 2).sum(), g, (size ** 2).sum()) if g > 1 else None


def share(x, n, var, clustered):
    if n <= 0:
        return None
    p = min(max(x / n, 0), 1)
    if var == "plain":
        eff = n
    else:
        if var is None:
            return [p, None, None]
        v, units, sq = var
        eff = p * (1 - p) / v if p * (1 - p) > 0 and v > 0 else n * n / sq
        if clustered:
            if n > 1:
                eff *= (st.t.ppf(0.975, n - 1) / st.t.ppf(0.975, units - 1)) ** 2
            eff = min(eff, n)
    lo, hi = proportion_confint(p * eff, eff, 0.05, "wilson")
    return [p, 0.0 if p == 0 else lo, 1.0 if p == 1 else hi]


def measured(score, y, count, cluster, k, new, risk=None):
    n, e = count.sum(), (count * y).sum()
    k = min(k, n)
    a = offer(score, count, k)
    r = rate_around(score, y, count, k) if new and k > 0 else 0.0
    phi = a * (y - r) + r * k / n if new else a * y
    found = (count * a * y).sum()
    wrong = k - found
    out = dict(offered=k, found=found, missed=e - found, wrongly_offered=wrong,
               rightly_not_offered=n - e - wrong)
    plain = cluster is None and not new

    def one(x, m, u, d):
        return share(x, m, "plain" if plain or m <= 0 else variance(u, count, cluster, d, new),
                     cluster is not None)
    with np.errstate(all="ignore"):
        out["ppv"] = one(found, k, (phi - found / n) / k if new else a * (y - found / k) / k, a)
        out["sensitivity"] = one(found, e, (phi - y * found / e) / e, y)
        w = (k / n - phi) if new else a - phi
        out["false_offer_rate"] = one(wrong, n - e, (w - (1 - y) * wrong / (n - e)) / (n - e), 1 - y)
    if risk is not None and k > 0:
        t = risk[a > 0].min()
        out["threshold"] = t
        out["tied"] = count[risk == t].sum()
        w = t / (1 - t)
        nb = (found - wrong * w) / n
        v = variance((a * (y - (1 - y) * w) - nb) / n, count, cluster, np.ones(len(y)))
        out["net_benefit"] = [nb, None, None] if v is None or v[0] <= 0 else [
            nb, nb - Z * v[0] ** .5, nb + Z * v[0] ** .5]
    return out, a, phi


def compare(ma, mb, y, count, cluster):
    (oa, a, fa), (ob, b, fb) = ma, mb
    n, e = count.sum(), (count * y).sum()
    d = oa["found"] - ob["found"]
    v = variance(fa - fb - d / n, count, cluster, np.ones(len(y)))
    h = Z * v[0] ** .5 if v and v[0] > 1e-18 else None
    return dict(found=ob["found"], ppv=ob["ppv"], both=(count * a * b).sum(),
                model_only=(count * a * (1 - b) * y).sum(), rival_only=(count * b * (1 - a) * y).sum(),
                difference=[d] + ([None, None] if h is None else [max(d - h, -e), min(d + h, e)]))


def enumerate_found(score, y, k):
    """Mean of found over every draw among the tied, for rows of one case."""
    order = np.argsort(-score, kind="stable")
    t = score[order[k - 1]]
    sure = np.where(score > t)[0]
    tied = np.where(score == t)[0]
    f = [y[sure].sum() + y[list(c)].sum() for c in itertools.combinations(tied, k - len(sure))]
    return [float(np.mean(f)), float(min(f)), float(max(f))]


def main():
    rng = np.random.default_rng(20261122)
    data = {}
    data["distinct"] = dict(risk=[.91, .83, .74, .66, .6, .52, .44, .31, .29, .2, .11, .05],
                            y=[1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0])
    data["tied"] = dict(risk=[.5, .25, .5, .25, .25, .125, .25, .75, .25, .125, .5],
                        y=[1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1])
    data["counts"] = dict(risk=[.5, .5, .25, .25, .125, .125, .0625, .0625],
                          y=[1, 0, 1, 0, 1, 0, 1, 0], count=[7, 5, 9, 20, 11, 61, 3, 88])
    data["all_events"] = dict(risk=[.2, .4, .4, .9], y=[1, 1, 1, 1])
    data["none"] = dict(risk=[.2, .4, .4, .9], y=[0, 0, 0, 0])
    n = 160
    x = rng.normal(size=n)
    fam = rng.integers(0, 70, n)
    u = rng.normal(size=70)[fam]
    y = (rng.random(n) < 1 / (1 + np.exp(-(-1.2 + x + .8 * u)))).astype(int)
    risk = np.round(1 / (1 + np.exp(-(-1.1 + .9 * x))), 2)
    data["families"] = dict(risk=risk.tolist(), y=y.tolist(), cluster=fam.tolist())
    data["strangers"] = dict(risk=risk.tolist(), y=y.tolist())
    data["weighted_families"] = dict(risk=risk[:90].tolist(), y=y[:90].tolist(),
                                     cluster=fam[:90].tolist(),
                                     count=rng.integers(0, 4, 90).tolist())
    out = dict(made_by=dict(numpy=np.__version__, scipy=scipy.__version__,
                            statsmodels=statsmodels.__version__, sklearn=sklearn.__version__,
                            script="capacity.py", confidence=CONF), cases=[])
    for name, d in data.items():
        risk, y = np.array(d["risk"]), np.array(d["y"], float)
        count = np.array(d.get("count", np.ones(len(y))), float)
        cluster = np.array(d["cluster"]) if "cluster" in d else None
        n = count.sum()
        rule = (np.arange(len(y)) % 3 == 0)
        pts = np.floor(risk * 5).astype(int) + np.arange(len(y)) % 2
        for k in sorted({0, 1, 3, 4, int(n // 4), int(n // 2), int(n), int(n) + 5}):
            for new in (False, True):
                m = measured(risk, y, count, cluster, k, new, risk)
                entry = dict(data=name, places=k, new_cohort=new, **m[0])
                if k > 0:
                    for rival, s in (("chance", np.zeros(len(y))), ("rule", rule.astype(float)),
                                     ("points", pts.astype(float))):
                        entry[rival] = compare(m, measured(s, y, count, cluster, k, new), y, count,
                                               cluster)
                if name in ("tied", "distinct") and 0 < k <= n and not new:
                    e = enumerate_found(risk, y, k)
                    assert abs(e[0] - entry["found"]) < 1e-12
                    entry["found_range"] = e
                if name == "distinct" and 0 < k < n and not new:
                    flag = risk >= entry["threshold"]
                    tn, fp, fn, tp = skm.confusion_matrix(y, flag).ravel()
                    assert (tp, fp, fn, tn) == tuple(entry[c] for c in (
                        "found", "wrongly_offered", "missed", "rightly_not_offered"))
                    assert abs(skm.precision_score(y, flag) - entry["ppv"][0]) < 1e-15
                    assert abs(skm.recall_score(y, flag) - entry["sensitivity"][0]) < 1e-15
                out["cases"].append(entry)
        d["rule"] = rule.tolist()
        d["points"] = pts.tolist()
    out["data"] = data
    json.dump(out, sys.stdout, default=lambda o: o.item() if hasattr(o, "item") else str(o))


main()
