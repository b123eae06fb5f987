# Power, sizes and effects from R, solved to the last digits that uniroot gives.
# Run as: Rscript power.R > power_r.json     (R 4.2, pwr 1.3-0)
suppressPackageStartupMessages({ library(jsonlite); library(pwr) })
tol <- 1e-13
cases <- list()
add <- function(call, design, size, power, effect, ...) {
  cases[[length(cases) + 1]] <<- list(
    program = paste0("R ", getRversion(), if (grepl("^pwr", call)) ", pwr 1.3-0" else ""),
    call = call, design = design, size = size, power = power, effect = effect, with = list(...))
}
sides <- function(s) if (s == 2) "two.sided" else "one.sided"
# Two proportions; R's own default counts the side of the effect only (strict = FALSE).
for (x in list(c(.10, .15, .8, .05, 2), c(.5, .6, .9, .05, 2), c(.02, .01, .8, .05, 2),
               c(.3, .2, .95, .01, 2), c(.4, .45, .8, .05, 1), c(.9, .99, .8, .05, 2),
               c(.001, .002, .9, .001, 2))) {
  r <- power.prop.test(p1 = x[1], p2 = x[2], power = x[3], sig.level = x[4],
                       alternative = sides(x[5]), tol = tol)
  # The smallest uniroot tolerance still leaves 1e-8: the root of the closed form, to all digits.
  z <- qnorm(x[4] / x[5], lower.tail = FALSE); p <- (x[1] + x[2]) / 2
  n <- ((z * sqrt(2 * p * (1 - p)) + qnorm(x[3]) * sqrt(x[1] * (1 - x[1]) + x[2] * (1 - x[2]))) /
          (x[1] - x[2]))^2
  stopifnot(abs(n / r$n - 1) < 1e-6)
  add("power.prop.test(p1, p2, power, sig.level, strict = FALSE)", "proportions", n, x[3], x[2],
      baseline = x[1], alpha = x[4], sides = x[5], ratio = 1)
}
# t tests: the power at given n, which needs no root.
for (x in list(c(20, .5, 1, .05, 2), c(64, .5, 1, .05, 2), c(5, 2, 1.5, .05, 2),
               c(3, 3, 1, .01, 2), c(500, .1, 1, .05, 1), c(30.5, .7, 1, .05, 2),
               c(100000, .02, 1, .05, 2), c(2, 4, 1, .05, 2)))
  for (kind in c("two.sample", "one.sample", "paired")) {
    r <- power.t.test(n = x[1], delta = x[2], sd = x[3], sig.level = x[4], type = kind,
                      alternative = sides(x[5]))
    add("power.t.test(n, delta, sd, sig.level, type, strict = FALSE)", kind, x[1], r$power, x[2],
        sd = x[3], alpha = x[4], sides = x[5], ratio = 1)
  }
for (x in list(c(30, 60, .6, .05, 2), c(100, 25, .5, .05, 2), c(12, 50, .9, .01, 2),
               c(400, 200, .2, .05, 1), c(8, 4, 2, .05, 2))) {
  # pwr counts both tails of a two-sided test: the other one is taken off.
  r <- pwr.t2n.test(n1 = x[1], n2 = x[2], d = x[3], sig.level = x[4],
                    alternative = if (x[5] == 2) "two.sided" else "greater")
  df <- x[1] + x[2] - 2
  ncp <- x[3] / sqrt(1 / x[1] + 1 / x[2])
  other <- if (x[5] == 2) pt(-qt(x[4] / 2, df, lower.tail = FALSE), df, ncp) else 0
  add("pwr.t2n.test(n1, n2, d, sig.level), less pt(-q, df, ncp)", "two.sample", x[1],
      r$power - other, x[3], sd = 1, alpha = x[4], sides = x[5], ratio = x[2] / x[1])
}
for (x in list(c(100, .3, 1, .05), c(200, .2, 4, .05), c(1000, .1, 9, .01), c(50, .5, 2, .05),
               c(87.25, .3, 1, .05), c(20000, .05, 40, .001))) {
  r <- pwr.chisq.test(w = x[2], N = x[1], df = x[3], sig.level = x[4])
  add("pwr.chisq.test(w, N, df, sig.level)", "chi_squared", x[1], r$power, x[2], df = x[3],
      alpha = x[4], sides = 1)
}
for (x in list(c(20, .25, 3, .05), c(10, .4, 5, .05), c(50, .1, 4, .01), c(6, .9, 2, .05),
               c(300, .05, 10, .05), c(2, 1.5, 3, .05))) {
  r <- pwr.anova.test(k = x[3], n = x[1], f = x[2], sig.level = x[4])
  # power.anova.test with between.var = f^2 k/(k - 1) and within.var = 1 must say the same.
  s <- power.anova.test(groups = x[3], n = x[1], between.var = x[2]^2 * x[3] / (x[3] - 1),
                        within.var = 1, sig.level = x[4])
  stopifnot(abs(r$power - s$power) < 1e-10)
  add("pwr.anova.test(k, n, f, sig.level)", "anova", x[1], r$power, x[2], groups = x[3],
      alpha = x[4], sides = 1)
}
for (x in list(c(85, .3, .05, 2), c(30, .5, .05, 2), c(1000, .1, .01, 2), c(10, .8, .05, 1),
               c(50, -.4, .05, 2), c(400, .05, .05, 1))) {
  r <- pwr.r.test(n = x[1], r = abs(x[2]), sig.level = x[3],
                  alternative = if (x[4] == 2) "two.sided" else "greater")
  q <- qt(x[3] / x[4], x[1] - 2, lower.tail = FALSE)
  zr <- atanh(abs(x[2])) + abs(x[2]) / (2 * (x[1] - 1))
  other <- if (x[4] == 2) pnorm((-zr - atanh(q / sqrt(q^2 + x[1] - 2))) * sqrt(x[1] - 3)) else 0
  add("pwr.r.test(n, r, sig.level), less the other tail", "correlation", x[1], r$power - other,
      x[2], alpha = x[3], sides = x[4])
}
writeLines(toJSON(cases, auto_unbox = TRUE, digits = I(17), pretty = TRUE))
