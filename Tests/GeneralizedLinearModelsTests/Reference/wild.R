# Reference values of the wild cluster bootstrap test, null imposed: all samples of few clusters, each fitted
# anew by lm and its CR1 variance. Run from this folder: Rscript wild.R; writes wild.json.
# Below 10 clusters the weights are Webb's six points, from 10 on signs.
suppressMessages({library(jsonlite)})
source("export.R")
cases <- list()
add <- function(name, data, formula, r_formula, size, weights = NULL) {
  d <- read_table(data)
  if (!is.null(weights)) d <- d[d[[weights]] > 0, ]
  X <- model.matrix(r_formula, d); y <- model.response(model.frame(r_formula, d))
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]
  cluster <- (seq_len(nrow(d)) - 1) %% size
  G <- length(unique(cluster))
  t_of <- function(y, j) {
    M <- solve(crossprod(X, w * X)); b <- M %*% crossprod(X, w * y)
    S <- rowsum(X * drop(w * (y - X %*% b)), cluster)
    V <- G / (G - 1) * M %*% crossprod(S) %*% M
    b[j] / sqrt(V[j, j])
  }
  points <- if (G < 10) c(-sqrt(1.5), -1, -sqrt(.5), sqrt(.5), 1, sqrt(1.5)) else c(-1, 1)
  V <- as.matrix(expand.grid(rep(list(points), G)))
  tests <- lapply(seq_len(ncol(X)), function(j) {
    X0 <- X[, -j, drop = FALSE]
    f <- X0 %*% solve(crossprod(X0, w * X0), crossprod(X0, w * y)); u <- y - f
    t0 <- t_of(y, j)
    t1 <- apply(V, 1, function(v) t_of(drop(f) + drop(u) * v[cluster + 1], j))
    list(statistic = t0, extreme = sum(abs(t1) >= abs(t0) * (1 - 1e-8)), samples = nrow(V))
  })
  cases[[length(cases) + 1]] <<- list(name = name, data = data, formula = formula, size = size, weights = weights, tests = tests)
}
add("four", "referrals.csv", "absence ~ age + neet", absence ~ age + neet, 4)
add("ten", "referrals.csv", "absence ~ age + neet", absence ~ age + neet, 10)
add("five", "wards.csv", "absence ~ age", absence ~ age, 5)
add("ten_factor", "wards.csv", "absence ~ ward + age", absence ~ ward + age, 10)
add("weighted", "weighted.csv", "age ~ neet", age ~ neet, 4, "weight")
add("eleven", "exposure.csv", "exposure ~ age", exposure ~ age, 11)
write(toJSON(list(program = paste0("R ", getRversion()), cases = cases), auto_unbox = TRUE, digits = 17, pretty = TRUE, null = "null"), "wild.json")
