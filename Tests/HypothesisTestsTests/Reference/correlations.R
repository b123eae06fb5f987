# What R's cor.test says of the cases of correlations.json. Run as: Rscript correlations.R > correlations_r.json
library(jsonlite)
cases <- fromJSON("correlations.json", simplifyVector = FALSE)$cases
values <- lapply(cases, function(case) {
  x <- unlist(case$x); y <- unlist(case$y)
  p <- cor.test(x, y)
  s <- suppressWarnings(cor.test(x, y, method = "spearman", exact = case$spearman_exact))
  k <- suppressWarnings(cor.test(x, y, method = "kendall", exact = case$kendall_exact))
  list(name = case$name, pearson = c(p$statistic, p$p.value), interval = c(p$estimate, p$conf.int),
       spearman = c(s$estimate, s$p.value), kendall = c(k$estimate, k$p.value))
})
cat(toJSON(list(program = "R", version = as.character(getRversion()), cases = values),
           digits = I(17), auto_unbox = TRUE, pretty = TRUE), "\n")
