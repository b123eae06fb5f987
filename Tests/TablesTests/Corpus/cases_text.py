"""From bytes to text: encodings, byte-order marks, NUL, compression."""

import base64
import struct
import zlib


def stored_member(text, name=None, extra=None, comment=None, header_check=False, crc=None,
                  size=None):
    """One gzip member with its text stored uncompressed (RFC 1952 and RFC 1951, 3.2.4)."""
    flags = (4 if extra is not None else 0) | (8 if name else 0) | (16 if comment else 0)
    flags |= 2 if header_check else 0
    head = bytes([0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255])
    if extra is not None:
        head += struct.pack("<H", len(extra)) + extra
    if name:
        head += name + b"\0"
    if comment:
        head += comment + b"\0"
    if header_check:
        head += struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    body = b"\x01" + struct.pack("<HH", len(text), len(text) ^ 0xFFFF) + text
    crc = zlib.crc32(text) if crc is None else crc
    return head + body + struct.pack("<II", crc, len(text) if size is None else size)


# `a,b\n` and then 50 times `1,x\n`, compressed at level 9 with a Huffman code.
DEFLATED = base64.b64decode("H4sIAAAAAAACA0vUSeIy1KkYFhgAMtmc1swAAAA=")

SMALL = [("a", "integer", ["1", "2"]), ("b", "category", ["x", "é"])]


def add(corpus):
    table, error = corpus.table, corpus.error

    table("utf8_bom", b"\xef\xbb\xbfa,b\r\n1,x\r\n2,\xc3\xa9\r\n", SMALL, 2)
    table("utf8_bom_quoted_header", b"\xef\xbb\xbf\"a\",\"b\"\n1,x\n2,\xc3\xa9\n", SMALL, 2,
          about="the mark is no part of the first field, whose quote must still open it")
    table("bom_later_is_text", "a,b\n1,\ufeffx\n",
          [("a", "integer", ["1"]), ("b", "category", ["\ufeffx"])], 1)
    error("utf8_bom_then_latin", b"\xef\xbb\xbfa,b\n1,x\n2,Zo\xeb\n", "encoding", 3, 5,
          about="text that says it is UTF-8 and is not")
    error("utf8_bom_alone", b"\xef\xbb\xbf", "empty_file")

    text = "a,b\r\n1,x\r\n2,é\r\n"
    table("utf16_le", b"\xff\xfe" + text.encode("utf-16-le"), SMALL, 2)
    table("utf16_be", b"\xfe\xff" + text.encode("utf-16-be"), SMALL, 2)
    table("utf16_pairs", b"\xff\xfe" + "名,b\n😀,\"x,\ny\"\n".encode("utf-16-le"),
          [("名", "category", ["😀"]), ("b", "category", ["x,\ny"])], 1)
    table("utf16_bytes_that_look_like_csv", b"\xff\xfe" + "a,b\nਊ,∢\n".encode("utf-16-le"),
          [("a", "category", ["ਊ"]), ("b", "category", ["∢"])], 1,
          about="U+0A0A and U+2222 hold the bytes of line feeds and quotes")
    error("utf16_le_high_alone",
          b"\xff\xfe" + "a,b\n1,x".encode("utf-16-le") + b"\x00\xd8" + "y\n".encode("utf-16-le"),
          "encoding", 2, 4)
    error("utf16_be_low_alone",
          b"\xfe\xff" + "a,b\n1,x".encode("utf-16-be") + b"\xdc\x00" + "y\n".encode("utf-16-be"),
          "encoding", 2, 4)
    error("utf16_high_at_the_end", b"\xff\xfe" + "a\nx".encode("utf-16-le") + b"\x3d\xd8",
          "encoding", 2, 2)
    error("utf16_odd_last_byte", b"\xff\xfe" + "a\nx".encode("utf-16-le") + b"\x41",
          "encoding", 2, 2)
    error("utf16_bom_alone", b"\xff\xfe", "empty_file")
    error("utf16_without_bom", "a,b\n1,2\n".encode("utf-16-le"), "malformed_csv", 1, 2,
          about="without a mark the second byte is a NUL")
    error("utf16_nul", b"\xff\xfe" + "a,b\n1,\0\n".encode("utf-16-le"), "malformed_csv", 2, 3)
    error("utf32_le", "\ufeffa\n1\n".encode("utf-32-le"), "malformed_csv", 1, 1,
          about="its mark begins as that of UTF-16, and a NUL follows")

    note = [("windows_1252", None)]
    table("windows_1252", b"name,fee\nZo\xeb,\x80 5\n\x93Si\x94,\xa35\n",
          [("name", "category", ["Zoë", "“Si”"]), ("fee", "category", ["€ 5", "£5"])], 2,
          notes=note)
    table("windows_1252_header", b"Stra\xdfe,b\n1,2\n",
          [("Straße", "integer", ["1"]), ("b", "integer", ["2"])], 1, notes=note)
    table("windows_1252_and_utf8_mixed", "a\né\n".encode() + b"\xe9\n",
          [("a", "category", ["Ã©", "é"])], 2, notes=note,
          about="one encoding holds for the whole file")
    table("windows_1252_last_byte", b"a,b\n1,caf\xe9",
          [("a", "integer", ["1"]), ("b", "category", ["café"])], 1, notes=note)
    table("utf8_cut_at_the_end", b"a,b\n1,caf\xc3",
          [("a", "integer", ["1"]), ("b", "category", ["cafÃ"])], 1, notes=note)
    table("utf8_overlong", b"a\nx\xc0\x80\n", [("a", "category", ["xÀ€"])], 1, notes=note,
          about="C0 80 is no UTF-8")
    table("utf8_beyond_unicode", b"a\nx\xf5\x80\x80\x80\n", [("a", "category", ["xõ€€€"])], 1,
          notes=note)
    table("windows_1252_quotes_and_ends", b"a,b\r\n\"x\xe9,\r\ny\",1\r\n",
          [("a", "category", ["xé,\r\ny"]), ("b", "integer", ["1"])], 1, notes=note)
    table("windows_1252_pound_told", b"fee\n\xa35\n-\xa37\n",
          [("fee", "integer", ["5", "-7"])], 2, options={"currency": ["£"]}, notes=note)
    for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D):
        error(f"windows_1252_undefined_{byte:02x}", b"a,b\n1,x\n2,y" + bytes([byte]) + b"\n",
              "encoding", 3, 4)
    error("encoded_surrogate", b"a,b\n1,x\xed\xa0\x80\n", "encoding", 2, 4)
    error("encoded_surrogate_pair", b"a\n\xed\xa0\xbd\xed\xb8\x80\n", "encoding", 2, 1)

    error("nul_in_field", b"a,b\n1,x\0y\n", "malformed_csv", 2, 4)
    error("nul_in_quotes", b"a,b\n1,\"x\n\0\"\n", "malformed_csv", 3, 1)
    error("nul_at_the_start", b"\0a,b\n1,2\n", "malformed_csv", 1, 1)
    error("nul_in_header", b"a,\0b\n1,2\n", "malformed_csv", 1, 3)
    error("nul_at_the_end", b"a,b\n1,2\n\0", "malformed_csv", 3, 1)
    error("nul_after_latin", b"a\n\xe9\n\0\n", "malformed_csv", 3, 1)

    table("gzip_stored", stored_member(text.encode()), SMALL, 2, kind="csv.gz")
    table("gzip_deflated", DEFLATED,
          [("a", "integer", ["1"] * 50), ("b", "category", ["x"] * 50)], 50, kind="csv.gz")
    table("gzip_named_as_csv", stored_member(text.encode()), SMALL, 2,
          about="known by its first two bytes, not by its name")
    table("gzip_members", stored_member(b"a,b\n1,") + stored_member(b"") + stored_member(b"x\n2,\xc3")
          + stored_member(b"\xa9\n"), SMALL, 2, kind="csv.gz",
          about="four members, of which one is empty and one ends within a letter")
    table("gzip_all_header_fields",
          stored_member(text.encode(), name=b"cohort.csv", extra=b"ab\x02\0xy", comment=b"a note",
                        header_check=True), SMALL, 2, kind="csv.gz")
    table("gzip_utf16", stored_member(b"\xff\xfe" + text.encode("utf-16-le")), SMALL, 2,
          kind="csv.gz")
    table("gzip_windows_1252", stored_member(b"a\nZo\xeb\n"), [("a", "category", ["Zoë"])], 1,
          notes=note, kind="csv.gz")
    error("gzip_of_nothing", stored_member(b""), "empty_file", kind="csv.gz")
    error("gzip_of_malformed", stored_member(b"a,b\n1,2\n3\n"), "malformed_csv", 3, 1,
          kind="csv.gz", about="places are those of the unpacked text")
    # What the code of damaged data is, the rules leave open between these two.
    damaged = ["read_failed", "malformed_csv"]
    whole = stored_member(text.encode())
    error("gzip_two_bytes", whole[:2], damaged, kind="csv.gz")
    error("gzip_cut_in_header", whole[:7], damaged, kind="csv.gz")
    error("gzip_cut_in_text", whole[:22], damaged, kind="csv.gz")
    error("gzip_cut_in_trailer", whole[:-3], damaged, kind="csv.gz")
    error("gzip_cut_deflated", DEFLATED[:20], damaged, kind="csv.gz")
    error("gzip_cut_second_member", whole + whole[:18], damaged, kind="csv.gz")
    error("gzip_wrong_checksum", stored_member(text.encode(), crc=1), damaged, kind="csv.gz")
    error("gzip_wrong_length", stored_member(text.encode(), size=3), damaged, kind="csv.gz")
    error("gzip_damaged", DEFLATED[:14] + b"\xff\xff\xff\xff" + DEFLATED[18:], damaged,
          kind="csv.gz")
    error("gzip_unknown_method", b"\x1f\x8b\x07" + whole[3:], damaged, kind="csv.gz")
