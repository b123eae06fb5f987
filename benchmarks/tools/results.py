"""RESULTS.md holds a part for each side-by-side run, under a heading of the first level."""

import re


def replace(path, part):
    """Puts a part in the place of the one with the same heading, or behind the others."""
    part = part.rstrip("\n") + "\n"
    heading = part.split("\n", 1)[0]
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = [p for p in re.split(r"(?m)^(?=# )", old) if p]
    if not any(p.split("\n", 1)[0] == heading for p in parts):
        parts.append(part)
    path.write_text(
        "\n".join((part if p.split("\n", 1)[0] == heading else p).rstrip("\n") + "\n"
                  for p in parts), encoding="utf-8")
