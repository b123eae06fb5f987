# Tables, proportions and means of cases that share families, by survey 4.1.1 and sandwich 3.0.2.
# Run as: Rscript clustering.R ../../../seeds/services-cohort.csv > clustering.json
# Weights are sampling weights; without them every case counts once.
suppressPackageStartupMessages({ library(survey); library(sandwich); library(jsonlite) })
control <- glm.control(epsilon = 1e-14, maxit = 100)
simulate <- function(seed, families, sizes, r, c, alike, weights = FALSE, shared = TRUE) {
  set.seed(seed)
  size <- sample(sizes, families, TRUE)
  family <- rep(seq_len(families), size)
  n <- length(family)
  group <- if (shared) rep(sample(r, families, TRUE), size) else sample(r, n, TRUE)
  own <- sample(c, n, TRUE, prob = seq_len(c) + 1)
  theirs <- rep(sample(c, families, TRUE, prob = rev(seq_len(c))), size)
  outcome <- ifelse(runif(n) < alike, theirs, own)
  outcome <- ifelse(runif(n) < 0.2, pmin(group, c), outcome)
  y <- round(rnorm(n, 2 * group) + rep(rnorm(families, 0, 2), size), 3)
  list(row = group, column = outcome, cluster = family, y = y,
       weight = if (weights) round(runif(n, 0.5, 4), 3) else rep(1, n))
}
seeds <- read.csv(commandArgs(TRUE)[1])
seeds <- seeds[!is.na(seeds$rereferred_12m), ]
services <- sort(unique(seeds$service))
cohort <- list(row = match(seeds$service, services), column = seeds$rereferred_12m + 1,
               cluster = match(seeds$family_id, unique(seeds$family_id)),
               y = seeds$days_open, weight = rep(1, nrow(seeds)))
zero <- simulate(5, 40, 1:4, 2, 2, 0.6)
zero$column[zero$row == 2] <- 2
zeros <- simulate(11, 80, 1:4, 3, 3, 0.5)
zeros$column[zeros$row == 1 & zeros$column == 2] <- 1
zeros$column[zeros$row == 3 & zeros$column == 3] <- 1
cases <- list(
  two_by_two = simulate(1, 40, 1:4, 2, 2, 0.7),
  three_by_three = simulate(2, 60, 1:5, 3, 3, 0.5),
  two_by_four_within = simulate(3, 90, 2:3, 2, 4, 0.8, shared = FALSE),
  few_clusters = simulate(4, 8, 10:30, 2, 2, 0.3),
  zero_cell = zero, two_zero_cells = zeros,
  singletons = simulate(6, 150, 1, 3, 2, 0),
  weighted = simulate(7, 70, 1:3, 2, 2, 0.5, weights = TRUE),
  weighted_three_by_four = simulate(8, 120, 1:4, 3, 4, 0.4, weights = TRUE),
  large_clusters = simulate(9, 35, 20:80, 4, 2, 0.2, shared = FALSE),
  services = cohort)
describe <- function(x) {
  d <- data.frame(row = factor(x$row), column = factor(x$column), cluster = x$cluster,
                  y = x$y, w = x$weight)
  weighted <- any(d$w != 1)
  design <- svydesign(ids = ~cluster, weights = ~w, data = d)
  first <- svychisq(~row + column, design, statistic = "Chisq")
  second <- svychisq(~row + column, design, statistic = "F")
  result <- list(
    row = x$row, column = x$column, cluster = x$cluster, y = x$y,
    weight = if (weighted) x$weight else NULL,
    pearson = unname(first$statistic), df = unname(first$parameter),
    meanDesignEffect = unname(first$statistic / second$statistic / first$parameter),
    firstLogP = pchisq(unname(first$statistic / (first$statistic / second$statistic /
                  first$parameter)), unname(first$parameter), lower.tail = FALSE, log.p = TRUE),
    firstP = unname(first$p.value), secondF = unname(second$statistic),
    secondDf = unname(second$parameter), secondP = unname(second$p.value))
  event <- as.numeric(x$column == max(x$column))
  design <- update(design, event = event)
  shares <- svyby(~event, ~row, design, svymean)
  overall <- svymean(~event, design)
  result$event <- max(x$column)
  result$share <- unname(coef(overall)); result$shareSE <- unname(SE(overall))[1]
  result$shares <- unname(coef(shares)); result$sharesSE <- unname(SE(shares))
  p <- unname(coef(overall))
  beta <- attr(svyciprop(~event, design, method = "beta"), "ci")
  result$korn <- unname(beta)
  result$effective <- p * (1 - p) / unname(vcov(overall))[1] *
    (qt(0.025, nrow(d) - 1) / qt(0.025, degf(design)))^2
  # R's lm and glm with probability weights have the same scores as the survey's.
  ratios <- function(link) {
    f <- suppressWarnings(glm(event ~ row, binomial(link), d, weights = w, control = control,
             start = if (link == "log") c(log(p), rep(0, nlevels(d$row) - 1)) else NULL))
    list(estimate = unname(coef(f))[-1],
         se = unname(sqrt(diag(vcovCL(f, d$cluster, type = "HC0", cadjust = TRUE))))[-1])
  }
  if (all(coef(shares) > 0 & coef(shares) < 1)) {
    result$logOddsRatio <- ratios("logit")
    if (!weighted) result$logRiskRatio <- ratios("log")
  }
  linear <- lm(event ~ row, d, weights = w)
  result$riskDifference <- list(estimate = unname(coef(linear))[-1], se = unname(
    sqrt(diag(vcovCL(linear, d$cluster, type = "HC0", cadjust = TRUE))))[-1])
  means <- lm(y ~ row, d, weights = w)
  covariance <- vcovCL(means, d$cluster, type = "HC0", cadjust = TRUE)
  b <- coef(means)[-1]
  result$meanDifference <- list(estimate = unname(b), se = unname(sqrt(diag(covariance)))[-1],
    wald = drop(b %*% solve(covariance[-1, -1], b)))
  if (!weighted && anyDuplicated(d$cluster)) {
    icc <- function(value) {
      table <- anova(lm(value ~ factor(d$cluster)))$"Mean Sq"
      n <- table(d$cluster)
      n0 <- (sum(n) - sum(n^2) / sum(n)) / (length(n) - 1)
      (table[1] - table[2]) / (table[1] + (n0 - 1) * table[2])
    }
    result$iccEvent <- icc(event); result$iccY <- icc(d$y)
  }
  result
}
out <- list(
  program = "R", version = as.character(getRversion()),
  survey = as.character(packageVersion("survey")),
  sandwich = as.character(packageVersion("sandwich")),
  calls = list(
    design = "svydesign(ids = ~cluster, weights = ~w)",
    first = "svychisq(statistic = 'Chisq')", second = "svychisq(statistic = 'F')",
    share = "svymean", shares = "svyby(~event, ~row, svymean)",
    korn = "svyciprop(method = 'beta')",
    "riskDifference, meanDifference" = "vcovCL(lm(weights), type = 'HC0', cadjust = TRUE)",
    "logOddsRatio, logRiskRatio" = "vcovCL(glm(binomial), type = 'HC0', cadjust = TRUE)",
    icc = "one-way anova(lm)"),
  cases = lapply(cases, describe))
cat(toJSON(out, auto_unbox = TRUE, digits = I(17), null = "null"), "\n")
