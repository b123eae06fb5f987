# Rscript large_factor.R, from this folder: writes large_factor.csv and large_factor.json.
#
# R's glm on the rows whose school has more than one outcome, every level a dummy; coefficients at
# glm.control(epsilon = 1e-14) and forty scoring steps more, standard errors from the information at the estimates (vcov of glm has the
# weights of the step before).
set.seed(20251121)
n <- 1500
schools <- 120
data <- data.frame(
  school = sprintf("s%03d", sample.int(schools, n, replace = TRUE)),
  team = sprintf("t%02d", sample.int(40, n, replace = TRUE)),
  sen = sample(c("none", "plan", "support"), n, replace = TRUE),
  age = sample(11:17, n, replace = TRUE), absence = round(rexp(n, 1 / 8), 2),
  weight = sample(1:3, n, replace = TRUE), months = sample(3:24, n, replace = TRUE))
number <- as.integer(substr(data$school, 2, 4))
data$ward <- sprintf("w%d", number %% 7)
effect <- rnorm(schools, 0, 1.2)
eta <- -1.2 + effect[number] + 0.04 * data$absence - 0.05 * (data$age - 14) +
  0.5 * (data$sen == "plan")
data$neet <- as.integer(runif(n) < plogis(eta))
# Schools of one outcome only: some with every pupil, some with none.
data$neet[number %% 17 == 0] <- 1L
data$neet[number %% 13 == 0] <- 0L
data$referrals <- rpois(n, exp(-2 + 0.4 * effect[number] + 0.02 * data$absence) * data$months / 6)
write.csv(data, "large_factor.csv", row.names = FALSE, quote = FALSE)

cases <- list(
  list(name = "levels all alike", formula = neet ~ school + absence + age),
  list(name = "weights and an interaction", formula = neet ~ school + absence * sen,
       weights = "weight"),
  list(name = "a factor nested in schools", formula = neet ~ school + ward + absence),
  list(name = "a second factor of forty levels", formula = neet ~ school + team + absence + sen),
  list(name = "probit", formula = neet ~ school + absence + sen, link = "probit"),
  list(name = "Poisson with an exposure",
       formula = referrals ~ school + absence + sen + offset(log(months)), family = "poisson"),
  list(name = "Poisson, weights and a second factor",
       formula = referrals ~ school + team + age, family = "poisson", weights = "weight"))

plain <- function(names) {
  names <- sub("^\\(Intercept\\)$", "(Intercept)", names)
  for (f in c("school", "team", "sen", "ward"))
    names <- gsub(paste0("(^|:)", f, "([a-z][a-z0-9]*)"), paste0("\\1", f, "[\\2]"), names)
  names
}

answers <- lapply(cases, function(case) {
  outcome <- all.vars(case$formula)[1]
  family <- if (is.null(case$family)) "binomial" else case$family
  y <- data[[outcome]]
  low <- tapply(y, data$school, max) == 0
  high <- if (family == "binomial") tapply(y, data$school, min) == 1 else low & FALSE
  used <- droplevels(data[!(low | high)[data$school], ])
  used$w <- if (is.null(case$weights)) rep(1, nrow(used)) else used[[case$weights]]
  link <- if (!is.null(case$link)) case$link else if (family == "binomial") "logit" else "log"
  fam <- get(family)(link = link)
  # Aliases are found at the default tolerance, the fit is made at a finer one without them.
  first <- suppressWarnings(glm(case$formula, fam, used, weights = w))
  x <- model.matrix(case$formula, used)[, !is.na(coef(first))]
  offset <- model.offset(model.frame(case$formula, used))
  if (is.null(offset)) offset <- rep(0, nrow(used))
  fit <- suppressWarnings(glm(
    used[[outcome]] ~ 0 + x, fam, weights = used$w, offset = offset,
    control = glm.control(epsilon = 1e-14, maxit = 100)))
  # glm stops by the deviance, which under the probit leaves 1e-9 of the estimates: scoring goes on.
  beta <- coef(fit)
  for (step in 1:40) {
    eta <- drop(x %*% beta) + offset
    mu <- fam$linkinv(eta)
    d <- fam$mu.eta(eta)
    information <- crossprod(x * sqrt(used$w * d^2 / fam$variance(mu)))
    score <- crossprod(x, used$w * (used[[outcome]] - mu) * d / fam$variance(mu))
    beta <- beta + drop(chol2inv(chol(information)) %*% score)
  }
  errors <- sqrt(diag(chol2inv(chol(information))))
  list(
    name = case$name, formula = paste(deparse(case$formula, width.cutoff = 500), collapse = ""),
    family = family, link = link, weights = case$weights,
    rows = nrow(used), high = sum(high), low = sum(low),
    high_rows = sum(high[data$school]), low_rows = sum(low[data$school]),
    deviance = deviance(fit), aliased = plain(names(coef(first))[is.na(coef(first))]),
    terms = plain(colnames(x)), estimates = unname(beta), errors = unname(errors))
})
jsonlite::write_json(
  list(program = R.version.string, call = "glm, glm.control(epsilon = 1e-14)", cases = answers),
  "large_factor.json", digits = NA, auto_unbox = TRUE, null = "null")
