# What R's effectsize says of epsilon squared of ranks with a percentile bootstrap, which draws the
# cases of each group with replacement.
# Run as: Rscript rank_epsilon.R > rank_epsilon.json
# Limits are those of 5,000 resamples; those of 96.6% and 93.4% say how far resampling carries.
suppressPackageStartupMessages({ library(jsonlite); library(effectsize) })
set.seed(20260101)
cases <- list(
  list(name = "three groups", samples = list(round(rnorm(12), 2), round(rnorm(15, .8), 2),
                                             round(rnorm(10, 1.5), 2))),
  list(name = "no difference", samples = list(round(rnorm(20), 3), round(rnorm(25), 3),
                                              round(rnorm(30), 3))),
  list(name = "ties", samples = list(rpois(30, 2), rpois(25, 3), rpois(20, 3), rpois(15, 5))),
  list(name = "skewed", samples = list(round(rexp(40), 3), round(rexp(35) * 2, 3),
                                       round(rexp(8) * 4, 3))),
  list(name = "apart", samples = list(round(rnorm(9), 2), round(rnorm(9, 3), 2),
                                      round(rnorm(9, 6), 2), round(rnorm(9, 6), 2), rep(20, 3))))
limits <- function(y, g, ci) {
  set.seed(1)
  e <- rank_epsilon_squared(y, g, ci = ci, alternative = "two.sided", iterations = 5000)
  c(e$CI_low, e$CI_high)
}
cases <- lapply(cases, function(case) {
  y <- unlist(case$samples); g <- factor(rep(seq_along(case$samples), lengths(case$samples)))
  e <- rank_epsilon_squared(y, g, ci = NULL)$rank_epsilon_squared
  c(case, list(estimate = e, limits = limits(y, g, .95), wide = limits(y, g, .966),
               narrow = limits(y, g, .934)))
})
cat(toJSON(list(program = "R", version = as.character(getRversion()),
                package = paste("effectsize", packageVersion("effectsize")),
                call = "rank_epsilon_squared(y, g, ci, alternative = \"two.sided\", iterations = 5000)",
                cases = cases), digits = I(17), auto_unbox = TRUE, pretty = TRUE), "\n")
