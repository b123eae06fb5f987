# Tables of the NEET cohort under sampling weights, by R's survey. Run from the project's root:
#   Rscript Tests/AnalysisPlansTests/Reference/sampling_weights.R
# The weights are made up, 1 + (7919 row mod 300) / 100, and so is what they stand for.
suppressMessages(library(survey))
cohort <- read.csv("seeds/neet-cohort.csv")
cohort$w <- 1 + ((7919 * (seq_len(nrow(cohort)) + 1)) %% 300) / 100
cases <- list(
  list(formula = "neet ~ looked_after", clusters = FALSE),
  list(formula = "neet ~ looked_after", clusters = TRUE),
  list(formula = "neet ~ ward", clusters = FALSE),
  list(formula = "neet ~ ward", clusters = TRUE),
  list(formula = "sen ~ sex", clusters = FALSE),
  list(formula = "sen ~ free_school_meals", clusters = TRUE))
results <- lapply(cases, function(x) {
  sides <- all.vars(as.formula(x$formula))
  d <- cohort[complete.cases(cohort[, sides]) & rowSums(cohort[, sides] == "") == 0, ]
  d[, sides] <- lapply(d[, sides], factor)
  design <- svydesign(ids = if (x$clusters) ~family_id else ~1, weights = ~w, data = d)
  test <- svychisq(as.formula(paste("~", sides[2], "+", sides[1])), design, statistic = "F")
  p <- prop.table(svytable(as.formula(paste("~", sides[2], "+", sides[1])), design))
  e <- outer(rowSums(p), colSums(p))
  out <- list(formula = x$formula, clusters = x$clusters, rows = nrow(d),
    f = unname(test$statistic), df = unname(test$parameter), p = unname(test$p.value),
    v = sqrt(sum((p - e)^2 / e) / (min(dim(p)) - 1)))
  if (nlevels(d[[sides[1]]]) == 2) {
    d$event <- as.numeric(d[[sides[1]]]) - 1
    design <- svydesign(ids = if (x$clusters) ~family_id else ~1, weights = ~w, data = d)
    fit <- svyglm(as.formula(paste("event ~", sides[2])), design)
    out$differences <- I(unname(coef(fit)[-1]))
    out$errors <- I(unname(sqrt(diag(vcov(fit)))[-1]))
    shares <- svyby(~event, as.formula(paste("~", sides[2])), design, svymean)
    out$shares <- shares$event
  }
  out
})
cat(jsonlite::toJSON(list(
  program = paste0("R ", getRversion(), ", survey ", packageVersion("survey")),
  script = "Tests/AnalysisPlansTests/Reference/sampling_weights.R", cases = results),
  auto_unbox = TRUE, digits = 17, pretty = TRUE),
  file = "Tests/AnalysisPlansTests/Reference/sampling_weights.json")
