# What R says of the same tables: a check of stratified_tables.py and paired_tables.py.
# Run as: Rscript strata_and_pairs.R > strata_and_pairs_r.json
# mantelhaen.test refuses strata of fewer than two cases, and its exact interval is solved to 1e-4 of
# its scale only: estimates and p-values are taken, limits are not. psych's standard error of a weighted
# kappa is not the delta method's (paired_tables.py checks that by a numerical gradient), and so is not
# taken.
suppressPackageStartupMessages({library(vcd); library(vcdExtra); library(psych); library(epiR)})
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
object <- function(...) {
  x <- list(...)
  paste0("{", paste0('"', names(x), '": ', unlist(x), collapse = ", "), "}")
}
strata <- function(...) aperm(array(c(...), c(2, 2, length(c(...)) / 4)), c(2, 1, 3))
two <- list(
  ucb_admissions = strata(512, 313, 89, 19, 353, 207, 17, 8, 120, 205, 202, 391, 138, 279, 131, 244,
                          53, 138, 94, 299, 22, 351, 24, 317),
  small = strata(3, 1, 1, 3, 2, 4, 0, 5, 6, 2, 4, 3),
  zero_cells = strata(0, 5, 3, 4, 2, 0, 1, 6, 4, 4, 0, 3, 1, 9, 2, 2),
  simpson = strata(81, 6, 234, 36, 192, 71, 55, 25),
  turning = strata(30, 10, 12, 28, 9, 31, 33, 7),
  rare = strata(3, 9997, 11, 19989, 5, 4995, 2, 8998, 0, 700, 4, 1600))
describe <- function(name, x) {
  plain <- mantelhaen.test(x, correct = FALSE)
  corrected <- mantelhaen.test(x, correct = TRUE)
  exact <- mantelhaen.test(x, exact = TRUE)
  # epi.2by2 wants the exposed first and gives Mantel-Haenszel ratios with their intervals
  epi <- suppressWarnings(epi.2by2(x, method = "cohort.count"))$massoc.detail
  object(name = paste0('"', name, '"'), cmh = number(unname(plain$statistic)),
         cmhCorrected = number(unname(corrected$statistic)), exactP = number(exact$p.value),
         oddsRatio = number(unname(plain$estimate)), oddsLow = number(plain$conf.int[1]),
         oddsHigh = number(plain$conf.int[2]), conditional = number(unname(exact$estimate)),
         riskRatio = number(epi$RR.mh.wald$est), riskLow = number(epi$RR.mh.wald$lower),
         riskHigh = number(epi$RR.mh.wald$upper),
         riskDifference = number(epi$ARisk.mh.sato$est / 100),
         differenceLow = number(epi$ARisk.mh.sato$lower / 100),
         differenceHigh = number(epi$ARisk.mh.sato$upper / 100))
}
satisfaction <- aperm(array(c(1, 2, 0, 0, 3, 3, 1, 2, 11, 17, 8, 4, 2, 3, 5, 2, 1, 0, 0, 0, 1, 3, 0,
                              1, 2, 5, 7, 9, 1, 1, 3, 6), c(4, 4, 2)), c(2, 1, 3))
overall <- CMHtest(satisfaction, overall = TRUE)$ALL$table
general <- object(association = number(overall[["general", "Chisq"]]),
                  rowMeans = number(overall[["rmeans", "Chisq"]]),
                  correlation = number(overall[["cor", "Chisq"]]),
                  mantelhaen = number(unname(mantelhaen.test(satisfaction)$statistic)))
square <- list(
  vision = matrix(c(1520, 266, 124, 66, 234, 1512, 432, 78, 117, 362, 1772, 205, 36, 82, 179, 492),
                  4, byrow = TRUE),
  raters = matrix(c(22, 2, 2, 0, 5, 7, 14, 0, 0, 2, 36, 0, 0, 1, 17, 10), 4, byrow = TRUE),
  small = matrix(c(4, 1, 0, 2, 3, 3, 0, 5, 2), 3, byrow = TRUE),
  two = matrix(c(20, 9, 2, 14), 2, byrow = TRUE))
agreement <- function(name, x) {
  bowker <- suppressWarnings(mcnemar.test(x, correct = FALSE))
  k <- cohen.kappa(x)
  linear <- Kappa(x, weights = "Equal-Spacing")
  object(name = paste0('"', name, '"'), bowker = number(unname(bowker$statistic)),
         kappa = number(k$kappa), kappaSE = number(sqrt(k$var.kappa)),
         kappaQuadratic = number(k$weighted.kappa),
         kappaLinear = number(unname(linear$Weighted["value"])))
}
approval <- matrix(c(794, 86, 150, 570), 2, byrow = TRUE)
mcnemar <- object(
  plain = number(unname(mcnemar.test(approval, correct = FALSE)$statistic)),
  corrected = number(unname(mcnemar.test(approval)$statistic)),
  exactP = number(binom.test(86, 236)$p.value))
list_of <- function(x, f) paste0("[\n", paste0(mapply(f, names(x), x), collapse = ",\n"), "\n]")
cat(object(program = '"R"', version = paste0('"', getRversion(), '"'),
           packages = paste0('"', paste("vcdExtra", packageVersion("vcdExtra"), "psych",
                                        packageVersion("psych"), "epiR", packageVersion("epiR"),
                                        "vcd", packageVersion("vcd")), '"'),
           twoByTwo = list_of(two, describe), jobSatisfaction = general,
           square = list_of(square, agreement), mcnemar = mcnemar), "\n")
