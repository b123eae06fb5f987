# What R makes of rcs(), ns() and bs(): knots, columns, and columns at new values; and the columns of
# model.matrix() where splines meet factors. Seeded; seconds.
# Run as: Rscript splines.R > splines.json
# rcs() is that of rms (Hmisc::rcspline.eval, norm = 2, with x itself as the first column); ns(), bs() and
# their predict() are those of the package splines, which is part of R.
suppressPackageStartupMessages({
  library(rms)
  library(splines)
  library(jsonlite)
})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20240901)
samples <- list(
  # Fewer than 100 rows, where the outer knots are the fifth smallest and the fifth largest value.
  ages = round(runif(60, 11, 18), 2),
  # Whole numbers with many ties, a third of them at the least value.
  absence = c(rep(0, 70), rpois(130, 6)),
  # Skewed over four orders of magnitude.
  costs = exp(rnorm(250, 6, 2)),
  # Whole numbers without much room.
  scores = rbinom(400, 40, 0.4),
  # Milliseconds since 1970: the variation is in the last digits.
  moments = 1.6e12 + floor(runif(150) * 3e10),
  # Hundreds of rows with heavy ends on both sides.
  censored = pmin(pmax(round(rnorm(300, 50, 20)), 20), 80),
  # Barely enough.
  few = c(3.5, -1.25, 8, 2, 0.5, 7, 12, 5, 9.75, -4, 6, 1, 2.5, 10, 4, -2, 11, 3, 0, 15),
  # Tiny numbers.
  rates = rexp(120) * 1e-9,
  # Exactly 99 rows and exactly 100, on the two sides of Harrell's rule.
  ninety_nine = round(rgamma(99, 3), 3),
  hundred = round(rgamma(100, 3), 3),
  # Seven values: as many as five knots and two ends.
  grades = rep(c(1, 2, 3, 4, 5, 6, 8), c(14, 9, 30, 22, 17, 40, 18)),
  # One value is a fifth of all rows, in the middle.
  halfway = c(rep(10, 40), round(rnorm(160, 10, 4), 1)))
thin <- function(x) sort(unique(c(which.min(x), which.max(x), round(seq(1, length(x), length.out = 14)))))
probes <- function(x) {
  width <- diff(range(x))
  c(min(x) - c(1.5, 0.01) * width, min(x), quantile(x, c(0.1, 0.37, 0.5, 0.77), names = FALSE), max(x),
    max(x) + c(0.02, 2) * width)
}
as_columns <- function(basis) lapply(seq_len(ncol(basis)), function(i) unname(basis[, i]))
restricted <- function(name, call, k) {
  x <- samples[[name]]
  knots <- tryCatch(suppressWarnings({
    utils::capture.output(found <- if (length(k) == 1) rcspline.eval(x, nk = k, knots.only = TRUE) else sort(k))
    unname(found)
  }), error = function(e) NULL)
  if (length(k) == 1 && length(knots) != k)
    return(list(sample = name, call = call, refused = TRUE, knots = I(as.numeric(knots))))
  basis <- function(v) rcspline.eval(v, knots = knots, inclx = TRUE, norm = 2)
  at <- probes(x)
  rows <- thin(x)
  # What rms makes of it is the same, row for row.
  own <- suppressWarnings(unclass(if (length(k) == 1) rcs(x, k) else rcs(x, knots)))
  stopifnot(identical(as.numeric(own), as.numeric(basis(x))))
  list(sample = name, call = call, knots = I(knots), rows = rows - 1,
       columns = as_columns(basis(x)[rows, , drop = FALSE]), at = at, predicted = as_columns(basis(at)))
}
other <- function(name, call) {
  x <- samples[[name]]
  basis <- suppressWarnings(eval(parse(text = call)))
  at <- probes(x)
  rows <- thin(x)
  list(sample = name, call = call, knots = I(as.numeric(attr(basis, "knots"))),
       boundary = attr(basis, "Boundary.knots"), rows = rows - 1,
       columns = as_columns(basis[rows, , drop = FALSE]), at = at,
       predicted = as_columns(suppressWarnings(predict(basis, at))))
}
cases <- list()
add <- function(entry) cases[[length(cases) + 1]] <<- entry
for (name in names(samples)) for (k in 3:7) add(restricted(name, sprintf("rcs(x, %d)", k), k))
add(restricted("ages", "rcs(x, knots = c(12, 14, 15.5, 17))", c(12, 14, 15.5, 17)))
add(restricted("costs", "rcs(x, c(5000, 10, 300))", c(5000, 10, 300)))
add(restricted("few", "rcs(x, knots = c(-3, 0.5, 2, 9, 13))", c(-3, 0.5, 2, 9, 13)))
for (name in c("ages", "costs", "scores", "moments", "few", "rates", "hundred"))
  for (call in c("ns(x, 1)", "ns(x, df = 2)", "ns(x, 4)", "ns(x, df = 7)", "ns(x, df = 4, intercept = TRUE)",
                 "bs(x)", "bs(x, 4)", "bs(x, df = 6)", "bs(x, df = 3, degree = 2)", "bs(x, df = 3, degree = 1)",
                 "bs(x, df = 7, degree = 5)", "bs(x, df = 6, intercept = TRUE)"))
    add(other(name, call))
for (name in c("absence", "censored"))
  for (call in c("ns(x, 1)", "ns(x, df = 2)", "ns(x, 3)", "bs(x, 4)", "bs(x, df = 3, degree = 2)"))
    add(other(name, call))
add(other("absence", "ns(x, knots = c(2, 5, 9))"))
add(other("absence", "bs(x, knots = c(9, 2, 5), degree = 2)"))
add(other("ages", "ns(x, knots = 15)"))
add(other("ages", "ns(x, knots = c(13, 14.5, 16), Boundary.knots = c(12, 17))"))
add(other("ages", "ns(x, df = 4, Boundary.knots = c(12.5, 16.5))"))
add(other("ages", "ns(x, df = 3, Boundary.knots = c(19, 10))"))
add(other("ages", "bs(x, df = 5, Boundary.knots = c(12.5, 16.5))"))
add(other("ages", "bs(x, df = 5, Boundary.knots = c(10, 19))"))
add(other("costs", "ns(x, knots = c(100, 1000), Boundary.knots = c(10, 20000))"))
add(other("costs", "bs(x, knots = c(100, 1000), Boundary.knots = c(10, 20000), degree = 4)"))
add(other("few", "ns(x, knots = c(-1, 4), intercept = TRUE)"))
add(other("moments", "ns(x, df = 3, Boundary.knots = c(1.605e12, 1.625e12))"))
add(other("moments", "bs(x, knots = c(1.61e12, 1.62e12))"))

# Splines that meet factors and numbers: the columns as model.matrix() makes them.
set.seed(7)
cohort <- data.frame(
  age = round(runif(90, 11, 18), 1), days = rpois(90, 9) + round(runif(90), 2),
  sex = sample(c("female", "male"), 90, TRUE), ward = sample(c("Byker", "Elswick", "Walker"), 90, TRUE),
  months = sample(1:12, 90, TRUE), `left early` = rnorm(90), check.names = FALSE)
formulas <- c(
  "~ rcs(age, 4):sex", "~ rcs(age, 4)*sex", "~ ns(age, 3)*ward", "~ sex + ns(age, 3):ward", "~ ns(age, df = 3)/sex",
  "~ 0 + rcs(age, 3) + ward", "~ bs(age, df = 4) + offset(log(months)) - 1", "~ ns(log(days), 2)*sex",
  "~ (ns(age, 2) + ward + sex)^2", "~ ns(age, 2):rcs(days, 3)", "~ sex:ward:bs(days, df = 3, degree = 2)",
  "~ ns(`left early`, 3) + poly(age, 2):sex", "~ ns(I(age - 14), 2) %in% sex + ward",
  "~ rcs(days, c(5, 8, 10, 14))*ward*sex", "~ . - months - days - age + ns(age, 2)", "~ -1 + sex + ns(days + age, 3)",
  "~ bs(age, knots = c(13, 15), Boundary.knots = c(10, 20)):months", "~ (rcs(age, 3) + sex)**2 - sex",
  "~ ns(age, 2) + ns(age, 3)", "~ ns(age, 2)*C(ward, ref = \"Walker\")",
  "~ (age > 14):rcs(days, 3) + C(sex, ref = \"male\")")
# What R writes otherwise.
spelled <- c(
  "~ ns(age, 2)*C(ward, ref = \"Walker\")" = "~ ns(age, 2)*relevel(factor(ward), \"Walker\")",
  "~ (age > 14):rcs(days, 3) + C(sex, ref = \"male\")" =
    "~ factor(age > 14):rcs(days, 3) + relevel(factor(sex), \"male\")")
matrices <- lapply(formulas, function(text) {
  here <- if (text %in% names(spelled)) spelled[[text]] else text
  frame <- suppressWarnings(model.matrix(as.formula(here), cohort))
  list(formula = text, rows = seq(0, 89, by = 8), columns = as_columns(frame[seq(1, 90, by = 8), , drop = FALSE]))
})
version <- list(R = as.character(getRversion()), rms = as.character(packageVersion("rms")),
                Hmisc = as.character(packageVersion("Hmisc")))
cat(toJSON(list(
  program = "R", version = version, call = "rms::rcs, splines::ns, splines::bs, predict, model.matrix",
  samples = samples, cases = cases, cohort = as.list(cohort), matrices = matrices),
  digits = I(17), auto_unbox = TRUE, null = "null"), "\n", sep = "")
