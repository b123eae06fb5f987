set.seed(11)
# few.csv: 8 events among 60; and 14 events among 80
n <- 60; x <- round(rnorm(n, 50, 12), 2); y <- rep(0, n); y[order(-x + rnorm(n, 0, 14))[1:8]] <- 1
q <- quantile(x, (1:4)/5); bin <- findInterval(x, q, left.open=TRUE)
f <- fisher.test(table(bin, y), workspace=2e7)
cat("fisher", format(f$p.value, digits=15), "\n"); print(table(bin,y))
cat("x", paste(x, collapse=", "), "\ny", paste(which(y==1)-1, collapse=", "), "\n")
n <- 80; x <- round(rnorm(n, 50, 12), 1); y <- rep(0, n); y[order(-x + rnorm(n, 0, 20))[1:14]] <- 1
g <- glm(y ~ x, family=binomial, control=list(epsilon=1e-14)); a <- anova(g, test="LRT")
cat("line", format(a$Deviance[2], digits=15), format(a$`Pr(>Chi)`[2], digits=15), "\n")
cat("x", paste(x, collapse=", "), "\ny", paste(which(y==1)-1, collapse=", "), "\n")
