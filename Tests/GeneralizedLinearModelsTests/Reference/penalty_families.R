# Reference points of ridge, lasso and elastic net for families beside the logistic one, with their
# effective degrees of freedom. Run from this folder: Rscript penalty_families.R
# Reads the CSV files of make_data.py and writes penalty_families.json (through penalty_families.py).
#
# glmnet with a family object and thresh = 1e-16 chooses the lambdas and says which coefficients are 0;
# penalty_families.py solves the equations that define each point to the last digit of 80-bit numbers,
# checks those of the zeros, and takes the traces that the degrees of freedom are.
suppressMessages({library(glmnet); library(jsonlite)})
invisible(Sys.setlocale("LC_ALL", "C.UTF-8"))   # strings in the order of their UTF-8 bytes

read_table <- function(file) {
  d <- read.csv(file, check.names = FALSE, na.strings = c("", "NA"), stringsAsFactors = FALSE,
                encoding = "UTF-8", numerals = "no.loss")
  for (column in names(d)) if (is.character(d[[column]]))
    d[[column]] <- factor(d[[column]], levels = sort(unique(d[[column]]), method = "radix"))
  d
}
text17 <- function(v) sprintf("%.17g", v)
glmnet.control(fdev = 0, devmax = 0.999)

cases <- list()
add <- function(name, data, formula, family, link, alpha, weights = NULL, weight_kind = NULL,
                only = NULL, rows = NULL) {
  d <- read_table(data)
  for (column in names(only)) d <- d[d[[column]] %in% only[[column]], ]
  if (!is.null(rows)) d <- d[seq_len(rows), ]
  d <- droplevels(d)
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  d <- d[d$.w > 0, , drop = FALSE]
  frame <- model.frame(as.formula(formula), d, na.action = na.omit)
  y <- model.response(frame)
  if (is.factor(y)) y <- as.numeric(y) - 1
  x <- model.matrix(as.formula(formula), frame)
  x <- x[, colnames(x) != "(Intercept)", drop = FALSE]
  w <- d$.w[match(rownames(frame), rownames(d))]
  offset <- model.offset(frame)
  object <- switch(family, binomial = binomial(link), poisson = poisson(link), gaussian = gaussian(link))
  path <- glmnet(x, y, family = object, alpha = alpha, weights = w, offset = offset, thresh = 1e-16,
                 maxit = 1e6)
  # Asked for by number, each lambda is what it says: at the first of its own path a ridge is not.
  b <- as.matrix(coef(glmnet(x, y, family = object, alpha = alpha, weights = w, offset = offset,
                             thresh = 1e-16, maxit = 1e6, lambda = path$lambda)))
  count <- length(path$lambda)
  chosen <- unique(round(count * c(.1, .3, .5, .8)))
  cases[[length(cases) + 1]] <<- list(
    name = name, data = data, formula = formula, family = family, link = link, weights = weights,
    weight_kind = weight_kind, alpha = alpha, only = only, row_limit = rows,
    program = paste0("R ", getRversion(), ", glmnet ", packageVersion("glmnet"),
                     "; points solved anew by penalty_families.py"),
    call = sprintf("glmnet(model.matrix(%s)[, -1], y, family = %s(\"%s\"), alpha = %g, weights = w, offset = o, thresh = 1e-16, maxit = 1e6)",
                   formula, family, link, alpha),
    x = apply(x, 2, text17, simplify = FALSE) |> unname(), y = as.numeric(y), w = text17(w),
    offset = if (is.null(offset)) NULL else text17(offset),
    points = lapply(chosen, function(k) list(lambda = text17(path$lambda[k]), coefficients = text17(b[, k]))))
  cat(name, nrow(x), ncol(x), count, "\n")
}

few <- list(ward = c("Byker", "Denton", "Scotswood", "Walker"))
for (alpha in c(0, 0.5, 1)) {
  add(paste0("poisson_", alpha), "visits.csv", "visits ~ need + age + distance", "poisson", "log", alpha)
  add(paste0("gaussian_", alpha), "wards.csv", "absence ~ ward + age", "gaussian", "identity", alpha)
  add(paste0("probit_", alpha), "wards.csv", "reopened ~ ward + age + absence", "binomial", "probit", alpha, only = few)
  add(paste0("cloglog_", alpha), "destinations.csv", "destination ~ sex * absence + setting", "binomial", "cloglog", alpha)
  add(paste0("logit_", alpha), "wards.csv", "reopened ~ ward + age + absence", "binomial", "logit", alpha, only = few)
}
add("poisson_offset", "visits.csv", "visits ~ need * distance + offset(log(age))", "poisson", "log", 1)
add("gaussian_weights", "weighted.csv", "age ~ ward + neet", "gaussian", "identity", 0.3, "weight", "precision")

exported <- tempfile(fileext = ".json")
writeLines(toJSON(cases, auto_unbox = TRUE, null = "null", na = "null", digits = I(17)), exported)
# R sets LD_LIBRARY_PATH for itself; some builds of Python do not find their packages under it.
status <- system2("python3", c("penalty_families.py", exported, "penalty_families.json"),
                  env = "LD_LIBRARY_PATH=")
unlink(exported)
stopifnot(status == 0)
