# Rscript recalibration.R, from this folder, after resampling.R: writes recalibration.json.
#
# Risks of fixed log-odds on the cohort of resampling.csv adapted by glm (epsilon = 1e-14): as they are, by an
# offset, by intercept and slope, and the formula fitted anew; log-likelihoods and likelihood ratios against the last.
control <- glm.control(epsilon = 1e-14, maxit = 100)
data <- read.csv("resampling.csv")
cases <- lapply(c(-2.4, -1.2), function(start) {
  lp <- start + 4 * data$absence + 0.2 * data$contacts
  y <- data$neet
  value <- function(eta) sum(y * plogis(eta, log.p = TRUE) + (1 - y) * plogis(-eta, log.p = TRUE))
  shift <- glm(y ~ 1 + offset(lp), binomial, control = control)
  line <- glm(y ~ lp, binomial, control = control)
  anew <- glm(neet ~ sex + absence + contacts, binomial, data, control = control)
  etas <- list(lp, lp + coef(shift)[[1]], coef(line)[[1]] + coef(line)[[2]] * lp, predict(anew))
  values <- sapply(etas, value)
  df <- 4 - c(0, 1, 2)
  statistic <- 2 * (values[4] - values[1:3])
  list(start = start, intercept = coef(shift)[[1]], line = unname(coef(line)),
       refit = unname(predict(anew)), log_likelihood = values,
       brier = sapply(etas, function(eta) mean((plogis(eta) - y)^2)), statistic = statistic, df = df,
       log10_p = pchisq(statistic, df, lower.tail = FALSE, log.p = TRUE) / log(10))
})
writeLines(jsonlite::toJSON(list(
  program = "R", version = as.character(getRversion()),
  call = "glm(y ~ 1 + offset(lp)), glm(y ~ lp), glm(neet ~ sex + absence + contacts), binomial",
  cases = cases), digits = I(17), auto_unbox = TRUE), "recalibration.json")
