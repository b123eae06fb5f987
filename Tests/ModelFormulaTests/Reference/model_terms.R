# What R's terms() makes of a formula, and what its poly() makes of a column.
# Run as: Rscript model_terms.R > model_terms.json
columns <- as.data.frame(matrix(0, 1, 5, dimnames = list(NULL, c("y", "a", "b", "c", "d"))))
formulas <- c(
  "y ~ 1", "y ~ 0", "y ~ a", "y ~ a*b", "y ~ a*b*c", "y ~ a*b*c*d", "y ~ b*a", "y ~ a:b",
  "y ~ a + b:a", "y ~ b:a + a", "y ~ a:b + b:a", "y ~ a + a + b + a", "y ~ a:a", "y ~ a*a",
  "y ~ (a + b + c)^2", "y ~ (a + b + c)^2 - a:b", "y ~ (a + b + c)^3", "y ~ (a + b + c)**2",
  "y ~ (a + b + c + d)^2 - b:c - d", "y ~ (a*b)^2", "y ~ (a + b:c)^2", "y ~ (a + b + c)^20",
  "y ~ a/b", "y ~ (a + b)/c", "y ~ a/b/c", "y ~ a/(b + c)", "y ~ a*b/c", "y ~ a/b*c",
  "y ~ a %in% b", "y ~ b %in% a", "y ~ b + a %in% b", "y ~ a + b %in% a", "y ~ (a + b) %in% c",
  "y ~ a %in% b %in% c", "y ~ .", "y ~ . - a", "y ~ .^2", "y ~ . + a:b", "y ~ a*.", "y ~ . - 1",
  "y ~ 0 + .", "y + a ~ .", "log(y) ~ .", "y ~ 0 + a", "y ~ a - 1", "y ~ a + 0", "y ~ -1 + a",
  "y ~ a - 0", "y ~ a - 1 + 1", "y ~ 0 + a + 1", "y ~ 1 + a - 1", "y ~ (a + b)*(c + d)",
  "y ~ (a + b):(c + d)", "y ~ a*b - a", "y ~ a*b - b - a", "y ~ a*b*c - a:b:c", "y ~ a + b - b",
  "y ~ a - b", "y ~ a*b + c*d", "y ~ d*c + b*a", "y ~ a:b:c + a", "y ~ c:d + a:b + d + a",
  "y ~ offset(c) + a", "y ~ a + offset(log(c)) + b", "y ~ a + offset(c) + offset(d)",
  "y ~ (a + b - 1)", "y ~ (a - 1) + b", "y ~ (0 + a)", "y ~ a + (b - 1)", "y ~ (a + b - a)*c",
  "y ~ a - (b - c)", "y ~ c + (a + b - c)", "y ~ a + b - (a + b)", "y ~ (a + (b + c))^2",
  "y ~ ((a))", "y ~ log(a) + log(a):b", "y ~ I(a + b)*c", "~ a*b")
quote_json <- function(text) paste0('"', gsub('"', '\\\\"', text), '"')
list_json <- function(items) paste0("[", paste(items, collapse = ", "), "]")
describe <- function(text) {
  found <- terms(as.formula(text), data = columns)
  matrix <- attr(found, "factors")
  variables <- rownames(matrix)
  parts <- if (length(matrix) == 0) character() else apply(matrix, 2, function(column)
    list_json(quote_json(variables[column > 0])))
  all <- as.character(attr(found, "variables"))[-1]
  offsets <- gsub("^offset\\((.*)\\)$", "\\1", all[attr(found, "offset")])
  paste0('  {"formula": ', quote_json(text), ', "intercept": ',
         if (attr(found, "intercept") == 1) "true" else "false",
         ',\n   "labels": ', list_json(quote_json(attr(found, "term.labels"))[nchar(attr(found, "term.labels")) > 0]),
         ', "terms": ', list_json(parts),
         ', "offsets": ', list_json(if (length(offsets)) quote_json(offsets)), "}")
}
number <- function(x) sprintf("%.17g", x)
samples <- list(
  ages = list(x = c(16, 17, 15, 16.5, 18, 14, 15.5), degree = 3, at = c(13, 16, 19.25)),
  years = list(x = 2010:2024, degree = 5, at = c(2009, 2012.5, 2025)),
  skewed = list(x = c(0.001, 0.1, 1, 10, 1000), degree = 2, at = c(0, 500)),
  ties = list(x = c(1, 1, 1, 2, 2, 3, 3, 3, 3), degree = 2, at = c(1, 1.5, 4)))
polynomial <- function(name) {
  s <- samples[[name]]
  basis <- poly(s$x, s$degree)
  paste0('  {"name": "', name, '", "x": ', list_json(number(s$x)), ', "degree": ', s$degree,
         ',\n   "columns": ', list_json(apply(basis, 2, function(v) list_json(number(v)))),
         ',\n   "at": ', list_json(number(s$at)), ', "predicted": ',
         list_json(apply(predict(basis, s$at), 2, function(v) list_json(number(v)))), "}")
}
cat('{"program": "R", "version": "', as.character(getRversion()), '",\n',
    '"calls": {"terms": "terms(formula, data = columns y, a, b, c, d): term.labels, factors, ',
    'intercept, offset", "polynomials": "poly(x, degree) and predict(poly(x, degree), at)"},\n',
    '"terms": [\n', paste(sapply(formulas, describe), collapse = ",\n"), "\n],\n",
    '"polynomials": [\n', paste(sapply(names(samples), polynomial), collapse = ",\n"), "\n]}\n",
    sep = "")
