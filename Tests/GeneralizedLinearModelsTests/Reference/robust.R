# Reference values of robust covariances and of score tests. Run from this folder:
#   Rscript robust.R
# Reads the CSV files of make_data.py and writes robust.json. HC0-HC3 are sandwich::vcovHC, CR0, CR1, CR1S and
# CR2 clubSandwich::vcovCR (CR1 also sandwich::vcovCL, which must agree), sampling weights survey::svyglm,
# score tests the analysis of deviance of the working residuals as anova.glm(test = "Rao") does it.
# A fit is run to the floor of doubles and once more from there, since vcov() of glm takes the weights
# of the last step but one. Frequency weights are rows written out.
suppressMessages({library(jsonlite); library(MASS); library(sandwich); library(clubSandwich); library(survey)})
source("export.R")
options(survey.lonely.psu = "fail")
control <- glm.control(epsilon = 1e-15, maxit = 500)
cases <- list()

# The clusters of the rows used: runs of a length, every so manieth row, or runs of 1, 3, 5, ... rows.
rules <- list(
  blocks = function(n, k) (seq_len(n) - 1) %/% k,
  modulo = function(n, k) (seq_len(n) - 1) %% k,
  growing = function(n, k) floor(sqrt(seq_len(n) - 1)))

fit_glm <- function(formula, d, w, family, start = NULL) {
  environment(formula) <- environment()
  fit <- suppressWarnings(glm(formula, data = d, weights = w, family = family, control = control, start = start))
  for (k in 1:3) fit <- suppressWarnings(glm(formula, data = d, weights = w, family = family,
    control = glm.control(epsilon = 1e-7, maxit = 25), start = coef(fit)))
  fit
}

fit_family <- function(formula, d, w, family, link) {
  if (family == "negative_binomial") {
    poisson_fit <- fit_glm(formula, d, w, poisson("log")); mu <- fitted(poisson_fit)
    theta <- sum(w * mu^2) / sum(w * ((poisson_fit$y - mu)^2 - mu))
    start <- coef(poisson_fit)
    for (k in 1:200) {
      fit <- fit_glm(formula, d, w, negative.binomial(theta), start); start <- coef(fit)
      mu <- fitted(fit); y <- fit$y; ww <- fit$prior.weights
      score <- function(th) sum(ww * (digamma(th + y) - digamma(th) + log(th) + 1 - log(th + mu) - (y + th) / (mu + th)))
      nxt <- exp(uniroot(function(l) score(exp(l)), log(theta) + c(-1, 1), extendInt = "yes", tol = 1e-16)$root)
      done <- abs(nxt - theta) < 1e-14 * theta; theta <- nxt
      if (done) break
    }
    return(fit_glm(formula, d, w, negative.binomial(theta), start))
  }
  r_family <- switch(family, binomial = binomial(link), poisson = poisson(link), gaussian = gaussian(link), gamma = Gamma(link))
  start <- NULL
  if (family == "gaussian" && link == "log") { X <- model.matrix(formula, d); start <- c(log(mean(d[[all.vars(formula)[1]]])), rep(0, ncol(X) - 1)) }
  fit_glm(formula, d, w, r_family, start)
}

errors <- function(V) I(unname(sqrt(diag(V))))

score_tests <- function(fit, formula, d, w, family, link) {
  labels <- attr(terms(formula), "term.labels"); factors <- attr(terms(formula), "factors")
  estimated <- family %in% c("gaussian", "gamma")
  phi <- if (estimated) sum(fit$prior.weights * (fit$y - fitted(fit))^2 / fit$family$variance(fitted(fit))) / fit$df.residual else 1
  lapply(labels, function(label) {
    own <- factors[, label] > 0
    larger <- labels[sapply(labels, function(l) l == label || !all(factors[own, l] > 0))]
    keep <- setdiff(larger, label)
    off <- attr(terms(formula), "offset")
    off <- if (is.null(off)) character() else rownames(factors)[off]
    intercept <- if (attr(terms(formula), "intercept") == 1) "1" else "0"
    rhs <- function(l) reformulate(c(l, off, intercept), response = formula[[2]])
    null <- fit_family(rhs(keep), d, w, family, link)
    X <- model.matrix(rhs(larger), d)
    r <- residuals(null, "working"); ww <- null$weights
    q <- qr(sqrt(ww) * X, tol = 1e-11)
    statistic <- sum(qr.fitted(q, sqrt(ww) * r)^2) / phi
    df <- q$rank - null$rank
    list(term = label, statistic = statistic, df = df, log10_p = pchisq(statistic, df, lower.tail = FALSE, log.p = TRUE) / log(10))
  })
}

add <- function(name, data, formula, family, link, r_formula, rule, size, weights = NULL, weight_kind = NULL, keep = NULL) {
  d <- read_table(data)
  if (!is.null(keep)) d <- d[keep(d), ]
  if (!is.null(weights)) d <- d[d[[weights]] > 0, ]
  d <- droplevels(d)
  cluster <- rules[[rule]](nrow(d), size)
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]
  if (identical(weight_kind, "frequency")) {
    cluster <- rep(cluster, w); d <- d[rep(seq_len(nrow(d)), w), ]; w <- rep(1, nrow(d))
  }
  entry <- list(name = name, data = data, formula = formula, family = family, link = link, rule = rule, size = size,
    weights = weights, weight_kind = weight_kind)
  if (identical(weight_kind, "sampling")) {
    d$.w <- w; d$.c <- cluster
    svy <- function(ids) {
      design <- svydesign(ids = ids, weights = ~.w, data = d)
      r_family <- switch(family, binomial = quasibinomial(link), poisson = quasipoisson(link), gaussian = gaussian(link))
      fit <- svyglm(r_formula, design, family = r_family, control = control)
      eval(bquote(svyglm(r_formula, design, family = r_family, control = control, start = .(unname(coef(fit))))))
    }
    rows <- svy(~1); clustered <- svy(~.c)
    entry$estimates <- I(unname(coef(rows)))
    entry$errors <- list(sampling = I(unname(sqrt(diag(vcov(rows))))), sampling_clustered = I(unname(sqrt(diag(vcov(clustered))))))
    cases[[length(cases) + 1]] <<- entry
    return(invisible())
  }
  fit <- fit_family(r_formula, d, w, family, link)
  cr <- lapply(c(CR0 = "CR0", CR1 = "CR1", CR1S = "CR1S", CR2 = "CR2"), function(type) as.matrix(vcovCR(fit, cluster = cluster, type = type)))
  stopifnot(max(abs(sqrt(diag(cr$CR1)) / sqrt(diag(vcovCL(fit, cluster = cluster, type = "HC0", cadjust = TRUE))) - 1)) < 1e-9)
  hc <- lapply(c(HC0 = "HC0", HC1 = "HC1", HC2 = "HC2", HC3 = "HC3"), function(type) vcovHC(fit, type = type))
  entry$estimates <- I(unname(coef(fit)))
  entry$errors <- lapply(c(hc, cr), errors)
  assign <- attr(model.matrix(fit), "assign"); labels <- attr(terms(fit), "term.labels")
  entry$wald <- lapply(seq_along(labels), function(k) {
    own <- which(assign == k); b <- coef(fit)[own]; V <- cr$CR1[own, own, drop = FALSE]
    if (rcond(V / outer(sqrt(diag(V)), sqrt(diag(V)))) < 1e-9) return(list(term = labels[k], statistic = NULL, df = length(own)))
    s <- drop(b %*% solve(V, b))
    list(term = labels[k], statistic = s, df = length(own), log10_p = pchisq(s, length(own), lower.tail = FALSE, log.p = TRUE) / log(10))
  })
  entry$score <- score_tests(fit, r_formula, d, w, family, link)
  cases[[length(cases) + 1]] <<- entry
}

# Five and more of every family.
add("logit_numbers", "referrals.csv", "neet ~ age + absence", "binomial", "logit", neet ~ age + absence, "blocks", 3)
add("logit_wards", "wards.csv", "reopened ~ ward + age + absence", "binomial", "logit", reopened ~ ward + age + absence, "modulo", 41)
add("logit_interaction", "destinations.csv", "destination ~ sex * absence", "binomial", "logit", destination ~ sex * absence, "growing", 0)
add("logit_few_clusters", "referrals.csv", "neet ~ age + absence", "binomial", "logit", neet ~ age + absence, "modulo", 6)
add("logit_precision", "weighted.csv", "neet ~ age + ward", "binomial", "logit", neet ~ age + ward, "blocks", 4, "weight", "precision")
add("logit_frequency", "visits.csv", "missed ~ distance + visits", "binomial", "logit", missed ~ distance + visits, "blocks", 5, "age", "frequency",
    keep = function(d) d$age > 0)
add("logit_no_intercept", "wards.csv", "reopened ~ 0 + ward + age", "binomial", "logit", reopened ~ 0 + ward + age, "growing", 0)
add("probit_wards", "wards.csv", "reopened ~ ward + age", "binomial", "probit", reopened ~ ward + age, "blocks", 7)
add("cloglog_offset", "exposure.csv", "episode ~ age + offset(log(exposure))", "binomial", "cloglog", episode ~ age + offset(log(exposure)), "blocks", 4)
add("grouped", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", "binomial", "logit", cbind(neet, settled) ~ ward + sex + age, "blocks", 2)
add("grouped_probit", "grouped_wide.csv", "cbind(neet, settled) ~ sex + age", "binomial", "probit", cbind(neet, settled) ~ sex + age, "modulo", 8)
add("poisson_visits", "visits.csv", "visits ~ age + distance", "poisson", "log", visits ~ age + distance, "blocks", 3)
add("poisson_factor", "visits.csv", "visits ~ need + age", "poisson", "log", visits ~ need + age, "growing", 0, keep = function(d) !is.na(d$need))
add("poisson_offset", "visits.csv", "visits ~ missed + offset(log(age))", "poisson", "log", visits ~ missed + offset(log(age)), "modulo", 35)
add("poisson_frequency", "visits.csv", "visits ~ distance", "poisson", "log", visits ~ distance, "blocks", 6, "age", "frequency")
add("poisson_large", "large_counts.csv", "children ~ ward + open", "poisson", "log", children ~ ward + open, "blocks", 2)
add("poisson_precision", "weighted.csv", "age ~ ward + neet", "poisson", "log", age ~ ward + neet, "growing", 0, "weight", "precision")
add("negative_binomial_visits", "visits.csv", "visits ~ age + distance", "negative_binomial", "log", visits ~ age + distance, "blocks", 3)
add("negative_binomial_factor", "visits.csv", "visits ~ need + age", "negative_binomial", "log", visits ~ need + age, "growing", 0, keep = function(d) !is.na(d$need))
add("negative_binomial_offset", "visits.csv", "visits ~ missed + offset(log(age))", "negative_binomial", "log", visits ~ missed + offset(log(age)), "modulo", 35)
add("negative_binomial_frequency", "visits.csv", "visits ~ distance", "negative_binomial", "log", visits ~ distance, "blocks", 6, "age", "frequency")
add("negative_binomial_large", "large_counts.csv", "children ~ ward + open", "negative_binomial", "log", children ~ ward + open, "modulo", 8)
add("gaussian_plain", "referrals.csv", "absence ~ age + neet", "gaussian", "identity", absence ~ age + neet, "blocks", 3)
add("gaussian_interaction", "wards.csv", "absence ~ ward * age", "gaussian", "identity", absence ~ ward * age, "modulo", 60)
add("gaussian_no_intercept", "referrals.csv", "absence ~ 0 + age", "gaussian", "identity", absence ~ 0 + age, "growing", 0)
add("gaussian_precision", "weighted.csv", "age ~ ward + neet", "gaussian", "identity", age ~ ward + neet, "blocks", 5, "weight", "precision")
add("gaussian_frequency", "visits.csv", "distance ~ visits", "gaussian", "identity", distance ~ visits, "blocks", 4, "age", "frequency")
add("gaussian_log", "visits.csv", "distance ~ age + missed", "gaussian", "log", distance ~ age + missed, "blocks", 4)
add("gaussian_epoch", "epoch.csv", "blood_lead ~ referred_ms", "gaussian", "identity", blood_lead ~ referred_ms, "blocks", 5)
for (link in c("log", "inverse")) {
  add(paste0("gamma_", link), "exposure.csv", "exposure ~ age + ward", "gamma", link, exposure ~ age + ward, "blocks", 4)
  add(paste0("gamma_", link, "_episode"), "exposure.csv", "exposure ~ episode * age", "gamma", link, exposure ~ episode * age, "growing", 0)
  add(paste0("gamma_", link, "_precision"), "weighted.csv", "age ~ ward", "gamma", link, age ~ ward, "modulo", 48, "weight", "precision")
}
for (family in c("binomial", "poisson", "gaussian")) {
  link <- c(binomial = "logit", poisson = "log", gaussian = "identity")[[family]]
  if (family == "binomial") add("sampling_logit_two", "weighted.csv", "neet ~ age", family, link, neet ~ age, "modulo", 31, "weight", "sampling")
  if (family == "binomial") add("sampling_logit", "weighted.csv", "neet ~ age + ward", family, link, neet ~ age + ward, "blocks", 4, "weight", "sampling")
  if (family != "binomial") add(paste0("sampling_", family), "weighted.csv", "age ~ ward + neet", family, link, age ~ ward + neet, "blocks", 4, "weight", "sampling")
  if (family != "binomial") add(paste0("sampling_", family, "_growing"), "weighted.csv", "age ~ neet", family, link, age ~ neet, "growing", 0, "weight", "sampling")
}
add("sampling_probit", "weighted.csv", "neet ~ age", "binomial", "probit", neet ~ age, "blocks", 3, "weight", "sampling")
add("sampling_visits", "visits.csv", "missed ~ age + distance", "binomial", "logit", missed ~ age + distance, "blocks", 3, "visits", "sampling")
write(toJSON(list(program = paste0("R ", getRversion(), ", sandwich ", packageVersion("sandwich"), ", clubSandwich ",
  packageVersion("clubSandwich"), ", survey ", packageVersion("survey"), ", MASS ", packageVersion("MASS")),
  cases = cases), auto_unbox = TRUE, digits = 17, pretty = TRUE, null = "null"), "robust.json")
