"""Writes seeds/neet-cohort.csv and seeds/neet-cohort-truth.json: 8,000 invented young people.

Every person, family, ward and school is invented; no record of a real person was used.
The outcome is drawn from the logistic model in TRUTH, so that a fit can be held against it.

Python 3.11, standard library only. The seed is fixed and only `random.random()` is drawn from,
so two runs write the same bytes:

    python3 seeds/generate_neet_cohort.py            writes both files beside this script
    python3 seeds/generate_neet_cohort.py --check    writes nothing; fails if the files differ

seeds/README.md is the data dictionary.
"""

import csv
import io
import json
import math
import random
import sys
from pathlib import Path
from statistics import NormalDist

SEED = 8                                    # the first, counting from 1, that meets_targets()
PEOPLE = 8_000

# The true model, on the log-odds scale. A column that is not named here has no direct effect:
# sex, ethnicity, age, cohort_year, school and child_protection_plan are nulls.
TRUTH = {
    "(Intercept)": -3.15,
    "absence": 4.00,                        # per 1.00 of sessions missed, so 0.40 per ten points
    "looked_after[yes]": 0.60,
    "sen[ehcp]": 0.55,                      # against none
    "sen[support]": 0.35,                   # against none
    "youth_justice[yes]": 0.80,
    "free_school_meals[yes]": 0.25,
    "gcse_passes": -0.15,                   # per pass
    "social_care_contacts >= 2[yes]": 1.50,
    "young_carer[yes]": 0.40,
    "pregnant_or_parent[yes]": 0.90,
    "exclusions": 0.10,                     # per exclusion
}
WARD_SD = 0.15                              # of the ward effects, drawn once from the seed

# Months NEET, for a person who is NEET: an exponential time of this mean, rounded up, cut at 24.
MONTHS_MEAN_REPEATED_CONTACT = 13.0
MONTHS_MEAN_OTHERS = 2.9
MONTHS_LONGEST = 24

WARDS = [
    "Alderburn", "Bankhouse", "Colliers Moor", "Dunstead", "Eastgarth", "Ferry Bank", "Glebe Fell",
    "Hawkslaw", "Keelmans Reach", "Larkhope", "Millstead", "Northgarth", "Ousewick", "Quarry Fell",
    "Ropewalk", "Saltersgate", "Tarn Rise", "Underbank", "Westerhaugh", "Whinlaw",
]
SCHOOLS = [
    "Alderburn School", "Bridgegarth School", "Colliers Moor Academy", "Ferry Bank School",
    "Glebe Fell Academy", "Larkhope College", "Millstead School", "Northgarth Academy",
    "Ousewick High School", "Ropewalk School", "Tarn Rise High School", "Whinlaw College",
]
ETHNICITIES = [("Asian", 0.11), ("Black", 0.04), ("Mixed", 0.04), ("Other", 0.03), ("White", 0.78)]
COLUMNS = [
    "person_id", "family_id", "cohort_year", "age", "sex", "ethnicity", "ward", "school", "absence",
    "exclusions", "sen", "free_school_meals", "looked_after", "child_protection_plan",
    "social_care_contacts", "youth_justice", "young_carer", "pregnant_or_parent", "gcse_passes",
    "neet", "months_neet",
]


class Draws:
    """Everything random, from one stream, each by inverting a distribution function."""

    def __init__(self, seed):
        self.uniform = random.Random(seed).random

    def normal(self):
        return NormalDist().inv_cdf(max(self.uniform(), 1e-16))

    def chance(self, probability):
        return self.uniform() < probability

    def choice(self, items):
        return items[int(self.uniform() * len(items))]

    def weighted(self, pairs):
        u = self.uniform()
        for item, probability in pairs:
            u -= probability
            if u < 0:
                return item
        return pairs[-1][0]

    def poisson(self, mean, longest):
        u, count = self.uniform(), 0
        term = math.exp(-mean)
        while u >= term and count < longest:
            u -= term
            count += 1
            term *= mean / count
        return count

    def exponential(self, mean):
        return -mean * math.log(1.0 - self.uniform())


def expit(eta):
    return 1.0 / (1.0 + math.exp(-eta))


def clamp(value, low, high):
    return min(max(value, low), high)


def yes_no(flag):
    return "yes" if flag else "no"


def make_wards(draws):
    """For each ward its effect on the outcome, its mean of family circumstances and its two schools."""
    effects = [round(WARD_SD * draws.normal(), 3) for _ in WARDS]
    circumstances = [0.25 * draws.normal() for _ in WARDS]
    centre = sum(circumstances) / len(WARDS)               # so that a quarter stays a quarter
    return [
        {
            "name": name,
            "effect": effects[index],
            "circumstances": circumstances[index] - centre,
            "schools": [SCHOOLS[index % 12], SCHOOLS[(index * 5 + 3) % 12]],
        }
        for index, name in enumerate(WARDS)
    ]


def make_family(draws, wards):
    """What siblings share."""
    ward = draws.choice(wards)
    strain = ward["circumstances"] + 0.75 * draws.normal()
    return {
        "size": draws.weighted([(1, 0.88), (2, 0.105), (3, 0.015)]),
        "ward": ward,
        "school": draws.choice(ward["schools"]) if draws.chance(0.85) else draws.choice(SCHOOLS),
        "ethnicity": draws.weighted(ETHNICITIES),
        "strain": strain,
        "free_school_meals": draws.chance(expit(-1.15 + 0.8 * strain)),
        "birth_years": set(),
    }


def make_person(draws, family):
    """One person as known before anything is lost from the record: the true values."""
    while True:
        cohort_year, age = draws.choice([2022, 2023, 2024]), draws.choice([17, 18, 19])
        twins = draws.chance(0.03)
        if twins or cohort_year - age not in family["birth_years"]:
            break
    family["birth_years"].add(cohort_year - age)

    strain = family["strain"] + 0.60 * draws.normal()
    sex = draws.choice(["female", "male"])                 # independent of everything that follows
    looked_after = draws.chance(expit(-4.5 + 1.3 * strain))
    protection_plan = draws.chance(expit(-4.5 + 1.3 * strain))
    contacts = draws.poisson(math.exp(-0.48 + 1.00 * strain), 20)
    if looked_after or protection_plan:
        contacts = max(contacts, 2)                        # neither happens without repeated contact
    sen = draws.weighted([("ehcp", 0.045), ("support", 0.135), ("none", 0.82)])
    absence = round(expit(-2.75 + 0.75 * draws.normal() + 0.45 * strain), 3)
    exclusions = draws.poisson(math.exp(-2.6 + 0.7 * strain + (0.5 if sen == "support" else 0.0)), 8)
    passes = round(7.4 - 8.0 * absence - 0.5 * strain - 0.3 * exclusions + 2.3 * draws.normal()
                   - {"none": 0.0, "support": 2.0, "ehcp": 3.5}[sen])
    return {
        "cohort_year": cohort_year, "age": age, "sex": sex, "ethnicity": family["ethnicity"],
        "ward": family["ward"]["name"], "school": family["school"], "absence": absence,
        "exclusions": exclusions, "sen": sen,
        "free_school_meals": yes_no(family["free_school_meals"]),
        "looked_after": yes_no(looked_after), "child_protection_plan": yes_no(protection_plan),
        "social_care_contacts": contacts,
        "youth_justice": yes_no(draws.chance(expit(-4.0 + 0.9 * strain + 0.3 * exclusions))),
        "young_carer": yes_no(draws.chance(expit(-3.1 + 0.6 * strain))),
        "pregnant_or_parent": yes_no(draws.chance(expit(-4.2 + 0.5 * strain))),
        "gcse_passes": clamp(passes, 0, 10),
    }


def log_odds(person, ward_effect):
    """The true linear predictor: numbers enter as they are written, words as 0 or 1."""
    eta = TRUTH["(Intercept)"] + ward_effect
    for column in ("absence", "gcse_passes", "exclusions"):
        eta += TRUTH[column] * person[column]
    for column in ("looked_after", "youth_justice", "free_school_meals", "young_carer",
                   "pregnant_or_parent"):
        if person[column] == "yes":
            eta += TRUTH[column + "[yes]"]
    if person["sen"] != "none":
        eta += TRUTH[f"sen[{person['sen']}]"]
    if person["social_care_contacts"] >= 2:
        eta += TRUTH["social_care_contacts >= 2[yes]"]
    return eta


def add_outcome(draws, person, ward_effect):
    person["neet"] = int(draws.chance(expit(log_odds(person, ward_effect))))
    repeated = person["social_care_contacts"] >= 2
    time = draws.exponential(MONTHS_MEAN_REPEATED_CONTACT if repeated else MONTHS_MEAN_OTHERS)
    person["months_neet"] = clamp(math.ceil(time), 1, MONTHS_LONGEST) if person["neet"] else 0


def lose_values(draws, person):
    """What the record does not hold. None of it looks at the outcome."""
    absence, carer = person["absence"], person["young_carer"]
    lost_absence = draws.chance(0.02)                      # completely at random
    lost_passes = draws.chance(0.025 + 0.15 * absence)     # at random, given absence
    lost_carer = draws.chance(0.035 + 0.20 * absence       # given absence, and not at random:
                              + (0.15 if carer == "yes" else 0.0))   # carers are recorded less
    if lost_absence:
        person["absence"] = None
    if lost_passes:
        person["gcse_passes"] = None
    if lost_carer:
        person["young_carer"] = None


def make_cohort(seed, people):
    draws = Draws(seed)
    wards = make_wards(draws)
    cohort, families = [], 0
    while len(cohort) < people:
        family = make_family(draws, wards)
        families += 1
        for _ in range(min(family["size"], people - len(cohort))):
            person = make_person(draws, family)
            add_outcome(draws, person, family["ward"]["effect"])
            lose_values(draws, person)
            person["person_id"] = f"P{len(cohort) + 1:05d}"
            person["family_id"] = f"F{families:05d}"
            cohort.append(person)
    return cohort, wards


def figures(cohort):
    """The calibration targets, as this sample reaches them: always n of N."""
    neet = [p for p in cohort if p["neet"]]
    repeated = [p for p in cohort if p["social_care_contacts"] >= 2]
    both = [p for p in neet if p["social_care_contacts"] >= 2]
    others = [p for p in neet if p["social_care_contacts"] < 2]
    months_both = sum(p["months_neet"] for p in both) / len(both)
    months_others = sum(p["months_neet"] for p in others) / len(others)
    risk_ratio = (len(both) / len(repeated)) / (len(others) / (len(cohort) - len(repeated)))
    women = [p["neet"] for p in cohort if p["sex"] == "female"]
    men = [p["neet"] for p in cohort if p["sex"] == "male"]
    return {
        "people": len(cohort),
        "families": len({p["family_id"] for p in cohort}),
        "neet": len(neet),
        "neet_share": round(len(neet) / len(cohort), 4),
        "repeated_contact": len(repeated),
        "repeated_contact_share": round(len(repeated) / len(cohort), 4),
        "neet_with_repeated_contact": len(both),
        "share_of_neet_with_repeated_contact": round(len(both) / len(neet), 4),
        "risk_ratio": round(risk_ratio, 4),
        "mean_months_neet_repeated_contact": round(months_both, 3),
        "mean_months_neet_others": round(months_others, 3),
        "ratio_of_mean_months": round(months_both / months_others, 3),
        "neet_female": [sum(women), len(women)],
        "neet_male": [sum(men), len(men)],
        "missing": {c: sum(p[c] is None for p in cohort)
                    for c in ("absence", "young_carer", "gcse_passes")},
    }


def meets_targets(reached):
    """What a seed is chosen by. The last line keeps sex a null in this sample as well as in truth."""
    (women, of_women), (men, of_men) = reached["neet_female"], reached["neet_male"]
    share = reached["neet_share"]
    standard_error = math.sqrt(share * (1 - share) * (1 / of_women + 1 / of_men))
    return (0.06 <= share <= 0.08
            and abs(reached["repeated_contact_share"] - 0.25) <= 0.005
            and abs(reached["share_of_neet_with_repeated_contact"] - 0.67) <= 0.005
            and reached["ratio_of_mean_months"] > 3
            and abs(women / of_women - men / of_men) <= standard_error)


def as_csv(cohort):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for person in cohort:
        absence = person["absence"]
        writer.writerow({**person, "absence": None if absence is None else f"{absence:.3f}"})
    return text.getvalue()


def as_truth(cohort, wards):
    truth = {
        "seed": SEED,
        "model": "logit P(neet = 1) = sum of coefficient x value + ward effect",
        "coefficients": TRUTH,
        "references": {"sen": "none"},
        "no_direct_effect": ["sex", "ethnicity", "age", "cohort_year", "school",
                             "child_protection_plan"],
        "ward_effect_sd": WARD_SD,
        "ward_effects": {ward["name"]: ward["effect"] for ward in wards},
        "months_neet": {"mean_before_cut_repeated_contact": MONTHS_MEAN_REPEATED_CONTACT,
                        "mean_before_cut_others": MONTHS_MEAN_OTHERS, "cut_at": MONTHS_LONGEST},
        "reached": figures(cohort),
    }
    return json.dumps(truth, indent=2) + "\n"


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(f"usage: {Path(__file__).name} [--check]")
    cohort, wards = make_cohort(SEED, PEOPLE)
    if not meets_targets(figures(cohort)):
        sys.exit(f"seed {SEED} does not reach the calibration targets")
    folder = Path(__file__).resolve().parent
    files = {"neet-cohort.csv": as_csv(cohort), "neet-cohort-truth.json": as_truth(cohort, wards)}
    for name, text in files.items():
        if not arguments:
            (folder / name).write_bytes(text.encode("utf-8"))
        elif (folder / name).read_bytes() != text.encode("utf-8"):
            sys.exit(f"{name} is not what seed {SEED} makes")
    print(json.dumps(figures(cohort), indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
