# What R says of the cases of samples.json: t.test, oneway.test, aov, wilcox.test, kruskal.test.
# Run as: Rscript samples.R > samples_r.json
library(jsonlite)
cases <- fromJSON("samples.json", simplifyVector = FALSE)
quiet <- function(x) suppressWarnings(x)
two <- lapply(cases$two, function(case) {
  x <- unlist(case$x); y <- unlist(case$y)
  w <- t.test(x, y); s <- t.test(x, y, var.equal = TRUE); u <- quiet(wilcox.test(x, y))
  list(name = case$name,
       welch_t = c(w$statistic, w$parameter, w$p.value), welch_interval = w$conf.int,
       student_t = c(s$statistic, s$parameter, s$p.value), student_interval = s$conf.int,
       mann_whitney = c(u$statistic, u$p.value),
       shift = tryCatch({
         h <- quiet(wilcox.test(x, y, conf.int = TRUE)); c(h$estimate, h$conf.int) },
         error = function(e) NULL))
})
several <- lapply(cases$several, function(case) {
  g <- factor(rep(seq_along(case$samples), lengths(case$samples))); y <- unlist(case$samples)
  w <- oneway.test(y ~ g); a <- oneway.test(y ~ g, var.equal = TRUE); k <- kruskal.test(y, g)
  list(name = case$name, welch_anova = c(w$statistic, w$parameter, w$p.value),
       anova = c(a$statistic, a$parameter, a$p.value),
       kruskal_wallis = c(k$statistic, k$parameter, k$p.value))
})
paired <- lapply(cases$paired, function(case) {
  d <- unlist(case$differences); t <- t.test(d); v <- quiet(wilcox.test(d, conf.int = TRUE))
  list(name = case$name, paired_t = c(t$statistic, t$parameter, t$p.value),
       interval = t$conf.int, signed_rank = c(v$statistic, v$p.value),
       pseudomedian = c(v$estimate, v$conf.int))
})
cat(toJSON(list(program = "R", version = as.character(getRversion()), two = two,
                several = several, paired = paired), digits = I(17), auto_unbox = TRUE,
           pretty = TRUE), "\n")
