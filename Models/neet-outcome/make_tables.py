"""Writes the tables of activity codes beside this script, so that no code is typed twice.

Python 3.11, standard library only:

    python3 Models/neet-outcome/make_tables.py            writes the files
    python3 Models/neet-outcome/make_tables.py --check    writes nothing; fails if a file differs
"""

import json
import sys
from pathlib import Path

NCCIS = [
    ("education", [
        ("210", "school sixth form"), ("220", "sixth-form college"), ("230", "further education"),
        ("240", "higher education"), ("250", "part-time education"), ("260", "gap year"),
        ("270", "other full-time education"), ("280", "special post-16 institution"),
        ("290", "education in a custodial institution"),
    ]),
    ("employment", [
        ("310", "apprenticeship"), ("320", "full-time employment with regulated study"),
        ("330", "employment without training"), ("340", "employment with other training"),
        ("350", "temporary employment"), ("360", "part-time employment"),
        ("380", "self-employment"), ("381", "self-employment with regulated study"),
        ("550", "work not for reward with regulated study"),
    ]),
    ("training", [
        ("410", "funded work-based learning"), ("430", "other training"),
        ("440", "training and support of the Department for Work and Pensions"),
        ("450", "traineeship"), ("460", "supported internship"),
    ]),
    ("re_engagement", [("530", "re-engagement provision")]),
    ("neet", [
        ("540", "working not for reward"), ("610", "not yet ready for work or learning"),
        ("615", "start date agreed, other"),
        ("616", "start date agreed, compliant with the duty to participate"),
        ("619", "seeking employment, education or training"), ("620", "not available: carer"),
        ("630", "not available: teenage parent"), ("640", "not available: illness"),
        ("650", "not available: pregnancy"), ("660", "not available: religious grounds"),
        ("670", "not available: unlikely ever to be economically active"),
        ("680", "not available: other reason"),
    ]),
    ("custody", [("710", "custody of a young adult")]),
    ("not_known", [
        ("810", "current situation not known"), ("820", "cannot be contacted"),
        ("830", "refused to say"),
    ]),
]

SOURCE = (
    "The activity codes of England's National Client Caseload Information System (NCCIS), their "
    "groups and the short labels as github.com/DSSGxUK/s23_neet, neet/streamlit_api/codes.py "
    "(commit a00def2), has them; the words are shortened here. "
)


def codes(moved):
    return [
        {"code": code, "label": label, "state": moved.get(code, state)}
        for state, entries in NCCIS
        for code, label in entries
    ]


def tables():
    return {
        "nccis-2025.json": {
            "name": "nccis",
            "version": "2025",
            "valid_from": "2024-09-01",
            "valid_to": "2025-08-31",
            "source": SOURCE
            + "540 and 616 are NEET. How they count has varied from year to year: read the NCCIS "
            "management information requirement of the year before a figure is published, and change "
            "the states and the days here where it says otherwise.",
            "codes": codes({}),
        },
        "nccis-2025-540-616-apart.json": {
            "name": "nccis",
            "version": "2025-540-616-apart",
            "valid_from": "2024-09-01",
            "valid_to": "2025-08-31",
            "source": SOURCE
            + "An example of the other treatment: 540 (working not for reward) counts as employment and "
            "616 (start date agreed, compliant with the duty to participate) as education, to see how "
            "much hangs on the two codes. Which treatment a year has must be read in that year's NCCIS "
            "management information requirement.",
            "codes": codes({"540": "employment", "616": "education"}),
        },
        "months-in-words.json": {
            "name": "months-in-words",
            "version": "1",
            "source": "The monthly states of McVicar and Anyadike-Danes (2002), Journal of the Royal "
            "Statistical Society A 165, 317-334, as the data set mvad of the R package TraMineR "
            "names them. Joblessness stands for NEET.",
            "codes": [
                {"code": "school", "label": "school", "state": "education"},
                {"code": "FE", "label": "further education", "state": "education"},
                {"code": "HE", "label": "higher education", "state": "education"},
                {"code": "employment", "label": "employment", "state": "employment"},
                {"code": "training", "label": "training", "state": "training"},
                {"code": "joblessness", "label": "joblessness", "state": "neet"},
            ],
        },
    }


def text(table):
    head = {key: value for key, value in table.items() if key != "codes"}
    lines = [f'  {json.dumps(key)}: {json.dumps(value)},' for key, value in head.items()]
    rows = ",\n".join("    " + json.dumps(row) for row in table["codes"])
    return "{\n" + "\n".join(lines) + '\n  "codes": [\n' + rows + "\n  ]\n}\n"


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(f"usage: {Path(__file__).name} [--check]")
    for name, table in tables().items():
        path = Path(__file__).resolve().with_name(name)
        if not arguments:
            path.write_text(text(table), encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text(table):
            sys.exit(f"{name} differs from what this script writes")


main(sys.argv[1:])
