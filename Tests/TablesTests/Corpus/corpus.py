"""What a case of the corpus is: the bytes of a file, how it is read, and what must come of it.

Expectations are written by hand from the rules of reading (README.md); nothing here reads a file.
"""

import struct


class Corpus:
    def __init__(self):
        self.files = {}
        self.expectations = []

    def table(self, name, data, columns, rows, options=None, notes=None, about="", kind="csv"):
        """A file that is read as `columns`: a list of (name, kind, values), a value being its
        text or None where it is missing. `notes` are the notes of how it was read that matter
        here: a code and the columns, or None where any will do."""
        for column in columns:
            assert len(column[2]) == rows, (name, column[0], len(column[2]), rows)
        self._add(name, data, kind, options, about, {
            "rows": rows,
            "columns": [
                {"name": column, "kind": kind_, "values": list(values)}
                for column, kind_, values in columns
            ],
            "notes": [{"code": code, "columns": names} for code, names in (notes or [])],
        })

    def digest(self, name, data, columns, rows, options=None, notes=None, about="", kind="csv"):
        """As `table`, for a large file: the columns are kept as one checksum."""
        self._add(name, data, kind, options, about, {
            "rows": rows,
            "width": len(columns),
            "digest": digest(columns),
            "notes": [{"code": code, "columns": names} for code, names in (notes or [])],
        })

    def error(self, name, data, codes, line=None, column=None, options=None, about="", kind="csv"):
        """A file that is refused: one of `codes`, and the place (None where any will do)."""
        codes = [codes] if isinstance(codes, str) else list(codes)
        self._add(name, data, kind, options, about, {
            "error": {"codes": codes, "line": line, "column": column}
        })

    def _add(self, name, data, kind, options, about, outcome):
        file = f"{name}.{kind}"
        # One file may be read under several options; then its bytes are given once, by name.
        if isinstance(data, Same):
            file = data.file
            assert file in self.files, file
        else:
            data = data.encode("utf-8") if isinstance(data, str) else data
            assert file not in self.files, file
            self.files[file] = data
        assert name not in {case["name"] for case in self.expectations}, name
        self.expectations.append(
            {"name": name, "file": file, "about": about, "options": options or {}, **outcome})


class Same:
    """The bytes of a file that an earlier case has."""

    def __init__(self, file):
        self.file = file


def digest(columns):
    """A checksum of columns (64-bit FNV-1a) over name, kind and values, each ended by a zero
    byte; a value is a byte 1 and its text, and a missing one a byte 2. The text of a real is the
    sixteen hexadecimal digits of its bits."""
    total = 0xCBF29CE484222325
    for name, kind, values in columns:
        text = bytearray(name.encode() + b"\0" + kind.encode() + b"\0")
        for value in values:
            if kind == "real" and value is not None:
                value = struct.pack(">d", float(value)).hex()
            text += b"\2\0" if value is None else b"\1" + value.encode() + b"\0"
        for byte in text:
            total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{total:016x}"
