# Logistic regressions of splines, and of missing values that are a level or have an indicator, in R: glm() of the
# columns that rms::rcs, splines::ns and splines::bs make of the known values, and predictions of rows that come later.
# Run as: Rscript spline_fits.R > spline_fits.json
suppressPackageStartupMessages({
  library(rms)
  library(splines)
  library(jsonlite)
})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(11)
n <- 600
draw <- function(n) data.frame(
  age = round(runif(n, 11, 18), 1), absence = round(rgamma(n, 1.4, 0.12), 1),
  moment = 1.6e12 + floor(runif(n) * 3e10), sex = sample(c("female", "male"), n, TRUE),
  ward = sample(c("Byker", "Elswick", "Walker"), n, TRUE, c(0.5, 0.3, 0.2)))
d <- draw(n)
d$y <- rbinom(n, 1, plogis(-2.5 + 0.9 * sin(d$age) + 0.06 * d$absence + (d$ward == "Walker") + 0.4 * (d$sex == "male") *
                             (d$age > 15)))
d$cases <- sample(0:3, n, TRUE)
gone <- function(values, share) ifelse(runif(n) < share, NA, values)
d$ward <- gone(d$ward, 0.2)
d$absence <- gone(d$absence, 0.15)
later <- draw(16)
later$age[1:2] <- c(9, 21)
later$absence[3:4] <- c(-2, 90)
later$absence[5:6] <- NA
later$ward[6:8] <- NA
wards <- c("Byker", "Elswick", "Walker", "(missing)")
mean_known <- mean(d$absence, na.rm = TRUE)
known <- d$absence[!is.na(d$absence)]
knots <- rcspline.eval(known, nk = 3, knots.only = TRUE)
natural <- ns(known, 3)
fill <- function(v) ifelse(is.na(v), mean_known, v)
curve3 <- function(v) rcspline.eval(fill(v), knots = knots, inclx = TRUE)
natural3 <- function(v) predict(natural, fill(v))
gap <- function(v) as.numeric(is.na(v))
level <- function(v, first = wards[1]) relevel(factor(ifelse(is.na(v), "(missing)", v), levels = wards), ref = first)
# Formula here, formula there, rule for missing values, column of counts, whether coefficients stand in one order.
cases <- list(
  list("y ~ rcs(age, 4) + sex", y ~ rcs(age, 4) + sex, "complete", FALSE, TRUE),
  list("y ~ ns(age, df = 3)*sex", y ~ ns(age, df = 3) * sex, "complete", FALSE, FALSE),
  list("y ~ bs(moment, df = 5) + sex", y ~ bs(moment, df = 5) + sex, "complete", FALSE, TRUE),
  list("y ~ rcs(moment, 5):sex", y ~ rcs(moment, 5):sex, "complete", FALSE, FALSE),
  list("y ~ bs(age, knots = c(13, 15), degree = 2) + absence", y ~ bs(age, knots = c(13, 15), degree = 2) + absence,
       "complete", FALSE, TRUE),
  list("y ~ ward + absence", y ~ ward + absence, "complete", FALSE, TRUE),
  list("y ~ ward + absence + sex", y ~ level(ward) + fill(absence) + gap(absence) + sex, "level", FALSE, TRUE),
  list("y ~ C(ward, ref = \"Walker\") + ns(absence, 3) + age",
       y ~ level(ward, "Walker") + natural3(absence) + gap(absence) + age, "level", FALSE, TRUE),
  list("y ~ ward*rcs(absence, 3)", y ~ level(ward) * (curve3(absence) + gap(absence)), "level", FALSE, FALSE),
  list("y ~ (absence > 10) + sex", y ~ factor(ifelse(is.na(absence), 2, absence > 10)) + sex, "level", FALSE, TRUE),
  list("y ~ rcs(age, 5) + sex", y ~ rcs(age, 5) + sex, "complete", TRUE, TRUE),
  list("y ~ poly(age, 2) + ns(moment, 4)", y ~ poly(age, 2) + ns(moment, 4), "complete", TRUE, TRUE))
answers <- lapply(cases, function(case) {
  data <- if (case[[4]]) d[rep(seq_len(n), d$cases), ] else d
  fit <- suppressWarnings(glm(case[[2]], binomial, data, control = glm.control(epsilon = 1e-14, maxit = 60)))
  # vcov() is of the step before the last; the information at the estimates is what is asked for.
  x <- model.matrix(fit)
  p <- fitted(fit)
  size <- sqrt(colSums(x^2))
  scaled <- sweep(x, 2, size, "/") * sqrt(p * (1 - p))
  errors <- sqrt(diag(chol2inv(qr.R(qr(scaled, tol = 1e-14))))) / size
  expected <- suppressWarnings(predict(fit, later, type = "response"))
  list(formula = case[[1]], missing = case[[3]], counts = case[[4]], rows = nrow(x), ordered = case[[5]],
       estimates = unname(coef(fit)), errors = if (anyNA(coef(fit))) NULL else unname(errors),
       deviance = fit$deviance, predicted = unname(expected))
})
cat(toJSON(list(
  program = "R", version = list(R = as.character(getRversion()), rms = as.character(packageVersion("rms"))),
  call = "glm(binomial) of rcs(), ns(), bs(), of level = addNA and of a mean beside an indicator",
  data = d, later = later, cases = answers), digits = I(17), auto_unbox = TRUE, na = "null", null = "null"), "\n", sep = "")
