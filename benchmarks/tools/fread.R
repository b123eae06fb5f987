# data.table:  Rscript fread.R FILE text|factor
suppressPackageStartupMessages(library(data.table))
setDTthreads(2)
stopifnot(getDTthreads() == 2)
arguments <- commandArgs(trailingOnly = TRUE)

kib <- function(field) {
  lines <- readLines("/proc/self/status")
  as.numeric(gsub("[^0-9]", "", grep(paste0("^", field), lines, value = TRUE)))
}

base <- kib("VmRSS:")
clock <- Sys.time()
cohort <- fread(arguments[1], stringsAsFactors = arguments[2] == "factor", showProgress = FALSE)
seconds <- as.numeric(difftime(Sys.time(), clock, units = "secs"))
peak <- kib("VmHWM:")
wards <- table(as.character(cohort$ward))
cat(sprintf(
  '{"seconds": [%.6f], "base_kib": %.0f, "peak_kib": %.0f, "rows": %d, "sum": %.6f, "counts": {%s}}\n',
  seconds, base, peak, nrow(cohort), sum(cohort$absence),
  paste(sprintf('"%s": %d', names(wards), wards), collapse = ", ")))
