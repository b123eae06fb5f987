#!/usr/bin/env python3
"""Writes the corpus of difficult files and what must come of reading each.

    make_corpus.py                 files/ and expectations.json beside this script
    make_corpus.py --check         ends with 1 where these are not what it would write
    make_corpus.py --large FOLDER  the large files and their expectations.json into a folder
"""

import json
import pathlib
import sys

import cases_dates
import cases_kinds
import cases_large
import cases_records
import cases_text
from corpus import Corpus


def small():
    corpus = Corpus()
    for cases in (cases_text, cases_records, cases_kinds, cases_dates):
        cases.add(corpus)
    return corpus


def large():
    corpus = Corpus()
    cases_large.add(corpus)
    return corpus


def write(corpus, folder):
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for name, data in corpus.files.items():
        (folder / "files" / name).write_bytes(data)
    (folder / "expectations.json").write_text(listing(corpus), encoding="utf-8")


def listing(corpus):
    """One case a line, so that a change shows as the line it is."""
    lines = (json.dumps(case, ensure_ascii=True) for case in corpus.expectations)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def check(corpus, folder):
    wrong = {name for name, data in corpus.files.items()
             if not (folder / "files" / name).is_file()
             or (folder / "files" / name).read_bytes() != data}
    wrong |= {path.name for path in (folder / "files").iterdir() if path.name not in corpus.files}
    if (folder / "expectations.json").read_text(encoding="utf-8") != listing(corpus):
        wrong.add("expectations.json")
    print("\n".join(sorted(wrong)) or f"{len(corpus.expectations)} cases as written")
    return 1 if wrong else 0


def main(arguments):
    here = pathlib.Path(__file__).resolve().parent
    if arguments[:1] == ["--large"] and len(arguments) == 2:
        write(large(), pathlib.Path(arguments[1]))
    elif arguments == ["--check"]:
        return check(small(), here)
    elif not arguments:
        write(small(), here)
    else:
        print(__doc__, file=sys.stderr)
        return 64
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
