# Figures of prediction models from R: pROC, stats::glm, sandwich, Hmisc / rms, and published formulas.
# Run as: Rscript performance.R > performance.json     (R 4.2, pROC 1.18.0, rms 6.5-0, Hmisc 4.8-0, sandwich 3.0-2)
suppressPackageStartupMessages({ library(jsonlite); library(pROC); library(Hmisc); library(rms)
                                 library(sandwich) })
tight <- glm.control(epsilon = 1e-14, maxit = 100)
# A risk as JSON will hold it, so that both programs read the same number.
digits <- function(x) as.numeric(sprintf("%.15g", x))
made <- function(n, seed, intercept, spread, shift = 0, stretch = 1, round = NULL, cluster = NULL) {
  set.seed(seed)
  g <- if (is.null(cluster)) NULL else sort(sample(cluster, n, TRUE))
  lp <- intercept + spread * rnorm(n)
  if (!is.null(g)) lp <- lp + 0.7 * spread * rnorm(cluster)[g]
  own <- if (is.null(g)) 0 else 0.8 * rnorm(cluster)[g]
  y <- rbinom(n, 1, plogis(shift + stretch * lp + own))
  p <- plogis(lp); q <- plogis(intercept + 0.6 * (lp - intercept) + 0.8 * spread * rnorm(n))
  if (!is.null(round)) { p <- pmin(pmax(round(p, round), 10^-round), 1 - 10^-round)
                         q <- pmin(pmax(round(q, round), 10^-round), 1 - 10^-round) }
  list(y = y, p = digits(p), q = digits(q), cluster = g, count = NULL)
}
cases <- list(
  calibrated = made(500, 1, -1.2, 1),
  tied = made(160, 2, -0.5, 1.2, 0.4, 0.6, round = 2),
  rare = made(2000, 3, -4, 1.1, -0.3, 0.8),
  families = made(700, 4, -1, 1, 0.2, 0.9, cluster = 260),
  few = made(30, 9, -1.5, 1.2),
  large_scale = made(400, 6, 0, 4, 0.5, 0.5),
  curved = { x <- made(900, 7, -0.8, 1.3); set.seed(70); l <- qlogis(x$p)
             x$y <- rbinom(900, 1, plogis(-1 + 0.5 * l + 0.25 * l^2)); x },
  points = { set.seed(8); s <- rbinom(600, 7, .3); p <- digits(plogis(-3 + 0.7 * s))
             q <- digits(plogis(-2 + 0.3 * s + rnorm(600)))
             list(y = rbinom(600, 1, plogis(-2.7 + 0.6 * s)), p = p, q = q, cluster = NULL, count = NULL) },
  counted = { x <- made(250, 10, -1, 1.2, 0.3, 0.8, round = 3, cluster = 90)
              set.seed(11); x$count <- sample(0:4, 250, TRUE); x })

components <- function(y, p) {
  wins <- outer(p[y == 1], p[y == 0], function(a, b) (a > b) + 0.5 * (a == b))
  list(events = rowMeans(wins), others = colMeans(wins))
}
# Obuchowski (1997), by all pairs.
clustered_auc_variance <- function(y, p, g, y2 = NULL, p2 = NULL) {
  v <- components(y, p)
  if (!is.null(p2)) { w <- components(y, p2); v$events <- v$events - w$events
                      v$others <- v$others - w$others }
  theta <- mean(v$events); m <- sum(y); n <- sum(1 - y); ids <- unique(g)
  a <- sapply(ids, function(i) sum(v$events[g[y == 1] == i] - theta))
  b <- sapply(ids, function(i) sum(v$others[g[y == 0] == i] - theta))
  i10 <- length(unique(g[y == 1])); i01 <- length(unique(g[y == 0])); i <- length(ids)
  s10 <- i10 / ((i10 - 1) * m) * sum(a^2); s01 <- i01 / ((i01 - 1) * n) * sum(b^2)
  s11 <- i / (i - 1) * sum(a * b)
  s10 / m + s01 / n + 2 * s11 / (m * n)
}
mean_se <- function(u, g) {  # standard error of the mean of influence values
  n <- length(u)
  if (is.null(g)) sqrt(sum(u^2) / (n * (n - 1)))
  else { t <- tapply(u, g, sum); k <- length(t); sqrt(k / (k - 1) * sum(t^2)) / n }
}
exact_se <- function(fit) {
  X <- model.matrix(fit); mu <- fitted(fit)
  sqrt(diag(solve(crossprod(X * sqrt(mu * (1 - mu))))))
}
# The sandwich at the coefficients themselves: vcovCL's bread has the last-but-one weights, 1e-7 off.
robust_cov <- function(fit, g) {
  X <- model.matrix(fit); mu <- fitted(fit); A <- solve(crossprod(X * sqrt(mu * (1 - mu))))
  U <- rowsum(X * (fit$y - mu), g); k <- nrow(U); V <- A %*% crossprod(U) %*% A * k / (k - 1)
  stopifnot(max(abs(V / vcovCL(fit, cluster = g, type = "HC0", cadjust = TRUE) - 1)) < 1e-5)
  V
}
robust_se <- function(fit, g) sqrt(diag(robust_cov(fit, g)))
answer <- function(name, x) {
  rows <- if (is.null(x$count)) seq_along(x$y) else rep(seq_along(x$y), x$count)
  y <- x$y[rows]; p <- x$p[rows]; q <- x$q[rows]; g <- x$cluster[rows]; n <- length(y); lo <- qlogis(p)
  r <- roc(y, p, direction = "<", levels = 0:1, quiet = TRUE)
  s <- roc(y, q, direction = "<", levels = 0:1, quiet = TRUE)
  difference <- var(r, method = "delong") + var(s, method = "delong") -
    2 * cov(r, s, method = "delong")
  test <- roc.test(r, s, paired = TRUE, method = "delong")
  vp <- val.prob(p, y, pl = FALSE)
  large <- glm(y ~ 1 + offset(lo), family = binomial, control = tight)
  line <- glm(y ~ lo, family = binomial, control = tight)
  m <- min(sum(y), n - sum(y)); k <- if (m >= 100) 5 else if (m >= 50) 4 else if (m >= 20) 3 else 0
  knots <- if (k == 0) numeric(0) else suppressWarnings(
    as.numeric(rcspline.eval(lo, nk = k, knots.only = TRUE)))
  curve <- if (length(knots)) glm(y ~ rcspline.eval(lo, knots = knots, inclx = TRUE), family = binomial,
                                  control = tight) else line
  d <- abs(fitted(curve) - p)
  at <- as.numeric(quantile(lo, c(.02, .1, .37, .5, .8, .97)))
  X <- if (length(knots)) cbind(1, rcspline.eval(at, knots = knots, inclx = TRUE)) else cbind(1, at)
  Z <- model.matrix(curve); mu <- fitted(curve)
  V <- if (is.null(g)) solve(crossprod(Z * sqrt(mu * (1 - mu)))) else
    robust_cov(curve, g)
  b <- mean((p - y)^2); pi <- mean(y); b0 <- pi * (1 - pi)
  tilt <- (1 - 2 * pi) * (y - pi)
  ll <- mean(-ifelse(y == 1, log(p), log1p(-p))); l0 <- -(pi * log(pi) + (1 - pi) * log1p(-pi))
  cs <- 1 - exp(-2 * (l0 - ll)); top <- 1 - exp(-2 * l0)
  # Influence of each case on l0 - ll.
  gain <- -qlogis(pi) * (y - pi) - (-ifelse(y == 1, log(p), log1p(-p)) - ll)
  z <- sum((y - p) * (1 - 2 * p)) / sqrt(sum((1 - 2 * p)^2 * p * (1 - p)))
  thresholds <- c(.02, .1, .25, .5, .8)
  benefit <- lapply(thresholds, function(t) {
    o <- t / (1 - t); f <- p >= t; u <- f * (y - (1 - y) * o); a <- y - (1 - y) * o
    list(threshold = t, model = mean(u), model_se = mean_se(u - mean(u), g), all = mean(a),
         all_se = mean_se(a - mean(a), g), gain_se = mean_se(u - a - mean(u - a), g),
         standardised = mean(u) / pi,
         standardised_se = mean_se((u - mean(u)) / pi - mean(u) / pi^2 * (y - pi), g),
         formula = sum(f & y) / n - sum(f & !y) / n * o)
  })
  # val.prob's C is of risks in bins of 0.002 (lrm.fit), so pROC is the reference there.
  # Tenths of risk, ties in the tenth in which their middle falls.
  u <- sort(unique(p)); size <- as.numeric(table(factor(p, u))); middle <- (cumsum(size) - size / 2) / n
  tenth <- floor(middle * 10)[match(p, u)]
  groups <- lapply(sort(unique(tenth)), function(k) {
    i <- tenth == k; e <- sum(y[i]); c <- sum(i); share <- e / c
    w <- if (is.null(g)) suppressWarnings(prop.test(e, c, correct = FALSE)$conf.int) else {
      t <- tapply(y[i] - share, g[i], sum); G <- length(t); sizes <- as.numeric(table(g[i]))
      deff <- if (share * (1 - share) > 0) G / (G - 1) * sum(t^2) / c^2 / (share * (1 - share) / c) else
        sum(sizes^2) / c
      m <- min(c, c / deff * (qt(.975, c - 1) / qt(.975, G - 1))^2); z <- qnorm(.975)
      ((share + z^2 / (2 * m)) + c(-1, 1) * z * sqrt(share * (1 - share) / m + z^2 / (4 * m^2))) /
        (1 + z^2 / m)
    }
    list(cases = c, events = e, mean_risk = mean(p[i]), low = w[1], high = w[2])
  })
  hl <- sum(sapply(groups, function(k) (k$events - k$cases * k$mean_risk)^2 /
                     (k$cases * k$mean_risk * (1 - k$mean_risk))))
  stopifnot(abs(vp["Brier"] - b) < 1e-12, abs(vp["C (ROC)"] - auc(r)) < 5e-4,
            abs(vp["R2"] - cs / top) < 1e-9, abs(vp["Slope"] - coef(line)[2]) < 1e-5,
            abs(vp["Intercept"] - coef(line)[1]) < 1e-5)
  list(name = name, outcome = x$y, risk = x$p, other = x$q, cluster = x$cluster, count = x$count,
    auc = as.numeric(auc(r)), auc_se = sqrt(var(r, method = "delong")),
    auc_plain = as.numeric(ci.auc(r, method = "delong"))[c(1, 3)],
    auc_clustered_se = if (is.null(g)) NA else sqrt(clustered_auc_variance(y, p, g)),
    other_auc = as.numeric(auc(s)), difference_se = sqrt(difference),
    difference_z = as.numeric(test$statistic), difference_p = test$p.value,
    difference_clustered_se = if (is.null(g)) NA else
      sqrt(clustered_auc_variance(y, p, g, p2 = q)),
    brier = b, brier_se = mean_se((y - p)^2 - b, g), scaled_brier = 1 - b / b0,
    scaled_brier_se = mean_se(-((y - p)^2 - b) / b0 + b * tilt / b0^2, g),
    spiegelhalter_z = z, spiegelhalter_p = 2 * pnorm(-abs(z)),
    log_loss = ll, log_loss_se = mean_se(-ifelse(y == 1, log(p), log1p(-p)) - ll, g),
    cox_snell = cs, cox_snell_se = mean_se(2 * (1 - cs) * gain, g), nagelkerke = cs / top,
    nagelkerke_se = mean_se(2 * (1 - cs) * gain / top +
                              cs / top^2 * 2 * (1 - top) * qlogis(pi) * (y - pi), g),
    large = as.numeric(coef(large)),
    large_se = as.numeric(if (is.null(g)) exact_se(large) else robust_se(large, g)),
    intercept = as.numeric(coef(line)[1]), slope = as.numeric(coef(line)[2]),
    line_se = as.numeric(if (is.null(g)) exact_se(line) else robust_se(line, g)),
    line_model_se = as.numeric(exact_se(line)),
    observed_expected = sum(y) / sum(p), log_oe_se = mean_se(y / pi - p / mean(p), g),
    knots = knots, ici = mean(d), e50 = as.numeric(quantile(d, .5)), e90 = as.numeric(quantile(d, .9)),
    e_max = max(d), at = at, curve = as.numeric(X %*% coef(curve)),
    curve_se = sqrt(rowSums((X %*% V) * X)), benefit = benefit,
    groups = groups, hosmer_lemeshow = hl,
    hosmer_lemeshow_p = pchisq(hl, length(groups), lower.tail = FALSE))
}
cat(toJSON(list(program = paste0("R ", getRversion(), ", pROC ", packageVersion("pROC"), ", rms ",
                                packageVersion("rms"), ", Hmisc ", packageVersion("Hmisc"),
                                ", sandwich ", packageVersion("sandwich")),
                cases = Map(answer, names(cases), cases) |> unname()),
           auto_unbox = TRUE, digits = I(17), null = "null", na = "null"), "\n")
