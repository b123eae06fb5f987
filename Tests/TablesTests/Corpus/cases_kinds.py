"""From fields to values: missing words, numbers, truth values, text, and kinds that are told."""

BIG = "9" * 400
TIE = "1.00000000000000011102230246251565404236316680908203125"


def add(corpus):
    missing(corpus)
    integers(corpus)
    reals(corpus)
    texts(corpus)
    told_numbers(corpus)
    told_kinds(corpus)


def column(corpus, name, fields, kind, values, **others):
    """A file of two columns, the row number and the one in question."""
    data = "row;v\n" + "".join(f"{i + 1};{field}\n" for i, field in enumerate(fields))
    rows = [str(i + 1) for i in range(len(fields))]
    corpus.table(name, data, [("row", "integer", rows), ("v", kind, values)], len(fields),
                 **others)


def missing(corpus):
    words = ["", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", " NA ", '"NA"', '" null "',
             '""', "   "]
    column(corpus, "missing_words", words + ["7"], "integer", [None] * len(words) + ["7"])
    column(corpus, "missing_all", words, "category", [None] * len(words))
    column(corpus, "missing_words_in_other_letters", ["na", "Null", "NAN", "n/a", "None", "-", "."],
           "category", ["na", "Null", "NAN", "n/a", "None", "-", "."])
    column(corpus, "missing_words_told", ["-", " unknown ", "", "NA", "x"], "category",
           [None, None, None, "NA", "x"], options={"missing_words": ["-", "unknown"]})
    column(corpus, "missing_number_told", ["-9", "4", "-9.0", "5"], "real",
           [None, "4", "-9", "5"], options={"missing_words": ["-9"]})


def integers(corpus):
    column(corpus, "integers", ["0", "-0", "+5", "-12", " 7 ", "127", "-128"], "integer",
           ["0", "0", "5", "-12", "7", "127", "-128"])
    column(corpus, "integers_of_64_bits",
           ["9223372036854775807", "-9223372036854775808", "1"], "integer",
           ["9223372036854775807", "-9223372036854775808", "1"])
    column(corpus, "integers_of_16_bits", ["32767", "-32768"], "integer", ["32767", "-32768"])
    column(corpus, "integers_of_32_bits", ["2147483647", "-2147483648"], "integer",
           ["2147483647", "-2147483648"])
    column(corpus, "integers_past_32_bits", ["2147483648", "-2147483649"], "integer",
           ["2147483648", "-2147483649"])
    for name, fields in {
        "code_beyond_64_bits": ["1", "9223372036854775808"],
        "code_below_64_bits": ["1", "-9223372036854775809"],
        "code_of_20_digits": ["12345678901234567890", "12345678901234567891"],
        "code_of_400_digits": [BIG, "1"],
        "code_of_20_digits_among_reals": ["1.5", "12345678901234567890"],
        "code_with_leading_zeros": ["007", "12"],
        "code_with_two_zeros": ["00", "1"],
        "code_with_sign_and_zeros": ["-07", "1"],
        "sign_alone": ["-", "1"],
        "two_signs": ["--5", "1"],
        "plus_minus": ["+-5", "1"],
        "blank_in_number": ["1 000", "1"],
        "number_with_grouping": ["1'000", "1"],
        "number_with_unit": ["5kg", "1"],
        "hexadecimal": ["0x1F", "1"],
        "binary_and_underscore": ["0b11", "1_000"],
        "arabic_digits": ["٣", "1"],
        "no_break_space": ["\u00a05", "1"],
        "percent": ["5%", "1"],
        "pound_not_told": ["£5", "1"],
        "grouping_not_told": ["1,234", "1"],
    }.items():
        column(corpus, name, fields, "category", fields)


def reals(corpus):
    column(corpus, "reals", [".5", "5.", "1e5", "1E-3", "+2.5e+2", "-0.0", " 1.25 ", "0", "7"],
           "real", ["0.5", "5", "100000", "0.001", "250", "-0.0", "1.25", "0", "7"])
    column(corpus, "reals_at_the_edge",
           ["1.7976931348623157e308", "2.2250738585072011e-308", "4.9e-324", "5e-325", "1e-400",
            "1" + "0" * 308 + ".0"], "real",
           ["0x1.fffffffffffffp+1023", "0x0.fffffffffffffp-1022", "0x0.0000000000001p-1022",
            "0.0", "0.0", "1e308"],
           about="the second rounds to the greatest number below the normal ones")
    column(corpus, "reals_at_half",
           ["9007199254740993.0", "9007199254740995.0", TIE, TIE[:-1] + "4", TIE + "0" * 300 + "1"],
           "real", ["9007199254740992", "9007199254740996", "1", "1", "0x1.0000000000001p+0"],
           about="halfway between two doubles: to the even one, or by a digit far behind")
    column(corpus, "reals_of_400_digits", ["0." + "3" * 400, "1." + "0" * 400, "0." + "0" * 398 + "1"],
           "real", ["0.3333333333333333", "1", "0.0"])
    column(corpus, "reals_of_many_digits", ["123456789012345.6789", "0.1234567890123456789",
                                            "12345678901234567890.5"], "real",
           ["123456789012345.67", "0.12345678901234568", "12345678901234567000"],
           about="a number with a point is one, however many digits stand before it")
    column(corpus, "integer_that_a_real_cannot_hold", ["9007199254740993", "0.5"], "real",
           ["9007199254740992", "0.5"])
    for name, fields in {
        "real_beyond_doubles": ["1e999", "1"],
        "real_beyond_doubles_below": ["-1e309", "1"],
        "real_of_400_digits_before_point": [BIG + ".5", "1"],
        "infinity": ["Infinity", "1"],
        "infinity_short": ["-inf", "1.5"],
        "exponent_alone": ["e5", "1"],
        "exponent_cut": ["1e", "1"],
        "exponent_sign_cut": ["1e+", "1"],
        "exponent_with_point": ["1e1.5", "1"],
        "point_alone": [".", "1"],
        "two_points": ["1.2.3", "1"],
        "decimal_comma_not_told": ["1,5", "2,5"],
        "hexadecimal_real": ["0x1p3", "1"],
        "suffix": ["1.5f", "1"],
    }.items():
        column(corpus, name, fields, "category", fields)


def texts(corpus):
    column(corpus, "booleans", ["true", "FALSE", "True", " false ", "", "False", "TRUE"], "boolean",
           ["true", "false", "true", "false", None, "false", "true"])
    for name, fields in {
        "boolean_in_odd_letters": ["true", "fALSE"],
        "boolean_and_number": ["true", "0"],
        "yes_and_no": ["yes", "no"],
        "true_for_short": ["T", "F"],
        "levels_with_blanks": ["x", " x", "x ", "x x", "X"],
        "numbers_made_text_keep_their_form": [" 1 ", "+5", "1.50", "1e3", "oops"],
        "emoji": ["😀", "👨‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é"],
        "right_to_left_and_controls": ["שלום", "\u202eabc", "\u200b", "\x01\x7f"],
    }.items():
        column(corpus, name, fields, "category", fields)
    column(corpus, "composed_and_decomposed", ["caf\u00e9", "cafe\u0301", "caf\u00e9", "cafe"],
           "category", ["cafe\u0301", "cafe\u0301", "cafe\u0301", "cafe"],
           about="two spellings of the same characters are one level, the first by its bytes")


def told_numbers(corpus):
    comma = {"decimal": "comma"}
    column(corpus, "decimal_comma", ["1,5", "-,25", "3", "1,5e2", "7,"], "real",
           ["1.5", "-0.25", "3", "150", "7"], options=comma)
    column(corpus, "decimal_comma_refuses_points", ["1.5", "2.5"], "category", ["1.5", "2.5"],
           options=comma)
    column(corpus, "decimal_comma_integers", ["1", "-2"], "integer", ["1", "-2"], options=comma)
    corpus.table("decimal_comma_in_commas", 'a,b\n"1,5",2\n3,"0,5"\n',
                 [("a", "real", ["1.5", "3"]), ("b", "real", ["2", "0.5"])], 2, options=comma)

    for word, mark in (("comma", ","), ("space", " "), ("apostrophe", "'")):
        column(corpus, f"thousands_{word}",
               [f"1{mark}234{mark}567.5", f"-12{mark}345", "1234", "999"], "real",
               ["1234567.5", "-12345", "1234", "999"], options={"thousands": word})
    column(corpus, "thousands_integers", ["1,234", "12,345,678", "5"], "integer",
           ["1234", "12345678", "5"], options={"thousands": "comma"})
    column(corpus, "thousands_point", ["1.234.567,5", "1.234", "0,25"], "real",
           ["1234567.5", "1234", "0.25"], options={"thousands": "point", "decimal": "comma"})
    for name, fields in {
        "thousands_of_two": ["1,23", "1,234"],
        "thousands_of_four": ["1,2345", "1,234"],
        "thousands_missing_first": [",234", "1,234"],
        "thousands_doubled": ["1,,234", "1,234"],
        "thousands_at_the_end": ["1,234,", "1,234"],
        "thousands_long_first_group": ["1234,567", "1,234"],
    }.items():
        column(corpus, name, fields, "category", fields, options={"thousands": "comma"})

    pound = {"currency": ["£"]}
    column(corpus, "currency", ["£5", "-£5", "£-5", "5 £", "£ 7", "6£", "8"], "integer",
           ["5", "-5", "-5", "5", "7", "6", "8"], options=pound)
    column(corpus, "currency_reals", ["£5.50", "-£0.25", "£.5"], "real", ["5.5", "-0.25", "0.5"],
           options=pound)
    column(corpus, "currency_and_thousands", ["£1,234.50", "-£1,000"], "real", ["1234.5", "-1000"],
           options={"currency": ["£"], "thousands": "comma"})
    column(corpus, "currencies", ["£5", "€6", "7 EUR"], "integer", ["5", "6", "7"],
           options={"currency": ["£", "€", "EUR"]})
    column(corpus, "currency_alone", ["£", "£5"], "category", ["£", "£5"], options=pound)
    column(corpus, "currency_within", ["5£6", "£5"], "category", ["5£6", "£5"], options=pound)
    column(corpus, "currency_other", ["$5", "£5"], "category", ["$5", "£5"], options=pound)


def told_kinds(corpus):
    def told(name, kind, fields, values):
        column(corpus, name, fields, kind, values, options={"kinds": {"v": kind}})

    told("told_category", "category", ["1", " 2", "NA", "1"], ["1", " 2", None, "1"])
    told("told_real", "real", ["1", "2", ""], ["1", "2", None])
    told("told_integer", "integer", ["1", "2", ""], ["1", "2", None])
    told("told_boolean", "boolean", ["true", "", "FALSE"], ["true", None, "false"])
    told("told_date", "date", ["31/05/2024", "2/6/2024"], ["2024-05-31", "2024-06-02"])
    told("told_real_of_nothing", "real", ["", "NA"], [None, None])
    told("told_date_of_nothing", "date", ["", "NA"], [None, None])

    def refused(name, kind, text, line, column_):
        corpus.error(name, text, "type_mismatch", line, column_, options={"kinds": {"b": kind}})

    refused("mismatch_integer", "integer", "a,b\nx,1\ny,1.5\n", 3, 3)
    refused("mismatch_real", "real", "a,b\nx,1\n\n\"y\nz\",é\n", 5, 4)
    refused("mismatch_boolean", "boolean", "a,b\nx,true\ny,1\n", 3, 3)
    refused("mismatch_date", "date", "a,b\nx,2024-05-31\nyy,2024-02-30\n", 3, 4)
    refused("mismatch_first_of_two", "integer", "a,b\nx,1\ny,q\nz,r\n", 3, 3)
