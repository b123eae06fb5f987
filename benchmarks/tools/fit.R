# fit.R glm FILE FORMULA | refits FILE FORMULA DRAWS
#
# Seconds of R's glm with its summary; of as many refits to resampled rows, by glm and by glm.fit, which is
# its core without formula and frame; and, where rms is there, of rms::validate with as many resamples,
# which fits as often and scores each fit on its own sample and on all rows (Dxy, R2, calibration
# intercept and slope, Emax, D, U, Q, Brier, g and gp), but keeps no coefficient.
words <- commandArgs(trailingOnly = TRUE)
table <- data.table::fread(words[2], stringsAsFactors = TRUE, data.table = FALSE)
formula <- as.formula(words[3])
json <- function(...) cat(sprintf("{%s}\n", paste(c(...), collapse = ", ")))
entry <- function(name, values) {
  sprintf("\"%s\": [%s]", name, paste(sprintf("%.17g", values), collapse = ", "))
}
seconds <- function(work) unname(system.time(work)["elapsed"])
if (words[1] == "glm") {
  time <- seconds({
    fit <- glm(formula, binomial, table, epsilon = 1e-12)
    rows <- coef(summary(fit))
  })
  json(entry("seconds", time), sprintf("\"iterations\": %d", fit$iter),
       entry("estimates", rows[, 1]), entry("errors", rows[, 2]))
} else {
  draws <- as.integer(words[4])
  set.seed(1)
  time <- seconds(for (draw in seq_len(draws)) {
    coef(glm(formula, binomial, table[sample.int(nrow(table), replace = TRUE), ]))
  })
  x <- model.matrix(formula, table)
  y <- table[[all.vars(formula)[1]]]
  set.seed(1)
  core <- seconds(for (draw in seq_len(draws)) {
    rows <- sample.int(nrow(table), replace = TRUE)
    glm.fit(x[rows, ], y[rows], family = binomial())$coefficients
  })
  parts <- c(entry("glm", time), entry("core", core))
  if (requireNamespace("rms", quietly = TRUE)) {
    suppressPackageStartupMessages(library(rms))
    fit <- lrm(formula, table, x = TRUE, y = TRUE)
    parts <- c(parts, entry("validate", seconds(validate(fit, B = draws))))
  }
  json(parts)
}
