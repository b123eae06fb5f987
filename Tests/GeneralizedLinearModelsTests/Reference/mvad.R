# Reference fits on the mvad data (McVicar and Anyadike-Danes 2002, from the R package TraMineR).
# The data stay outside the project: CASEWISE_DATA names the folder that holds mvad.csv.
# Run from this folder: CASEWISE_DATA=folder Rscript mvad.R   (writes mvad.json)
source("export.R")
folder <- Sys.getenv("CASEWISE_DATA")
if (folder == "") stop("set CASEWISE_DATA to the folder that holds mvad.csv")
file <- file.path(folder, "mvad.csv")
d <- read_table(file)

# At least six months of joblessness among the 70 months Sep.93 to Jun.99.
months <- which(names(d) == "Sep.93"):which(names(d) == "Jun.99")
stopifnot(length(months) == 70)
d$jobless6 <- as.integer(rowSums(d[, months] == "joblessness") >= 6)
d$jobless_end <- as.integer(d[["Jun.99"]] == "joblessness")
stopifnot(nrow(d) == 712, sum(d$jobless6) == 163)

# polish.py reads text: the same rows with the two outcomes, in a file that goes away again.
derived <- tempfile(fileext = ".csv")
write.csv(d, derived, row.names = FALSE, quote = TRUE)

note <- "jobless6 is 1 when at least 6 of the 70 months Sep.93 to Jun.99 are joblessness (163 of 712)"
add <- function(...) c(export_case(..., data = "mvad.csv", table = d), derived = derived)
cases <- list(
  add("six_months", formula = "jobless6 ~ male + catholic + Grammar + funemp + gcse5eq + fmpr + livboth",
      r_formula = jobless6 ~ male + catholic + Grammar + funemp + gcse5eq + fmpr + livboth, note = note),
  add("six_months_areas",
      formula = "jobless6 ~ Belfast + N.Eastern + Southern + S.Eastern + Western + male + catholic + Grammar + funemp + gcse5eq + fmpr + livboth",
      r_formula = jobless6 ~ Belfast + N.Eastern + Southern + S.Eastern + Western + male + catholic + Grammar + funemp + gcse5eq + fmpr + livboth,
      note = note),
  add("last_month", formula = "(Jun.99 == \"joblessness\") ~ gcse5eq + funemp",
      r_formula = jobless_end ~ gcse5eq + funemp, note = "the outcome is (Jun.99 == \"joblessness\")"))
finish(cases, "mvad.json")
unlink(derived)
