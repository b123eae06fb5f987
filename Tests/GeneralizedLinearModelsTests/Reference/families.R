# Reference fits of families and links other than the logistic regression of rows. Run from this folder:
#   Rscript families.R
# Reads the CSV files of make_data.py and writes families.json. Fisher scoring is run to the floor of
# doubles by glm's own steps, and the covariance is taken at the last estimates (vcov() of glm takes
# the last but one).
suppressMessages({library(jsonlite); library(MASS)})
source("export.R")
tight <- glm.control(epsilon = 1e-15, maxit = 200)
cases <- list()

polish <- function(fit, X, y, prior, offset, family) {
  b <- coef(fit)
  for (k in 1:50) {
    eta <- drop(X %*% b) + offset
    mu <- family$linkinv(eta)
    d <- family$mu.eta(eta)
    w <- prior * d^2 / family$variance(mu)
    step <- solve(crossprod(X, w * X), crossprod(X, prior * (y - mu) * d / family$variance(mu)))
    b <- b + drop(step)
    if (max(abs(step) * sqrt(diag(crossprod(X, w * X)))) < 1e-13) break
  }
  eta <- drop(X %*% b) + offset
  mu <- family$linkinv(eta)
  w <- prior * family$mu.eta(eta)^2 / family$variance(mu)
  list(b = b, V = solve(crossprod(X, w * X)), mu = mu, eta = eta)
}

add <- function(name, data, formula, family, link, r_formula, dispersion = "family", trials = NULL,
                weights = NULL, weight_kind = NULL, keep = NULL, spell = NULL) {
  d <- read_table(data)
  if (!is.null(keep)) d <- d[keep(d), ]
  if (!is.null(weights)) d <- d[d[[weights]] > 0, ]   # a row of weight 0 is no row
  d <- droplevels(d)
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]
  environment(r_formula) <- environment()
  if (family == "negative_binomial") {
    fit <- glm.nb(r_formula, data = d, weights = w,
                  control = glm.control(epsilon = 1e-15, maxit = 500), init.theta = 1)
    # glm.nb stops at 1e-8: the two maxima in turn to the floor.
    theta <- fit$theta
    mm <- model.frame(fit); y <- model.response(mm)
    X <- model.matrix(fit); offset <- if (is.null(model.offset(mm))) 0 else model.offset(mm)
    score <- function(th, mu) sum(w * (digamma(th + y) - digamma(th) + log(th) + 1 - log(th + mu) - (y + th) / (mu + th)))
    for (k in 1:200) {
      p <- polish(fit, X, y, w, offset, negative.binomial(theta))
      fit$coefficients <- p$b
      next_theta <- uniroot(score, c(theta / 2, theta * 2), mu = p$mu, tol = 1e-15 * theta)$root
      done <- abs(next_theta - theta) < 1e-14 * theta
      theta <- next_theta
      if (done) break
    }
    r_family <- negative.binomial(theta)
    p <- polish(fit, X, y, w, offset, r_family)
    prior <- w
  } else {
    r_family <- switch(family, binomial = binomial(link), poisson = poisson(link),
      gaussian = gaussian(link), gamma = Gamma(link))
    start <- if (family == "gaussian" && link == "log") c(log(mean(d[[all.vars(r_formula)[1]]])), rep(0, 60)) else NULL
    if (!is.null(start)) {
      X0 <- model.matrix(r_formula, d); start <- start[seq_len(ncol(X0))]
    }
    fit <- suppressWarnings(glm(r_formula, data = d, family = r_family, weights = w, control = tight, start = start))
    X <- model.matrix(fit); y <- fit$y; prior <- fit$prior.weights
    offset <- if (is.null(fit$offset)) 0 else fit$offset
    p <- polish(fit, X, y, prior, offset, r_family)
  }
  n <- if (!is.null(weights) && weight_kind == "frequency") sum(w) else length(y)
  rank <- ncol(X)
  pearson <- sum(prior * (y - p$mu)^2 / r_family$variance(p$mu))
  # Of counts far above theta R's formula loses ten digits: the same, rearranged.
  deviance_of <- function(mu) if (family == "negative_binomial" && min(y) > theta)
      sum(-2 * prior * (theta * log(y / mu) + (y + theta) * log1p(theta * (mu - y) / (y * (mu + theta)))))
    else sum(r_family$dev.resids(y, mu, prior))
  deviance <- deviance_of(p$mu)
  estimated <- dispersion == "estimated" || family %in% c("gaussian", "gamma")
  phi <- if (estimated) pearson / (n - rank) else 1
  # Without an intercept nothing but the offset is left.
  null_mean <- if ("(Intercept)" %in% colnames(X)) {
    fitted(suppressWarnings(glm(y ~ 1 + offset(rep(offset, length.out = length(y))), family = r_family,
      weights = prior, control = tight, start = if (link == "log") log(weighted.mean(y, prior)) else NULL)))
  } else r_family$linkinv(rep(offset, length.out = length(y)))
  # logLik with all constants; frequency weights count rows.
  loglik <- if (family == "negative_binomial") sum(w * dnbinom(y, size = theta, mu = p$mu, log = TRUE))
    else if (family == "poisson") sum(w * dpois(y, p$mu, log = TRUE))
    else if (family == "binomial") {
      m <- prior / w; sum(w * dbinom(round(y * m), m, p$mu, log = TRUE))
    } else if (family == "gaussian") {
      -0.5 * n * (log(2 * pi * deviance / n) + 1) + if (identical(weight_kind, "precision")) 0.5 * sum(log(w)) else 0
    } else {
      disp <- deviance / sum(w)
      sum(w * dgamma(y, shape = 1 / disp, scale = p$mu * disp, log = TRUE))
    }
  spelled <- colnames(X)
  cases[[length(cases) + 1]] <<- list(
    name = name, data = data, formula = formula, family = family, link = link,
    dispersion_kind = dispersion, trials = trials, weights = weights, weight_kind = weight_kind,
    call = paste(deparse(fit$call$family), collapse = ""), n = n, rank = rank,
    estimates = I(unname(p$b)), std_errors = I(unname(sqrt(phi * diag(p$V)))), deviance = deviance,
    null_deviance = deviance_of(null_mean), dispersion = phi,
    log_likelihood = loglik,
    theta = if (family == "negative_binomial") theta else NULL,
    theta_se = if (family == "negative_binomial") {
      info <- sum(w * (-trigamma(theta + y) + trigamma(theta) - 1 / theta + 2 / (p$mu + theta) - (y + theta) / (p$mu + theta)^2))
      1 / sqrt(info)
    } else NULL,
    log_p = I(unname({
      t <- p$b / sqrt(phi * diag(p$V))
      (log(2) + if (estimated) pt(-abs(t), n - rank, log.p = TRUE) else pnorm(-abs(t), log.p = TRUE)) / log(10)
    })))
}

for (link in c("probit", "cloglog")) {
  add(paste0(link, "_numbers"), "referrals.csv", "neet ~ age + absence", "binomial", link, neet ~ age + absence)
  add(paste0(link, "_wards"), "wards.csv", "reopened ~ ward + age + absence", "binomial", link, reopened ~ ward + age + absence)
  add(paste0(link, "_interaction"), "destinations.csv", "destination ~ sex * absence", "binomial", link, destination ~ sex * absence)
  add(paste0(link, "_no_intercept"), "referrals.csv", "neet ~ 0 + age + absence", "binomial", link, neet ~ 0 + age + absence)
  add(paste0(link, "_rare"), "rare.csv", "harmed ~ age + visits", "binomial", link, harmed ~ age + visits)
  add(paste0(link, "_offset"), "exposure.csv", "episode ~ age + offset(log(exposure))", "binomial", link,
      episode ~ age + offset(log(exposure)))
}
add("grouped", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", "binomial", "logit", cbind(neet, settled) ~ ward + sex + age)
add("grouped_probit", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", "binomial", "probit", cbind(neet, settled) ~ ward + sex + age)
add("grouped_cloglog", "grouped_wide.csv", "cbind(neet, settled) ~ ward * sex", "binomial", "cloglog", cbind(neet, settled) ~ ward * sex)
add("grouped_quasi", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", "binomial", "logit", cbind(neet, settled) ~ ward + sex + age, dispersion = "estimated")
add("grouped_frequency", "grouped_wide.csv", "cbind(neet, settled) ~ sex", "binomial", "logit", cbind(neet, settled) ~ sex, weights = "age", weight_kind = "frequency")
for (family in c("poisson", "negative_binomial")) {
  add(paste0(family, "_visits"), "visits.csv", "visits ~ age + distance", family, "log", visits ~ age + distance)
  add(paste0(family, "_factor"), "visits.csv", "visits ~ need + age", family, "log", visits ~ need + age, keep = function(d) !is.na(d$need))
  add(paste0(family, "_offset"), "visits.csv", "visits ~ missed + offset(log(age))", family, "log", visits ~ missed + offset(log(age)))
  add(paste0(family, "_no_intercept"), "visits.csv", "visits ~ 0 + age + distance", family, "log", visits ~ 0 + age + distance)
  add(paste0(family, "_frequency"), "visits.csv", "visits ~ distance", family, "log", visits ~ distance, weights = "age", weight_kind = "frequency")
}
add("poisson_large", "large_counts.csv", "children ~ ward + sex + open", "poisson", "log", children ~ ward + sex + open)
add("poisson_quasi", "visits.csv", "visits ~ age + distance", "poisson", "log", visits ~ age + distance, dispersion = "estimated")
add("negative_binomial_large", "large_counts.csv", "children ~ ward + open", "negative_binomial", "log", children ~ ward + open)
add("gaussian_plain", "referrals.csv", "absence ~ age + neet", "gaussian", "identity", absence ~ age + neet)
add("gaussian_factor", "wards.csv", "absence ~ ward * age", "gaussian", "identity", absence ~ ward * age)
add("gaussian_no_intercept", "referrals.csv", "absence ~ 0 + age", "gaussian", "identity", absence ~ 0 + age)
add("gaussian_precision", "weighted.csv", "age ~ ward + neet", "gaussian", "identity", age ~ ward + neet, weights = "weight", weight_kind = "precision")
add("gaussian_frequency", "visits.csv", "distance ~ visits", "gaussian", "identity", distance ~ visits, weights = "age", weight_kind = "frequency")
add("gaussian_offset", "referrals.csv", "absence ~ neet + offset(age)", "gaussian", "identity", absence ~ neet + offset(age))
add("gaussian_log", "visits.csv", "distance ~ age + missed", "gaussian", "log", distance ~ age + missed)
add("gaussian_huge", "large_counts.csv", "children ~ ward + open", "gaussian", "identity", children ~ ward + open)
for (link in c("log", "inverse")) {
  add(paste0("gamma_", link), "exposure.csv", "exposure ~ age + ward", "gamma", link, exposure ~ age + ward)
  add(paste0("gamma_", link, "_episode"), "exposure.csv", "exposure ~ episode * age", "gamma", link, exposure ~ episode * age)
  add(paste0("gamma_", link, "_distance"), "visits.csv", "distance ~ visits", "gamma", link, distance ~ visits, keep = function(d) d$distance > 0)
  add(paste0("gamma_", link, "_precision"), "weighted.csv", "age ~ ward", "gamma", link, age ~ ward, weights = "weight", weight_kind = "precision")
  add(paste0("gamma_", link, "_frequency"), "visits.csv", "age ~ missed", "gamma", link, age ~ missed, weights = "visits", weight_kind = "frequency", keep = function(d) d$visits > 0)
}
write(toJSON(list(program = paste0("R ", getRversion(), ", MASS ", packageVersion("MASS")),
  cases = cases), auto_unbox = TRUE, digits = 17, pretty = TRUE, null = "null"), "families.json")
