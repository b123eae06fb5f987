"""Reference values for the distributions of counts and ranks.

Run as: python3 counts.py > counts.json        (about four minutes; mpmath with gmpy2)

Probabilities at 60 digits with mpmath from log-gamma forms; tails as that probability times the
sum of the ratios of neighbours, away from the middle. Ranks are counted in whole numbers of any
size, by recurrences other than the program's, and by going through every order for n <= 7.
"""
import itertools
import json
import math
import sys
from fractions import Fraction
from functools import lru_cache

import mpmath
from mpmath import mp, mpf

mp.dps = 60
cases = []


def record(family, parameters, k, pmf, lower, upper):
    log_lower = mp.log(lower) if lower < 0.5 else mp.log1p(pmf - upper)
    log_upper = mp.log(upper) if upper < 0.5 else mp.log1p(pmf - lower)
    # A whole tail differs from 1 by the rounding of its 60 digits.
    log_lower, log_upper = [mpf(0) if abs(v) < mpf("1e-50") else v for v in (log_lower, log_upper)]
    cases.append({"family": family, "parameters": [float(v) for v in parameters], "k": k,
                  "logProbability": float(mp.log(pmf)), "logLower": float(log_lower),
                  "logUpper": float(log_upper)})


def tail(k, step, ratio, last):
    """The sum of probabilities from k in direction `step`, as a multiple of that of k."""
    term = total = mpf(1)
    while k != last:
        r = ratio(k)
        term *= r
        total += term
        k += step
        if r < 1 and term < total * (1 - r) * mpf(10) ** -55:
            break
    return total


def record_by_ratios(family, parameters, k, pmf, up, first, last):
    """up(j) = P(j + 1)/P(j). The tail away from the middle is summed, the other follows."""
    def down(j):
        return 1 / up(j - 1)
    if k == last or up(k) < 1:
        upper = pmf * tail(k, 1, up, last)
        record(family, parameters, k, pmf, 1 - upper + pmf, upper)
    else:
        lower = pmf * tail(k, -1, down, first)
        record(family, parameters, k, pmf, lower, 1 - lower + pmf)


def binomial(n, p, k):
    p = mpf(p)
    pmf = mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
                 + k * mp.log(p) + (n - k) * mp.log(1 - p))
    record_by_ratios("binomial", [n, p], k, pmf,
                     lambda j: mpf(n - j) / (j + 1) * p / (1 - p), 0, n)


def poisson(mean, k):
    mean = mpf(mean)
    pmf = mp.exp(k * mp.log(mean) - mean - mp.loggamma(k + 1))
    record_by_ratios("poisson", [mean], k, pmf, lambda j: mean / (j + 1), 0, -1)


def negative_binomial(size, mean, k):
    size, mean = mpf(size), mpf(mean)
    x = mean / (size + mean)
    pmf = mp.exp(mp.loggamma(k + size) - mp.loggamma(size) - mp.loggamma(k + 1)
                 + size * mp.log(size / (size + mean)) + k * mp.log(x))
    record_by_ratios("negativeBinomial", [size, mean], k, pmf,
                     lambda j: x * (j + size) / (j + 1), 0, -1)


def fisher(N, K, n, theta, k, family="fisherNoncentral"):
    psi = mp.exp(mpf(theta))
    first, last = max(0, n + K - N), min(n, K)

    def up(j):
        return psi * (K - j) * (n - j) / (mpf(j + 1) * (N - K - n + j + 1))

    low, high = first, last
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if up(middle) > 1 else (low, middle)
    total = tail(low, 1, up, last) + tail(low, -1, lambda j: 1 / up(j - 1), first) - 1

    def weight(j):
        return (mp.loggamma(K + 1) - mp.loggamma(j + 1) - mp.loggamma(K - j + 1)
                + mp.loggamma(N - K + 1) - mp.loggamma(n - j + 1)
                - mp.loggamma(N - K - n + j + 1) + j * mpf(theta))

    pmf = mp.exp(weight(k) - weight(low)) / total
    parameters = [N, K, n] if family == "hypergeometric" else [N, K, n, theta]
    record_by_ratios(family, parameters, k, pmf, up, first, last)


def hypergeometric(N, K, n, k):
    fisher(N, K, n, 0, k, "hypergeometric")


def ranks(family, parameters, counts, points):
    total = sum(counts)
    for k in points:
        record(family, parameters, k, mpf(counts[k]) / total, mpf(sum(counts[:k + 1])) / total,
               mpf(sum(counts[k:])) / total)


def polynomial(factors):
    row = [1]
    for length in factors:
        new = [0] * (len(row) + length - 1)
        for i, v in enumerate(row):
            for j in range(length):
                new[i + j] += v
        row = new
    return row


def mann_whitney(m, n):
    # f(m, n, u) = f(m - 1, n, u - n) + f(m, n - 1, u): the largest is of the first sample or not.
    table = {}
    for i in range(m + 1):
        for j in range(n + 1):
            if i == 0 or j == 0:
                table[i, j] = [1]
                continue
            row = [0] * (i * j + 1)
            for u, v in enumerate(table[i - 1, j]):
                row[u + j] += v
            for u, v in enumerate(table[i, j - 1]):
                row[u] += v
            table[i, j] = row
    return table[m, n]


def signed_rank(n):
    ways = {0: 1}
    for rank in range(1, n + 1):
        new = dict(ways)
        for s, v in ways.items():
            new[s + rank] = new.get(s + rank, 0) + v
        ways = new
    return [ways[s] for s in range(n * (n + 1) // 2 + 1)]


def kendall(n):
    return polynomial(range(1, n + 1))


def spearman(n):
    """Half of S by a recursion over the last rank that is given, with memory."""
    @lru_cache(maxsize=None)
    def ways(free):
        if not free:
            return {0: 1}
        position, sums = len(free) - 1, {}
        for rank in free:
            for s, v in ways(free - {rank}).items():
                cost = s + (position - rank) ** 2
                sums[cost] = sums.get(cost, 0) + v
        return sums
    table = ways(frozenset(range(n)))
    return [table.get(2 * h, 0) for h in range(n * (n * n - 1) // 6 + 1)]


for n, p, k in [(1, 0.3, 0), (1, 0.3, 1), (20, 0.3, 4), (20, 0.3, 12), (25, 0.5, 3), (500, 0.5, 500),
                (500, 0.5, 250), (1000, 0.1, 160), (1000, 1e-5, 40), (10 ** 6, 0.25, 251000),
                (10 ** 6, 0.25, 230000), (10 ** 6, 1e-9, 3), (10 ** 6, 0.999, 999100),
                (3 * 10 ** 9, 0.5, 1500100000), (3 * 10 ** 9, 0.5, 1499000000),
                (3 * 10 ** 9, 0.02, 60010000), (3 * 10 ** 9, 0.25, 10 ** 9),
                (3 * 10 ** 9, 1e-9, 20)]:
    binomial(n, p, k)
for mean, k in [(1e-10, 3), (0.1, 0), (0.1, 200), (3.5, 2), (3.5, 9), (30, 5), (30, 400),
                (1000, 1100), (1000, 3000), (1000, 100), (1e6, 1002000), (1e6, 962000),
                (1e6, 1040000), (3e9, 3000050000), (3e9, 2998000000), (3e9, 3300000000)]:
    poisson(mean, k)
for size, mean, k in [(0.1, 2.0, 0), (0.1, 2.0, 90), (0.1, 1e4, 3), (1.5, 3.0, 8), (1.5, 3.0, 1500),
                      (7, 1e-6, 4), (40, 1e3, 300), (40, 1e3, 2900), (1e6, 50.0, 71),
                      (1e6, 1e6, 1005000), (1e6, 1e6, 950000), (2.0, 3e9, 200000),
                      (1e9, 3e9, 3000200000), (5e8, 3e9, 2996000000)]:
    negative_binomial(size, mean, k)
for N, K, n, k in [(20, 8, 10, 7), (189, 59, 74, 10), (2771, 1755, 1493, 1198),
                   (10 ** 5, 100, 5000, 60), (10 ** 6, 10 ** 5, 10 ** 4, 900),
                   (12 * 10 ** 9, 6 * 10 ** 9, 6 * 10 ** 9, 3 * 10 ** 9 - 60000),
                   (12 * 10 ** 9, 3 * 10 ** 9, 3 * 10 ** 9, 10 ** 9)]:
    hypergeometric(N, K, n, k)
for N, K, n, theta, k in [(189, 59, 74, 0.7, 30), (189, 59, 74, 0.7, 5), (20, 8, 10, -3.0, 7),
                          (20, 8, 10, 50.0, 2), (20, 18, 15, -40.0, 15), (20, 8, 10, 650.0, 3),
                          (10 ** 5, 4 * 10 ** 4, 10 ** 4, 1.25, 6900),
                          (10 ** 5, 4 * 10 ** 4, 10 ** 4, 1.25, 3000),
                          (10 ** 6, 10 ** 5, 10 ** 5, 2.0, 36000),
                          (10 ** 6, 10 ** 5, 10 ** 5, -2.0, 30000),
                          (12 * 10 ** 9, 3 * 10 ** 9, 3 * 10 ** 9, 0.5, 937000000),
                          (12 * 10 ** 9, 3 * 10 ** 9, 3 * 10 ** 9, 0.01, 756000000)]:
    fisher(N, K, n, theta, k)

for m, n in [(1, 1), (3, 4), (8, 8), (5, 40), (20, 33), (50, 50), (62, 62), (2, 1000)]:
    ways = mann_whitney(m, n)
    assert sum(ways) == math.comb(m + n, m)
    ranks("mannWhitney", [m, n], ways,
          sorted({0, 1, m * n // 4, m * n // 3, m * n // 2, m * n - 1, m * n}))
for n in [1, 2, 5, 12, 25, 50, 100, 127]:
    ways, last = signed_rank(n), n * (n + 1) // 2
    assert sum(ways) == 2 ** n
    ranks("signedRank", [n], ways, sorted({0, 1, last // 5, last // 3, last // 2, last}))
for n in [1, 2, 4, 7, 12, 20, 34, 50, 100]:
    ways, last = kendall(n), n * (n - 1) // 2
    assert sum(ways) == math.factorial(n)
    if n <= 7:
        brute = [0] * (last + 1)
        for p in itertools.permutations(range(n)):
            brute[sum(p[i] > p[j] for i in range(n) for j in range(i + 1, n))] += 1
        assert brute == ways
    ranks("kendall", [n], ways, sorted({0, last // 8, last // 4, last // 2, last}))
for n in [1, 2, 3, 5, 7, 9, 10, 12]:
    ways, last = spearman(n), n * (n * n - 1) // 6
    assert sum(ways) == math.factorial(n)
    if n <= 7:
        brute = [0] * (last + 1)
        for p in itertools.permutations(range(n)):
            brute[sum((i - p[i]) ** 2 for i in range(n)) // 2] += 1
        assert brute == ways
    points = {0, last // 8, last // 4, last // 2, last}
    ranks("spearman", [n], ways, sorted(k for k in points if ways[k]))

json.dump({"program": "mpmath", "version": mpmath.__version__, "digits": 60, "cases": cases},
          sys.stdout, indent=1)
print()
