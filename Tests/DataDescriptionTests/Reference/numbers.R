# Reference values for the distribution of numbers: quantiles of type 7, mean, standard deviation.
#   Rscript --vanilla Tests/DataDescriptionTests/Reference/numbers.R
# Run from the project's root; it writes numbers.json beside itself. Figures are written with 17
# digits, so that they read back as the same doubles. Made with R's own `quantile(x, type = 7)`,
# `mean` and `sd`, and `cor` for pairs. Squares of the largest and smallest numbers leave the range of
# doubles, so `sd` is taken of x / 2^k, which is exact, and multiplied by 2^k.

set.seed(20)
cohort <- read.csv("seeds/neet-cohort.csv", na.strings = "")
cases <- list(
  one = 7,
  two = c(-1, 4),
  ties = c(2, 2, 2, 3, 3, 9),
  negative = c(-12.5, -3, 0, 0, 1.25, 88),
  far_from_zero = 1e9 + c(4, 7, 13, 16),
  tiny = c(1e-300, 3e-300, 2e-300, 8e-300, 5e-300),
  huge = c(-1e200, 3e200, 2e200, 2.5e200),
  whole = as.numeric(sample(-3:40, 200, replace = TRUE)),
  skewed = round(exp(rnorm(301, 0, 2)), 6),
  absence = cohort$absence,
  gcse_passes = as.numeric(cohort$gcse_passes),
  months_neet = as.numeric(cohort$months_neet)
)

text <- function(x) ifelse(is.na(x), "null", formatC(x, digits = 17, format = "g", width = -1))
list_of <- function(x) paste0("[", paste(trimws(text(x)), collapse = ", "), "]")
safe_sd <- function(x) {
  largest <- max(abs(x))
  unit <- if (largest > 1e100 || largest < 1e-100) 2^floor(log2(largest)) else 1
  sd(x / unit) * unit
}
written <- sapply(names(cases), function(name) {
  x <- cases[[name]]
  known <- x[!is.na(x)]
  # The columns of the seed cohort are read from its file by the test.
  values <- if (name %in% names(cohort)) "null" else list_of(x)
  paste0(
    '  {"name": "', name, '", "values": ', values,
    ',\n   "quantile_type_7": ', list_of(quantile(known, c(0, .25, .5, .75, 1), type = 7)),
    ',\n   "mean": ', trimws(text(mean(known))), ', "sd": ', trimws(text(safe_sd(known))),
    ', "n": ', length(known), ', "distinct": ', length(unique(known)),
    ', "zeros": ', sum(known == 0), "}")
})
x <- round(rnorm(50), 3)
y <- x + round(rnorm(50, 0, 0.01), 4)
version <- paste(R.version$major, R.version$minor, sep = ".")
out <- c(
  '{"made_by": "numbers.R", "program": "R", "version": "', version, '",\n "cases": [\n',
  paste(written, collapse = ",\n"),
  '],\n "pair": {"x": ', list_of(x), ',\n  "y": ', list_of(y), ',\n  "correlation": ',
  trimws(text(cor(x, y))), "}}\n")
cat(out, file = "Tests/DataDescriptionTests/Reference/numbers.json", sep = "")
