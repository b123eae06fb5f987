# Reference effects: standardised means, their differences and ratios, average marginal effects, steps and
# predictions at chosen values. Run from this folder:
#   Rscript effects.R
# Reads the CSV files of make_data.py and writes effects.json. Fits are run to the floor of doubles by
# scoring steps; every effect is written as a function of the coefficients, by R's own model.frame and
# model.matrix over changed data, and its derivative by them is numDeriv::jacobian's (Richardson, r = 6).
# The derivative of a column of the design by a number is numDeriv's too, row by row.
suppressMessages({library(jsonlite); library(MASS); library(numDeriv); library(splines)})
source("export.R")
cases <- list()
richardson <- list(r = 6, eps = 1e-3, d = 1e-3)

fit_to_floor <- function(formula, d, family, w) {
  environment(formula) <- environment()
  fit <- suppressWarnings(glm(formula, data = d, family = family, weights = w,
                              control = glm.control(epsilon = 1e-15, maxit = 200)))
  X <- model.matrix(fit); y <- fit$y; prior <- fit$prior.weights
  offset <- if (is.null(fit$offset)) 0 else fit$offset
  b <- coef(fit)
  for (k in 1:50) {
    eta <- drop(X %*% b) + offset; mu <- family$linkinv(eta); slope <- family$mu.eta(eta)
    wt <- prior * slope^2 / family$variance(mu)
    step <- solve(crossprod(X, wt * X), crossprod(X, prior * (y - mu) * slope / family$variance(mu)))
    b <- b + drop(step)
    if (max(abs(step) * sqrt(diag(crossprod(X, wt * X)))) < 1e-13) break
  }
  eta <- drop(X %*% b) + offset; mu <- family$linkinv(eta); slope <- family$mu.eta(eta)
  wt <- prior * slope^2 / family$variance(mu)
  score_rows <- X * (prior * (y - mu) * slope / family$variance(mu))
  bread <- solve(crossprod(X, wt * X))
  list(fit = fit, b = b, bread = bread, mu = mu, y = y, prior = prior,
       hc0 = bread %*% crossprod(score_rows) %*% bread)
}

add <- function(name, data, formula, r_formula, family, link, ask, weights = NULL, weight_kind = NULL,
                by = NULL, keep = NULL, only = NULL, dispersion = "family", robust = FALSE) {
  d <- read_table(data)
  if (!is.null(keep)) d <- d[keep(d), ]
  for (column in names(only)) d <- d[d[[column]] %in% only[[column]], ]
  if (!is.null(weights)) d <- d[d[[weights]] > 0, ]
  d <- droplevels(d)
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  environment(r_formula) <- environment()
  r_family <- switch(family, binomial = binomial(link), poisson = poisson(link),
    gaussian = gaussian(link), gamma = Gamma(link))
  theta <- NULL
  if (family == "negative_binomial") {
    theta <- glm.nb(r_formula, data = d, init.theta = 1, control = glm.control(epsilon = 1e-15, maxit = 500))$theta
    for (k in 1:200) {
      r_family <- negative.binomial(theta)
      p <- fit_to_floor(r_formula, d, r_family, d$.w)
      score <- function(th) sum(digamma(th + p$y) - digamma(th) + log(th) + 1 - log(th + p$mu) - (p$y + th) / (p$mu + th))
      nxt <- uniroot(score, c(theta / 2, theta * 2), tol = 1e-15 * theta)$root
      if (abs(nxt - theta) < 1e-14 * theta) break
      theta <- nxt
    }
  }
  p <- fit_to_floor(r_formula, d, r_family, d$.w)
  tt <- delete.response(terms(p$fit)); b <- p$b
  n <- if (identical(weight_kind, "frequency")) sum(d$.w) else nrow(d)
  estimated <- dispersion == "estimated" || family %in% c("gaussian", "gamma")
  phi <- if (estimated) sum(p$prior * (p$y - p$mu)^2 / r_family$variance(p$mu)) / (n - length(b)) else 1
  V <- phi * p$bread
  q <- if (estimated) qt(0.975, n - length(b)) else qnorm(0.975)
  design <- function(data) {
    mf <- model.frame(tt, data, xlev = p$fit$xlevels)
    o <- model.offset(mf)
    list(X = model.matrix(tt, mf, contrasts.arg = p$fit$contrasts), o = if (is.null(o)) rep(0, nrow(data)) else o)
  }
  changed <- function(changes) { e <- d; for (c in names(changes)) {
    v <- changes[[c]]
    e[[c]] <- if (is.factor(d[[c]])) factor(rep(v, nrow(d)), levels = levels(d[[c]])) else if (is.function(v)) v(d[[c]]) else rep(v, nrow(d)) }
    e }
  mean_of <- function(D, use) { w <- p$prior[use]; X <- D$X[use, , drop = FALSE]; o <- D$o[use]
    function(b) sum(w * r_family$linkinv(drop(X %*% b) + o)) / sum(w) }
  slope_of <- function(column, use) {
    D <- design(d); x <- d[[column]]; k <- ncol(D$X)
    # d(design row)/dx by Richardson, all columns and the offset at once.
    at <- function(h) { e <- d; e[[column]] <- x + h; E <- design(e); cbind(E$X, E$o) }
    scale <- pmax(abs(x) * 1e-2, 1e-3)
    steps <- lapply(0:5, function(j) (at(scale / 2^j) - at(-scale / 2^j)) / (2 * scale / 2^j))
    for (m in 1:5) steps <- lapply(1:(length(steps) - 1), function(j) (4^m * steps[[j + 1]] - steps[[j]]) / (4^m - 1))
    DX <- steps[[1]][, 1:k, drop = FALSE][use, , drop = FALSE]; DO <- steps[[1]][, k + 1][use]
    w <- p$prior[use]; X <- D$X[use, , drop = FALSE]; o <- D$o[use]
    function(b) sum(w * r_family$mu.eta(drop(X %*% b) + o) * (drop(DX %*% b) + DO)) / sum(w)
  }
  rows <- list()
  out <- function(f, name, column, scale, V, ...) {
    estimate <- f(b); J <- jacobian(f, b, method.args = richardson)
    se <- sqrt(drop(J %*% V %*% t(J)))
    ends <- switch(scale, identity = estimate + c(-1, 1) * q * se,
      log = exp(log(estimate) + c(-1, 1) * q * se / estimate),
      logit = plogis(qlogis(estimate) + c(-1, 1) * q * se / (estimate * (1 - estimate))))
    rows[[length(rows) + 1]] <<- list(name = name, variable = column, ..., estimate = estimate, std_error = se,
      conf_low = ends[1], conf_high = ends[2])
  }
  mean_scale <- if (family == "binomial") "logit" else if (family == "gaussian" && link == "identity") "identity" else "log"
  binary <- family == "binomial"
  groups <- c(list(NULL), if (!is.null(by)) as.list(levels(factor(d[[by]]))))
  for (g in groups) {
    use <- if (is.null(g)) rep(TRUE, nrow(d)) else factor(d[[by]]) == g
    for (question in ask) {
      if (!is.null(question$factor)) {
        column <- question$factor; lv <- levels(d[[column]]); base <- if (is.null(question$reference)) lv[1] else question$reference
        means <- lapply(lv, function(l) mean_of(design(changed(setNames(list(l), column))), use)); names(means) <- lv
        for (l in lv) out(means[[l]], if (binary) "predicted_risk" else "predicted_mean", column, mean_scale, V, level = l, group = g)
        for (l in setdiff(lv, base)) {
          f1 <- means[[l]]; f0 <- means[[base]]
          out(function(b) f1(b) - f0(b), if (binary) "risk_difference" else "mean_difference", column, "identity", V, level = l, reference = base, group = g)
          if (mean_scale != "identity") out(function(b) f1(b) / f0(b), if (binary) "risk_ratio" else "mean_ratio", column, "log", V, level = l, reference = base, group = g)
          if (binary) out(function(b) { m <- f1(b); k <- f0(b); m / (1 - m) / (k / (1 - k)) }, "odds_ratio", column, "log", V, level = l, reference = base, group = g)
        }
      } else if (!is.null(question$slope)) {
        out(slope_of(question$slope, use), "average_marginal_effect", question$slope, "identity", V, group = g)
        if (robust) out(slope_of(question$slope, use), "average_marginal_effect", question$slope, "identity", p$hc0, group = g, covariance = "HC0")
      } else if (!is.null(question$step)) {
        column <- question$step; by_how <- question$size
        f1 <- mean_of(design(changed(setNames(list(function(x) x + by_how), column))), use); f0 <- mean_of(design(d), use)
        out(function(b) f1(b) - f0(b), "average_difference", column, "identity", V, step = by_how, group = g)
      } else if (!is.null(question$compare)) {
        column <- question$compare; values <- c(question$against, question$values)
        means <- lapply(values, function(v) mean_of(design(changed(setNames(list(v), column))), use))
        shown <- vapply(values, function(v) as.character(v), "")
        for (k in seq_along(values)) out(means[[k]], if (binary) "predicted_risk" else "predicted_mean", column, mean_scale, V, level = shown[k], group = g)
        for (k in seq_along(values)[-1]) local({
          f1 <- means[[k]]; f0 <- means[[1]]
          out(function(b) f1(b) - f0(b), if (binary) "risk_difference" else "mean_difference", column, "identity", V, level = shown[k], reference = shown[1], group = g)
          if (mean_scale != "identity") out(function(b) f1(b) / f0(b), if (binary) "risk_ratio" else "mean_ratio", column, "log", V, level = shown[k], reference = shown[1], group = g)
          if (binary) out(function(b) { m <- f1(b); k <- f0(b); m / (1 - m) / (k / (1 - k)) }, "odds_ratio", column, "log", V, level = shown[k], reference = shown[1], group = g)
        })
      } else if (!is.null(question$at)) {
        out(mean_of(design(changed(question$at)), use), if (binary) "predicted_risk" else "predicted_mean", names(question$at)[1], mean_scale, V,
            at = question$at, group = g)
      } else if (!is.null(question$typical)) {
        centre <- question$typical; typical <- list()
        for (c in all.vars(tt)) typical[[c]] <- if (is.factor(d[[c]])) levels(d[[c]])[1] else sum(p$prior * d[[c]]) / sum(p$prior)
        for (c in names(centre)) typical[[c]] <- centre[[c]]
        out(mean_of(design(changed(typical)), use), if (binary) "predicted_risk" else "predicted_mean", names(centre)[1], mean_scale, V,
            at = centre, typical = TRUE, group = g)
      }
    }
  }
  cases[[length(cases) + 1]] <<- list(name = name, data = data, formula = formula, family = family, link = link,
    dispersion_kind = dispersion, weights = weights, weight_kind = weight_kind, by = by, only = only,
    ask = ask, covariance = if (robust) apply(p$hc0, 1, function(r) I(unname(r)), simplify = FALSE) |> unname() else NULL, rows = rows)
  cat(name, length(rows), "\n")
}
f <- function(x) list(factor = x); s <- function(x) list(slope = x); st <- function(x, k) list(step = x, size = k)
cm <- function(x, values, against) list(compare = x, values = values, against = against)
at <- function(...) list(at = list(...)); ty <- function(...) list(typical = list(...))

few <- list(ward = c("Byker", "Denton", "Scotswood", "Walker"))
for (link in c("logit", "probit", "cloglog"))
  add(paste0("wards_", link), "wards.csv", "reopened ~ ward + age + absence", reopened ~ ward + age + absence, "binomial", link,
      list(f("ward"), s("age"), s("absence"), st("age", 2), st("absence", -5), at(age = 12), at(age = 16, ward = "Walker"), ty(age = 14)), robust = link == "logit", only = if (link != "logit") few)
add("wards_by", "wards.csv", "reopened ~ ward * age + absence", reopened ~ ward * age + absence, "binomial", "logit",
    list(f("ward"), s("age"), s("absence"), st("age", 1), at(age = 12)), by = "ward", only = few)
add("destinations", "destinations.csv", "destination ~ sex * absence", destination ~ sex * absence, "binomial", "logit",
    list(f("sex"), s("absence"), st("absence", 10)), by = "sex")
add("destinations_cloglog", "destinations.csv", "destination ~ sex * absence + setting", destination ~ sex * absence + setting, "binomial", "cloglog",
    list(f("sex"), f("setting"), s("absence")), by = "sex")
add("poly", "wards.csv", "reopened ~ ward + poly(age, 2) + log(absence + 1)", reopened ~ ward + poly(age, 2) + log(absence + 1), "binomial", "logit",
    list(f("ward"), s("age"), s("absence"), st("age", 1.5), at(age = 15)), only = few)
add("poly_probit", "wards.csv", "reopened ~ poly(absence, 3) * age", reopened ~ poly(absence, 3) * age, "binomial", "probit",
    list(s("age"), s("absence"), st("absence", 3), at(absence = 20)))
add("squares", "wards.csv", "reopened ~ age + absence + I(absence^2) + I(age * absence)", reopened ~ age + absence + I(absence^2) + I(age * absence), "binomial", "logit",
    list(s("age"), s("absence"), st("absence", 5), ty(absence = 10)))
add("expressions", "wards.csv", "reopened ~ I(absence / age) + exp(-absence / 10) + sqrt(age)", reopened ~ I(absence / age) + exp(-absence / 10) + sqrt(age), "binomial", "logit",
    list(s("age"), s("absence")))
add("rcs_free", "wards.csv", "reopened ~ ward + log2(age):absence + log1p(absence)", reopened ~ ward + log2(age):absence + log1p(absence), "binomial", "logit",
    list(f("ward"), s("age"), s("absence")), only = few)
add("precision", "weighted.csv", "neet ~ age + ward", neet ~ age + ward, "binomial", "logit", list(f("ward"), s("age"), st("age", 1)), weights = "weight", weight_kind = "precision")
add("frequency", "visits.csv", "missed ~ need * distance", missed ~ need * distance, "binomial", "logit", list(f("need"), s("distance")), weights = "visits", weight_kind = "frequency",
    keep = function(d) !is.na(d$need))
for (link in c("logit", "cloglog"))
  add(paste0("grouped_", link), "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex * age", cbind(neet, settled) ~ ward + sex * age, "binomial", link,
      list(f("ward"), f("sex"), s("age"), at(age = 15)), by = "sex")
add("grouped_quasi", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", cbind(neet, settled) ~ ward + sex + age, "binomial", "logit",
    list(f("ward"), s("age")), dispersion = "estimated")
add("poisson_exposure", "visits.csv", "visits ~ need + distance + offset(log(age))", visits ~ need + distance + offset(log(age)), "poisson", "log",
    list(f("need"), s("distance"), s("age"), st("age", 1), at(distance = 10)), keep = function(d) !is.na(d$need))
add("poisson_by", "visits.csv", "visits ~ need * age + distance", visits ~ need * age + distance, "poisson", "log",
    list(f("need"), s("age")), by = "need", keep = function(d) !is.na(d$need))
add("poisson_quasi", "visits.csv", "visits ~ age + log(distance + 1)", visits ~ age + log(distance + 1), "poisson", "log", list(s("age"), s("distance"), st("distance", 10)), dispersion = "estimated")
add("negative_binomial", "visits.csv", "visits ~ need + age", visits ~ need + age, "negative_binomial", "log", list(f("need"), s("age"), at(age = 12)), keep = function(d) !is.na(d$need))
add("gaussian", "wards.csv", "absence ~ ward * age", absence ~ ward * age, "gaussian", "identity", list(f("ward"), s("age"), st("age", 2), at(age = 12)), by = "ward", only = few)
add("gaussian_poly", "wards.csv", "absence ~ ward + poly(age, 3)", absence ~ ward + poly(age, 3), "gaussian", "identity", list(f("ward"), s("age")), only = few)
for (link in c("log", "inverse"))
  add(paste0("gamma_", link), "exposure.csv", "exposure ~ age + ward", exposure ~ age + ward, "gamma", link, list(f("ward"), s("age"), st("age", 1), at(age = 14)))
add("offset_no_intercept", "exposure.csv", "episode ~ 0 + ward + age + offset(log(exposure))", episode ~ 0 + ward + age + offset(log(exposure)), "binomial", "cloglog",
    list(f("ward"), s("age"), s("exposure")))
add("compare_curve", "wards.csv", "reopened ~ ward + ns(age, 3) + log(absence + 1)", reopened ~ ward + ns(age, 3) + log(absence + 1), "binomial", "logit",
    list(cm("age", list(15, 17), 12), cm("ward", list("Denton", "Walker"), "Scotswood"), cm("absence", list(20), 2)), by = "ward", only = few)
add("compare_probit", "wards.csv", "reopened ~ ward * age + absence", reopened ~ ward * age + absence, "binomial", "probit",
    list(cm("ward", list("Walker"), "Denton"), cm("age", list(16), 13)), by = "ward", only = few)
add("compare_poisson", "visits.csv", "visits ~ need * age + distance + offset(log(age))", visits ~ need * age + distance + offset(log(age)), "poisson", "log",
    list(cm("age", list(14), 10), cm("distance", list(5, 25), 1)), by = "need", keep = function(d) !is.na(d$need))
add("compare_gamma", "exposure.csv", "exposure ~ poly(age, 2) + ward", exposure ~ poly(age, 2) + ward, "gamma", "log", list(cm("age", list(16), 12), cm("ward", list("Byker"), "Walker")))
add("compare_gaussian", "wards.csv", "absence ~ ward * poly(age, 2)", absence ~ ward * poly(age, 2), "gaussian", "identity", list(cm("age", list(16, 14), 12), cm("ward", list("Walker"), "Denton")), by = "ward", only = few)
write(toJSON(list(program = paste0("R ", getRversion(), ", MASS ", packageVersion("MASS"), ", numDeriv ", packageVersion("numDeriv")),
  cases = cases), auto_unbox = TRUE, digits = 17, null = "null"), "effects.json")
