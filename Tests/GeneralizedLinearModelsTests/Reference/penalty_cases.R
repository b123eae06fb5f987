# Reference paths of ridge, lasso and elastic net. Run from this folder: Rscript penalty_cases.R
# Reads the CSV files of make_data.py, writes penalty_cases.json (through penalty_polish.py) and
# penalty_folds.json.
#
# glmnet chooses the lambdas and says which coefficients are 0; at thresh = 1e-16 its estimates are
# good to about 1e-6. penalty_polish.py solves the equations that define each point to 1e-17 and
# checks all of them, those of the zeros too, to 50 digits.
suppressMessages({library(glmnet); library(jsonlite)})
invisible(Sys.setlocale("LC_ALL", "C.UTF-8"))   # strings in the order of their UTF-8 bytes

read_table <- function(file) {
  d <- read.csv(file, check.names = FALSE, na.strings = c("", "NA"), stringsAsFactors = FALSE,
                encoding = "UTF-8", numerals = "no.loss")
  for (column in names(d)) if (is.character(d[[column]])) {
    number <- suppressWarnings(as.numeric(d[[column]]))
    if (!anyNA(number[!is.na(d[[column]])])) d[[column]] <- number
    else d[[column]] <- factor(d[[column]], levels = sort(unique(d[[column]]), method = "radix"))
  }
  d
}
text17 <- function(v) sprintf("%.17g", v)

# The columns of a formula, the outcome as 0/1, offset and weights, at the rows used.
design <- function(data, formula, weights = NULL) {
  d <- read_table(data)
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  d <- d[d$.w > 0, , drop = FALSE]
  frame <- model.frame(formula, d, na.action = na.omit)
  y <- model.response(frame)
  if (is.factor(y)) y <- as.numeric(y) - 1
  x <- model.matrix(formula, frame)
  intercept <- "(Intercept)" %in% colnames(x)
  w <- d$.w[match(rownames(frame), rownames(d))]
  # glmnet 4.1-6 never comes back from an offset whose null model starts far from 0 (its own search
  # for that intercept has no halving): the offset is moved there, and the intercept moved back.
  offset <- model.offset(frame)
  shift <- if (is.null(offset)) 0 else
    unname(coef(suppressWarnings(glm(y ~ 1, binomial, weights = w, offset = offset))))
  list(x = x[, colnames(x) != "(Intercept)", drop = FALSE], y = as.numeric(y),
       intercept = intercept, w = w, offset = if (is.null(offset)) NULL else offset + shift,
       shift = shift)
}
control <- function() glmnet.control(fdev = 0, devmax = 0.999)

fit_path <- function(m, alpha, standardize = TRUE, lambda = NULL)
  glmnet(m$x, m$y, family = "binomial", alpha = alpha, standardize = standardize, weights = m$w,
         offset = m$offset, intercept = m$intercept, thresh = 1e-16, maxit = 1e6, lambda = lambda)

cases <- list()
add <- function(name, data, formula, alpha, weights = NULL, weight_kind = NULL,
                standardize = TRUE) {
  control()
  m <- design(data, as.formula(formula), weights)
  path <- fit_path(m, alpha, standardize)
  # At the first lambda of its own path glmnet's ridge is taken at infinity: asked for by number,
  # each lambda is what it says.
  again <- fit_path(m, alpha, standardize, lambda = path$lambda)
  count <- length(path$lambda)
  chosen <- unique(c(1, round(count * c(.05, .2, .4, .65)), count))
  b <- as.matrix(coef(again))
  b[1, ] <- b[1, ] + m$shift
  cases[[length(cases) + 1]] <<- list(
    name = name, data = data, formula = formula, weights = weights, weight_kind = weight_kind,
    alpha = alpha, standardize = standardize, intercept = m$intercept,
    program = paste0("R ", getRversion(), ", glmnet ", packageVersion("glmnet"),
      "; points solved anew by penalty_polish.py"),
    call = sprintf("glmnet(model.matrix(%s)[, -1], y, family = \"binomial\", alpha = %g, standardize = %s, weights = w, offset = o, intercept = %s, thresh = 1e-16, maxit = 1e6) with glmnet.control(fdev = 0, devmax = 0.999)",
      formula, alpha, standardize, m$intercept),
    lambdas = text17(path$lambda), nulldev = text17(path$nulldev * 1),
    x = apply(m$x, 2, text17, simplify = FALSE) |> unname(), y = as.numeric(m$y), w = text17(m$w),
    offset = if (is.null(m$offset)) NULL else text17(m$offset - m$shift),
    points = lapply(chosen, function(k) list(index = k - 1, coefficients = text17(b[, k]))))
}

wards <- "reopened ~ ward + age + absence"
add("lasso_two_numerics", "referrals.csv", "neet ~ age + absence", 1)
add("lasso_thirty_wards", "wards.csv", wards, 1)
add("ridge_thirty_wards", "wards.csv", wards, 0)
add("elastic_net_thirty_wards", "wards.csv", wards, 0.5)
add("lasso_own_scales", "wards.csv", wards, 1, standardize = FALSE)
add("elastic_net_missing", "families.csv", "rereferred ~ ward * need + sex + age", 0.3)
add("lasso_three_way", "plans.csv", "status ~ sen * sex * hours", 1)
add("lasso_offset", "exposure.csv", "episode ~ ward + age + offset(log(exposure))", 1)
add("ridge_offset", "exposure.csv", "episode ~ ward + age + offset(log(exposure))", 0)
add("lasso_precision_weights", "weighted.csv", "neet ~ age + ward", 1, "weight", "precision")
add("elastic_net_frequency", "grouped_long.csv", "neet ~ ward + sex + age", 0.5, "children",
    "frequency")
add("lasso_aliased", "birth_years.csv", "closed ~ birth_year + age_2024 + sex", 1)
add("ridge_aliased", "birth_years.csv", "closed ~ birth_year + age_2024 + sex", 0)
add("elastic_net_aliased", "birth_years.csv", "closed ~ birth_year + age_2024 + sex", 0.5)
wide <- paste("neet ~", paste0("score_", 1:30, collapse = " + "))
add("lasso_more_columns_than_rows", "wide.csv", wide, 1)
add("elastic_net_more_columns_than_rows", "wide.csv", wide, 0.4)
add("lasso_separated_wards", "separation_level_all_events.csv", "reopened ~ ward + age", 1)
add("elastic_net_separated", "separation_complete_two_columns.csv", "reopened ~ absence + exclusions", 0.5)
add("lasso_five_events", "rare.csv", "harmed ~ age + visits", 1)
add("lasso_epoch_milliseconds", "epoch.csv", "escalated ~ referred_ms + blood_lead", 1)
add("lasso_no_intercept", "destinations.csv", "destination ~ 0 + ward + absence", 1)
add("lasso_empty_cell", "teams.csv", "review ~ office * lead + caseload", 1)

exported <- tempfile(fileext = ".json")
writeLines(toJSON(cases, auto_unbox = TRUE, null = "null", na = "null", digits = I(17)), exported)
# R sets LD_LIBRARY_PATH for itself; some builds of Python do not find their packages under it.
status <- system2("python3", c("penalty_polish.py", exported, "penalty_cases.json"),
                  env = "LD_LIBRARY_PATH=")
unlink(exported)
stopifnot(status == 0)

# Cross-validation with folds that are given.
folds <- list()
validate <- function(name, data, formula, alpha, weights = NULL, weight_kind = NULL, count = 10,
                     seed = 1) {
  control()
  m <- design(data, as.formula(formula), weights)
  set.seed(seed)
  fold <- sample(rep(seq_len(count), length = length(m$y)))
  path <- fit_path(m, alpha)
  # Every fold is fitted at every lambda of the whole path, however well it is explained.
  glmnet.control(fdev = 0, devmax = 1)
  cv <- cv.glmnet(m$x, m$y, family = "binomial", alpha = alpha, weights = m$w, offset = m$offset,
                  intercept = m$intercept, thresh = 1e-16, maxit = 1e6, foldid = fold,
                  lambda = path$lambda, type.measure = "deviance", keep = TRUE)
  # cv.glmnet counts probabilities beyond 1e-5 of 0 or 1 as 1e-5: none is here.
  beyond <- max(abs(cv$fit.preval), na.rm = TRUE)
  stopifnot(beyond < log((1 - 1e-5) / 1e-5), length(cv$cvm) == length(path$lambda))
  folds[[length(folds) + 1]] <<- list(
    name = name, data = data, formula = formula, weights = weights, weight_kind = weight_kind,
    alpha = alpha, seed_of_folds = seed, largest_log_odds = beyond,
    program = paste0("R ", getRversion(), ", glmnet ", packageVersion("glmnet")),
    call = "cv.glmnet(x, y, family = \"binomial\", alpha, weights = w, offset = o, thresh = 1e-16, maxit = 1e6, foldid, lambda = those of glmnet(...), type.measure = \"deviance\") with glmnet.control(fdev = 0, devmax = 1)",
    fold = fold, lambdas = cv$lambda, mean = cv$cvm, standard_error = cv$cvsd,
    lambda_min = cv$lambda.min, lambda_1se = cv$lambda.1se)
}
validate("lasso_thirty_wards", "wards.csv", wards, 1)
validate("ridge_thirty_wards", "wards.csv", wards, 0, seed = 2)
validate("elastic_net_missing", "families.csv", "rereferred ~ ward * need + sex + age", 0.3, seed = 3)
validate("lasso_offset_five_folds", "exposure.csv", "episode ~ ward + age + offset(log(exposure))", 1,
         count = 5, seed = 4)
validate("lasso_precision_weights", "weighted.csv", "neet ~ age + ward", 1, "weight", "precision", seed = 5)
validate("elastic_net_frequency", "grouped_long.csv", "neet ~ ward + sex + age", 0.5, "children",
         "frequency", count = 6, seed = 6)
validate("lasso_two_numerics", "referrals.csv", "neet ~ age + absence", 1, seed = 7)
writeLines(toJSON(folds, auto_unbox = TRUE, null = "null", na = "null", digits = I(17)),
           "penalty_folds.json")
