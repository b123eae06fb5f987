"""From text to records: quotes, line ends, blank lines, ragged rows, delimiters, headers."""

from corpus import Same

AB = [("a", "integer", ["1", "3"]), ("b", "integer", ["2", "4"])]


def add(corpus):
    quotes(corpus)
    lines(corpus)
    ragged(corpus)
    headers(corpus)
    delimiters(corpus)


def quotes(corpus):
    table, error = corpus.table, corpus.error
    table("quotes_hold_everything", 'a,b\n"x,y",1\n"line\nbreak",2\n"say ""hi""",3\n"cr\rlf\r\n",4\n',
          [("a", "category", ["x,y", "line\nbreak", 'say "hi"', "cr\rlf\r\n"]),
           ("b", "integer", ["1", "2", "3", "4"])], 4)
    table("quotes_only", 'a,b\n"""",""""""\n"""x""",""\n',
          [("a", "category", ['"', '"x"']), ("b", "category", ['""', None])], 2)
    table("quote_inside_field", 'pipe,b\n5" pipe,1\n6"",2\n a"b"c,3\n',
          [("pipe", "category", ['5" pipe', '6""', ' a"b"c']), ("b", "integer", ["1", "2", "3"])],
          3, about="a quote in a field that did not begin with one stands for itself")
    table("quote_after_blank", 'a,b\n "x",1\n',
          [("a", "category", [' "x"']), ("b", "integer", ["1"])], 1)
    table("quoted_numbers", 'a,b,c\n"1","2.5","2024-05-31"\n" 2 ","3","2024-06-01"\n',
          [("a", "integer", ["1", "2"]), ("b", "real", ["2.5", "3"]),
           ("c", "date", ["2024-05-31", "2024-06-01"])], 2,
          about="quotes do not make text of a number")
    table("quoted_missing", 'a,b\n"NA",""\n"1","x"\n" ",n\n',
          [("a", "integer", [None, "1", None]), ("b", "category", [None, "x", "n"])], 3)
    table("quoted_and_plain_level", 'a,b\n"x",1\nx,2\n',
          [("a", "category", ["x", "x"]), ("b", "integer", ["1", "2"])], 2)
    table("quote_closed_at_the_end", 'a,b\n1,"x"',
          [("a", "integer", ["1"]), ("b", "category", ["x"])], 1)
    table("quotes_in_semicolons", 'a;b\n"x;y";"1"\n"p,q";2\n',
          [("a", "category", ["x;y", "p,q"]), ("b", "integer", ["1", "2"])], 2)
    error("text_after_quote", 'a,b\né,"x"y\n', "malformed_csv", 2, 6)
    error("blank_after_quote", 'a,b\n"x" ,1\n', "malformed_csv", 2, 4)
    error("quote_after_quote", 'a,b\n1,2\n"x"y"z",1\n', "malformed_csv", 3, 4)
    error("text_after_quote_over_lines", 'a,b\n"p\nq\r\nrs"t,1\n', "malformed_csv", 4, 4)
    error("unclosed_quote", 'a,b\n1,2\n3,"x\n5,6\n7,8\n', "malformed_csv", 3, 3)
    error("unclosed_quote_last_byte", 'a,b\n1,2\n3,"', "malformed_csv", 3, 3)
    error("unclosed_quote_doubled", 'a,b\n1,"x""', "malformed_csv", 2, 3)
    error("unclosed_quote_in_header", 'a,"b\n1,2\n', "malformed_csv", 1, 3)
    error("unclosed_quote_after_lone_returns", 'a,b\r"x\ry",2\r3,"z\r', "malformed_csv", 4, 3,
          about="a lone CR is a line, inside quotes too")
    error("place_counts_characters", 'a,b\n😀e\u0301,"x"y\n', "malformed_csv", 2, 8,
          about="columns are code points: an emoji is one, e and its accent are two")


def lines(corpus):
    table, error = corpus.table, corpus.error
    table("crlf", "a,b\r\n1,2\r\n3,4\r\n", AB, 2)
    table("lone_cr", "a,b\r1,2\r3,4\r", AB, 2)
    table("mixed_ends", "a,b\r1,2\r\n3,4\n", AB, 2)
    table("no_last_end", "a,b\n1,2\n3,4", AB, 2)
    table("no_last_end_empty_field", "a,b\n1,2\n3,",
          [("a", "integer", ["1", "3"]), ("b", "integer", ["2", None])], 2)
    table("last_end_cr", "a,b\n1,2\n3,4\r", AB, 2)
    table("blank_lines", "\n\r\na,b\n\n1,2\n\n\r\n\r3,4\n\n\n", AB, 2)
    table("lf_cr", "a,b\n\r1,2\n\r3,4\n\r", AB, 2, about="LF and a lone CR: a blank line between")
    table("blank_lines_one_column", "a\n1\n\n3\n\n", [("a", "integer", ["1", None, "3", None])], 4,
          about="with one column a blank line is a missing value")
    table("blank_lines_one_column_crlf", "\r\na\r\n\r\n\r\nx\r\n",
          [("a", "category", [None, None, "x"])], 3)
    table("one_column_quoted_nothing", 'a\n""\nx\n  \n', [("a", "category", [None, "x", None])], 3)
    table("one_missing_row", "a\n\n", [("a", "category", [None])], 1)
    table("delimiter_rows", "a,b,c\n,,\n1,x,2.5\n,,\n",
          [("a", "integer", [None, "1", None]), ("b", "category", [None, "x", None]),
           ("c", "real", [None, "2.5", None])], 3)
    table("delimiters_only", ",,\n,,\n,,",
          [("column_1", "category", [None, None]), ("column_2", "category", [None, None]),
           ("column_3", "category", [None, None])], 2)
    error("empty_file", b"", "empty_file")
    error("only_line_ends", "\n\r\n\r", "empty_file")
    error("header_only", "a,b\n", "empty_file")
    error("header_only_no_end", "a,b", "empty_file")
    error("header_and_blank_lines", "a,b\n\n\r\n", "empty_file")


def ragged(corpus):
    error = corpus.error
    error("ragged_short", "a,b\n1,2\n3\n", "malformed_csv", 3, 1)
    error("ragged_short_of_three", "a,b,c\n1,2,3\n4,5\n", "malformed_csv", 3, 3)
    error("ragged_long", "a,b\n1,2,3\n", "malformed_csv", 2, 5)
    error("ragged_after_quoted_lines", 'a,b\n"two\nlines",1,2\n', "malformed_csv", 3, 10)
    error("ragged_trailing_delimiter", "a,b\n1,2,\n3,4,\n", "malformed_csv", 2, 5)
    error("ragged_last_row", "a,b\n" + "1,2\n" * 200 + "3", "malformed_csv", 202, 1)
    error("ragged_before_unclosed", 'a,b\n1,2\n3\n4,"x\n', "malformed_csv", 3, 1,
          about="of two slips the first in the file is told")
    error("ragged_after_unclosed", 'a,b\n1,"x\n3\n4\n', "malformed_csv", 2, 3)
    error("ragged_none_agree", "a;b;c\n1;2\n3;4;5\n", "malformed_csv", 2, 3,
          about="no delimiter fits every row: the one that cuts the header is taken")


def headers(corpus):
    table, error = corpus.table, corpus.error
    table("header_with_line_end", '"first\nname",b\nx,1\n',
          [("first\nname", "category", ["x"]), ("b", "integer", ["1"])], 1)
    error("place_after_header_of_two_lines", '"first\nname",b\nx,1\ny\n', "malformed_csv", 4, 1)
    table("header_trimmed", '  a ,"\tb "\n1,2\n',
          [("a", "integer", ["1"]), ("b", "integer", ["2"])], 1)
    table("header_empty_names", "a,,  \n1,2,3\n",
          [("a", "integer", ["1"]), ("column_2", "integer", ["2"]), ("column_3", "integer", ["3"])],
          1)
    table("header_trailing_delimiter", "a,b,\n1,2,\n3,4,\n",
          AB + [("column_3", "category", [None, None])], 2)
    table("header_case_differs", "a,A\n1,2\n", [("a", "integer", ["1"]), ("A", "integer", ["2"])],
          1)
    table("header_non_ascii", "Straße,名前,é😀\n1,2,3\n",
          [("Straße", "integer", ["1"]), ("名前", "integer", ["2"]), ("é😀", "integer", ["3"])], 1)
    table("header_of_numbers", "1,2\n3,4\n", [("1", "integer", ["3"]), ("2", "integer", ["4"])], 1)
    error("header_repeated", "a,b,a\n1,2,3\n", "repeated_column", 1, 5)
    error("header_repeated_trimmed", "a, a\n1,2\n", "repeated_column", 1, 3)
    error("header_repeated_after_lines", '\n"x\ny",b,b\n1,2,3\n', "repeated_column", 3, 6)
    error("header_repeats_a_given_name", "column_2,\n1,2\n", "repeated_column", 1, 10,
          about="an empty name becomes column_2, which is there")
    error("kind_of_unknown_column", "absence,ward\n1,x\n", "unknown_column",
          options={"kinds": {"absense": "real"}})


def delimiters(corpus):
    table, error = corpus.table, corpus.error
    for word, mark in (("semicolon", ";"), ("tab", "\t"), ("pipe", "|")):
        table(f"found_{word}", f"a{mark}b\n1{mark}2\n3{mark}4\n", AB, 2)
    table("found_in_text_with_commas", "name;note\nAnn;one, two\nBob;three\nCy;four, five, six\n",
          [("name", "category", ["Ann", "Bob", "Cy"]),
           ("note", "category", ["one, two", "three", "four, five, six"])], 3)
    table("found_with_most_fields", "a;b;c,d\n1;2;3,4\n5;6;7,8\n",
          [("a", "integer", ["1", "5"]), ("b", "integer", ["2", "6"]),
           ("c,d", "category", ["3,4", "7,8"])], 2)
    table("found_by_rows", "a;b,c;d\n1;2;3\n4;5,6;7\n8;9;10\n",
          [("a", "integer", ["1", "4", "8"]), ("b,c", "category", ["2", "5,6", "9"]),
           ("d", "integer", ["3", "7", "10"])], 3)
    table("found_tie_is_comma", "a;b,c\n1;2,3\n",
          [("a;b", "category", ["1;2"]), ("c", "integer", ["3"])], 1)
    table("tie_told_semicolon", Same("found_tie_is_comma.csv"),
          [("a", "integer", ["1"]), ("b,c", "category", ["2,3"])], 1,
          options={"delimiter": "semicolon"})
    table("found_beside_quoted_commas", '"place, ward";n\n"Byker, East";1\n"Elswick, West";2\n',
          [("place, ward", "category", ["Byker, East", "Elswick, West"]),
           ("n", "integer", ["1", "2"])], 2)
    table("found_past_blank_lines", "\n\na;b\n\n1;2\n\n3;4\n", AB, 2)
    table("one_column", "a\n1\n3\n", [("a", "integer", ["1", "3"])], 2)
    table("one_column_quoted_commas", 'note\n"a, b"\nc\n"d, e, f"\n',
          [("note", "category", ["a, b", "c", "d, e, f"])], 3)
    table("one_column_quoted_comma_in_header", '"note, long"\n"a, b"\nc\n',
          [("note, long", "category", ["a, b", "c"])], 2)
    table("one_column_of_semicolons", "note\na;b\nc|d\n", [("note", "category", ["a;b", "c|d"])],
          2, about="no mark cuts the header: one column")
    error("one_column_with_comma", "note\na, b\n", "malformed_csv", 2, 3)
    error("delimiter_fails_later", "a,b\n" + "1,2\n" * 150 + "3;4\n" + "1,2\n", "malformed_csv",
          152, 1)
    table("told_comma", "a;b,c;d\n1,2\n",
          [("a;b", "integer", ["1"]), ("c;d", "integer", ["2"])], 1,
          options={"delimiter": "comma"})
    table("told_tab_with_commas", "a,b\tc\n1,5\t2\n",
          [("a,b", "category", ["1,5"]), ("c", "integer", ["2"])], 1,
          options={"delimiter": "tab"})
    table("told_pipe", "a|b\n1|\n\"x|y\"|2\n",
          [("a", "category", ["1", "x|y"]), ("b", "integer", [None, "2"])], 2,
          options={"delimiter": "pipe"})
    table("tab_empty_fields", "a\tb\tc\n\t\t\n1\t\t2\n",
          [("a", "integer", [None, "1"]), ("b", "category", [None, None]),
           ("c", "integer", [None, "2"])], 2)
