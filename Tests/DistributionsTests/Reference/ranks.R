# The exact rank distributions of R, as a second opinion beside counts.py.
# Run as: Rscript ranks.R > ranks.json
# pwilcox and psignrank are R's own; pKendall and pRho are what cor.test(exact = TRUE) calls:
# pKendall(T <= q) of concordant pairs, pRho(S >= q) exact for n <= 9.

kendall <- function(q, n) .Call(stats:::C_pKendall, q, n)
spearman <- function(q, n) .Call(stats:::C_pRho, round(q), n, FALSE)

rows <- list()
add <- function(call, family, parameters, k, lower) {
  rows[[length(rows) + 1]] <<- sprintf(
    '  {"call": "%s", "family": "%s", "parameters": [%s], "k": %d, "lower": %.17g}',
    call, family, paste(parameters, collapse = ", "), k, lower)
}
for (size in list(c(3, 4), c(8, 8), c(12, 20), c(50, 50), c(5, 40))) {
  for (k in round(prod(size) * c(0.1, 0.3, 0.5, 0.8))) {
    add("pwilcox(k, m, n)", "mannWhitney", size, k, pwilcox(k, size[1], size[2]))
  }
}
for (n in c(5, 12, 25, 50, 100)) {
  for (k in round(n * (n + 1) / 2 * c(0.2, 0.4, 0.5, 0.7))) {
    add("psignrank(k, n)", "signedRank", n, k, psignrank(k, n))
  }
}
for (n in c(4, 7, 12, 30, 49)) {
  for (k in round(n * (n - 1) / 2 * c(0.2, 0.4, 0.5, 0.7))) {
    add("C_pKendall(k, n)", "kendall", n, k, kendall(k, n))
  }
}
# P(S/2 <= k) = 1 - P(S >= 2k + 2); by symmetry P(S >= largest - 2k), without the difference.
for (n in c(3, 5, 7, 9)) {
  for (k in round(n * (n^2 - 1) / 6 * c(0.1, 0.3, 0.5))) {
    add("C_pRho(n(n^2-1)/3 - 2k, n, upper)", "spearman", n, k,
        spearman(n * (n^2 - 1) / 3 - 2 * k, n))
  }
}
cat(sprintf('{"program": "R", "version": "%s.%s", "values": [\n', R.version$major, R.version$minor))
cat(paste(unlist(rows), collapse = ",\n"), "\n]}\n")
