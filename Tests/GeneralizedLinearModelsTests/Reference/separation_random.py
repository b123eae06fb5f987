#!/usr/bin/env python3
"""Some hundred small random designs with the rows that separation takes out of each, found exactly.

Run from this folder: python3 separation_random.py   (writes separation_random.json; needs glpsol of GLPK 5.0)

A row whose outcome is at an edge of its range (0 or 1, or a count of 0) gains from a direction v where its
linear predictor moves towards that edge; any other row must not move. The linear programme
  max sum t,  0 <= t_i <= 1,  t_i <= gain_i(v) of rows at an edge,  x_i'v = 0 of the others,  v free
has t_i = 1 for every row that some direction of recession separates and 0 for the others (directions add up
and scale). It is solved in exact rational arithmetic (glpsol --exact) over whole numbers, so that a row which
misses separation by one part in 10^7 is told from one that does not.
"""
import json
import random
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

rng = random.Random(20261121)


def separated(rows):
    """rows: (x, edge) with edge 1, -1 or 0 for a row that must not move; returns the separated rows."""
    p = len(rows[0][0])
    lines = ["Maximize", " obj: " + " + ".join(f"t{i}" for i, r in enumerate(rows) if r[1]) + (
        "" if any(r[1] for r in rows) else "0 v0"), "Subject To"]
    for i, (x, edge) in enumerate(rows):
        terms = " ".join(f"{(edge or 1) * value:+d} v{j}" for j, value in enumerate(x) if value)
        if edge:
            lines.append(f" c{i}: {terms} - t{i} >= 0")
        elif terms:
            lines.append(f" c{i}: {terms} = 0")
    lines.append("Bounds")
    lines += [f" 0 <= t{i} <= 1" for i, r in enumerate(rows) if r[1]]
    lines += [f" v{j} free" for j in range(p)]
    lines.append("End")
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/p.lp", "w") as file:
            file.write("\n".join(lines) + "\n")
        subprocess.run(["glpsol", "--exact", "--nopresol", "--lp", folder + "/p.lp", "-w", folder + "/p.sol"],
                       check=True, capture_output=True)
        found, names = set(), {}
        # Columns of the solution come in the order in which the programme names them first.
        order = []
        for token in " ".join(lines).replace("+", " ").replace("-", " ").split():
            if token[0] in "tv" and token[1:].isdigit() and token not in names:
                names[token] = len(order)
                order.append(token)
        status = None
        for line in open(folder + "/p.sol"):
            parts = line.split()
            if parts[0] == "s":
                status = parts[4:6]
            if parts[0] == "j":
                name, value = order[int(parts[1]) - 1], float(parts[3])
                if name[0] == "t":
                    assert value in (0.0, 1.0), value
                    if value == 1:
                        found.add(int(name[1:]))
        assert status == ["f", "f"], status
    return sorted(found)


def outcome(kind, score, cut):
    """An outcome of a family, more often at its edge on one side of a cut."""
    high = score > cut
    if kind == "binomial":
        return 1 if rng.random() < (0.9 if high else 0.1) else 0
    if kind == "shares":
        trials = rng.randint(1, 3)
        return sum(rng.random() < (0.95 if high else 0.05) for _ in range(trials)), trials
    return rng.choice([0, 1, 2, 5]) if high else 0


def case(index):
    kind = rng.choice(["binomial", "binomial", "binomial", "shares", "counts"])
    links = {"binomial": ["logit", "probit", "cloglog"], "shares": ["logit", "probit", "cloglog"], "counts": ["log"]}
    link = rng.choice(links[kind])
    family = {"binomial": "binomial", "shares": "binomial", "counts": "poisson"}[kind]
    if kind == "counts" and rng.random() < 0.3:
        family = "negative_binomial"
    shape = rng.choice(["numbers", "factors", "mixed", "near", "near", "no_intercept"])
    n = rng.randint(8, 30)
    numbers = {"numbers": rng.randint(1, 4), "factors": 0, "mixed": rng.randint(1, 2), "near": rng.randint(1, 2),
               "no_intercept": rng.randint(1, 3)}[shape]
    factors = {"factors": rng.randint(1, 2), "mixed": rng.randint(1, 2)}.get(shape, 0)
    digits = rng.randint(2, 7) if shape == "near" else 1
    reach = rng.choice([2, 5, 9]) if shape != "near" else 10 ** digits
    columns = [[rng.randint(-reach, reach) for _ in range(n)] for _ in range(numbers)]
    levels = [[rng.randrange(rng.randint(2, 4)) for _ in range(n)] for _ in range(factors)]
    weights = [rng.choice([0, 1, 1, 2, 3]) for _ in range(n)] if rng.random() < 0.2 else None
    slopes = [rng.choice([-2, -1, 1, 2]) for _ in range(numbers)]
    score = [sum(s * c[i] for s, c in zip(slopes, columns)) + 2 * sum(f[i] for f in levels) for i in range(n)]
    cut = sorted(score)[n // 2]
    if shape == "near":
        # Outcomes on the right side of the cut, but for one row that may be just across it.
        ys = [(1 if kind != "counts" else rng.randint(1, 4)) if s > cut else 0 for s in score]
        if kind == "shares":
            ys = [(2 * y, 2) for y in ys]
        if rng.random() < 0.7:
            row = rng.randrange(n)
            columns[0][row] = columns[0][row] + (cut - score[row]) // slopes[0] + rng.choice([-2, -1, 0, 1, 2])
            ys[row] = {"binomial": rng.choice([0, 1]), "shares": (rng.choice([0, 2]), 2), "counts": rng.choice([0, 2])}[kind]
    else:
        ys = [outcome(kind, s, cut) for s in score]
    used = [i for i in range(n) if weights is None or weights[i] > 0]
    edges = {y[0] / y[1] if kind == "shares" else y for y in (ys[i] for i in used)}
    if len(edges) < 2 and edges <= {0, 1} or not any(ys[i] for i in used) and kind == "counts" or len(used) < 4:
        return None
    if any(len({f[i] for i in used}) < 2 for f in levels) or any(len({c[i] for i in used}) < 2 for c in columns):
        return None
    rows = []
    product = shape == "factors" and factors == 2 and rng.random() < 0.5
    for i in used:
        x = [] if shape == "no_intercept" else [1]
        x += [c[i] for c in columns]
        for f in levels:
            x += [1 if f[i] == level else 0 for level in range(4)]
        if product:
            x += [1 if levels[0][i] == a and levels[1][i] == b else 0 for a in range(4) for b in range(4)]
        if kind == "counts":
            edge = -1 if ys[i] == 0 else 0
        elif kind == "shares":
            edge = 1 if ys[i][0] == ys[i][1] else -1 if ys[i][0] == 0 else 0
        else:
            edge = 1 if ys[i] else -1
        rows.append((x, edge))
    header = (["s", "f"] if kind == "shares" else ["y"]) + [f"x{k}" for k in range(numbers)]
    header += [f"g{k}" for k in range(factors)] + (["w"] if weights else [])
    lines = [",".join(header)]
    for i in range(n):
        cells = [ys[i][0], ys[i][1] - ys[i][0]] if kind == "shares" else [ys[i]]
        cells += [c[i] for c in columns] + ["abcd"[f[i]] for f in levels] + ([weights[i]] if weights else [])
        lines.append(",".join(map(str, cells)))
    left = "cbind(s, f)" if kind == "shares" else "y"
    terms = [f"x{k}" for k in range(numbers)] + (["g0 * g1"] if product else [f"g{k}" for k in range(factors)])
    right = ("0 + " if shape == "no_intercept" else "") + " + ".join(terms)
    return {"name": f"{index}_{shape}_{kind}_{link}" + (f"_1e{digits}" if shape == "near" else ""), "family": family,
            "link": link, "formula": f"{left} ~ {right}", "weights": "w" if weights else None,
            "data": "\n".join(lines) + "\n", "rows": len(used)}, rows


made = [c for c in (case(k) for k in range(600)) if c]
with ThreadPoolExecutor(2) as pool:
    answers = list(pool.map(lambda c: separated(c[1]), made))
cases = []
for (entry, rows), found in zip(made, answers):
    entry["separated"] = found
    cases.append(entry)
print(len(cases), "designs:", sum(1 for c in cases if not c["separated"]), "not separated,",
      sum(1 for c in cases if len(c["separated"]) == c["rows"]), "completely")
with open("separation_random.json", "w") as file:
    file.write(json.dumps({"program": "glpsol --exact, GLPK 5.0", "seed": 20261121, "cases": cases}, indent=0) + "\n")
