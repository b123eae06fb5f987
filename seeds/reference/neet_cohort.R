# Reference values for seeds/neet-cohort.csv, from base R alone.
#
#   Rscript --vanilla seeds/reference/neet_cohort.R        (from the project's root)
#
# writes seeds/reference/neet_cohort.json: numbers with 17 significant digits, so that they read back
# to the same bits. Intervals that R does not offer are solved from their defining equation.

data_file <- "seeds/neet-cohort.csv"
truth_file <- "seeds/neet-cohort-truth.json"
json_file <- "seeds/reference/neet_cohort.json"
invisible(Sys.setlocale("LC_COLLATE", "C"))          # levels sort by bytes: ehcp < none < support
z <- qnorm(0.975)

# ---- JSON ------------------------------------------------------------------------------------------
object <- function(...) structure(list(...), class = "json_object")
rows_of <- function(frame) lapply(seq_len(nrow(frame)), function(i) do.call(object, as.list(frame[i, , drop = FALSE])))
to_json <- function(x, indent = "") {
  deeper <- paste0(indent, "  ")
  if (inherits(x, "json_object")) {
    lines <- mapply(function(key, value) paste0(deeper, "\"", key, "\": ", to_json(value, deeper)), names(x), unclass(x))
    return(paste0("{\n", paste(lines, collapse = ",\n"), "\n", indent, "}"))
  }
  if (is.list(x)) {
    lines <- vapply(x, function(value) paste0(deeper, to_json(value, deeper)), "")
    return(paste0("[\n", paste(lines, collapse = ",\n"), "\n", indent, "]"))
  }
  one <- function(v) {
    if (is.na(v)) "null"
    else if (is.logical(v)) tolower(as.character(v))
    else if (is.numeric(v)) sprintf("%.17g", v)
    else paste0("\"", gsub("\"", "\\\"", gsub("\\", "\\\\", v, fixed = TRUE), fixed = TRUE), "\"")
  }
  items <- vapply(x, one, "")
  if (length(x) == 1) items else paste0("[", paste(items, collapse = ", "), "]")
}

# ---- the data --------------------------------------------------------------------------------------
cohort <- read.csv(data_file, na.strings = "", stringsAsFactors = FALSE)
cohort$sen <- relevel(factor(cohort$sen), ref = "none")
for (name in c("looked_after", "youth_justice", "free_school_meals", "young_carer", "pregnant_or_parent", "sex", "ward"))
  cohort[[name]] <- factor(cohort[[name]])
cohort$repeated_contact <- cohort$social_care_contacts >= 2

# ---- (a) the table ---------------------------------------------------------------------------------
counts <- table(repeated_contact = cohort$repeated_contact, neet = cohort$neet)
pearson <- chisq.test(counts, correct = FALSE)
yates <- chisq.test(counts, correct = TRUE)
g <- 2 * sum(counts * log(counts / pearson$expected))
log10_p <- function(statistic) pchisq(statistic, 1, lower.tail = FALSE, log.p = TRUE) / log(10)
test_row <- function(name, statistic)
  object(name = name, statistic = unname(statistic), df = 1, p_value = pchisq(unname(statistic), 1, lower.tail = FALSE),
         log10_p = log10_p(unname(statistic)))

x0 <- counts["FALSE", "1"]; n0 <- sum(counts["FALSE", ])
x1 <- counts["TRUE", "1"];  n1 <- sum(counts["TRUE", ])
p0 <- x0 / n0; p1 <- x1 / n1
rr <- p1 / p0
rr_se_log <- sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0)

# Koopman (1984): the ratios phi whose score statistic, at the p0 and p1 = phi p0 that fit best, is at most z^2
koopman_statistic <- function(phi) {
  a <- (n0 + n1) * phi; b <- -(n1 * phi + x1 + n0 + x0 * phi)
  q0 <- (-b - sqrt(b^2 - 4 * a * (x0 + x1))) / (2 * a); q1 <- phi * q0
  # the restricted maximum: the likelihood's derivative along q1 = phi q0 is zero there
  stopifnot(abs((x0 - n0 * q0) / (1 - q0) + (x1 - n1 * q1) / (1 - q1)) < 1e-7 * (x0 + x1))
  (x0 - n0 * q0)^2 / (n0 * q0 * (1 - q0)) + (x1 - n1 * q1)^2 / (n1 * q1 * (1 - q1))
}
limit <- function(from, to) uniroot(function(l) koopman_statistic(exp(l)) - z^2, log(c(from, to)), tol = 1e-14)$root
koopman <- exp(c(limit(rr / 3, rr * (1 - 1e-6)), limit(rr * (1 + 1e-6), rr * 3)))

# Newcombe (1998), method 10: from the two Wilson intervals
wilson <- function(x, n) (x + z^2 / 2 + c(-1, 1) * z * sqrt(x * (n - x) / n + z^2 / 4)) / (n + z^2)
w0 <- wilson(x0, n0); w1 <- wilson(x1, n1)
newcombe <- (p1 - p0) + c(-1, 1) * sqrt(c((p1 - w1[1])^2 + (w0[2] - p0)^2, (w1[2] - p1)^2 + (p0 - w0[1])^2))
or <- (x1 * (n0 - x0)) / (x0 * (n1 - x1))
or_wald <- exp(log(or) + c(-1, 1) * z * sqrt(1 / x1 + 1 / (n1 - x1) + 1 / x0 + 1 / (n0 - x0)))
effect <- function(name, method, estimate, interval)
  object(name = name, method = method, estimate = estimate, conf_low = interval[1], conf_high = interval[2])

crosstab <- object(
  call = "chisq.test(table(social_care_contacts >= 2, neet), correct = FALSE)",
  row_variable = "social_care_contacts >= 2", column_variable = "neet", event = 1,
  rows = c("no", "yes"), columns = c(0, 1),
  counts = list(as.vector(counts["FALSE", ]), as.vector(counts["TRUE", ])),
  expected = list(as.vector(pearson$expected["FALSE", ]), as.vector(pearson$expected["TRUE", ])),
  tests = list(test_row("pearson_chi_squared", pearson$statistic),
               test_row("pearson_chi_squared_yates", yates$statistic),
               test_row("g_test", g)),
  effects = list(effect("risk_ratio", "Wald on the log scale", rr, exp(log(rr) + c(-1, 1) * z * rr_se_log)),
                 effect("risk_ratio", "Koopman score", rr, koopman),
                 effect("risk_difference", "Newcombe", p1 - p0, newcombe),
                 effect("odds_ratio", "Wald on the log scale", or, or_wald)),
  share_of_event_with_repeated_contact = object(n = x1, of = x0 + x1, share = x1 / (x0 + x1)),
  share_of_cohort_with_repeated_contact = object(n = n1, of = n0 + n1, share = n1 / (n0 + n1)))

# ---- (b) the fits ----------------------------------------------------------------------------------
control <- glm.control(epsilon = 1e-14, maxit = 100)
# How Casewise counts: a row is laid to the first column, in formula order, that it lacks.
excluded <- function(columns) {
  left <- rep(TRUE, nrow(cohort)); out <- list()
  for (column in columns) {
    lost <- left & is.na(cohort[[column]])
    if (any(lost)) out[[length(out) + 1]] <- object(column = column, rows = sum(lost))
    left <- left & !lost
  }
  out
}
names_of <- function(term) {
  term <- sub("^I\\((.*)\\)TRUE$", "(\\1)[true]", term)
  term <- sub("^sen(.+)$", "C(sen, ref = \"none\")[\\1]", term)
  sub("^(looked_after|youth_justice|free_school_meals|young_carer|pregnant_or_parent|sex|ward)(.+)$", "\\1[\\2]", term)
}
# The stated truth: the lines `"term" : name,` and `"value" : number` after "coefficients", one a line; sex is a null.
lines <- readLines(truth_file)
lines <- lines[seq(grep("\"coefficients\"", lines)[1] + 1, length(lines))]
lines <- lines[seq_len(grep("]", lines)[grepl("^ *\\],?$", lines[grep("]", lines)])][1] - 1)]
unquoted <- function(text) gsub("\\\\\"", "\"", sub("\",?$", "", sub("^ *\"term\" : \"", "", text)))
truth <- setNames(as.numeric(sub("^ *\"value\" : ", "", grep("\"value\" :", lines, value = TRUE))),
                  unquoted(grep("\"term\" :", lines, value = TRUE)))
truth <- c(truth, "sex[male]" = 0)
fit_of <- function(formula, casewise) {
  stopifnot(!anyNA(coef(glm(formula, binomial, cohort))))            # nothing aliased at the default epsilon
  fit <- glm(formula, binomial, cohort, control = control)
  stopifnot(fit$converged)
  table <- summary(fit)$coefficients
  term <- names_of(rownames(table))
  columns <- all.vars(formula)
  object(
    call = paste0("glm(", paste(deparse(formula, width.cutoff = 500), collapse = ""),
                  ", family = binomial, data = cohort, control = glm.control(epsilon = 1e-14, maxit = 100))"),
    casewise_formula = casewise,
    rows = nrow(cohort), rows_used = nobs(fit), rows_excluded = excluded(columns),
    n_event = sum(fit$y == 1), df_residual = fit$df.residual, df_null = fit$df.null,
    log_likelihood = as.numeric(logLik(fit)), deviance = fit$deviance, null_deviance = fit$null.deviance,
    aic = AIC(fit), bic = BIC(fit), converged = fit$converged,
    coefficients = rows_of(data.frame(
      term = term, estimate = table[, 1], std_error = table[, 2], statistic = table[, 3], p_value = table[, 4],
      truth = truth[term], truth_statistic = (table[, 1] - truth[term]) / table[, 2], stringsAsFactors = FALSE)))
}

plan_fit <- fit_of(
  neet ~ absence + looked_after + sen + youth_justice + free_school_meals + gcse_passes + I(social_care_contacts >= 2),
  "neet ~ absence + looked_after + C(sen, ref = \"none\") + youth_justice + free_school_meals + gcse_passes + (social_care_contacts >= 2)")
true_fit <- fit_of(
  neet ~ absence + looked_after + sen + youth_justice + free_school_meals + gcse_passes + I(social_care_contacts >= 2) +
    young_carer + pregnant_or_parent + exclusions + ward + sex,
  "neet ~ absence + looked_after + C(sen, ref = \"none\") + youth_justice + free_school_meals + gcse_passes + (social_care_contacts >= 2) + young_carer + pregnant_or_parent + exclusions + ward + sex")

# ---- out -------------------------------------------------------------------------------------------
writeLines(to_json(object(
  program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
  packages = "base, stats", call = "Rscript --vanilla seeds/reference/neet_cohort.R",
  data = object(source = data_file, md5 = unname(tools::md5sum(data_file)), rows = nrow(cohort)),
  notes = c("complete cases; factor levels in the C locale; reference of sen is none; event is neet = 1",
            "rows_excluded: by the first column, in formula order, that the row lacks",
            "truth: the coefficients the data were drawn from; see seeds/neet-cohort.md",
            "truth_statistic: (estimate - truth) / std_error"),
  crosstab = crosstab, fit = plan_fit, fit_true_terms = true_fit)), json_file)
