# What R says of the cases of rates.json: poisson.test, and MASS's glm.nb at a tight tolerance.
# Run as: Rscript rates.R > rates_r.json
library(jsonlite); library(MASS)
cases <- fromJSON("rates.json", simplifyVector = FALSE)
# The standard error of MASS's theta.ml, at the estimate itself: theta.ml gives it a step before, to 1e-4.
se_theta <- function(th, y, mu) 1 / sqrt(sum(-trigamma(th + y) + trigamma(th) - 1/th + 2/(mu + th) -
  (y + th)/(mu + th)^2))
two <- lapply(cases$two, function(case) {
  test <- poisson.test(unlist(case$counts), unlist(case$exposures))
  list(p = test$p.value, interval = test$conf.int)
})
groups <- lapply(cases$groups, function(case) {
  y <- unlist(case$counts); g <- factor(rep(seq_along(case$counts), lengths(case$counts)))
  t <- if (is.null(case$exposures)) rep(1, length(y)) else unlist(case$exposures)
  if (any(tapply(y, g, sum) == 0)) return(list(name = case$name))
  control <- glm.control(epsilon = 1e-14, maxit = 200)
  fit <- suppressWarnings(glm.nb(y ~ g + offset(log(t)), control = control))
  null <- suppressWarnings(glm.nb(y ~ 1 + offset(log(t)), control = control))
  poisson <- glm(y ~ g + offset(log(t)), family = poisson, control = control)
  list(name = case$name, theta = fit$theta, theta_std_error = se_theta(fit$theta, y, fitted(fit)), null_theta = null$theta,
       coefficients = unname(coef(fit)), std_errors = unname(sqrt(diag(vcov(fit)))),
       likelihood_ratio = 2 * as.numeric(logLik(fit) - logLik(null)),
       poisson_deviance = poisson$null.deviance - poisson$deviance)
})
cat(toJSON(list(program = "R", version = as.character(getRversion()),
                mass = as.character(packageVersion("MASS")), two = two, groups = groups),
           digits = I(17), auto_unbox = TRUE, pretty = TRUE), "\n")
