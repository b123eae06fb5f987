# Profile-likelihood intervals of regressions, by solving their equation. Run from this folder:
#   Rscript profiles.R    (reads the CSV files here, writes profiles.json)
# An end of the interval is the x with 2 (max l - max{l: b_j = x}) / phi = q: q is qchisq(.95, 1), or
# qf(.95, 1, df) where the dispersion is estimated. max{l: b_j = x} is a fit by Fisher scoring to the floor
# of doubles with x times the column as offset; of negative-binomial counts theta is at its maximum in each
# of these fits (R's confint holds it at that of the whole fit). x is found by uniroot at 1e-14.
# Where an end is infinite the JSON has null.
suppressMessages({library(jsonlite); library(MASS)})
source("export.R")

score_theta <- function(th, y, w, mu) sum(w * (digamma(th + y) - digamma(th) + log(th) + 1 - log(th + mu) - (y + th) / (mu + th)))
family_of <- function(family, link) switch(family, binomial = binomial(link), poisson = poisson(link),
  gaussian = gaussian(link), gamma = Gamma(link))
# Half the deviance (minus the log-likelihood but for a constant) of the best fit near b.
best <- function(X, y, prior, offset, fam, b, theta = NULL, w = NULL) {
  negbin <- !is.null(theta)
  deviance_at <- function(b, fam) {
    mu <- fam$linkinv(drop(X %*% b) + offset)
    if (!all(is.finite(mu)) || !fam$validmu(mu)) return(Inf)
    sum(fam$dev.resids(y, mu, prior)) / 2
  }
  for (round in 1:500) {
    if (negbin) fam <- negative.binomial(theta)
    value <- deviance_at(b, fam)
    last <- Inf; stale <- 0
    for (k in 1:500) {
      if (ncol(X) == 0) break
      eta <- drop(X %*% b) + offset; mu <- fam$linkinv(eta); d <- fam$mu.eta(eta); v <- fam$variance(mu)
      W <- prior * d^2 / v
      R <- qr(sqrt(W) * X, tol = 0)
      step <- qr.coef(R, sqrt(W) * (y - mu) / d)
      size <- sqrt(sum(qr.qty(R, sqrt(W) * (y - mu) / d)[1:ncol(X)]^2))
      stale <- if (size > 0.7 * last) stale + 1 else 0
      last <- min(last, size)
      if (size < 1e-14 * max(1, abs(value)) || (size < 1e-7 && stale > 4)) break
      share <- 1
      repeat {
        next_value <- deviance_at(b + share * step, fam)
        if (next_value <= value + 1e-13 * abs(value) || share < 1e-12) break
        share <- share / 2
      }
      b <- b + share * step; value <- next_value
    }
    mu <- fam$linkinv(drop(X %*% b) + offset)
    if (!negbin) break
    next_theta <- uniroot(score_theta, c(theta / 3, theta * 3), y = y, w = w, mu = mu, tol = 1e-14 * theta, extendInt = "yes")$root
    done <- abs(next_theta - theta) < 1e-12 * theta
    theta <- next_theta
    if (done) break
  }
  list(b = b, value = if (negbin) -sum(w * dnbinom(y, size = theta, mu = mu, log = TRUE)) else value, mu = mu, theta = theta)
}

cases <- list()
add <- function(name, data, formula, family, link, r_formula, dispersion = "family", weights = NULL,
                weight_kind = NULL, keep = NULL, only = NULL, infinite = list(), limit = NULL) {
  d <- read_table(data)
  if (!is.null(keep)) d <- d[keep(d), ]
  if (!is.null(weights)) d <- d[d[[weights]] > 0, ]
  d <- droplevels(d)
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]
  environment(r_formula) <- environment()
  fam <- if (family == "negative_binomial") poisson() else family_of(family, link)
  mf <- model.frame(r_formula, d)
  X <- model.matrix(r_formula, mf); y <- model.response(mf)
  offset <- if (is.null(model.offset(mf))) rep(0, nrow(X)) else model.offset(mf)
  prior <- w
  if (is.matrix(y)) { m <- rowSums(y); prior <- w * m; y <- y[, 1] / m }
  if (is.factor(y)) y <- as.numeric(y == levels(y)[2])
  independent <- qr(X)$pivot[seq_len(qr(X)$rank)]
  kept <- sort(independent)
  X <- X[, kept, drop = FALSE]
  scale <- sqrt(colMeans(X^2)); X <- t(t(X) / scale)
  b0 <- rep(0, ncol(X))
  start <- if (link == "inverse") 1 / mean(y) else if (link == "log") log(mean(y)) else fam$linkfun(weighted.mean(y, prior))
  if (sd(X[, 1]) == 0) b0[1] <- start / X[1, 1]
  else b0 <- qr.coef(qr(sqrt(prior) * X), sqrt(prior) * (fam$linkfun((y + weighted.mean(y, prior)) / 2) - offset))
  theta <- if (family == "negative_binomial") 1 else NULL
  fit <- best(X, y, prior, offset, fam, b0, theta, w)
  n <- if (identical(weight_kind, "frequency")) sum(w) else length(y)
  estimated <- dispersion == "estimated" || family %in% c("gaussian", "gamma")
  phi <- if (estimated) sum(prior * (y - fit$mu)^2 / fam$variance(fit$mu)) / (n - ncol(X)) else 1
  q <- if (estimated) qf(0.95, 1, n - ncol(X)) else qchisq(0.95, 1)
  top <- if (is.null(limit)) fit$value else limit
  which_columns <- if (is.null(only)) seq_len(ncol(X)) else only
  low <- high <- numeric(0)
  eta <- drop(X %*% fit$b) + offset
  final <- if (is.null(theta)) fam else negative.binomial(fit$theta)
  se <- sqrt(phi * diag(solve(crossprod(X, prior * final$mu.eta(eta)^2 / final$variance(fit$mu) * X))))
  for (j in which_columns) {
    ends <- sapply(c(-1, 1), function(side) {
      if (identical(infinite[[as.character(j)]], side)) return(NA)
      warm <- fit$b[-j]; th <- fit$theta; x0 <- fit$b[j]; se_j <- se[j]
      if (!is.null(infinite[[as.character(j)]])) { x0 <- 0; se_j <- 3; warm[] <- 0 }
      f <- function(x) {
        m <- best(X[, -j, drop = FALSE], y, prior, offset + x * X[, j], fam, warm, th, w)
        warm <<- m$b
        2 * (m$value - top) / phi - q
      }
      step <- 0.4 * se_j
      x <- x0
      if (f(x) > 0) { repeat { x <- x - side * step; if (f(x) < 0) break }; return(uniroot(f, sort(c(x, x + side * step)), tol = 1e-14)$root) }
      repeat { x <- x + side * step; if (f(x) > 0) break }
      uniroot(f, sort(c(x - side * step, x)), tol = 1e-14)$root
    })
    low <- c(low, ends[1] / scale[j]); high <- c(high, ends[2] / scale[j])
  }
  message(name)
  cases[[length(cases) + 1]] <<- list(name = name, data = data, formula = formula, family = family, link = link,
    dispersion_kind = dispersion, weights = weights, weight_kind = weight_kind, kept = I(kept - 1L),
    columns = I(which_columns - 1L), estimates = I(fit$b / scale), std_errors = I(se / scale), low = I(low), high = I(high))
}

for (link in c("logit", "probit", "cloglog")) {
  add(paste0(link, "_numbers"), "referrals.csv", "neet ~ age + absence", "binomial", link, neet ~ age + absence)
  add(paste0(link, "_wards"), "wards.csv", "reopened ~ ward + age + absence", "binomial", link, reopened ~ ward + age + absence, only = c(1, 2, 31, 32))
  add(paste0(link, "_offset"), "exposure.csv", "episode ~ age + offset(log(exposure))", "binomial", link, episode ~ age + offset(log(exposure)))
  add(paste0(link, "_no_intercept"), "referrals.csv", "neet ~ 0 + age + absence", "binomial", link, neet ~ 0 + age + absence)
  add(paste0(link, "_grouped"), "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", "binomial", link, cbind(neet, settled) ~ ward + sex + age)
  add(paste0(link, "_rare"), "rare.csv", "harmed ~ age + visits", "binomial", link, harmed ~ age + visits, only = 2:3)
  add(paste0(link, "_one_overlapping_point"), "separation_one_overlapping_point.csv", "reopened ~ risk", "binomial", link, reopened ~ risk)
  add(paste0(link, "_precision"), "weighted.csv", "neet ~ age + ward", "binomial", link, neet ~ age + ward, weights = "weight", weight_kind = "precision")
  add(paste0(link, "_aliased"), "referrals.csv", "neet ~ age + I(2 * age) + absence", "binomial", link, neet ~ age + I(2 * age) + absence)
}
add("quasi_grouped", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", "binomial", "logit", cbind(neet, settled) ~ ward + sex + age, dispersion = "estimated")
for (family in c("poisson", "negative_binomial")) {
  add(paste0(family, "_visits"), "visits.csv", "visits ~ age + distance", family, "log", visits ~ age + distance)
  add(paste0(family, "_factor"), "visits.csv", "visits ~ need + age", family, "log", visits ~ need + age, keep = function(d) !is.na(d$need))
  add(paste0(family, "_offset"), "visits.csv", "visits ~ missed + offset(log(age))", family, "log", visits ~ missed + offset(log(age)))
  add(paste0(family, "_no_intercept"), "visits.csv", "visits ~ 0 + age + distance", family, "log", visits ~ 0 + age + distance)
  add(paste0(family, "_frequency"), "visits.csv", "visits ~ distance", family, "log", visits ~ distance, weights = "age", weight_kind = "frequency")
}
add("poisson_quasi", "visits.csv", "visits ~ age + distance", "poisson", "log", visits ~ age + distance, dispersion = "estimated")
add("poisson_large", "large_counts.csv", "children ~ ward + sex + open", "poisson", "log", children ~ ward + sex + open)
add("gaussian_plain", "referrals.csv", "absence ~ age + neet", "gaussian", "identity", absence ~ age + neet)
add("gaussian_precision", "weighted.csv", "age ~ ward + neet", "gaussian", "identity", age ~ ward + neet, weights = "weight", weight_kind = "precision")
add("gaussian_frequency", "visits.csv", "distance ~ visits", "gaussian", "identity", distance ~ visits, weights = "age", weight_kind = "frequency")
add("gaussian_offset", "referrals.csv", "absence ~ neet + offset(age)", "gaussian", "identity", absence ~ neet + offset(age))
add("gaussian_log", "visits.csv", "distance ~ age + missed", "gaussian", "log", distance ~ age + missed)
for (link in c("log", "inverse")) {
  add(paste0("gamma_", link, "_distance"), "visits.csv", "distance ~ visits", "gamma", link, distance ~ visits, keep = function(d) d$distance > 0)
  add(paste0("gamma_", link, "_ward"), "exposure.csv", "exposure ~ age + ward", "gamma", link, exposure ~ age + ward)
  add(paste0("gamma_", link, "_episode"), "exposure.csv", "exposure ~ episode * age", "gamma", link, exposure ~ episode * age)
  add(paste0("gamma_", link, "_precision"), "weighted.csv", "age ~ ward", "gamma", link, age ~ ward, weights = "weight", weight_kind = "precision")
  add(paste0("gamma_", link, "_no_intercept"), "exposure.csv", "exposure ~ 0 + ward", "gamma", link, exposure ~ 0 + ward)
}
write(toJSON(list(program = paste0("R ", getRversion(), ", MASS ", packageVersion("MASS"), ", from the definition"),
  cases = cases), auto_unbox = TRUE, digits = 17, pretty = TRUE, null = "null", na = "null"), "profiles.json")
