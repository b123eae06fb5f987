# Reference differences of risks whose delta-method interval reaches beyond -1 or 1, and some beside them that
# stay within. Run from this folder:
#   Rscript effect_bounds.R
# Writes effect_bounds.json: for groups of (events, cases) the logistic regression of 0/1 rows on the group, its
# two risks with intervals on the logit scale, and their difference g(b) with se = sqrt(J V J'), J by hand from
# model.matrix and V from glm at epsilon 1e-15. `conf_low` and `conf_high` are what of estimate +- z se lies in
# [-1, 1]; `delta_low` and `delta_high` the whole. In these saturated fits se is also
# sqrt(p (1 - p) / n + q (1 - q) / m), to which the script holds it at 1e-9.
suppressMessages(library(jsonlite))
cases <- list()
add <- function(a, b, x = FALSE, level = 0.95) {
  d <- data.frame(y = c(rep(1, a[1]), rep(0, a[2] - a[1]), rep(1, b[1]), rep(0, b[2] - b[1])),
                  g = c(rep("a", a[2]), rep("b", b[2])))
  fit <- glm(y ~ g, binomial, d, control = glm.control(epsilon = 1e-15, maxit = 100))
  z <- qnorm(1 - (1 - level) / 2); V <- vcov(fit); beta <- coef(fit)
  X <- list(a = c(1, 0), b = c(1, 1))
  p <- sapply(X, function(x) plogis(sum(x * beta)))
  J <- p["b"] * (1 - p["b"]) * X$b - p["a"] * (1 - p["a"]) * X$a
  se <- sqrt(drop(t(J) %*% V %*% J)); estimate <- unname(p["b"] - p["a"])
  plain <- sqrt(p["a"] * (1 - p["a"]) / a[2] + p["b"] * (1 - p["b"]) / b[2])
  stopifnot(abs(se - plain) < 1e-9)
  ends <- estimate + c(-1, 1) * z * se
  risks <- lapply(c("a", "b"), function(k) {
    eta <- sum(X[[k]] * beta); s <- sqrt(drop(t(X[[k]]) %*% V %*% X[[k]]))
    list(estimate = unname(p[k]), conf_low = plogis(eta - z * s), conf_high = plogis(eta + z * s))
  })
  cases[[length(cases) + 1]] <<- list(a = a, b = b, level = level, risks = risks, estimate = estimate,
    std_error = se, delta_low = ends[1], delta_high = ends[2],
    conf_low = max(-1, ends[1]), conf_high = min(1, ends[2]))
}
add(c(5, 6), c(1, 12)); add(c(1, 12), c(5, 6)); add(c(5, 6), c(1, 12), level = 0.999)
add(c(8, 9), c(1, 9)); add(c(3, 4), c(1, 4)); add(c(1, 2), c(1, 2), level = 0.999)
add(c(1, 3), c(2, 3), level = 0.99); add(c(30, 40), c(10, 50)); add(c(2, 300), c(299, 300)); add(c(12, 40), c(18, 45)); add(c(3, 20), c(5, 25)); add(c(9, 30), c(2, 35), level = 0.99)
write(toJSON(list(program = R.version.string, cases = cases), digits = I(17), auto_unbox = TRUE, pretty = TRUE),
      "effect_bounds.json")
