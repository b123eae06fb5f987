# Reference fits of the binomial logit. Run from this folder: Rscript glm_cases.R
# Reads the CSV files of make_data.py, writes glm_cases.json (through polish.py).
source("export.R")
cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- export_case(...)

# Two numerics; a 30-level factor; text outcome with another reference.
add("two_numerics", "referrals.csv", "neet ~ age + absence", neet ~ age + absence)
add("thirty_wards", "wards.csv", "reopened ~ ward + age + absence", reopened ~ ward + age + absence)
add("text_outcome_ref", "destinations.csv",
    "destination ~ C(ward, ref = \"Walker\") + setting + sex + absence",
    destination ~ C_ref(ward, "Walker") + setting + sex + absence,
    spell = list("C_ref(ward, \"Walker\")" = "C(ward, ref = \"Walker\")"))
add("numeric_as_factor", "destinations.csv", "destination ~ C(year_group) + sex",
    destination ~ C_plain(year_group) + sex, spell = list("C_plain(year_group)" = "C(year_group)"))

# Interactions.
add("factor_by_numeric", "destinations.csv", "destination ~ sex * absence", destination ~ sex * absence)
add("factor_by_numeric_without_slope", "destinations.csv", "destination ~ sex + sex:absence",
    destination ~ sex + sex:absence, note = "marginality-aware coding: a slope for each sex, both levels appear")
add("factor_by_factor_missing", "families.csv", "rereferred ~ ward * need + sex + age", rereferred ~ ward * need + sex + age)
add("three_way", "plans.csv", "status ~ sen * sex * hours", status ~ sen * sex * hours)
add("squared_minus", "plans.csv", "status ~ (sen + sex + hours)^2 - sen:sex", status ~ (sen + sex + hours)^2 - sen:sex)
add("numeric_by_numeric", "plans.csv", "status ~ hours * score + sen", status ~ hours * score + sen)
add("nested", "teams.csv", "review ~ office / team + caseload", review ~ office / team + caseload)
add("nested_slope", "teams.csv", "review ~ office / caseload", review ~ office / caseload)
add("empty_cell", "teams.csv", "review ~ office * lead + caseload", review ~ office * lead + caseload,
    note = "no child in office North has lead school: that column is all zero and aliased")

# Curves and transforms.
add("polynomial_log_sqrt", "visits.csv", "missed ~ poly(age, 2) + log(visits + 1) + sqrt(distance)",
    missed ~ poly(age, 2) + log(visits + 1) + sqrt(distance))
add("square", "visits.csv", "missed ~ age + I(age^2) + log(visits + 1)", missed ~ age + I(age^2) + log(visits + 1))
add("polynomial_missing", "visits.csv", "missed ~ poly(age, 3) + need", missed ~ poly(age, 3) + need,
    keep = function(d) !is.na(d$need),
    note = "need is missing in some rows; the polynomial is orthogonal over the rows used (R's poly inside glm would use all rows: other coefficients, same fit)")

# No intercept, offset, booleans.
add("no_intercept", "destinations.csv", "destination ~ 0 + ward + absence", destination ~ 0 + ward + absence)
add("no_intercept_numeric", "referrals.csv", "neet ~ 0 + age + absence", neet ~ 0 + age + absence)
add("offset", "exposure.csv", "episode ~ ward + age + offset(log(exposure))", episode ~ ward + age + offset(log(exposure)),
    offset = "log(exposure)")
add("booleans", "flags.csv", "neet ~ carer + looked_after + (age > 15)", neet ~ carer + looked_after + I(age > 15),
    spell = list("I(age > 15)" = "(age > 15)"))
add("boolean_interaction", "flags.csv", "neet ~ carer * looked_after + age", neet ~ carer * looked_after + age)

# Weights and grouped data: the first three are the same children.
add("grouped_expanded", "grouped_expanded.csv", "neet ~ ward + sex + age", neet ~ ward + sex + age)
add("grouped_frequency", "grouped_long.csv", "neet ~ ward + sex + age", neet ~ ward + sex + age,
    weights = "children", weight_kind = "frequency",
    note = "rows with a count of zero are there; n_obs and df are those of the expanded rows (R's df count rows)")
add("grouped_trials", "grouped_wide.csv", "cbind(neet, settled) ~ ward + sex + age", cbind(neet, settled) ~ ward + sex + age,
    trials = c("neet", "settled"), event = "neet",
    note = "successes and failures: the deviance is against the saturated grouped model, log_likelihood has the binomial coefficients, n_obs counts groups as R does")
add("fractional_weights", "weighted.csv", "neet ~ age + ward", neet ~ age + ward, weights = "weight", weight_kind = "precision",
    note = "log_likelihood is the weighted sum, -deviance/2 (R rounds weights inside aic and is not a reference for it); n_obs counts rows with a weight above zero; dispersion 1")
add("large_counts", "large_counts.csv", "open ~ ward + sex", open ~ ward + sex, weights = "children", weight_kind = "frequency",
    note = "p-values far below 1e-300; look at log10_p")

# Hard numbers.
add("aliased_birth_year", "birth_years.csv", "closed ~ birth_year + age_2024 + sex", closed ~ birth_year + age_2024 + sex)
add("epoch_milliseconds", "epoch.csv", "escalated ~ referred_ms + blood_lead", escalated ~ referred_ms + blood_lead)
add("five_events", "rare.csv", "harmed ~ age + visits", harmed ~ age + visits)
add("outlier_agreeing", "outlier.csv", "arrears ~ amount + age", arrears ~ amount + age)
add("outlier_against", "outlier.csv", "arrears_against ~ amount + age", arrears_against ~ amount + age)
add("more_columns_than_rows", "wide.csv", paste("neet ~", paste0("score_", 1:30, collapse = " + ")),
    as.formula(paste("neet ~", paste0("score_", 1:30, collapse = " + "))))
add("collinear_1e-10", "collinear.csv", "neet ~ score + score_10 + age", neet ~ score + score_10 + age,
    note = "kept, not aliased; the exact doubles of the file decide. Rounding the centred columns to double already moves score and score_10 by 1e-6 standard errors, age by 4e-9, the standard errors by 7e-9 and the deviance by 7e-9 (R: 3.7e-6, deviance 4e-9): hold estimates to 1e-5 standard errors, standard errors to 1e-6, deviance to 1e-7")
add("collinear_1e-12", "collinear.csv", "neet ~ score + score_12 + age", neet ~ score + score_12 + age,
    note = "score_12 is aliased")

finish(cases, "glm_cases.json")
