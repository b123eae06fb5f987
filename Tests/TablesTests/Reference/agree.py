#!/usr/bin/env python3
"""Compares what Casewise reads with what Python reads by the same rules (csv_rules.py).

    agree.py corpus                          the corpus's expectations with Python's reading
    agree.py make FOLDER [--seed 1] [--files 12] [--rows 60]
                                             random files with expectations, for the tests
    agree.py run PROGRAM [--seed 1] [--files 50] [--rows 3000] [--threads 2]
                                             random files through `PROGRAM FILE --dump`, cell by cell
    agree.py corpus PROGRAM                  the corpus through `PROGRAM FILE --dump`
"""

import argparse
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Corpus")]

import csv_rules  # noqa: E402
import random_files  # noqa: E402
from corpus import digest  # noqa: E402


def by_rules(data, options):
    try:
        return csv_rules.read(data, options)
    except csv_rules.Refused as refusal:
        return {"error": {"codes": list(refusal.codes), "line": None, "column": None}}


def by_program(program, path, options, threads):
    arguments = [program, str(path), "--dump", "--threads", str(threads), "--options",
                 json.dumps(options)]
    run = subprocess.run(arguments, capture_output=True, timeout=600, check=False)
    if run.returncode not in (0, 65):
        return {"died": f"exit {run.returncode}: {run.stderr.decode()[-500:]}"}
    return json.loads(run.stdout)


def same_value(kind, a, b):
    if a is None or b is None or kind != "real":
        return a == b
    return number(a) == number(b) and math.copysign(1, number(a)) == math.copysign(1, number(b))


def number(text):
    return float.fromhex(text) if "0x" in text else float(text)


def differences(expected, found):
    """What differs, in words; at most a few."""
    if "died" in found:
        return [found["died"]]
    if "error" in expected or "error" in found:
        a, b = expected.get("error"), found.get("error")
        if a is None or b is None:
            return [f"error expected {a}, found {b}"]
        if "code" in b:
            b = {"codes": [b["code"]], "line": b.get("line"), "column": b.get("column")}
        words = [] if set(b["codes"]) <= set(a["codes"]) else [f"code {a['codes']}, {b['codes']}"]
        for key in ("line", "column"):
            if None not in (a[key], b[key]) and a[key] != b[key]:
                words.append(f"{key} expected {a[key]}, found {b[key]}")
        return words
    if expected["rows"] != found["rows"]:
        return [f"rows expected {expected['rows']}, found {found['rows']}"]
    if "digest" in expected:
        columns = [(c["name"], c["kind"], c["values"]) for c in found["columns"]]
        same = len(columns) == expected["width"] and digest(columns) == expected["digest"]
        return note_differences(expected, found) if same else ["columns differ (by checksum)"]
    words = []
    if len(expected["columns"]) != len(found["columns"]):
        return [f"columns expected {len(expected['columns'])}, found {len(found['columns'])}"]
    for a, b in zip(expected["columns"], found["columns"]):
        if (a["name"], a["kind"]) != (b["name"], b["kind"]):
            words.append(f"column expected {a['name']!r} {a['kind']}, found {b['name']!r} {b['kind']}")
            continue
        for row, (x, y) in enumerate(zip(a["values"], b["values"])):
            if not same_value(a["kind"], x, y):
                words.append(f"{a['name']!r} row {row + 1}: expected {x!r:.80}, found {y!r:.80}")
    return words + note_differences(expected, found)


def note_differences(expected, found):
    ours = {"ambiguous_dates", "windows_1252"}
    a = {n["code"]: n["columns"] for n in expected["notes"] if n["code"] in ours}
    # Casewise may write a note for each column.
    b = {}
    for note in found["notes"]:
        if note["code"] in ours:
            b[note["code"]] = b.get(note["code"], []) + (note["columns"] or [])
    same = a.keys() == b.keys() and all(a[k] is None or sorted(a[k]) == sorted(b[k]) for k in a)
    return [] if same else [f"notes expected {a}, found {b}"]


def tell(name, words):
    for word in words[:4]:
        print(f"{name}: {word}")
    if len(words) > 4:
        print(f"{name}: and {len(words) - 4} more")
    return 1 if words else 0


def check_corpus(program):
    import make_corpus

    wrong = count = 0
    for corpus in (make_corpus.small(), make_corpus.large()):
        for case in corpus.expectations:
            data = corpus.files[case["file"]]
            if program:
                with tempfile.NamedTemporaryFile(suffix=case["file"]) as file:
                    file.write(data)
                    file.flush()
                    for threads in (1, 2, 5):
                        found = by_program(program, file.name, case["options"], threads)
                        wrong += tell(f"{case['name']} ({threads})", differences(case, found))
            else:
                wrong += tell(case["name"], differences(case, by_rules(data, case["options"])))
            count += 1
    print(f"{count} cases, {wrong} differ")
    return wrong


def make(folder, seed, files, rows):
    """Random files and their expectations, in the form of the corpus."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    cases = []
    for index in range(files):
        data, options, kind = random_files.random_file(random.Random(f"{seed}-{index}"), rows)
        file = f"random_{seed}_{index}.{kind}"
        (folder / "files" / file).write_bytes(data)
        cases.append({"name": file, "file": file, "about": "", "options": options,
                      **by_rules(data, options)})
    (folder / "expectations.json").write_text(json.dumps(cases), encoding="utf-8")
    return cases


def run(program, seed, files, rows, threads):
    wrong = cells = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for case in make(folder, seed, files, rows):
            found = by_program(program, folder / "files" / case["file"], case["options"], threads)
            words = differences(case, found)
            if words:
                wrong += tell(f"{case['name']} {case['options']}", words)
            elif "error" in case:
                refused += 1
            else:
                cells += case["rows"] * len(case["columns"])
    print(f"{files} files, {wrong} differ; {cells} cells agree; {refused} files refused by both")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("corpus").add_argument("program", nargs="?")
    for command, subject, files, rows in (("make", "folder", 12, 60), ("run", "program", 50, 3000)):
        sub = commands.add_parser(command)
        sub.add_argument(subject)
        sub.add_argument("--seed", type=int, default=1)
        sub.add_argument("--files", type=int, default=files)
        sub.add_argument("--rows", type=int, default=rows)
        sub.add_argument("--threads", type=int, default=2)
    told = parser.parse_args()
    if told.command == "corpus":
        return 1 if check_corpus(told.program) else 0
    if told.command == "make":
        make(pathlib.Path(told.folder), told.seed, told.files, told.rows)
        return 0
    return 1 if run(told.program, told.seed, told.files, told.rows, told.threads) else 0


if __name__ == "__main__":
    sys.exit(main())
