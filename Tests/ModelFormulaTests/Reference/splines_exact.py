"""Restricted cubic splines and B-splines in exact fractions, rounded once, where R's own digits end:
far beyond the last knot, and where a large offset leaves the variation to the last digits.

Run as: python3 splines_exact.py > splines_exact.json   (Python 3.11, no packages)
Restricted cubic spline: F. E. Harrell, "Regression Modeling Strategies", 2nd ed. 2015, equation 2.24, divided by
(t_k - t_1)^2; natural in both tails. B-splines: the recurrence of Cox and de Boor; outside the boundary knots the
polynomial of the first or the last stretch goes on.
"""
import json
import platform
from fractions import Fraction as F


def restricted(x, t):
    def cube(v):
        return v**3 if v > 0 else F(0)
    k = len(t)
    row = [x]
    for j in range(k - 2):
        value = cube(x - t[j]) - cube(x - t[k - 2]) * (t[k - 1] - t[j]) / (t[k - 1] - t[k - 2]) \
            + cube(x - t[k - 1]) * (t[k - 2] - t[j]) / (t[k - 1] - t[k - 2])
        row.append(value / (t[k - 1] - t[0])**2)
    return row


def bspline(x, interior, boundary, degree):
    t = [boundary[0]] * (degree + 1) + interior + [boundary[1]] * (degree + 1)
    last = len(t) - degree - 2
    i = max(j for j in range(degree, last + 1) if j == degree or t[j] <= x)
    values = {i: F(1)}
    for d in range(1, degree + 1):
        new = {}
        for j in range(i - d, i + 1):
            value = F(0)
            if j in values and t[j + d] > t[j]:
                value += (x - t[j]) / (t[j + d] - t[j]) * values[j]
            if j + 1 in values and t[j + d + 1] > t[j + 1]:
                value += (t[j + d + 1] - x) / (t[j + d + 1] - t[j + 1]) * values[j + 1]
            new[j] = value
        values = new
    return [values.get(j, F(0)) for j in range(1, last + 1)]


def columns(rows):
    return [[float(row[c]) for row in rows] for c in range(len(rows[0]))]


cases = []
for name, knots, at in [
        ("ages", [12.0, 14.0, 15.5, 17.0], [-1e6, 0.1, 12.0, 13.7, 15.5, 16.99, 17.0, 17.25, 400.0, 1e9, 1e15]),
        ("moments", [1.6e12 + v for v in (1e9, 7.5e9, 2e10, 2.9e10)],
         [0.0, 1.6e12, 1.6e12 + 1234567891.0, 1.61e12, 1.6250000001e12, 1.7e12, 1e15]),
        ("tiny", [1e-9, 1.7e-9, 2.5e-8], [0.0, 1.3e-9, 2e-9, 2.4e-8, 2.6e-8, 1.0]),
        ("negative", [-3.0, -1e-3, 0.5, 0.75, 40.0], [-100.0, -2.0, 0.0, 0.6, 39.0, 41.0, 1e7])]:
    t = [F(v) for v in knots]
    cases.append({"name": name, "kind": "rcs", "knots": knots, "at": at,
                  "columns": columns([restricted(F(v), t) for v in at])})
for name, interior, boundary, degree, at in [
        ("ages", [13.0, 15.5], [11.0, 18.0], 3, [5.0, 10.99, 11.0, 12.3, 13.0, 15.4, 15.5, 18.0, 18.5, 100.0]),
        ("ages", [13.0, 15.5], [11.0, 18.0], 1, [5.0, 11.0, 13.0, 18.0, 100.0]),
        ("ages", [14.0], [11.0, 18.0], 5, [9.0, 11.0, 13.0, 14.0, 17.9, 18.0, 21.0]),
        ("moments", [1.6e12 + 7.5e9, 1.6e12 + 2e10], [1.6e12, 1.63e12], 3,
         [1.59e12, 1.6e12, 1.6e12 + 1.0, 1.6e12 + 7.5e9, 1.6250000001e12, 1.63e12, 1.64e12]),
        ("tiny", [1.7e-9], [1e-9, 2.5e-8], 3, [0.0, 1.3e-9, 2e-9, 2.4e-8, 3e-8])]:
    cases.append({"name": name, "kind": "bs", "knots": interior, "boundary": boundary, "degree": degree, "at": at,
                  "columns": columns([bspline(F(v), [F(k) for k in interior], [F(b) for b in boundary], degree)
                                      for v in at])})
print(json.dumps({"program": "python " + platform.python_version(), "call": "fractions.Fraction", "cases": cases},
                 indent=1))
