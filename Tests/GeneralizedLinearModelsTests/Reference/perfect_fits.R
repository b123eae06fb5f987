# Fits that leave no residual, and fits that leave a small one: what R makes of them.
#   Rscript perfect_fits.R > perfect_fits.json
# Coefficients are those of lm and glm; "perfect" is whether summary.lm warns of an essentially perfect
# fit (of other families: whether all residuals are below 1e-14 of the means); "std_errors" are R's
# only where residuals and degrees of freedom are left, else null.
suppressWarnings(suppressMessages(library(jsonlite)))
options(digits = 17)
control <- glm.control(epsilon = 1e-14, maxit = 100)
cases <- list()
add <- function(name, data, formula, family, link, weights = NULL) {
  f <- as.formula(formula)
  w <- if (is.null(weights)) rep(1, nrow(data)) else data[[weights]]
  environment(f) <- environment()
  if (family == "gaussian" && link == "identity") {
    fit <- lm(f, data, weights = w)
    warned <- FALSE
    s <- withCallingHandlers(summary(fit), warning = function(e) {
      if (grepl("essentially perfect fit", conditionMessage(e))) warned <<- TRUE
      invokeRestart("muffleWarning")
    })
  } else {
    kind <- switch(family, gaussian = gaussian(link), gamma = Gamma(link), poisson = quasipoisson(link))
    start <- if (family == "gaussian") coef(lm(log(y) ~ x, data)) else NULL
    fit <- suppressWarnings(glm(f, kind, data, weights = w, control = control, start = start))
    warned <- max(abs(data$y - fitted(fit)) / abs(fitted(fit))) < 1e-14
    s <- suppressWarnings(summary(fit))
  }
  df <- df.residual(fit)
  se <- if (df > 0 && !warned) unname(s$coefficients[, 2]) else rep(NA, length(coef(fit)))
  cases[[length(cases) + 1]] <<- list(
    name = name, data = data, formula = formula, family = family, link = link, weights = weights,
    df_residual = df, perfect = warned, estimates = unname(coef(fit)), std_errors = se)
}
x <- 1:12
g <- rep(c("a", "b", "c"), 4)
add("line", data.frame(y = 2 * x, x = x), "y ~ x", "gaussian", "identity")
add("lines_of_groups", data.frame(y = 3 + 1.5 * x + c(a = 0, b = 2, c = -1)[g], x = x, g = g),
  "y ~ x + g", "gaussian", "identity")
add("weighted_line", data.frame(y = 0.1 * x - 7, x = x, w = x / 3), "y ~ x", "gaussian", "identity", "w")
z <- 0:20
# Wampler1 of NIST's StRD: every coefficient is 1, every standard error 0.
add("wampler1", data.frame(y = 1 + z + z^2 + z^3 + z^4 + z^5, x = z),
  "y ~ x + I(x^2) + I(x^3) + I(x^4) + I(x^5)", "gaussian", "identity")
add("saturated", data.frame(y = c(3.1, 5.2, 4.7), g = c("a", "b", "c")), "y ~ g", "gaussian", "identity")
add("saturated_line", data.frame(y = c(3.1, 5.2), x = c(1, 4)), "y ~ x", "gaussian", "identity")
add("doubling_counts", data.frame(y = 2^(0:5), x = 0:5), "y ~ x", "poisson", "log")
add("doubling_costs", data.frame(y = 2^(0:5), x = 0:5), "y ~ x", "gamma", "log")
add("doubling_numbers", data.frame(y = 2^(0:5), x = 0:5), "y ~ x", "gaussian", "log")
# Residuals of a millionth of a millionth of the outcome are residuals.
noise <- c(3, -1, 4, -1, 5, -9, 2, 6, -5, 3, -5, -2)
add("small_noise", data.frame(y = 1e6 + 2 * x + noise / 2^20, x = x), "y ~ x", "gaussian", "identity")
add("tiny_noise", data.frame(y = 2 * x + noise / 2^40, x = x), "y ~ x", "gaussian", "identity")
# jsonlite stops at 15 digits: numbers are written as texts of 17, whose quotes are then taken off.
exact <- function(v) {
  if (is.list(v)) { v[] <- lapply(v, exact); v }
  else if (is.numeric(v)) ifelse(is.na(v), NA, paste0("#", sprintf("%.17g", v)))
  else v
}
text <- toJSON(list(program = R.version.string, call = "lm, glm; summary", cases = exact(cases)),
  auto_unbox = TRUE, na = "null", null = "null", pretty = FALSE)
cat(gsub("\"#([^\"]*)\"", "\\1", text), "\n")
