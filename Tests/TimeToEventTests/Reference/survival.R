# What R's survival says of curves, log-rank tests and Cox regression, at tight tolerance.
# Run as: Rscript survival.R > survival.json
# Whole weights are rows repeated here: survival's own case weights are no repetition under Efron's
# method. Log-rank tests with late entry, other weights and trend come from their definition, which
# is checked against survdiff wherever that answers.
suppressPackageStartupMessages(library(survival))
text <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    body <- vapply(x, text, "")
    if (is.null(names(x))) return(paste0("[", paste(body, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', body, collapse = ", "), "}"))
  }
  if (is.matrix(x)) return(text(lapply(seq_len(nrow(x)), function(i) unname(x[i, ]))))
  one <- if (is.character(x)) paste0('"', x, '"') else ifelse(is.finite(x), sprintf("%.17g", x), "null")
  if (inherits(x, "AsIs") || length(x) != 1) paste0("[", paste(one, collapse = ", "), "]") else one
}
tight <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100, timefix = FALSE)

freireich <- data.frame(  # Freireich et al. (1963): weeks in remission, 6-MP and placebo
  start = -1,
  time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
           1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
  event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, rep(1, 21)),
  group = rep(c(0, 1), each = 21), stratum = 0, weight = 1, cluster = rep(0:20, 2))
freireich$x1 <- freireich$group
# a second column that is made up
freireich$x2 <- c(2.31, 4.06, 3.28, 3.2, 4.43, 2.7, 2.96, 2.6, 2.16, 2.88, 3.6, 2.05, 2.01, 1.78,
                  2.32, 2.57, 1.45, 2.2, 2.53, 1.47, 1.45, 2.8, 5, 4.91, 4.48, 4.01, 4.36, 2.42,
                  3.49, 3.97, 3.52, 3.05, 2.32, 3.26, 3.49, 2.12, 1.5, 3.06, 2.3, 2.95, 2.73, 1.97)

make <- function(seed, n, groups, strata, ties, late, weights, effect, censor, scale = 1) {
  set.seed(seed)
  g <- sample(0:(groups - 1), n, TRUE)
  s <- sample(0:(strata - 1), n, TRUE)
  x1 <- round(rnorm(n), 3) * scale
  x2 <- rbinom(n, 1, 0.4)
  length <- rexp(n, 0.05 * exp(effect * x1 / scale - 0.3 * g + 0.2 * x2 + 0.3 * s))
  censored <- runif(n, 0, censor)
  start <- if (late) ifelse(runif(n) < 0.7, pmin(length, censored) * runif(n, 0, 0.9), -1) else -1
  time <- pmin(length, censored)
  digits <- if (ties) 0 else 6
  time <- pmax(round(time, digits), 1)
  start <- pmin(ifelse(start < 0, -1, round(start, digits)), time - 1)
  data.frame(start = pmax(start, -1), time = time, event = as.integer(length <= censored),
             group = g, stratum = s, weight = if (weights) sample(1:3, n, TRUE) else 1,
             cluster = sample(0:(n %/% 4), n, TRUE), x1 = x1, x2 = x2)
}
sets <- list(
  freireich = freireich,
  ties = make(11, 80, 3, 1, TRUE, FALSE, FALSE, 0.4, 40),
  strata_weights = make(12, 70, 3, 3, TRUE, FALSE, TRUE, 0.5, 60),
  late_entry = make(13, 120, 2, 1, FALSE, TRUE, FALSE, -0.6, 60),
  late_ties_strata = make(14, 150, 4, 2, TRUE, TRUE, TRUE, 0.3, 50),
  no_ties = make(15, 60, 2, 1, FALSE, FALSE, FALSE, 0.8, 70),
  large_units = make(16, 90, 3, 2, TRUE, FALSE, FALSE, 0.5, 60, 1e9),
  heavy_ties = within(make(17, 300, 5, 2, TRUE, TRUE, FALSE, 0.5, 60), {
    time <- pmax(1, ceiling(time / 12))
    start <- ifelse(start < 0, -1, pmin(floor(start / 12), time - 1)) }))

curve <- function(d) {
  types <- c("log-log", "log", "plain")
  fits <- lapply(types, function(type)
    survfit(Surv(start, time, event) ~ 1, d, conf.type = type, timefix = FALSE))
  f <- fits[[1]]
  quantiles <- lapply(fits, function(fit) {
    q <- quantile(fit, c(0.25, 0.5, 0.75))
    list(quantile = I(unname(q$quantile)), lower = I(unname(q$lower)), upper = I(unname(q$upper)))
  })
  names(quantiles) <- c("log_log", "log", "plain")
  limits <- lapply(fits, function(fit) list(lower = I(fit$lower), upper = I(fit$upper)))
  names(limits) <- names(quantiles)
  list(time = I(f$time), atRisk = I(f$n.risk), events = I(f$n.event), survival = I(f$surv),
       standardError = I(f$std.err), cumulativeHazard = I(f$cumhaz),
       hazardError = I(f$std.chaz), limits = limits, quantiles = quantiles)
}

# The weighted log-rank test by its definition; where survdiff answers too, both are compared.
by_definition <- function(d, strata, weight, trend = FALSE) {
  levels <- sort(unique(d$group))
  k <- length(levels)
  u <- rep(0, k); v <- matrix(0, k, k); observed <- expected <- rep(0, k)
  for (stratum in split(d, if (strata) d$stratum else rep(1, nrow(d)))) {
    kept <- 1; modified <- 1
    for (t in sort(unique(stratum$time[stratum$event == 1]))) {
      risk <- stratum[stratum$start < t & stratum$time >= t, ]
      n <- nrow(risk)
      dead <- risk$time == t & risk$event == 1
      m <- sum(dead)
      modified <- modified * (1 - m / (n + 1))
      w <- weight(n, kept, modified)
      kept <- kept * (1 - m / n)
      ng <- sapply(levels, function(g) sum(risk$group == g))
      dg <- sapply(levels, function(g) sum(risk$group == g & dead))
      observed <- observed + w * dg; expected <- expected + w * m * ng / n
      u <- u + w * (dg - m * ng / n)
      if (n > 1) v <- v + w^2 * m * (n - m) / (n - 1) * (diag(ng / n, k) - outer(ng, ng) / n^2)
    }
  }
  if (trend) return(list(statistic = sum(levels * u)^2 / drop(levels %*% v %*% levels), df = 1))
  list(statistic = drop(u[-1] %*% solve(v[-1, -1], u[-1])), df = k - 1, observed = I(observed),
       expected = I(expected))
}

log_rank <- function(d) {
  late <- any(d$start >= 0)
  d$g <- factor(d$group)
  one <- function(n, kept, modified) 1
  kinds <- list(log_rank = one, gehan_breslow = function(n, kept, modified) n,
                tarone_ware = function(n, kept, modified) sqrt(n),
                peto_peto = function(n, kept, modified) modified,
                fleming_harrington_0.5_0 = function(n, kept, modified) kept^0.5,
                fleming_harrington_1_0 = function(n, kept, modified) kept,
                fleming_harrington_0_1 = function(n, kept, modified) 1 - kept,
                fleming_harrington_1_1 = function(n, kept, modified) kept * (1 - kept))
  out <- list(tests = lapply(names(kinds), function(name)
    list(name = name, plain = by_definition(d, FALSE, kinds[[name]]),
         stratified = by_definition(d, TRUE, kinds[[name]]),
         trend = by_definition(d, FALSE, kinds[[name]], TRUE),
         trendStratified = by_definition(d, TRUE, kinds[[name]], TRUE))))
  if (!late) {
    out$rho <- lapply(c(0, 0.5, 1), function(rho) {
      f <- survdiff(Surv(time, event) ~ g, d, rho = rho)
      s <- if (max(d$stratum) > 0)
        survdiff(Surv(time, event) ~ g + strata(stratum), d, rho = rho)
      mine <- by_definition(d, FALSE, function(n, kept, modified) kept^rho)
      stopifnot(abs(mine$statistic / f$chisq - 1) < 1e-11)
      if (!is.null(s)) {
        mine <- by_definition(d, TRUE, function(n, kept, modified) kept^rho)
        stopifnot(abs(mine$statistic / s$chisq - 1) < 1e-11)
      }
      list(rho = rho, observed = I(f$obs), expected = I(f$exp), variance = f$var,
           statistic = f$chisq, stratified = s$chisq,
           observedStratified = if (!is.null(s)) s$obs, expectedStratified = if (!is.null(s)) s$exp)
    })
  }
  out
}

wald <- function(f) {  # coxph's own drops columns in large units
  kept <- !is.na(coef(f))
  v <- vcov(f)[kept, kept]
  z <- coef(f)[kept] / sqrt(diag(v))
  sum(z * solve(cov2cor(v), z))
}

regression <- function(d, ties, stratified) {
  d$g <- factor(d$group)
  f <- if (stratified)
    coxph(Surv(start, time, event) ~ g + x1 + x2 + strata(stratum), d, ties = ties,
          control = tight, x = TRUE, y = TRUE)
  else coxph(Surv(start, time, event) ~ g + x1 + x2, d, ties = ties, control = tight, x = TRUE,
             y = TRUE)
  robust <- update(f, cluster = cluster)
  # cox.zph solves with unscaled columns, which those in large units are too far apart for.
  zph <- if (max(abs(d$x1)) < 1e6) lapply(c("km", "rank", "identity", "log"), function(kind) {
    z <- cox.zph(f, transform = kind, terms = FALSE)
    list(transform = kind, table = unname(z$table[, 1:2]))
  })
  terms <- if (!is.null(zph)) cox.zph(f, terms = TRUE)$table
  full <- concordance(f)
  base <- basehaz(f, centered = FALSE)
  new <- d[c(1, 2), ]
  curve <- survfit(f, newdata = new[1, ], conf.type = "log")
  schoenfeld <- as.matrix(residuals(f, "schoenfeld"))
  list(ties = ties, stratified = as.numeric(stratified), coefficients = I(unname(coef(f))),
       covariance = unname(vcov(f)), logLikelihood = I(f$loglik), score = f$score,
       wald = wald(f), robust = unname(vcov(robust)), zph = zph,
       terms = if (!is.null(terms)) unname(terms[, 1:2]),
       concordance = list(concordant = sum(rbind(full$count)[, 1]), discordant = sum(rbind(full$count)[, 2]),
                          tiedX = sum(rbind(full$count)[, 3]), estimate = unname(full$concordance),
                          error = sqrt(full$var)),
       baseline = list(time = I(base$time), hazard = I(base$hazard)),
       newdata = I(unname(model.matrix(f)[1, ])), newStratum = new$stratum[1],
       prediction = list(time = I(curve$time), survival = I(as.vector(curve$surv)),
                         error = I(as.vector(curve$std.err))),
       schoenfeld = schoenfeld[1:min(5, nrow(schoenfeld)), , drop = FALSE])
}

result <- lapply(names(sets), function(name) {
  d <- sets[[name]]
  rows <- d[rep(seq_len(nrow(d)), d$weight), ]
  models <- list()
  for (ties in c("efron", "breslow"))
    for (stratified in if (max(d$stratum) > 0) c(FALSE, TRUE) else FALSE)
      models[[length(models) + 1]] <- regression(rows, ties, stratified)
  list(name = name, data = lapply(d, I),
       curves = lapply(sort(unique(d$group)), function(g) curve(rows[rows$group == g, ])),
       logRank = log_rank(rows), regressions = models)
})
cat(text(list(program = "R survival", version = paste(R.version.string, packageVersion("survival")),
              call = "survfit, survdiff, coxph(control = coxph.control(eps = 1e-14)), cox.zph",
              sets = result)))
