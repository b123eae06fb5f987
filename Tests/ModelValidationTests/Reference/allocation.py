"""Reference values for ways of offering places: allocation.json.

python3 allocation.py > allocation.json      (numpy; version in the file)

Probabilities of an offer are means over many random orders (rank by rank for small ties: exact enumeration of
orders of the tied is replaced by the mean over ranks within a tie), worked out case by case on repeated rows.
"""
import json
import sys

import numpy as np


def ranks(score):
    """For each case the ranks (from 1) that it may have, all as likely."""
    return [list(range(int((score > s).sum()) + 1, int((score >= s).sum()) + 1)) for s in score]


def by_rank(score, f):
    return np.array([np.mean([f(r) for r in rr]) for rr in ranks(score)])


def top(score, k):
    return by_rank(score, lambda r: float(r <= k))


def lottery(score, k, c, b):
    c = min(c, k)
    end = min(c + b, len(score))
    if end - c <= k - c:
        return top(score, k)
    return by_rank(score, lambda r: 1.0 if r <= c else (k - c) / (end - c) if r <= end else 0.0)


def floor(score, k, group, floors):
    a = np.zeros(len(score))
    for g, f in floors.items():
        own = np.where(group == g)[0]
        a[own] = top(score[own], min(f, len(own)))
    left = k - a.sum()
    for s in sorted(set(score), reverse=True):
        own = score == s
        open_ = (1 - a[own]).sum()
        if left <= 0 or open_ <= 0:
            continue
        share = min(left / open_, 1)
        left -= share * open_
        a[own] += share * (1 - a[own])
    return a


def benefit(b, k):
    use = np.where(b > 0)[0]
    a = np.zeros(len(b))
    a[use] = top(b[use], min(k, len(use)))
    return a


def main():
    rng = np.random.default_rng(3)
    out = dict(made_by=dict(numpy=np.__version__, script="allocation.py"), cases=[])
    for n, digits in ((12, 1), (40, 2), (90, 1), (150, 3), (60, 1)):
        risk = np.round(.05 + .85 * rng.random(n) ** 2, digits)
        y = (rng.random(n) < risk).astype(int)
        g = rng.choice(["a", "b", "c"], n, p=[.6, .3, .1])
        ben = np.round(rng.normal(.05, .1, n), 2)
        for k in (n // 10 + 1, n // 3):
            t = top(risk, k)
            cf, uf = np.quantile(risk, .95), np.quantile(risk, .6)
            share = {h: int(np.floor(k * (g == h).sum() / n + 1e-9)) for h in "abc"}
            ways = dict(top_risk=t, lottery=lottery(risk, k, k // 2, k),
                        lottery_by_risk=lottery(risk, k, (risk >= cf).sum(),
                                                ((risk >= uf) & (risk < cf)).sum()),
                        floor=floor(risk, k, g, {"b": k // 3, "c": k // 4}),
                        proportionate=floor(risk, k, g, share),
                        benefit=benefit(ben, k), reduction=benefit(risk * .25, k))
            out["cases"].append(dict(
                risk=risk.tolist(), y=y.tolist(), group=g.tolist(), benefit=ben.tolist(), places=k,
                certain_from=cf, uncertain_from=uf,
                ways={w: dict(probability=a.tolist(), found=(a * y).sum(), offered=a.sum(),
                              moved=max(np.maximum(a - t, 0).sum(), np.maximum(t - a, 0).sum()),
                              difference=((a - t) * y).sum(), benefit=(a * ben).sum(),
                              spared=(a * risk * .25).sum())
                      for w, a in ways.items()}))
    json.dump(out, sys.stdout, default=lambda o: o.item())


main()
