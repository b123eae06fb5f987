# Reference checks of fits: residuals, hat values, Cook's distances, inflation of variances, link test, and
# what leaving a cluster out changes in one step. Run from this folder:
#   Rscript checks.R
# Reads the CSV files of make_data.py and writes checks.json. glm() is run at epsilon 1e-15 and then moved to
# the floor of doubles by scoring steps (rows of frequency weights written out as cases); hat values and distances follow from R's own lm.influence on that fit.
suppressMessages({library(jsonlite); library(MASS); library(car); library(statmod)})
source("export.R")
cases <- list()

settle <- function(fit, theta = NULL) {   # coefficients at the floor, and all that glm keeps with them
  X <- model.matrix(fit); y <- fit$y; w <- fit$prior.weights; f <- fit$family
  o <- if (is.null(fit$offset)) 0 else fit$offset
  b <- coef(fit)
  for (k in 1:30) {
    eta <- drop(X %*% b) + o; mu <- f$linkinv(eta); s <- f$mu.eta(eta); wt <- w * s^2 / f$variance(mu)
    b <- b + drop(solve(crossprod(X, wt * X), crossprod(X, w * (y - mu) * s / f$variance(mu))))
  }
  eta <- drop(X %*% b) + o; mu <- f$linkinv(eta); s <- f$mu.eta(eta); wt <- w * s^2 / f$variance(mu)
  fit$coefficients <- b; fit$linear.predictors <- eta; fit$fitted.values <- mu; fit$weights <- wt
  fit$residuals <- (y - mu) / s; fit$qr <- qr(sqrt(wt) * X, tol = 1e-15); fit$effects <- NULL
  fit$R <- qr.R(fit$qr); fit
}

add <- function(name, data, formula, r_formula, family, link, weights = NULL, weight_kind = NULL, cluster = NULL,
                keep = NULL, dispersion = "family") {
  d <- read_table(data); if (!is.null(keep)) d <- d[keep(d), ]
  if (!is.null(weights)) d <- d[d[[weights]] > 0, ]
  d <- droplevels(d); d$.w <- if (is.null(weights)) 1 else d[[weights]]
  first <- rep(TRUE, nrow(d))
  if (identical(weight_kind, "frequency")) {   # a row of a count of cases is that many rows
    index <- rep(seq_len(nrow(d)), d$.w); d <- d[index, ]; d$.w <- 1; first <- !duplicated(index)
  }
  environment(r_formula) <- environment()
  fam <- switch(family, binomial = binomial(link), poisson = poisson(link), gaussian = gaussian(link), gamma = Gamma(link))
  theta <- NULL
  fit_nb <- function(f, data) { environment(f) <- environment(); th <- glm.nb(f, data = data, init.theta = 1, control = glm.control(epsilon = 1e-15, maxit = 500))$theta
    for (k in 1:300) {
      m <- settle(suppressWarnings(glm(f, data = data, family = negative.binomial(th), control = glm.control(epsilon = 1e-15, maxit = 200))))
      sc <- function(t) sum(digamma(t + m$y) - digamma(t) + log(t) + 1 - log(t + m$fitted.values) - (m$y + t) / (m$fitted.values + t))
      nxt <- uniroot(sc, c(th / 2, th * 2), tol = 1e-15 * th)$root
      if (abs(nxt - th) < 1e-14 * th) break
      th <- nxt
    }
    list(fit = m, theta = th) }
  tight <- glm.control(epsilon = 1e-15, maxit = 200)
  if (family == "negative_binomial") { r <- fit_nb(r_formula, d); fit <- r$fit; theta <- r$theta; fam <- negative.binomial(theta) }
  else fit <- settle(suppressWarnings(glm(r_formula, data = d, family = fam, weights = .w, control = tight)))
  y <- fit$y; mu <- fit$fitted.values; w <- fit$prior.weights; X <- model.matrix(fit); p <- ncol(X)
  n <- nrow(d)
  estimated <- dispersion == "estimated" || family %in% c("gaussian", "gamma")
  phi <- if (estimated) sum(w * (y - mu)^2 / fam$variance(mu)) / (n - p) else 1
  pearson <- (y - mu) * sqrt(w) / sqrt(fam$variance(mu))
  deviance <- sign(y - mu) * sqrt(pmax(0, fam$dev.resids(y, mu, w)))
  hat <- rowSums(qr.Q(fit$qr)^2)
  stopifnot(max(abs(hat - hatvalues(fit))) < 1e-10)
  cook <- (pearson / (1 - hat))^2 * hat / (phi * p)
  stopifnot(max(abs(cook - cooks.distance(fit, dispersion = phi)) / max(cook)) < 1e-8)
  # The quantile residual whose uniform is 1/2, and the chances below and up to each outcome.
  # Above 1/2 by the upper tails, where 1 - p would lose its digits.
  half <- function(tail) {
    lower <- (tail(1, TRUE) + tail(0, TRUE)) / 2
    upper <- (tail(1, FALSE) + tail(0, FALSE)) / 2
    ifelse(lower <= 0.5, qnorm(lower), -qnorm(upper))
  }
  trials <- if (family == "binomial") round(w / d$.w) else NULL
  quantile <- switch(family,
    binomial = half(function(k, low) pbinom(round(y * trials) - k, trials, mu, lower.tail = low)),
    poisson = half(function(k, low) ppois(y - k, mu, lower.tail = low)),
    negative_binomial = half(function(k, low) pnbinom(y - k, size = theta, mu = mu, lower.tail = low)),
    gaussian = pearson / sqrt(phi),
    gamma = qnorm(pgamma(w * y / mu / phi, w / phi)))
  if (family == "gamma") stopifnot(max(abs(quantile - qresid(fit, dispersion = phi))) < 1e-6)
  V <- chol2inv(qr.R(fit$qr))
  inflation <- NULL
  labels <- attr(terms(fit), "term.labels")
  if (length(labels) > 1 && "(Intercept)" %in% colnames(X)) {
    inflation <- local({   # car::vif on a covariance at the floor
      a <- fit$assign <- attr(X, "assign"); keep <- a > 0; R <- cov2cor(V[keep, keep]); a <- a[keep]
      lapply(seq_along(labels), function(k) { s <- which(a == k)
        list(term = labels[k], df = length(s), gvif = det(R[s, s, drop = FALSE]) * det(R[-s, -s, drop = FALSE]) / det(R)) })
    })
    theirs <- suppressMessages(vif(fit)); theirs <- if (is.matrix(theirs)) theirs[, 1] else theirs
    stopifnot(max(abs(sapply(inflation, `[[`, "gvif") / theirs - 1)) < 1e-6)
  }
  # Pregibon's link test: the outcome on eta and its square.
  e <- data.frame(.y = y, .eta = fit$linear.predictors, .w = d$.w, .p = w); e$.square <- e$.eta^2
  lt <- if (family == "negative_binomial") fit_nb(.y ~ .eta + .square, e)$fit
    else settle(suppressWarnings(glm(.y ~ .eta + .square, data = e, family = fam, weights = .p, control = tight, start = c(if (link == "identity") 0 else 0, 1, 0))))
  lphi <- if (estimated) sum(e$.p * (lt$y - lt$fitted.values)^2 / lt$family$variance(lt$fitted.values)) / (n - 3) else 1
  LV <- lphi * chol2inv(qr.R(lt$qr)); z <- coef(lt)[3] / sqrt(LV[3, 3])
  link_test <- list(estimate = unname(coef(lt)[3]), std_error = sqrt(LV[3, 3]),
    p_value = unname(2 * if (estimated) pt(-abs(z), n - 3) else pnorm(-abs(z))))
  clusters <- NULL
  if (!is.null(cluster)) {   # b - (X'WX without g)^-1 (score of g), solved anew for every cluster
    g <- as.character(d[[cluster]]); s <- fam$mu.eta(fit$linear.predictors)
    sc <- X * (w * (y - mu) * s / fam$variance(mu)); wt <- fit$weights; A <- crossprod(X, wt * X)
    clusters <- lapply(sort(unique(g), method = "radix"), function(k) { i <- g == k
      rest <- A - crossprod(X[i, , drop = FALSE], wt[i] * X[i, , drop = FALSE])
      out <- tryCatch(unname(-solve(rest, colSums(sc[i, , drop = FALSE]))), error = function(e) NULL)
      if (!is.null(out) && rcond(rest) < 1e-12) out <- NULL
      list(level = k, rows = sum(i), change = if (is.null(out)) NULL else I(out)) })
  }
  cases[[length(cases) + 1]] <<- list(name = name, data = data, formula = formula, family = family, link = link,
    dispersion_kind = dispersion, weights = weights, weight_kind = weight_kind, cluster = cluster,
    pearson = I(unname(pearson[first])), deviance = I(unname(deviance[first])), quantile = I(unname(quantile[first])), hat = I(unname(hat[first])),
    cook = I(unname(cook[first])), std_pearson = I(unname((pearson / sqrt(phi * (1 - hat)))[first])), std_deviance = I(unname((deviance / sqrt(phi * (1 - hat)))[first])),
    inflation = inflation, link_test = link_test, clusters = clusters)
  cat(name, nrow(d), "\n")
}
some <- function(k) function(d) seq_len(nrow(d)) %in% seq(1, nrow(d), by = k)
add("logit", "referrals.csv", "neet ~ age + absence", neet ~ age + absence, "binomial", "logit", cluster = "age")
add("destinations", "destinations.csv", "destination ~ sex * absence + setting", destination ~ sex * absence + setting, "binomial", "logit", cluster = "ward")
add("probit", "exposure.csv", "episode ~ age + ward", episode ~ age + ward, "binomial", "probit", cluster = "ward")
add("cloglog", "exposure.csv", "episode ~ poly(age, 2) + offset(log(exposure))", episode ~ poly(age, 2) + offset(log(exposure)), "binomial", "cloglog", cluster = "ward")
add("precision", "weighted.csv", "neet ~ age + ward", neet ~ age + ward, "binomial", "logit", weights = "weight", weight_kind = "precision", cluster = "age")
add("grouped", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", cbind(neet, settled) ~ ward + sex + age, "binomial", "logit", cluster = "ward")
add("grouped_quasi", "grouped_wide.csv", "cbind(neet, settled) ~ sex * age", cbind(neet, settled) ~ sex * age, "binomial", "logit", dispersion = "estimated", cluster = "ward")
add("poisson", "visits.csv", "visits ~ age + distance + missed", visits ~ age + distance + missed, "poisson", "log", cluster = "age")
add("poisson_factor", "visits.csv", "visits ~ need * age", visits ~ need * age, "poisson", "log", keep = function(d) !is.na(d$need), cluster = "need")
add("negative_binomial", "visits.csv", "visits ~ age + distance", visits ~ age + distance, "negative_binomial", "log", cluster = "age")
add("gaussian", "exposure.csv", "exposure ~ age + ward + episode", exposure ~ age + ward + episode, "gaussian", "identity", cluster = "age")
add("gaussian_frequency", "visits.csv", "distance ~ age + missed", distance ~ age + missed, "gaussian", "identity", weights = "visits", weight_kind = "frequency", cluster = "age")
add("gamma", "exposure.csv", "exposure ~ age + ward", exposure ~ age + ward, "gamma", "log", cluster = "ward")
add("gamma_inverse", "exposure.csv", "exposure ~ episode * age", exposure ~ episode * age, "gamma", "inverse", cluster = "age")
write(toJSON(list(program = paste0("R ", getRversion(), ", car ", packageVersion("car"), ", statmod ", packageVersion("statmod"), ", MASS ", packageVersion("MASS")),
  cases = cases), auto_unbox = TRUE, digits = 17, null = "null"), "checks.json")
