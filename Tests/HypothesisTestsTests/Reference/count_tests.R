# What R says of tests of counts: an independent check of count_tests.py.
# Run as: Rscript count_tests.R > count_tests_r.json (about ten seconds)
# Its fisher.test beyond 2x2 merges paths of nearly equal length and is right to about 1e-7.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
strings <- function(x) paste0("[", paste(x, collapse = ",\n  "), "]")
table_of <- function(rows, ...) matrix(c(...), nrow = rows, byrow = TRUE)
counts <- function(x) strings(apply(x, 1, numbers))
exact <- list(
  job_satisfaction = table_of(4, 1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11),
  exhausts_workspace_112 = table_of(4, 3, 7, 10, 4, 6, 12, 9, 5, 8, 3, 5, 14, 11, 6, 7, 2),
  exhausts_workspace_130 = table_of(4, 8, 5, 9, 4, 6, 12, 7, 9, 10, 4, 13, 8, 5, 9, 6, 15),
  three_by_three = table_of(3, 10, 20, 30, 12, 14, 40, 9, 9, 9),
  two_by_ten = table_of(2, 5, 9, 2, 7, 11, 4, 8, 3, 6, 10, 8, 4, 9, 2, 5, 12, 3, 7, 9, 1),
  six_by_four = table_of(6, 0, 1, 3, 0, 2, 0, 0, 1, 5, 1, 0, 2, 0, 0, 1, 4, 1, 1, 7, 0, 0, 3, 0, 2))
fisher <- function(name, x) {
  default <- tryCatch({ fisher.test(x); "null" },
                      error = function(e) paste0('"', substr(conditionMessage(e), 1, 13), '"'))
  paste0('{"name": "', name, '", "counts": ', counts(x), ', "p": ',
         number(fisher.test(x, workspace = 2e8)$p.value), ', "error": ', default, "}")
}
trends <- list(
  alcohol = list(c(17066, 14464, 788, 126, 37), c(17114, 14502, 793, 127, 38), c(0, 0.5, 1.5, 4, 7)),
  smokers = list(c(3, 3, 7, 12), c(86, 93, 136, 82), 1:4),
  rising = list(c(1, 6, 12, 20), c(31, 31, 33, 29), 1:4),
  zero_ends = list(c(0, 3, 9, 12), c(12, 17, 18, 12), 1:4),
  two_groups = list(c(15, 30), c(100, 100), 1:2))
trend <- function(name, x) {
  test <- prop.trend.test(x[[1]], x[[2]], x[[3]])
  paste0('{"name": "', name, '", "statistic": ', number(unname(test$statistic)), ', "p": ',
         number(test$p.value), "}")
}
fits <- list(
  die = list(c(16, 18, 16, 14, 12, 12), rep(1 / 6, 6)),
  given = list(c(16, 18, 16, 14, 12, 12), c(0.3, 0.2, 0.2, 0.1, 0.1, 0.1)),
  mendel = list(c(315, 101, 108, 32), c(9, 3, 3, 1) / 16),
  binomial = list(c(7, 243), c(0.05, 0.95)),
  small = list(c(3, 0, 5), c(0.5, 0.3, 0.2)))
fit <- function(name, x) {
  test <- suppressWarnings(chisq.test(x[[1]], p = x[[2]]))
  binomial <- if (length(x[[1]]) == 2)
    number(binom.test(x[[1]], p = x[[2]][1])$p.value) else "null"
  paste0('{"name": "', name, '", "statistic": ', number(unname(test$statistic)), ', "p": ',
         number(test$p.value), ', "adjusted": ', numbers(test$stdres), ', "binomial": ', binomial,
         "}")
}
methods <- c("bonferroni", "holm", "hochberg", "hommel", "BH", "BY")
set.seed(20251121)
lists <- list(
  ordinary = c(0.01, 0.0002, 0.04, 0.03, 0.5, 0.9, 0.03, 0.011, 1, 0.2),
  one = 0.3, two = c(0.04, 0.03), ties = c(0.02, 0.02, 0.02, 0.5, 0.02, 1, 1),
  with_nan = c(0.01, NA, 0.02, 0.04, NA, 0.005), equal = rep(0.05, 6),
  tiny = c(1e-300, 3e-200, 0, 0.9), forty = round(runif(40)^3, 4), small = runif(25) / 30)
corrected <- function(name, p) paste0(
  '{"name": "', name, '", "p": ', numbers(p), ", ",
  paste0('"', tolower(methods), '": ', sapply(methods, function(m) numbers(p.adjust(p, m))),
         collapse = ",\n  "), "}")
over <- function(x, f) strings(mapply(f, names(x), x))
cat('{"program": "R", "version": "', R.version$major, ".", R.version$minor, '",\n"fisher": ',
    over(exact, fisher), ',\n"trend": ', over(trends, trend), ',\n"fit": ', over(fits, fit),
    ',\n"corrections": ', over(lists, corrected), "}\n", sep = "")
