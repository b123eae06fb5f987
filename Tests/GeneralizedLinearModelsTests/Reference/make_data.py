#!/usr/bin/env python3
"""Write the small synthetic CSV files behind the reference fits.

Run from this folder: python3 make_data.py
Only the standard library, one fixed seed per file: the same files come out everywhere.
All children, wards and offices are invented; only the ward names are real places.
"""
import csv
import math
import random


def logistic(eta):
    return 1 / (1 + math.exp(-eta))


def write(name, header, rows):
    with open(name, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def referrals():
    """A 0/1 outcome and two numerics."""
    r = random.Random(101)
    rows = []
    for _ in range(300):
        age = r.randint(11, 18)
        absence = round(min(60, r.expovariate(1 / 9)), 1)
        neet = int(r.random() < logistic(-4.2 + 0.18 * age + 0.06 * absence))
        rows.append([neet, age, absence])
    write("referrals.csv", ["neet", "age", "absence"], rows)


WARDS = ["Arthur's Hill", "Benwell", "Blakelaw", "Byker", "Castle", "Chapel", "Dene", "Denton",
         "Elswick", "Fawdon", "Fenham", "Gosforth", "Heaton", "Jesmond North", "Jesmond South",
         "Kenton", "Kingston Park", "Lemington", "Manor Park", "Monument", "Newburn",
         "North Jesmond", "Ouseburn", "Parklands", "Scotswood", "Walker", "Walkergate",
         "Westerhope", "Wingrove", "byker old town"]


def wards():
    """Thirty wards (one in lower case, which sorts last), yes/no outcome."""
    r = random.Random(102)
    effect = {ward: r.gauss(0, 0.6) for ward in WARDS}
    rows = []
    for i in range(900):
        ward = WARDS[i % 30]
        age = r.randint(10, 18)
        absence = round(min(80, r.expovariate(1 / 10)), 1)
        eta = -2.4 + effect[ward] + 0.08 * age + 0.04 * absence
        rows.append(["yes" if r.random() < logistic(eta) else "no", ward, age, absence])
    r.shuffle(rows)
    write("wards.csv", ["reopened", "ward", "age", "absence"], rows)


def destinations():
    """A two-level text outcome; upper case, lower case and accented levels; a numeric code."""
    r = random.Random(103)
    ward_effect = {"Byker": 0.5, "Walker": 0.8, "Elswick": 0.1, "benwell": -0.3, "Gosforth, East": -0.7}
    setting_effect = {"Academy": 0.0, "Zion House": 0.4, "home": 0.3, "école": -0.4}
    rows = []
    for _ in range(400):
        ward = r.choice(list(ward_effect))
        setting = r.choice(list(setting_effect))
        sex = r.choice(["female", "male"])
        year_group = r.choice([8, 9, 10, 11, 12])
        absence = r.randint(0, 45)
        eta = (-1.6 + ward_effect[ward] + setting_effect[setting] + 0.3 * (sex == "male")
               + 0.02 * absence * (1.5 if sex == "male" else 0.6) + 0.1 * (year_group == 11))
        rows.append(["NEET" if r.random() < logistic(eta) else "EET",
                     ward, setting, sex, year_group, absence])
    write("destinations.csv", ["destination", "ward", "setting", "sex", "year_group", "absence"], rows)


def families():
    """Two factors that interact, and missing words in several columns (empty or NA)."""
    r = random.Random(104)
    rows = []
    for _ in range(600):
        ward = r.choice(["Byker", "Elswick", "Fenham", "Walker"])
        need = r.choice(["CIN", "CP", "LAC"])
        sex = r.choice(["F", "M"])
        age = r.randint(0, 17)
        eta = (-0.9 + 0.4 * (ward == "Walker") + 0.5 * (need == "CP")
               - 0.7 * (ward == "Fenham" and need == "LAC") + 0.03 * age)
        row = ["yes" if r.random() < logistic(eta) else "no", ward, need, sex, age]
        for column, share in ((0, 0.02), (1, 0.04), (2, 0.03), (3, 0.05), (4, 0.06)):
            if r.random() < share:
                row[column] = r.choice(["", "NA"])
        rows.append(row)
    write("families.csv", ["rereferred", "ward", "need", "sex", "age"], rows)


def visits():
    """Curves: polynomial, logarithm, square root, square; some distances are missing."""
    r = random.Random(105)
    rows = []
    for _ in range(350):
        age = r.randint(3, 18)
        count = int(r.expovariate(1 / 6))
        distance = round(r.uniform(0, 40), 2)
        eta = -2 + 0.02 * (age - 9) ** 2 + 0.5 * math.log(count + 1) - 0.1 * math.sqrt(distance)
        need = "" if r.random() < 0.05 else r.choice(["low", "high", "Medium"])
        rows.append([int(r.random() < logistic(eta)), age, count, distance, need])
    write("visits.csv", ["missed", "age", "visits", "distance", "need"], rows)


def plans():
    """Three predictors for products of three, powers and differences."""
    r = random.Random(106)
    rows = []
    for _ in range(500):
        sen = r.choice(["EHCP", "None", "Support"])
        sex = r.choice(["female", "male"])
        hours = round(r.gauss(12, 4), 1)
        score = r.randint(20, 80)
        eta = (-0.5 + 0.7 * (sen == "EHCP") - 0.05 * (hours - 12) + 0.4 * (sex == "male")
               + 0.05 * (sen == "Support") * (hours - 12) - 0.02 * (score - 50))
        rows.append(["excluded" if r.random() < logistic(eta) else "attending",
                     sen, sex, hours, score])
    write("plans.csv", ["status", "sen", "sex", "hours", "score"], rows)


def exposure():
    """Outcome 0/1 with a known length of observation, as an offset."""
    r = random.Random(107)
    rows = []
    for _ in range(400):
        months = round(r.uniform(0.5, 36), 1)
        ward = r.choice(["Byker", "Heaton", "Walker"])
        age = r.randint(5, 17)
        eta = -3.8 + math.log(months) + 0.3 * (ward == "Walker") + 0.05 * age
        rows.append([int(r.random() < logistic(eta)), months, ward, age])
    write("exposure.csv", ["episode", "exposure", "ward", "age"], rows)


def flags():
    """Boolean columns written true/false, outcome too."""
    r = random.Random(108)
    words = {True: "true", False: "false"}
    rows = []
    for _ in range(320):
        carer = r.random() < 0.2
        looked_after = r.random() < 0.3
        age = r.randint(11, 18)
        eta = -1.5 + 0.8 * carer + 0.5 * looked_after + 0.7 * (age > 15)
        rows.append([words[r.random() < logistic(eta)], words[carer], words[looked_after], age])
    write("flags.csv", ["neet", "carer", "looked_after", "age"], rows)


def grouped():
    """The same children three times: one row each, one row per outcome with a count
    (some counts are 0), and one row per group with both counts."""
    r = random.Random(109)
    long, wide, expanded = [], [], []
    for ward in ["Byker", "Elswick", "Gosforth", "Walker"]:
        for sex in ["female", "male"]:
            for band in [14, 16, 18]:
                size = r.randint(3, 25)
                p = logistic(-2 + 0.9 * (ward == "Walker") + 0.3 * (sex == "male") + 0.2 * (band - 14))
                neet = sum(r.random() < p for _ in range(size))
                wide.append([ward, sex, band, neet, size - neet])
                for outcome, count in ((1, neet), (0, size - neet)):
                    long.append([ward, sex, band, outcome, count])
                    expanded += [[ward, sex, band, outcome]] * count
    r.shuffle(expanded)
    write("grouped_long.csv", ["ward", "sex", "age", "neet", "children"], long)
    write("grouped_wide.csv", ["ward", "sex", "age", "neet", "settled"], wide)
    write("grouped_expanded.csv", ["ward", "sex", "age", "neet"], expanded)


def weighted():
    """Fractional weights, some exactly zero."""
    r = random.Random(110)
    rows = []
    for _ in range(240):
        age = r.randint(11, 18)
        ward = r.choice(["Byker", "Elswick", "Walker"])
        weight = 0 if r.random() < 0.1 else round(r.uniform(0.05, 3.5), 3)
        eta = -3 + 0.15 * age + 0.6 * (ward == "Walker")
        rows.append([int(r.random() < logistic(eta)), age, ward, weight])
    write("weighted.csv", ["neet", "age", "ward", "weight"], rows)


def large_counts():
    """National counts: p-values far below 1e-300, and one group counted in thousands of millions."""
    rows = []
    for ward, events, others in (("Byker", 812345, 1203311), ("Elswick", 455102, 2000417),
                                 ("Gosforth", 3000000000, 12000000000), ("Walker", 90210, 100733)):
        for sex, factor in (("female", 1.0), ("male", 1.07)):
            rows.append([ward, sex, "yes", int(events * factor)])
            rows.append([ward, sex, "no", others])
    write("large_counts.csv", ["ward", "sex", "open", "children"], rows)


def birth_years():
    """Age in 2024 is 2024 minus the birth year: one of the two is not estimable."""
    r = random.Random(111)
    rows = []
    for _ in range(260):
        birth_year = r.randint(2006, 2014)
        sex = r.choice(["female", "male"])
        eta = -0.4 - 0.25 * (birth_year - 2010) + 0.3 * (sex == "male")
        rows.append([int(r.random() < logistic(eta)), birth_year, 2024 - birth_year, sex])
    write("birth_years.csv", ["closed", "birth_year", "age_2024", "sex"], rows)


def teams():
    """Teams inside offices (labels used again in each office), and one combination never seen."""
    r = random.Random(112)
    rows = []
    for _ in range(480):
        office = r.choice(["East", "Inner West", "North", "Outer West"])
        team = r.choice(["A", "B", "C"])
        lead = r.choice(["health", "school", "social care"])
        if office == "North" and lead == "school":
            lead = "health"
        caseload = r.randint(8, 34)
        eta = -1.5 + 0.5 * (team == "C") * (office == "East") + 0.04 * caseload - 0.4 * (office == "North")
        rows.append(["late" if r.random() < logistic(eta) else "in time", office, team, lead, caseload])
    write("teams.csv", ["review", "office", "team", "lead", "caseload"], rows)


def epoch():
    """A time in epoch-milliseconds beside a blood-lead measure near 1e-9."""
    r = random.Random(113)
    rows = []
    for _ in range(250):
        referred = 1700000000000 + int(r.gauss(0, 1e10))
        lead = float("%.4ge-9" % r.uniform(0.2, 6))
        eta = -1 + 0.5 * (referred - 1.7e12) / 1e10 + 0.4 * lead * 1e9
        rows.append([int(r.random() < logistic(eta)), referred, repr(lead)])
    write("epoch.csv", ["escalated", "referred_ms", "blood_lead"], rows)


def rare():
    """Five events in 20,000 rows."""
    r = random.Random(114)
    rows = [[0, r.randint(0, 17), int(r.expovariate(1 / 2))] for _ in range(20000)]
    for i in r.sample(range(20000), 5):
        rows[i] = [1, r.randint(3, 15), r.choice([1, 3, 5, 6])]
    write("rare.csv", ["harmed", "age", "visits"], rows)


def outlier():
    """One recorded amount of a million: once with the outcome it speaks for, once against it."""
    r = random.Random(115)
    rows = []
    for i in range(200):
        amount = round(r.uniform(0, 12), 2)
        age = r.randint(5, 17)
        outcome = int(r.random() < logistic(-1.5 + 0.25 * amount + 0.02 * age))
        agreeing = against = outcome
        if i == 77:
            amount, agreeing, against = 1000000, 1, 0
        rows.append([agreeing, against, amount, age])
    write("outlier.csv", ["arrears", "arrears_against", "amount", "age"], rows)


def wide():
    """24 rows and 30 columns of scores. Children come in six kinds with both outcomes each, so the
    fit is finite although most columns are aliased."""
    r = random.Random(116)
    kinds = [[r.randint(0, 9) for _ in range(30)] for _ in range(6)]
    rows = []
    for kind, events in zip(kinds, (1, 2, 3, 1, 3, 2)):
        rows += [[int(i < events)] + kind for i in range(4)]
    write("wide.csv", ["neet"] + ["score_%d" % (i + 1) for i in range(30)], rows)


def collinear():
    """Two copies of a score, off by 1e-10 and by 1e-12 of noise, in full digits."""
    r = random.Random(117)
    rows = []
    for _ in range(300):
        score = r.gauss(0, 1)
        ten, twelve = score + 1e-10 * r.gauss(0, 1), score + 1e-12 * r.gauss(0, 1)
        age = r.randint(11, 18)
        eta = -1 + 0.7 * score + 0.03 * age
        rows.append([int(r.random() < logistic(eta)), repr(score), repr(ten), repr(twelve), age])
    write("collinear.csv", ["neet", "score", "score_10", "score_12", "age"], rows)


if __name__ == "__main__":
    for make in (referrals, wards, destinations, families, visits, plans, exposure, flags, grouped,
                 weighted, large_counts, birth_years, teams, epoch, rare, outlier, wide, collinear):
        make()
