# survival.R make FILE ROWS DAYS | run FILE
# Columns of doubles, one after the other: rows, time, event, group (0, 1), x1, x2, x3, x4.
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(TRUE)
if (arguments[1] == "make") {
  set.seed(20251121)
  n <- as.integer(arguments[3])
  group <- rbinom(n, 1, 0.5)
  x <- cbind(rnorm(n), rnorm(n), rbinom(n, 1, 0.3), runif(n))
  life <- rexp(n, exp(-6 - 0.1 * group + drop(x %*% c(0.2, -0.1, 0.3, 0))))
  censored <- runif(n, 0, 1000)
  time <- pmin(life, censored)
  if (arguments[4] == "days") time <- ceiling(time)
  writeBin(c(n, time, as.numeric(life <= censored), group, x), arguments[2])
  quit()
}
n <- readBin(arguments[2], "double", 1)
all <- readBin(arguments[2], "double", 1 + 8 * n)[-1]
d <- as.data.frame(matrix(all, n))
names(d) <- c("time", "event", "group", "x1", "x2", "x3", "x4")
seconds <- function(expression) {
  gc()
  list(took = system.time(value <- force(expression))[["elapsed"]], value = value)
}
curve <- seconds(survfit(Surv(time, event) ~ group, d))
rank <- seconds(survdiff(Surv(time, event) ~ group, d))
one <- seconds(coxph(Surv(time, event) ~ group, d))
many <- seconds(coxph(Surv(time, event) ~ group + x1 + x2 + x3 + x4, d))
s <- summary(curve$value, times = 200)$surv
cat(sprintf(
  '{"seconds": {"kaplan_meier": %.4f, "log_rank": %.4f, "cox_group": %.4f, "cox": %.4f}, "values": [%s]}\n',
  curve$took, rank$took, one$took, many$took,
  paste(sprintf("%.12g", c(s, rank$value$chisq, coef(one$value), coef(many$value))), collapse = ", ")))
