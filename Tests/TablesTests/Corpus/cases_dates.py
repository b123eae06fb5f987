"""Dates: forms, orders, what is provable, and what is only likely."""

from cases_kinds import column


def add(corpus):
    def dates(name, fields, values, ambiguous=False, **others):
        notes = [("ambiguous_dates", ["v"])] if ambiguous else []
        column(corpus, name, fields, "date", values, notes=notes, **others)

    dates("dates_iso", ["2024-05-31", " 1969-12-31 ", "", "2024-02-29", "0001-01-01", "9999-12-31"],
          ["2024-05-31", "1969-12-31", None, "2024-02-29", "0001-01-01", "9999-12-31"])
    dates("dates_iso_midnight",
          ["2024-05-31 00:00", "2024-05-31T00:00", "2024-05-31 00:00:00", "2024-05-31T00:00:00.000",
           "2024-06-01"],
          ["2024-05-31", "2024-05-31", "2024-05-31", "2024-05-31", "2024-06-01"])
    dates("dates_day_first", ["31/05/2024", "01/06/2024", "1/7/2024"],
          ["2024-05-31", "2024-06-01", "2024-07-01"])
    dates("dates_month_first", ["05/31/2024", "06/01/2024", "7/1/2024"],
          ["2024-05-31", "2024-06-01", "2024-07-01"])
    dates("dates_proved_by_the_last", ["01/02/2024", "03/04/2024", "05/13/2024"],
          ["2024-01-02", "2024-03-04", "2024-05-13"])
    dates("dates_ambiguous", ["01/02/2024", "03/04/2024", ""],
          ["2024-02-01", "2024-04-03", None], ambiguous=True)
    dates("dates_ambiguous_either_way_the_same", ["01/01/2024", "12/12/2024"],
          ["2024-01-01", "2024-12-12"], about="both orders give the same days: nothing to tell")
    dates("dates_hyphens", ["31-05-2024", "01-06-2024"], ["2024-05-31", "2024-06-01"])
    dates("dates_points", ["31.05.2024", "1.6.2024"], ["2024-05-31", "2024-06-01"])
    dates("dates_points_decimal_comma", ["31.05.2024", "1.6.2024"], ["2024-05-31", "2024-06-01"],
          options={"decimal": "comma", "thousands": "point"})
    dates("dates_slashed_midnight",
          ["31/05/2024 00:00", "01/06/2024 00:00:00", "2/6/2024T00:00:00.000", "03/06/2024"],
          ["2024-05-31", "2024-06-01", "2024-06-02", "2024-06-03"])
    dates("dates_leap_day", ["29/02/2024", "29/02/2000"], ["2024-02-29", "2000-02-29"])
    dates("dates_leap_day_proves_month_first", ["02/29/2024", "02/01/2024"],
          ["2024-02-29", "2024-02-01"])
    dates("dates_told_month_first", ["01/02/2024", "03/04/2024"], ["2024-01-02", "2024-03-04"],
          options={"date_order": "mdy"})
    dates("dates_told_day_first", ["01/02/2024", "03/04/2024"], ["2024-02-01", "2024-04-03"],
          options={"date_order": "dmy"}, about="what is told is not ambiguous")
    dates("dates_iso_told_month_first", ["2024-05-31", "2024-06-01"], ["2024-05-31", "2024-06-01"],
          options={"date_order": "mdy"})
    corpus.table(
        "dates_two_columns", "a,b\n01/02/2024,31/01/2024\n03/04/2024,02/03/2024\n",
        [("a", "date", ["2024-02-01", "2024-04-03"]), ("b", "date", ["2024-01-31", "2024-03-02"])],
        2, notes=[("ambiguous_dates", ["a"])], about="each column is judged by itself")

    for name, fields in {
        "not_dates_other_time": ["31/05/2024 10:30", "01/06/2024 00:00"],
        "not_dates_other_time_iso": ["2024-05-31T00:00:01", "2024-06-01"],
        "not_dates_zone": ["2024-05-31T00:00:00Z", "2024-06-01"],
        "not_dates_mixed_orders": ["31/05/2024", "05/31/2024"],
        "not_dates_iso_and_slashed": ["2024-05-31", "31/05/2024"],
        "not_dates_two_digit_years": ["31/05/24", "01/06/24"],
        "not_dates_31_april": ["31/04/2024", "01/05/2024"],
        "not_dates_29_february": ["29/02/2023", "01/03/2023"],
        "not_dates_29_february_1900": ["29/02/1900", "01/03/1900"],
        "not_dates_iso_31_april": ["2024-04-31", "2024-05-01"],
        "not_dates_year_0": ["0000-01-01", "2024-01-01"],
        "not_dates_month_13": ["2024-13-01", "2024-12-01"],
        "not_dates_day_0": ["00/05/2024", "01/05/2024"],
        "not_dates_separators_differ": ["31/05-2024", "01/06-2024"],
        "not_dates_month_names": ["31 May 2024", "1 Jun 2024"],
        "not_dates_cut": ["2024-05", "2024-06-01"],
        "not_dates_three_digits": ["031/05/2024", "01/06/2024"],
        "not_dates_half_midnight": ["2024-05-31 00", "2024-06-01"],
    }.items():
        column(corpus, name, fields, "category", fields)
    column(corpus, "not_dates_told_day_first", ["01/02/2024", "12/25/2024"], "category",
           ["01/02/2024", "12/25/2024"], options={"date_order": "dmy"})
    corpus.error("mismatch_date_order", "a,b\nx,01/02/2024\ny,25/12/2024\n", "type_mismatch", 3, 3,
                 options={"kinds": {"b": "date"}, "date_order": "mdy"})
