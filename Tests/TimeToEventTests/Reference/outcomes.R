# Reference values for restricted mean times, cumulative incidence, Gray's test, mean cumulative
# functions and proportions by a horizon. Run in this folder: Rscript outcomes.R
# Writes outcomes.json. Data sets are drawn here with a seed and are nobody's.
suppressMessages({library(survival); library(cmprsk); library(etm); library(jsonlite)})
options(digits = 17)
draw <- function(seed, n, top, groups, truncated = FALSE, causes = 2, cuts = 1) {
  set.seed(seed)
  group <- rep_len(groups, n)[sample.int(n)]
  rate <- 0.6 + 0.3 * (match(group, groups) - 1)
  start <- if (truncated) sample(0:floor(top / 4), n, TRUE) else integer(n)
  stop <- start + 1 + floor(rexp(n, rate / top * 2) / cuts) * cuts
  limit <- sample(ceiling(top / 2):top, n, TRUE)
  cause <- ifelse(stop > limit, 0, sample(1:causes, n, TRUE, prob = (causes:1)))
  stop <- pmax(pmin(stop, limit), start + 1)
  list(start = start, stop = stop, cause = cause, group = group,
       cluster = sample.int(ceiling(n / 2), n, TRUE), stratum = sample(c("p", "q", "r"), n, TRUE))
}
sets <- list(
  plain = draw(1, 60, 40, c("a", "b")),
  ties = draw(2, 90, 12, c("a", "b", "c"), causes = 3, cuts = 3),
  late = draw(3, 120, 60, c("a", "b"), truncated = TRUE),
  large = draw(4, 400, 365, c("a", "b", "c", "d")),
  small = list(start = rep(0, 9), stop = c(1, 2, 2, 3, 4, 5, 5, 6, 7),
    cause = c(1, 2, 1, 1, 0, 1, 2, 2, 1), group = c("a", "b", "a", "b", "a", "b", "a", "b", "b"),
    cluster = 1:9, stratum = rep("p", 9)),
  never = list(start = rep(0, 12), stop = c(3, 5, 8, 9, 9, 12, 2, 4, 6, 7, 10, 12),
    cause = c(0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 1, 2), group = rep(c("a", "b"), each = 6),
    cluster = rep(1:4, 3), stratum = rep("p", 12)))
one <- function(s) data.frame(start = s$start, stop = s$stop, cause = s$cause, group = s$group,
                              cluster = s$cluster, stratum = s$stratum)

# Restricted mean: the area under survfit's curve, and Greenwood's variance of it; the clustered
# standard error from the influence of clusters on the curve (survfit's infinitesimal jackknife).
rmst <- function(d, tau) {
  fit <- survfit(Surv(start, stop, cause > 0) ~ 1, data = d, timefix = FALSE)
  inside <- fit$time <= tau & fit$n.event > 0
  t <- fit$time[inside]; y <- fit$n.risk[inside]; e <- fit$n.event[inside]; s <- fit$surv[inside]
  area <- diff(c(0, t, tau)) * c(1, s)
  after <- rev(cumsum(rev(area)))[-1]
  term <- ifelse(y == e, 0, after^2 * e / (y * (y - e)))
  value <- sum(area)
  if (all(d$start == 0)) {
    check <- survival:::survmean(fit, scale = 1, rmean = tau)$matrix
    stopifnot(abs(check["rmean"] - value) < 1e-10 * value,
              abs(check["se(rmean)"] - sqrt(sum(term))) < 1e-9)
  }
  clustered <- NA
  if (any(inside)) {
    fit <- survfit(Surv(start, stop, cause > 0) ~ 1, data = d, cluster = cluster, influence = 1,
                   timefix = FALSE)
    influence <- fit$influence.surv
    grid <- pmin(c(fit$time, tau), tau)
    width <- diff(c(grid, tau))[seq_along(fit$time)]
    clustered <- sqrt(sum((influence %*% width)^2))
  }
  list(estimate = value, std_error = sqrt(sum(term)), clustered = clustered)
}
rmsts <- list()
for (name in names(sets)) {
  d <- one(sets[[name]]); levels <- sort(unique(d$group))
  ends <- sapply(levels, function(g) max(d$stop[d$group == g]))
  for (tau in unique(c(min(ends), floor(min(ends) / 2), 2.5))) {
    parts <- lapply(levels, function(g) rmst(d[d$group == g, ], tau))
    m <- sapply(parts, `[[`, "estimate"); v <- sapply(parts, `[[`, "std_error")^2
    w <- 1 / v; centre <- sum(w * m) / sum(w); q <- sum(w * (m - centre)^2)
    ok <- all(is.finite(w))
    rmsts[[length(rmsts) + 1]] <- list(data = name, tau = tau, is_default = tau == min(ends),
      levels = levels, estimate = m, std_error = sqrt(v),
      clustered = sapply(parts, `[[`, "clustered"),
      difference = m[-1] - m[1], difference_std_error = sqrt(v[-1] + v[1]),
      ratio = m[-1] / m[1], log_ratio_std_error = sqrt(v[-1] / m[-1]^2 + v[1] / m[1]^2),
      chi_squared = if (ok) q else NA,
      log_p = if (ok) pchisq(q, length(m) - 1, lower.tail = FALSE, log.p = TRUE) else NA)
  }
}

# Cumulative incidence: etm's Aalen-Johansen with Greenwood-type variance (delayed entry too),
# its cloglog interval, and survfit's infinitesimal jackknife by cluster.
incidence <- list()
for (name in names(sets)) {
  d <- one(sets[[name]]); d$id <- seq_len(nrow(d))
  causes <- sort(unique(d$cause[d$cause > 0]))
  if (length(causes) < 2) next
  for (g in sort(unique(d$group))) {
    x <- d[d$group == g, ]
    have <- sort(unique(x$cause[x$cause > 0]))
    if (length(have) < 2) next
    f <- if (all(x$start == 0)) etmCIF(Surv(stop, cause != 0) ~ 1, data = x, etype = cause, failcode = have)
         else etmCIF(Surv(start, stop, cause != 0) ~ 1, data = x, etype = cause, failcode = have)
    s <- summary(f, ci.fun = "cloglog")[[1]]
    x$state <- factor(x$cause, c(0, have))
    # survfit of 3.5.3 takes no notice of cluster beside id here, so the influence of persons is
    # added up by cluster.
    free <- survfit(Surv(start, stop, state) ~ 1, data = x, id = id, influence = 1, timefix = FALSE)
    j <- free
    part <- if (is.null(free$influence.pstate)) free$influence else free$influence.pstate
    clustered <- apply(part, 3, function(m) sqrt(colSums(rowsum(m, x$cluster)^2)))
    for (k in seq_along(have)) {
      e <- s[[paste("CIF", have[k])]]; if (is.null(e)) e <- s[[k]]
      at <- sort(unique(x$stop[x$cause > 0]))
      row <- match(at, as.numeric(e$time)); jrow <- match(at, j$time)
      stopifnot(max(abs(j$pstate[jrow, k + 1] - e$P[row])) < 1e-12)
      positive <- e$var[row] > 1e-25
      # Where nobody enters late the jackknife is Greenwood's variance; where some do it is not.
      stopifnot(any(x$start > 0) ||
        max(abs(free$std.err[jrow, k + 1] - sqrt(e$var[row]))[positive]) < 1e-9)
      incidence[[length(incidence) + 1]] <- list(data = name, group = g, cause = have[k], time = at,
        estimate = e$P[row], std_error = sqrt(pmax(e$var[row], 0)),
        conf_low = e$lower[row], conf_high = e$upper[row],
        clustered = clustered[jrow + (ncol(part) - length(free$time)), k + 1])
    }
  }
}

# Gray's test: cmprsk::cuminc, plain and stratified.
gray <- list()
for (name in setdiff(names(sets), "late")) {
  d <- one(sets[[name]])
  for (how in c("plain", "stratified")) for (rho in c(0, 1)) {
    f <- if (how == "plain") cuminc(d$stop, d$cause, d$group, rho = rho)
         else cuminc(d$stop, d$cause, d$group, strata = d$stratum, rho = rho)
    for (k in rownames(f$Tests)) gray[[length(gray) + 1]] <- list(data = name, stratified = how != "plain",
      rho = rho, cause = as.integer(k), statistic = f$Tests[k, "stat"], df = f$Tests[k, "df"],
      log_p = pchisq(f$Tests[k, "stat"], f$Tests[k, "df"], lower.tail = FALSE, log.p = TRUE))
  }
}

# Repeated events: survfit's cumulative hazard by person with its robust standard error is the mean
# cumulative function with Lawless and Nadeau's variance; the difference between groups by the robust
# score test of an Andersen-Gill model at no difference (Breslow's ties).
repeats <- function(seed, persons, top, groups, late = FALSE) {
  set.seed(seed); rows <- list()
  for (i in seq_len(persons)) {
    g <- groups[(i - 1) %% length(groups) + 1]
    start <- if (late) sample(0:floor(top / 4), 1) else 0
    end <- sample(ceiling(top / 2):top, 1); rate <- rgamma(1, 2, 2) * (1 + match(g, groups)) / top
    now <- start
    repeat {
      gap <- 1 + floor(rexp(1, rate)); if (now + gap > end) break
      rows[[length(rows) + 1]] <- data.frame(id = i, start = now, stop = now + gap, event = 1, group = g)
      now <- now + gap
    }
    if (now < end) rows[[length(rows) + 1]] <- data.frame(id = i, start = now, stop = end, event = 0, group = g)
  }
  d <- do.call(rbind, rows); d$family <- (d$id + 2) %/% 3; d
}
persons <- list(two = repeats(11, 40, 60, c("a", "b")), three = repeats(12, 75, 20, c("a", "b", "c")),
                late = repeats(13, 50, 80, c("a", "b"), TRUE), few = repeats(14, 6, 10, c("a", "b")),
                many = repeats(15, 150, 400, c("a", "b")))
recurrent <- list(); sets2 <- list()
for (name in names(persons)) {
  d <- persons[[name]]; sets2[[name]] <- as.list(d)
  levels <- sort(unique(d$group)); curves <- list()
  for (g in levels) {
    x <- d[d$group == g, ]
    f <- survfit(Surv(start, stop, event) ~ 1, data = x, id = id, robust = TRUE, timefix = FALSE, se.fit = TRUE)
    h <- survfit(Surv(start, stop, event) ~ 1, data = x, cluster = family, robust = TRUE, timefix = FALSE)
    mine <- function(who) {
      at <- sort(unique(x$stop[x$event == 1]))
      y <- sapply(at, function(t) sum(x$start < t & x$stop >= t))
      n <- sapply(at, function(t) sum(x$stop == t & x$event == 1))
      ids <- unique(who); psi <- matrix(0, length(ids), length(at))
      for (k in seq_along(ids)) {
        z <- x[who == ids[k], ]
        yi <- sapply(at, function(t) sum(z$start < t & z$stop >= t))
        ni <- sapply(at, function(t) sum(z$stop == t & z$event == 1))
        psi[k, ] <- cumsum((ni - yi * n / y) / y)
      }
      list(at = at, mean = cumsum(n / y), se = sqrt(colSums(psi^2)))
    }
    a <- mine(x$id); b <- mine(x$family)
    row <- match(a$at, f$time)
    stopifnot(max(abs(f$cumhaz[row] - a$mean)) < 1e-12, max(abs(f$std.chaz[row] - a$se)) < 1e-10)
    curves[[length(curves) + 1]] <- list(level = g, time = a$at, mean = a$mean, std_error = a$se, clustered = b$se)
  }
  score <- function(formula) { f <- coxph(formula, data = d, ties = "breslow", timefix = FALSE); as.numeric(f$rscore) }
  s <- score(Surv(start, stop, event) ~ group + cluster(id))
  s2 <- score(Surv(start, stop, event) ~ group + cluster(family))
  df <- length(levels) - 1
  recurrent[[length(recurrent) + 1]] <- list(data = name, curves = curves, statistic = s, df = df,
    log_p = pchisq(s, df, lower.tail = FALSE, log.p = TRUE), clustered = s2)
}

# A proportion by a horizon: Kaplan-Meier with the log-log interval, beside what is counted.
horizon <- list()
for (name in names(sets)) {
  d <- one(sets[[name]])
  for (h in c(2, max(3, floor(max(d$stop) / 3)), floor(max(d$stop) / 2))) for (g in sort(unique(d$group))) {
    x <- d[d$group == g, ]
    f <- summary(survfit(Surv(start, stop, cause > 0) ~ 1, data = x, conf.type = "log-log", timefix = FALSE), times = h, extend = TRUE)
    horizon[[length(horizon) + 1]] <- list(data = name, group = g, horizon = h,
      events = sum(x$cause > 0 & x$stop <= h), followed = sum(x$stop >= h & !(x$cause > 0 & x$stop <= h)),
      short = sum(x$cause == 0 & x$stop < h), estimate = 1 - f$surv, std_error = f$std.err,
      conf_low = 1 - f$upper, conf_high = 1 - f$lower)
  }
}
program <- sprintf("R %s.%s, survival %s, cmprsk %s, etm %s", R.version$major, R.version$minor,
  packageVersion("survival"), packageVersion("cmprsk"), packageVersion("etm"))
write_json(list(program = program, calls = list(rmst = "survival:::survmean and survfit(influence = 1)",
  incidence = "etm::etmCIF, survival::survfit(Surv(start, stop, state) ~ 1)", gray = "cmprsk::cuminc(...)$Tests",
  recurrent = "survival::survfit(id =, robust = TRUE), coxph(ties = \"breslow\")$rscore",
  horizon = "summary(survfit(conf.type = \"log-log\"), times = h)"),
  data = sets, recurrent_data = sets2, rmst = rmsts, incidence = incidence, gray = gray,
  recurrent = recurrent, horizon = horizon), "outcomes.json", digits = NA, auto_unbox = TRUE, na = "null")
