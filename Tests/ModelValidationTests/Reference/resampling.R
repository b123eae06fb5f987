# Rscript resampling.R, from this folder: writes resampling.csv and resampling.json.
#
# Optimism by 40 given samples and cross-validation by given folds, from glm (epsilon = 1e-14) and formulas
# written out: AUC as the share of pairs in order (ties a half), Brier's score, the slope of a logistic
# regression of the outcome on the log-odds. Samples that separate rows or lose a level are not among them.
set.seed(20261122)
control <- glm.control(epsilon = 1e-14, maxit = 100)
n <- 240
data <- data.frame(
  id = seq_len(n), family = sample.int(150, n, replace = TRUE),
  sex = sample(c("f", "m"), n, replace = TRUE),
  ward = sample(c("a", "b", "c"), n, replace = TRUE, prob = c(.5, .3, .2)),
  absence = round(rexp(n, 8), 3), contacts = rpois(n, 1))
data$neet <- as.integer(runif(n) < plogis(-1.6 + 6 * data$absence + 0.4 * data$contacts))
write.csv(data, "resampling.csv", row.names = FALSE, quote = FALSE)
formula <- neet ~ sex + ward + absence + contacts
auc <- function(y, lp) {
  pairs <- outer(lp[y == 1], lp[y == 0], "-")
  mean((pairs > 0) + 0.5 * (pairs == 0))
}
figures <- function(y, lp) {
  slope <- coef(glm(y ~ lp, binomial, control = control))[[2]]
  c(auc = auc(y, lp), brier = mean((plogis(lp) - y)^2), slope = slope)
}
whole <- glm(formula, binomial, data, control = control)
apparent <- figures(data$neet, predict(whole))
samples <- list(); own <- NULL; optimism <- NULL
while (length(samples) < 40) {
  rows <- sort(sample.int(n, n, replace = TRUE))
  drawn <- data[rows, ]
  fit <- suppressWarnings(glm(formula, binomial, drawn, control = control))
  if (!fit$converged || any(abs(coef(fit)) > 30) || anyNA(coef(fit))) next
  mine <- figures(drawn$neet, predict(fit))
  theirs <- figures(data$neet, predict(fit, data))
  samples[[length(samples) + 1]] <- rows
  own <- rbind(own, mine); optimism <- rbind(optimism, mine - theirs)
}
mean_optimism <- colMeans(optimism)
# The quantile p of B sorted numbers at (B + 1) p, as type = 6.
limits <- sapply(colnames(own), function(k)
  quantile(own[, k], c(.05, .95), type = 6, names = FALSE) - mean_optimism[k])
folds <- list(); crossed <- NULL
for (turn in 1:3) {
  fold <- sample(rep(0:4, length.out = n))
  lp <- numeric(n)
  for (k in 0:4) {
    fit <- glm(formula, binomial, data[fold != k, ], control = control)
    lp[fold == k] <- predict(fit, data[fold == k, ])
  }
  folds[[turn]] <- fold
  crossed <- rbind(crossed, figures(data$neet, lp))
}
answer <- list(
  program = "R", version = as.character(getRversion()),
  call = "glm(neet ~ sex + ward + absence + contacts, binomial, epsilon = 1e-14) of each sample",
  samples = samples, names = names(apparent), apparent = unname(apparent),
  optimism = unname(mean_optimism), low = unname(limits[1, ]), high = unname(limits[2, ]),
  folds = folds, cross_validated = lapply(1:3, function(k) unname(crossed[k, ])))
writeLines(jsonlite::toJSON(answer, digits = I(17), auto_unbox = TRUE), "resampling.json")
