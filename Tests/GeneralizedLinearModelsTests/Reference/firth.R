# Firth's penalised logistic regression: estimates, FLIC, penalised likelihood-ratio tests and profile
# intervals. Run from this folder: Rscript firth.R   (reads the CSV files here, writes firth.json; and
# endometrial.csv, the 79 cases of Heinze and Schemper (2002), Statistics in Medicine 21, 2409-2419,
# as brglm2 prints them: NV neovascularisation, PI pulsatility index, EH endometrium height, HG grade)
#
# Everything is solved here from the definitions, to the floor of doubles:
#   l*(b) = l(b) + log|X'WX| / 2,   U*(b) = X'(m (y - mu) + h (1/2 - mu)),   h = diag of the hat matrix
#   test of a term   2 (max l* - max l* with its coefficients at 0), the penalty that of all columns
#   interval         the x with 2 (max l* - max{l*: b_j = x}) = qchisq(.95, 1), by uniroot at 1e-14
#   FLIC             the intercept with sum(m (y - mu)) = 0, the other coefficients as they are
# and the estimates and standard errors are then held beside brglm2's
#   brglmFit(X, y, control = list(type = "AS_mean", epsilon = 1e-12, maxit = 5000))
suppressMessages({library(jsonlite); library(brglm2)})
source("export.R")
data(endometrial)
write.csv(endometrial, "endometrial.csv", row.names = FALSE, quote = FALSE)

log1pexp <- function(e) pmax(e, 0) + log1p(exp(-abs(e)))
penalised <- function(P, b) {
  eta <- drop(P$X %*% b) + P$offset
  w <- P$m * plogis(eta) * plogis(-eta)
  R <- qr.R(qr(sqrt(w) * P$X, tol = 0))
  list(value = sum(P$m * (P$y * eta - log1pexp(eta))) + sum(log(abs(diag(R)))), eta = eta, w = w)
}
score <- function(P, b) {
  eta <- drop(P$X %*% b) + P$offset
  mu <- plogis(eta); v <- mu * plogis(-eta); w <- P$m * v
  Q <- qr.Q(qr(sqrt(w) * P$X, tol = 0))
  h <- rowSums(Q^2)
  list(U = drop(crossprod(P$X, P$m * (P$y - mu) + h * (0.5 - mu))), h = h, w = w,
       A = crossprod(P$X, (w + h * v) * P$X))
}
# The maximum of l* over the free coefficients, the others staying where b has them.
maximise <- function(P, b, free) {
  value <- penalised(P, b)$value
  best <- Inf; stale <- 0
  for (k in 1:5000) {
    s <- score(P, b)
    if (length(free) == 0) break
    d <- 1 / sqrt(diag(s$A)[free])
    step <- d * solve(s$A[free, free] * outer(d, d), d * s$U[free])
    size <- max(abs(step) / d)
    if (size < 0.999 * best) { best <- size; stale <- 0 } else stale <- stale + 1
    if (size < 1e-15 || (size < 1e-11 && stale > 5)) break
    share <- 1
    repeat {
      to <- b; to[free] <- b[free] + share * step
      next_value <- penalised(P, to)$value
      if (is.finite(next_value) && next_value >= value - 1e-12 * abs(value) || share < 1e-10) break
      share <- share / 2
    }
    b <- to; value <- next_value
  }
  stopifnot(k < 5000)
  list(b = b, value = value, score = if (length(free)) max(abs(step) / d) else 0)
}
bound <- function(P, fit, j, side, se) {
  # The penalised likelihood may have several maxima beside an x: the best of those reached from the two
  # nearest ones is taken.
  seen <- list(fit$b)
  others <- setdiff(seq_along(fit$b), j)
  f <- function(x) {
    near <- order(abs(sapply(seen, `[`, j) - x))
    found <- lapply(head(near, 2), function(k) {
      b <- seen[[k]]; b[j] <- x
      tryCatch(maximise(P, b, others), error = function(e) NULL)
    })
    found <- Filter(Negate(is.null), found)
    m <- found[[which.max(sapply(found, `[[`, "value"))]]
    seen[[length(seen) + 1]] <<- m$b
    2 * (fit$value - m$value) - qchisq(0.95, 1)
  }
  far <- 0.15 * se
  while (f(fit$b[j] + side * far) < 0) far <- far + 0.15 * se
  uniroot(f, sort(fit$b[j] + side * c(max(0, far - 0.15 * se), far)), tol = 1e-14)$root
}

cases <- list()
add <- function(name, data, formula, r_formula, weights = NULL, weight_kind = NULL, keep = NULL,
                intervals = NULL, tested = TRUE) {
  d <- read_table(data)
  if (!is.null(keep)) d <- d[keep(d), ]
  if (!is.null(weights)) d <- d[d[[weights]] > 0, ]
  d <- droplevels(d)
  environment(r_formula) <- environment()
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]
  first <- suppressWarnings(glm(r_formula, binomial, data = d, weights = w, x = TRUE))
  aliased <- which(is.na(coef(first)))
  kept <- setdiff(seq_along(coef(first)), aliased)
  # Columns are scaled to a length of 1 a row, which changes no estimate but by its factor.
  X <- first$x[, kept, drop = FALSE]
  scale <- sqrt(colMeans(X^2))
  P <- list(X = t(t(X) / scale), y = first$y, m = first$prior.weights,
            offset = if (is.null(first$offset)) rep(0, nrow(X)) else first$offset)
  p <- ncol(X)
  fit <- maximise(P, rep(0, p), 1:p)
  at <- score(P, fit$b)
  se <- sqrt(diag(solve(crossprod(P$X, at$w * P$X))))
  brglm <- suppressWarnings(brglmFit(P$X, P$y, weights = P$m, offset = P$offset, family = binomial(),
    control = list(type = "AS_mean", epsilon = 1e-12, maxit = 5000)))
  message(name, ": score ", signif(fit$score, 2), ", brglm2 off by ",
          signif(max(abs(coef(brglm) - fit$b) / se), 2), " standard errors")
  stopifnot(max(abs(coef(brglm) - fit$b) / se) < 1e-6)
  has_intercept <- attr(first$terms, "intercept") == 1
  flic <- flic_se <- NULL
  if (has_intercept) {
    rest <- drop(P$X %*% fit$b) + P$offset - fit$b[1]
    flic <- uniroot(function(a) sum(P$m * (P$y - plogis(rest + a))), fit$b[1] + c(-20, 20), tol = 1e-15)$root
    for (k in 1:5) flic <- flic + sum(P$m * (P$y - plogis(rest + flic))) / sum(P$m * dlogis(rest + flic))
    flic_w <- P$m * dlogis(rest + flic)
    flic_se <- sqrt(diag(solve(crossprod(P$X, flic_w * P$X))))
  }
  # Penalised likelihood-ratio tests of type II.
  labels <- attr(first$terms, "term.labels")
  factors <- attr(first$terms, "factors") > 0
  assign <- attr(model.matrix(first), "assign")[kept]
  tests <- if (!tested) list() else lapply(seq_along(labels), function(k) {
    above <- which(sapply(seq_along(labels), function(o) o != k && all(factors[factors[, k], o])))
    columns <- which(!(assign %in% above))
    Q <- P; Q$X <- P$X[, columns, drop = FALSE]
    own <- which(assign[columns] == k)
    full <- if (length(above) == 0) fit else maximise(Q, rep(0, length(columns)), seq_along(columns))
    start <- rep(0, length(columns))
    null <- maximise(Q, start, setdiff(seq_along(columns), own))
    statistic <- 2 * (full$value - null$value)
    list(term = labels[k], statistic = statistic, df = length(own),
         log10_p = pchisq(statistic, length(own), lower.tail = FALSE, log.p = TRUE) / log(10))
  })
  which_intervals <- if (is.null(intervals)) 1:p else intervals
  bounds <- sapply(which_intervals, function(j) sapply(c(-1, 1), function(s) bound(P, fit, j, s, se[j])))
  cases[[length(cases) + 1]] <<- list(name = name, data = data, formula = formula, weights = weights,
    weight_kind = weight_kind, kept = I(kept - 1L), estimates = I(fit$b / scale), std_errors = I(se / scale),
    log_likelihood = fit$value + sum(log(scale)),
    flic = if (is.null(flic)) NULL else flic / scale[1],
    flic_std_errors = if (is.null(flic)) NULL else I(flic_se / scale), tests = tests,
    intervals = I(which_intervals - 1L), low = I(bounds[1, ] / scale[which_intervals]),
    high = I(bounds[2, ] / scale[which_intervals]))
}

add("endometrial", "endometrial.csv", "HG ~ NV + PI + EH", HG ~ NV + PI + EH)
add("complete_numeric", "separation_complete_numeric.csv", "reopened ~ risk", reopened ~ risk)
add("complete_two_columns", "separation_complete_two_columns.csv", "reopened ~ absence + exclusions", reopened ~ absence + exclusions)
add("quasi_two_columns", "separation_quasi_two_columns.csv", "reopened ~ absence + exclusions", reopened ~ absence + exclusions)
add("level_all_events", "separation_level_all_events.csv", "reopened ~ ward + age", reopened ~ ward + age)
add("two_levels_opposite", "separation_two_levels_opposite.csv", "reopened ~ ward + age", reopened ~ ward + age)
add("interaction_cell", "separation_interaction_cell.csv", "reopened ~ ward * sex", reopened ~ ward * sex)
add("interaction_cell_number", "separation_interaction_cell.csv", "reopened ~ ward * sex + sex:age", reopened ~ ward * sex + sex:age)
add("one_overlapping_point", "separation_one_overlapping_point.csv", "reopened ~ risk", reopened ~ risk)
add("rare", "rare.csv", "harmed ~ age + visits", harmed ~ age + visits)
add("wards", "wards.csv", "reopened ~ ward + age + absence", reopened ~ ward + age + absence, intervals = c(1, 2, 9, 31, 32))
add("weighted", "weighted.csv", "neet ~ age + ward", neet ~ age + ward, weights = "weight", weight_kind = "precision")
add("grouped", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", cbind(neet, settled) ~ ward + sex + age)
add("grouped_frequency", "grouped_wide.csv", "cbind(neet, settled) ~ sex + ward", cbind(neet, settled) ~ sex + ward, weights = "age", weight_kind = "frequency")
add("offset", "exposure.csv", "episode ~ age + offset(log(exposure))", episode ~ age + offset(log(exposure)))
add("no_intercept", "referrals.csv", "neet ~ 0 + age + absence", neet ~ 0 + age + absence)
add("no_intercept_levels", "separation_no_intercept_levels.csv", "reopened ~ 0 + ward", reopened ~ 0 + ward)
add("wide_separated", "separation_wide_separated.csv", "neet ~ score_1 + score_2 + score_3", neet ~ score_1 + score_2 + score_3)
add("interaction", "families.csv", "rereferred ~ need * sex + age", rereferred ~ need * sex + age, keep = function(d) !is.na(d$need) & !is.na(d$sex) & !is.na(d$age), intervals = c(1, 2))
add("aliased", "weighted.csv", "neet ~ age + I(2 * age) + ward", neet ~ age + I(2 * age) + ward, intervals = 1:3, tested = FALSE)

write(toJSON(list(program = paste0("R ", getRversion(), " from the definitions; estimates within 1e-6 standard errors of brglm2 ",
  packageVersion("brglm2"), ", type AS_mean"), cases = cases), auto_unbox = TRUE, digits = 17, pretty = TRUE, null = "null"), "firth.json")
