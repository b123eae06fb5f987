# What R says of the same tables: an independent check of contingency_tables.py.
# Run as: Rscript contingency_tables.R > contingency_tables_r.json
# fisher.test's interval is solved to 4e-5 only and so is not taken; its p-value is.
suppressPackageStartupMessages(library(vcd))
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
by_rows <- function(rows, ...) matrix(c(...), nrow = rows, byrow = TRUE)
tables <- list(
  ordinary = by_rows(2, 15, 85, 30, 70),
  ucb_admissions = by_rows(2, 1198, 1493, 557, 1278),
  birthwt_smoking = by_rows(2, 30, 44, 29, 86),
  tea = by_rows(2, 3, 1, 1, 3),
  zero_cell = by_rows(2, 12, 0, 5, 8),
  zero_event = by_rows(2, 0, 7, 9, 40),
  rare_event = by_rows(2, 3, 9997, 11, 19989),
  two_by_five = by_rows(2, 10, 12, 9, 22, 31, 18, 15, 11, 9, 14),
  five_by_two = by_rows(5, 12, 30, 20, 25, 7, 41, 15, 15, 9, 60),
  sparse_six_by_four = by_rows(6, 0, 1, 3, 0, 2, 0, 0, 1, 5, 1, 0, 2, 0, 0, 1, 4, 1, 1, 7, 0,
                               0, 3, 0, 2),
  beyond_1e_300 = by_rows(2, 4000, 1000, 1000, 4000))
describe <- function(name, x) {
  plain <- suppressWarnings(chisq.test(x, correct = FALSE))
  strength <- assocstats(x)
  two <- all(dim(x) == 2)
  yates <- if (two) suppressWarnings(chisq.test(x, correct = TRUE)) else NULL
  fields <- c(
    name = paste0('"', name, '"'),
    pearson = number(unname(plain$statistic)),
    pearsonLogP = number(
      pchisq(unname(plain$statistic), unname(plain$parameter), lower = FALSE, log = TRUE)),
    g = number(strength$chisq_tests["Likelihood Ratio", "X^2"]),
    cramersV = number(strength$cramer),
    adjusted = numbers(as.vector(t(plain$stdres))),
    holm = numbers(p.adjust(2 * pnorm(-abs(as.vector(t(plain$stdres)))), "holm")))
  if (two) fields <- c(
    fields, yates = number(unname(yates$statistic)),
    fisherP = number(fisher.test(x)$p.value))
  paste0('  {"', paste(names(fields), fields, sep = '": ', collapse = ', "'), "}")
}
p <- c(0.01, 0.0002, 0.04, 0.03, 0.5, 0.9, 0.03, 0.011, 1, 0.2)
adjusted <- sapply(c("bonferroni", "holm", "hochberg", "BH", "BY"), function(m)
  paste0('  "', tolower(m), '": ', numbers(p.adjust(p, m))))
cat('{"program": "R", "version": "', as.character(getRversion()), '", "vcd": "',
    as.character(packageVersion("vcd")), '",\n',
    '"calls": {"pearson": "chisq.test(x, correct = FALSE)", "yates": "chisq.test(x)", ',
    '"pearsonLogP": "pchisq(lower = FALSE, log = TRUE)", "g, cramersV": "vcd::assocstats(x)", ',
    '"adjusted": "chisq.test(x, correct = FALSE)$stdres", ',
    '"holm": "p.adjust(2 * pnorm(-abs(stdres)))", ',
    '"fisherP": "fisher.test(x)$p.value", "pAdjust": "p.adjust(p, method)"},\n',
    '"tables": [\n', paste(mapply(describe, names(tables), tables), collapse = ",\n"), "\n],\n",
    '"p": ', numbers(p), ',\n"pAdjust": {\n', paste(adjusted, collapse = ",\n"), "\n}}\n", sep = "")
