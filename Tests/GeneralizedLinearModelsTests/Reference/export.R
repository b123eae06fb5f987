# Shared by glm_cases.R, mvad.R: fits a case with glm() and lays it out for polish.py.
#
# R decides the design (columns, their order, what is aliased); polish.py builds the same columns
# again from the text of the CSV file and computes the final numbers to 80 digits.
# R's own numbers are handed over only to be compared.
suppressMessages({library(jsonlite); library(car)})
invisible(Sys.setlocale("LC_ALL", "C.UTF-8"))   # strings in the order of their UTF-8 bytes
tight <- glm.control(epsilon = 1e-14, maxit = 100)

# Text becomes factors with levels by UTF-8 bytes; true/false becomes logical; "" and NA are missing.
read_table <- function(file) {
  d <- read.csv(file, check.names = FALSE, na.strings = c("", "NA"), stringsAsFactors = FALSE,
                encoding = "UTF-8", numerals = "no.loss")
  for (column in names(d)) if (is.character(d[[column]])) {
    number <- suppressWarnings(as.numeric(d[[column]]))
    if (!anyNA(number[!is.na(d[[column]])])) d[[column]] <- number   # full-digit numbers kept as text
    else d[[column]] <- factor(d[[column]], levels = sort(unique(d[[column]]), method = "radix"))
  }
  d
}

# What Casewise writes C(x, ref = "level").
C_ref <- function(x, ref) relevel(droplevels(factor(x)), ref = ref)
C_plain <- function(x) factor(x)

# The columns of the design in words: for every column its term and its parts.
describe_columns <- function(fit, frame, spell) {
  terms <- attr(fit$terms, "factors")
  columns <- if (attr(fit$terms, "intercept") == 1) list(list(term = "(Intercept)", parts = list())) else list()
  whole <- attr(fit$terms, "intercept") == 0   # without an intercept the first factor keeps all its levels
  for (label in attr(fit$terms, "term.labels")) {
    variables <- rownames(terms)[terms[, label] > 0]
    choices <- lapply(variables, function(v) {
      value <- frame[[v]]; shown <- if (v %in% names(spell)) spell[[v]] else v
      full <- terms[v, label] == 2
      if (whole && length(variables) == 1 && (is.factor(value) || is.logical(value))) {
        full <- TRUE; whole <<- FALSE
      }
      if (is.logical(value)) {
        lapply(if (full) c("false", "true") else "true", function(l) list(variable = shown, level = l))
      } else if (is.factor(value)) {
        used <- levels(value)
        lapply(if (full) used else used[-1], function(l) list(variable = shown, level = l))
      } else if (is.matrix(value)) {
        lapply(seq_len(ncol(value)), function(k) list(variable = shown, index = k))
      } else list(list(variable = shown))
    })
    grid <- expand.grid(lapply(choices, seq_along))   # the first variable varies fastest, as in R
    shown_label <- paste(ifelse(variables %in% names(spell), unlist(spell[variables]), variables), collapse = ":")
    for (row in seq_len(nrow(grid)))
      columns[[length(columns) + 1]] <- list(term = shown_label,
        parts = lapply(seq_along(variables), function(k) choices[[k]][[grid[row, k]]]))
  }
  columns
}

export_case <- function(name, data, formula, r_formula, spell = list(), weights = NULL,
                        weight_kind = NULL, offset = NULL, keep = NULL, table = NULL, note = NULL,
                        outcome = NULL, event = NULL, trials = NULL) {
  d <- if (is.null(table)) read_table(data) else table
  rows <- nrow(d)
  d$.row <- seq_len(rows)
  if (!is.null(keep)) d <- d[keep(d), , drop = FALSE]
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  call_text <- sprintf("glm(%s, binomial, data = %s%s%s)", paste(deparse(r_formula, width.cutoff = 500), collapse = ""),
    if (is.null(keep)) "d" else "d[keep, ]",
    if (is.null(weights)) "" else paste0(", weights = ", weights),
    ", control = glm.control(epsilon = 1e-14, maxit = 100)")
  run <- function(f, control)
    eval(bquote(glm(.(f), binomial, data = d, weights = .w, control = control, x = TRUE)))
  first <- suppressWarnings(run(r_formula, glm.control()))     # aliases: at R's default epsilon
  aliased <- names(which(is.na(coef(first))))
  x <- first$x
  fit <- if (length(aliased) == 0) suppressWarnings(run(r_formula, tight)) else {
    # Tight control would keep aliased columns in (R's tolerance is min(1e-7, epsilon/1000)).
    kept <- x[, setdiff(colnames(x), aliased), drop = FALSE]
    suppressWarnings(glm.fit(kept, first$y, weights = first$prior.weights, offset = first$offset,
                             family = binomial(), control = tight))
  }
  offset_values <- first$offset
  frame <- first$model
  columns <- describe_columns(first, frame, spell)
  if (length(columns) != ncol(x)) stop(name, ": ", length(columns), " columns described, R has ", paste(colnames(x), collapse = " "))

  # Type II likelihood-ratio tests by refitting formulas: all terms not containing this one, with and without it.
  labels <- attr(first$terms, "term.labels")
  factors <- attr(first$terms, "factors") > 0
  has_intercept <- attr(first$terms, "intercept") == 1
  used <- d[match(rownames(frame), rownames(d)), , drop = FALSE]
  used$.offset <- if (is.null(offset_values)) 0 else offset_values
  response <- deparse(r_formula[[2]])
  refit <- function(some) {
    right <- paste(c(if (has_intercept) "1" else "0", some), collapse = " + ")
    f <- as.formula(paste(response, "~", right), env = globalenv())
    m <- suppressWarnings(eval(bquote(glm(.(f), binomial, data = used, weights = .w, offset = .offset))))
    c(m$deviance, m$rank)
  }
  lr <- lapply(labels, function(label) {
    inside <- sapply(labels, function(other) other != label && all(factors[factors[, label], other]))
    others <- labels[!inside & labels != label]
    with <- refit(c(others, label)); without <- refit(others)
    list(statistic = without[1] - with[1], df = with[2] - without[2])
  })
  car_lr <- tryCatch(suppressWarnings(Anova(run(r_formula, tight), type = 2, test.statistic = "LR")[["LR Chisq"]]),
                     error = function(e) NULL)
  class(fit) <- c("glm", "lm")
  # Standard errors with the weights at the estimate, for comparison (summary(fit) has the last-but-one).
  root <- sqrt(first$prior.weights * dlogis(fit$linear.predictors))
  upper <- qr.R(qr(root * x[, setdiff(colnames(x), aliased), drop = FALSE], tol = 1e-16))
  final_se <- sqrt(diag(chol2inv(upper)))
  coefficient_table <- coef(summary(fit))
  text17 <- function(v) sprintf("%.17g", v)
  list(name = name, data = data, formula = formula, r_call = call_text, rows = rows,
       program = "R glm, coefficients and everything after them recomputed by polish.py with mpmath at 80 digits",
       version = paste0("R ", getRversion(), ", car ", packageVersion("car")),
       note = note, weights = weights, weight_kind = weight_kind, offset = offset, trials = trials,
       outcome = if (is.null(outcome)) deparse(r_formula[[2]]) else outcome, event = event,
       used_rows = used$.row, intercept = has_intercept, columns = columns,
       term_labels = unique(sapply(columns, `[[`, "term")[sapply(columns, `[[`, "term") != "(Intercept)"]),
       aliased = which(is.na(coef(first))) - 1L,
       r = list(y = as.numeric(first$y), x = apply(x, 2, text17, simplify = FALSE) |> unname(),
                coefficients = text17(coefficient_table[, 1]), std_errors = text17(coefficient_table[, 2]),
                final_se = text17(final_se),
                deviance = text17(fit$deviance), null_deviance = text17(fit$null.deviance),
                log_likelihood = text17(length(coef(fit)) - fit$aic / 2),
                df_residual = first$df.residual, df_null = first$df.null,
                lr = lr, car_lr = car_lr))
}

finish <- function(cases, output) {
  exported <- tempfile(fileext = ".json")
  writeLines(toJSON(cases, auto_unbox = TRUE, null = "null", na = "null", digits = I(17)), exported)
  # R sets LD_LIBRARY_PATH for itself; some builds of Python do not find their packages under it.
  status <- system2("python3", c("polish.py", exported, output), env = "LD_LIBRARY_PATH=")
  unlink(exported)
  stopifnot(status == 0)
}
