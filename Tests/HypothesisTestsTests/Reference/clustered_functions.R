# Functions of the cells of tables of cases that share families: within strata, of pairs, along an
# order, and beside expected shares; rates and paired differences. By survey's svytotal and
# svycontrast (the delta method on totals, variance G/(G-1) by clusters), svygofchisq, and sandwich.
# Run as: Rscript clustered_functions.R > clustered_functions.json
suppressPackageStartupMessages({ library(survey); library(sandwich); library(jsonlite) })
options(survey.lonely.psu = "fail")

cellsOf <- function(design, names) {
  total <- svytotal(~cell, design)
  attr(total, "names") <- names
  names(total) <- names
  total
}
# Estimate and standard error of expressions in the cells' totals.
contrasts <- function(d, keys, texts) {
  d$cell <- factor(keys(d), levels = sort(unique(keys(d))))
  design <- svydesign(ids = ~cluster, weights = ~1, data = d)
  total <- svytotal(~cell, design)
  cells <- levels(d$cell)
  texts <- texts(cells)
  values <- coef(total); V <- vcov(total)
  names(values) <- cells
  out <- lapply(texts, function(text) {
    # Empty cells are 0.
    e <- parse(text = text)[[1]]
    absent <- setdiff(all.vars(e), cells)
    env <- as.list(values); for (a in absent) env[[a]] <- 0
    g <- eval(deriv(e, cells), env)
    list(estimate = as.numeric(g), se = sqrt(as.numeric(attr(g, "gradient") %*% V %*%
                                                          t(attr(g, "gradient")))))
  })
  list(out = out, values = values, V = V, cells = cells)
}
simulate <- function(seed, families, sizes, k, r, c, alike) {
  set.seed(seed)
  size <- sample(sizes, families, TRUE)
  cluster <- rep(seq_len(families), size)
  n <- length(cluster)
  stratum <- rep(sample(k, families, TRUE), size)
  row <- ifelse(runif(n) < 0.5, rep(sample(r, families, TRUE), size), sample(r, n, TRUE))
  theirs <- rep(sample(c, families, TRUE), size)
  column <- ifelse(runif(n) < alike, theirs, sample(c, n, TRUE))
  column <- ifelse(runif(n) < 0.25, pmin(row, c), column)
  data.frame(cluster, stratum, row, column)
}
plain <- function(d) list(cluster = d$cluster, stratum = d$stratum, row = d$row, column = d$column)

stratified <- function(d) {
  k <- max(d$stratum)
  keys <- function(d) paste0("n", d$stratum, "_", d$row, "_", d$column)
  texts <- function(cells) {
    at <- function(h, i, j) paste0("n", h, "_", i, "_", j)
    N <- function(h) paste0("(", paste(outer(1:2, 1:2, function(i, j) at(h, i, j)), collapse = "+"), ")")
    sum <- function(f) paste0("(", paste(sapply(sort(unique(d$stratum)), f), collapse = "+"), ")")
    # Row 2 against row 1, the event is column 2.
    a <- function(h) at(h, 2, 2); b <- function(h) at(h, 2, 1)
    c <- function(h) at(h, 1, 2); e <- function(h) at(h, 1, 1)
    n1 <- function(h) paste0("(", a(h), "+", b(h), ")"); n0 <- function(h) paste0("(", c(h), "+", e(h), ")")
    over <- function(x, y) function(h) paste0(x(h), "*", y(h), "/", N(h))
    list(logOddsRatio = paste0("log(", sum(over(a, e)), "/", sum(over(b, c)), ")"),
         logRiskRatio = paste0("log(", sum(over(a, n0)), "/", sum(over(c, n1)), ")"),
         riskDifference = paste0("(", sum(over(a, n0)), "-", sum(over(c, n1)), ")/", sum(over(n1, n0))))
  }
  contrasts(d, keys, texts)$out
}
association <- function(d) {
  keys <- function(d) paste0("n", d$stratum, "_", d$row, "_", d$column)
  r <- max(d$row); c <- max(d$column)
  texts <- function(cells) {
    grid <- expand.grid(j = seq_len(c - 1), i = seq_len(r - 1))
    strata <- sort(unique(d$stratum))
    at <- function(h, i, j) paste0("n", h, "_", i, "_", j)
    lapply(seq_len(nrow(grid)), function(x) {
      i <- grid$i[x]; j <- grid$j[x]
      paste(sapply(strata, function(h) {
        row <- paste(sapply(1:c, function(v) at(h, i, v)), collapse = "+")
        column <- paste(sapply(1:r, function(u) at(h, u, j)), collapse = "+")
        all <- paste(outer(1:r, 1:c, function(u, v) at(h, u, v)), collapse = "+")
        paste0("(", at(h, i, j), "-(", row, ")*(", column, ")/(", all, "))")
      }), collapse = "+")
    })
  }
  found <- contrasts(d, keys, texts)
  # The joint covariance of the excesses.
  env <- as.list(found$values)
  gradients <- do.call(rbind, lapply(texts(found$cells), function(text) {
    e <- parse(text = text)[[1]]
    for (a in setdiff(all.vars(e), found$cells)) env[[a]] <- 0
    attr(eval(deriv(e, found$cells), env), "gradient")
  }))
  t <- sapply(found$out, `[[`, "estimate")
  V <- gradients %*% found$V %*% t(gradients)
  w <- as.numeric(t %*% solve(V, t))
  list(statistic = w, df = length(t), logP = pchisq(w, length(t), lower.tail = FALSE, log.p = TRUE))
}
pairs <- function(d) {
  k <- max(d$row, d$column)
  keys <- function(d) paste0("n", d$row, "_", d$column)
  texts <- function(cells) {
    at <- function(i, j) paste0("n", i, "_", j)
    all <- paste0("(", paste(outer(1:k, 1:k, at), collapse = "+"), ")")
    agree <- paste0("(", paste(sapply(1:k, function(i) at(i, i)), collapse = "+"), ")")
    row <- function(i) paste0("(", paste(sapply(1:k, function(j) at(i, j)), collapse = "+"), ")")
    column <- function(j) paste0("(", paste(sapply(1:k, function(i) at(i, j)), collapse = "+"), ")")
    kappa <- function(w) {
      g <- expand.grid(i = 1:k, j = 1:k); g$w <- mapply(w, g$i, g$j); g <- g[g$w != 0, ]
      o <- paste(sprintf("%.17g*%s", g$w, mapply(at, g$i, g$j)), collapse = "+")
      e <- paste(sprintf("%.17g*%s*%s", g$w, sapply(g$i, row), sapply(g$j, column)), collapse = "+")
      paste0("1-(", o, ")*", all, "/(", e, ")")
    }
    out <- list(agreement = paste0(agree, "/", all), kappa = kappa(function(i, j) as.numeric(i != j)))
    if (k > 2) {
      out$linear <- kappa(function(i, j) abs(i - j) / (k - 1))
      out$quadratic <- kappa(function(i, j) (i - j)^2 / (k - 1)^2)
    } else {
      # The event is level 2, first (rows) less second (columns).
      out$riskDifference <- paste0("(", at(2, 1), "-", at(1, 2), ")/", all)
      out$logOddsRatio <- paste0("log(", at(2, 1), "/", at(1, 2), ")")
    }
    out
  }
  result <- contrasts(d, keys, texts)$out
  # Marginal differences: means of indicators.
  D <- sapply(seq_len(k - 1), function(j) (d$row == j) - (d$column == j))
  colnames(D) <- paste0("d", seq_len(k - 1))
  design <- svydesign(ids = ~cluster, weights = ~1, data = cbind(d, D))
  m <- svymean(as.formula(paste("~", paste(colnames(D), collapse = "+"))), design)
  w <- as.numeric(coef(m) %*% solve(vcov(m), coef(m)))
  c(result, list(statistic = w, df = k - 1,
                 logP = pchisq(w, k - 1, lower.tail = FALSE, log.p = TRUE)))
}
ordered <- function(d) {
  f <- lm(column ~ row, d)
  se <- sqrt(vcovCL(f, d$cluster, type = "HC0", cadjust = TRUE)[2, 2])
  r <- max(d$row); c <- max(d$column)
  keys <- function(d) paste0("n", d$row, "_", d$column)
  texts <- function(cells) {
    at <- function(i, j) paste0("n", i, "_", j)
    terms <- function(sign) {
      out <- c()
      for (i in 1:r) for (j in 1:c) for (u in 1:r) for (v in 1:c)
        if (u > i && (v - j) * sign > 0) out <- c(out, paste0(at(i, j), "*", at(u, v)))
      paste0("(", paste(out, collapse = "+"), ")")
    }
    C <- terms(1); D <- terms(-1)
    n <- paste0("(", paste(outer(1:r, 1:c, at), collapse = "+"), ")")
    untied <- function(sums) paste0("((", n, "^2-", paste(sums, collapse = "-"), ")/2)")
    rows <- untied(sapply(1:r, function(i)
      paste0("(", paste(sapply(1:c, function(j) at(i, j)), collapse = "+"), ")^2")))
    columns <- untied(sapply(1:c, function(j)
      paste0("(", paste(sapply(1:r, function(i) at(i, j)), collapse = "+"), ")^2")))
    list(gamma = paste0("(", C, "-", D, ")/(", C, "+", D, ")"),
         tauB = paste0("(", C, "-", D, ")/sqrt(", rows, "*", columns, ")"),
         somersD = paste0("(", C, "-", D, ")/", rows))
  }
  c(list(slope = list(estimate = unname(coef(f)[2]), se = unname(se))),
    contrasts(d, keys, texts)$out)
}
single <- function(d) {
  k <- max(d$column)
  p <- seq_len(k) / sum(seq_len(k))
  d$level <- factor(d$column, levels = seq_len(k))
  design <- svydesign(ids = ~cluster, weights = ~1, data = d)
  m <- svymean(~level, design)
  n <- nrow(d)
  x2 <- n * sum((coef(m) - p)^2 / p)
  delta <- n * vcov(m) / sqrt(outer(p, p))
  t1 <- sum(diag(delta)); t2 <- sum(delta^2)
  g <- svygofchisq(~level, p, design)
  list(shares = p, pearson = x2, meanDesignEffect = t1 / (k - 1),
       squaredVariation = (k - 1) * t2 / t1^2 - 1, df = k - 1,
       survey = list(statistic = unname(g$statistic), scale = unname(g$parameter[1]),
                     df = unname(g$parameter[2])),
       level = unname(coef(m)), se = unname(SE(m)))
}
numbers <- function(seed, families, sizes) {
  set.seed(seed)
  size <- sample(sizes, families, TRUE)
  cluster <- rep(seq_len(families), size)
  n <- length(cluster)
  group <- rep(sample(2, families, TRUE), size)
  exposure <- round(runif(n, 0.2, 3), 2)
  events <- rpois(n, exposure * rep(rgamma(families, 2, 2), size) * ifelse(group == 2, 1.5, 1))
  difference <- round(rnorm(n, 0.4) + rep(rnorm(families), size), 3)
  f <- glm(events ~ factor(group) + offset(log(exposure)), poisson,
           control = glm.control(epsilon = 1e-14, maxit = 100))
  V <- vcovCL(f, cluster, type = "HC0", cadjust = TRUE)
  d <- data.frame(cluster, group, exposure, events, difference)
  design <- svydesign(ids = ~cluster, weights = ~1, data = d)
  rates <- svyby(~events, ~group, design, svyratio, denominator = ~exposure, covmat = TRUE)
  m <- svymean(~difference, design)
  list(cluster = cluster, group = group, exposure = exposure, events = events, y = difference,
       logRatio = list(estimate = unname(coef(f)[2]), se = unname(sqrt(V[2, 2]))),
       rates = unname(coef(rates)), rateSE = unname(SE(rates)),
       difference = list(estimate = unname(coef(rates)[2] - coef(rates)[1]),
                         se = sqrt(sum(vcov(rates) * outer(c(-1, 1), c(-1, 1))))),
       mean = list(estimate = unname(coef(m)), se = unname(SE(m))[1]))
}
two <- list(simulate(1, 60, 1:4, 3, 2, 2, 0.4), simulate(2, 150, 1:3, 5, 2, 2, 0.6),
            simulate(3, 40, 2:8, 2, 2, 2, 0.2), simulate(4, 90, 1, 4, 2, 2, 0),
            simulate(5, 25, 3:12, 2, 2, 2, 0.5))
many <- list(simulate(6, 80, 1:4, 2, 3, 3, 0.4), simulate(7, 120, 1:5, 3, 2, 4, 0.3),
             simulate(8, 60, 2:6, 1, 3, 3, 0.5), simulate(9, 200, 1:3, 4, 4, 2, 0.4),
             simulate(10, 50, 2:9, 2, 3, 2, 0.2))
square <- list(simulate(11, 80, 1:4, 1, 3, 3, 0.3), simulate(12, 120, 1:3, 1, 4, 4, 0.4),
               simulate(13, 40, 2:9, 1, 3, 3, 0.1))
lone <- lapply(c(many, square), function(d) c(plain(d), single(d)))
write_json(list(
  program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
  survey = as.character(packageVersion("survey")), sandwich = as.character(packageVersion("sandwich")),
  call = "svytotal and svycontrast's delta method; vcovCL(type = HC0, cadjust = TRUE); svygofchisq",
  strata = lapply(two, function(d) c(plain(d), stratified(d))),
  association = lapply(c(two, many), function(d) c(plain(d), association(d))),
  pairs = lapply(c(two, square), function(d) c(plain(d), pairs(d))),
  ordered = lapply(c(two, many), function(d) c(plain(d), ordered(d))),
  single = lone,
  numbers = lapply(1:5, function(s) numbers(s, c(60, 30, 150, 40, 80)[s], list(1:4, 2:9, 1:2, 1, 1:6)[[s]]))),
  stdout(), digits = 17, auto_unbox = TRUE, pretty = FALSE)
