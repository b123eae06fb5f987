import Tables
import TestSupport
import Testing

@testable import DataDescription

/// 2024-12-31.
private let extractDate: Int32 = 20088

/// A table of columns written out, a value a row.
private func table(_ columns: [(String, [String])]) throws -> Table {
    let rows = columns[0].1.indices.map { row in
        columns.map { "\"\($0.1[row])\"" }.joined(separator: ",")
    }
    let header = columns.map(\.0).joined(separator: ",")
    return try CSVReader.read(Array((header + "\n" + rows.joined(separator: "\n") + "\n").utf8))
}

private func describe(_ columns: [(String, [String])]) throws -> TableDescription {
    TableDescription(of: try table(columns), extractDate: extractDate, threads: 1)
}

/// The codes found in one column, in order of the alphabet.
private func codes(_ name: String, _ values: [String]) throws -> [String] {
    Set(try describe([(name, values)]).findings.map(\.code.rawValue)).sorted()
}

/// `count` rows that go through the values again and again.
private func cycle(_ values: [String], _ count: Int = 60) -> [String] {
    (0..<count).map { values[$0 % values.count] }
}

private func numbers(_ range: ClosedRange<Int>, _ count: Int = 60) -> [String] {
    cycle(range.map(String.init), count)
}

/// Days that cannot be read as anything else: written as 2024-05-31.
private let days = (1...28).map { "2023-0\(1 + $0 % 9)-\($0 < 10 ? "0" : "")\($0)" }

struct FindingTests {
    /// Each column with what it must give, and nothing beside it.
    @Test(arguments: [
        ("age", numbers(3...17) + ["99"], ["possible_missing_code"]),
        ("age", numbers(3...17) + ["140"], ["age_out_of_range"]),
        ("age", numbers(3...17) + ["-2"], ["age_out_of_range"]),
        ("age", numbers(3...17, 900) + ["43"], ["age_out_of_range"]),
        ("visits", numbers(0...9) + ["-99"], ["possible_missing_code"]),
        ("visits", numbers(0...9) + ["-3"], ["negative_values"]),
        ("score", numbers(0...9) + ["-9", "-9", "999"], ["possible_missing_code"]),
        ("pct_attended", numbers(60...99) + ["104"], ["percent_out_of_range"]),
        ("attendance", cycle(["0.91", "0.85", "1"]) + ["93.5"], ["mixed_scales"]),
        ("ward_code", numbers(1...9), ["codes_as_numbers"]),
        ("activity_code", cycle(["210", "220", "230"]) + ["830"], ["codes_as_numbers"]),
        ("seen_on", cycle(["", "", "", "2023-05-01", "2023-06-01"]), ["mostly_missing"]),
        ("upn", numbers(1_000_001...1_000_060), ["id_as_number"]),
        ("x", cycle(["4"]), ["constant_column"]),
        ("x", cycle(["", "", "a", "b", ""]), ["mostly_missing"]),
        ("opened", cycle(days) + ["2031-02-01"], ["future_dates"]),
        ("opened", cycle(days) + ["1900-01-01"], ["placeholder_dates"]),
        ("cost", cycle(["£1,200.50", "£80", "£7,000"]), ["numbers_as_text"]),
        ("cost", cycle(["12", "7", "9", "11", "31"]) + ["unknown"], ["numbers_as_text"]),
        ("seen", cycle(["31/05/2023", "05/31/2023"]), ["mixed_date_orders"]),
        ("seen", cycle(["31/05/23", "30/06/23"]), ["two_digit_years"]),
        ("seen", cycle(["31 May 2023", "3 Jun 2023"]), ["dates_as_text"]),
        ("ward", cycle(["Byker", "Walker", "byker"]), ["similar_levels"]),
        ("ward", cycle(["Byker", "Walker", "Walker "]), ["similar_levels"]),
        ("ward", cycle(["Byker", "Walker "]), ["outer_blanks"]),
        ("ward", cycle(["Byker", "Walker", "n/k"]), ["unknown_level"]),
        ("ward", cycle(["Byker", "Walker", "-"]), ["unknown_level"]),
        ("ward", cycle(["Byker", "Jos\u{C3}\u{83}\u{C2}\u{A9}"]), ["damaged_text"]),
        ("ward", cycle(["Byker", "Jos\u{E9}"]), []),
        ("ward", cycle(["Byker", "Walker", "Jos\u{FFFD}"]), ["damaged_text"]),
        ("months", numbers(0...7) + cycle(["24"], 20), []),
        ("months", numbers(0...11) + cycle(["24"], 20), ["capped_value"]),
        ("family_id", (0..<60).map { "F\($0 / 2)" }, ["repeated_id"]),
        ("person_id", (0..<60).map { "P\(max($0, 1))" }, ["repeated_id"]),
        (
            "upn", cycle(["X000"], 30) + (0..<60).map { "U\($0)" },
            ["placeholder_id", "repeated_id"]
        ),
        ("upn", cycle([""], 3) + (0..<60).map { "U\($0)" }, ["missing_id"]),
        ("free", (0..<80).map { "\($0 * $0 + $0 * 0).5" } + cycle(["0"], 40), ["heaped_value"]),
    ])
    func aColumnGivesWhatItMust(_ name: String, _ values: [String], _ expected: [String]) throws {
        // A column beside it that says nothing, so that an empty field is no blank line.
        let found = Set(
            try describe([(name, values), ("row_id", values.indices.map { "R\($0)" })])
                .findings.map(\.code.rawValue)
        ).sorted()
        #expect(found == expected, "\(name): \(values.suffix(3))")
    }

    @Test func aDayThatHasNotHappenedIsNoWarning() throws {
        let found = try describe([
            ("x", cycle(["1", "2"])), ("seen_on", cycle(["", "", days[1]])),
        ])
        let missing = try #require(found.findings.first { $0.code == .mostlyMissing })
        #expect(!missing.isWarning)
        let other = try describe([("x", cycle(["1", "2"])), ("seen", cycle(["", "", "4.5"]))])
        #expect(other.findings.first { $0.code == .mostlyMissing }?.isWarning == true)
    }

    /// References that are digits but for a few are codes, and no numbers among stray words.
    @Test func theReadersNotesAreJudgedByTheRole() throws {
        let references = (0..<60).map { $0 % 9 == 0 ? "\(100 + $0)A" : "\(100 + $0)" }
        var table = try table([("case_id", references), ("x", cycle(["1", "2"]))])
        table.notes = [
            ReadingNote("numbers_as_text", "Some are numbers.", columns: ["case_id"]),
            ReadingNote("windows_1252", "Read as Windows-1252."),
            ReadingNote("ambiguous_dates", "Which order?", columns: ["x"]),
        ]
        let found = TableDescription(of: table, extractDate: extractDate, threads: 1).findings
        #expect(found.map(\.values.first) == ["ambiguous_dates", "windows_1252"])
        #expect(found.map(\.isWarning) == [true, false])
    }

    /// What is in order raises nothing.
    @Test(arguments: [
        ("age", numbers(0...18)), ("age", numbers(16...67)), ("cohort_year", numbers(2019...2024)),
        ("visits", numbers(0...30)), ("sex", cycle(["female", "male"])),
        ("sex", cycle(["1", "2"])),
        ("sen", cycle(["none", "support", "ehcp"])), ("grade", cycle(["A", "A*", "B", "b+"])),
        ("code", cycle(["007", "012", "110"])), ("opened", cycle(days)), ("z", numbers(-3...3)),
        ("change", numbers(-1...1)), ("score", cycle(["0.5", "1.25", "-0.75", "3"])),
        ("percent", numbers(0...100, 202)), ("attendance_sessions", numbers(0...380, 762)),
        ("neet", cycle(["0", "1"])), ("flag", cycle(["true", "false"])),
        ("case_ref", (0..<60).map { "C-\($0)-x" }), ("team", cycle(["North", "South", "N/A"])),
        ("size", numbers(97...99)), ("version", cycle(["1.2.03", "1.2.04"])),
        ("review_due", cycle(days) + ["2024-12-31"]), ("bmi", cycle(["18.5", "22.1", "31.7"])),
        ("note", (0..<60).map { "Seen at home on visit \($0), all calm" }),
        ("street", cycle(["Long Row", "Low Row", "Lo Row"])),
    ])
    func cleanColumnsGiveNothing(_ name: String, _ values: [String]) throws {
        let found = try describe([(name, values)]).findings.filter { $0.code != .duplicateRows }
        #expect(found.map(\.code) == [], "\(name)")
    }

    @Test func optionsAreThoseThatMend() throws {
        let cost = try #require(
            try describe([("cost", cycle(["£1,200.50", "£80", "n/k"]))]).findings.first {
                $0.code == .numbersAsText
            }
                ?? describe([("cost", cycle(["£1,200.50", "£80", "£5", "£7", "£9", "n/k"]))])
                .findings.first { $0.code == .numbersAsText })
        #expect(cost.reading.currency == ["£"] && cost.reading.thousands == .comma)
        #expect(cost.reading.missingWords == ["n/k"] && cost.reading.decimal == nil)
        let comma = try #require(
            try describe([("rate", cycle(["1,5", "0,25", "7"]))]).findings.first {
                $0.code == .numbersAsText
            })
        #expect(comma.reading.decimal == .comma && comma.reading.thousands == nil)
        let both = try #require(
            try describe([("rate", cycle(["1.234,5", "10.000", "7,1"]))]).findings.first {
                $0.code == .numbersAsText
            })
        #expect(both.reading.decimal == .comma && both.reading.thousands == .point)
    }

    @Test func aToldCategoryIsNotTakenForNumbers() throws {
        let bytes = Array("ward,x\n1,a\n2,b\n1,a\n2,b\n1,a\n".utf8)
        let table = try CSVReader.read(bytes, dialect: CSVDialect(kinds: ["ward": .category]))
        let found = TableDescription(
            of: table, extractDate: extractDate, toldKinds: ["ward"], threads: 1)
        #expect(!found.findings.contains { $0.code == .numbersAsText })
        #expect(found.columns[0].role == .binary)
    }
}

struct RelationTests {
    private let ids = ("row_id", (0..<60).map { "R\($0)" })

    @Test func pairsOfColumnsAreNamed() throws {
        let years = (0..<60).map { 2004 + $0 * $0 % 7 }
        let found = try describe([
            ids, ("birth_year", years.map(String.init)), ("age", years.map { "\(2024 - $0)" }),
            ("sex", cycle(["f", "m", "m"])), ("sex_code", cycle(["2", "1", "1"])),
            ("again", cycle(["f", "m", "m"])), ("ward", numbers(1...8).map { "w\($0)" }),
        ]).findings
        #expect(found.map(\.code) == [.equalColumns, .linearColumns, .recodedColumns])
        #expect(
            found.map(\.columns) == [
                ["sex", "again"], ["birth_year", "age"], ["sex", "sex_code"],
            ])
        #expect(found[1].figures == [-1, 2024, -1])
    }

    @Test func exactlyOneYesInEachRowIsOneCategory() throws {
        func indicator(_ place: Int) -> [String] {
            (0..<60).map { ($0 * $0 + $0 / 7) % 3 == place ? "yes" : "no" }
        }
        let found = try describe([
            ids, ("male", cycle(["yes", "no"])), ("a", indicator(0)), ("b", indicator(1)),
            ("c", indicator(2)), ("carer", cycle(["no", "no", "no", "yes"])),
        ]).findings
        #expect(found.map(\.code) == [.indicatorColumns])
        #expect(found.first?.columns == ["a", "b", "c"])
    }

    @Test func endsBeforeStartsAndDaysBeforeBirthAreCounted() throws {
        let start = cycle(days)
        var end = cycle(["2024-01-05", "2024-03-07", "2024-03-09"])
        end[4] = "2022-01-01"
        end[9] = "1999-05-05"
        let found = try describe([
            ids, ("dob", cycle(["2010-02-03", "2011-04-05", "2009-01-01", "2012-12-12"])),
            ("plan_start", start), ("plan_end_date", end),
        ]).findings
        #expect(found.map(\.code) == [.endBeforeStart, .beforeBirth])
        #expect(found[0].columns == ["plan_start", "plan_end_date"])
        #expect(found[0].rows == 2 && found[0].of == 60 && found[0].row == 5)
        #expect(found[1].columns == ["dob", "plan_end_date"] && found[1].rows == 1)
    }

    @Test func rowsThatRepeatAreCounted() throws {
        let found = try describe([
            ("a", ["1", "2", "1", "1", ""]), ("b", ["x", "y", "x", "", "x"]),
        ])
        #expect(found.duplicateRows == 1)
        #expect(found.findings.first { $0.code == .duplicateRows }?.row == 3)
    }

    @Test func patternsOfMissingColumnsAddUp() throws {
        let found = try describe([
            ids, ("a", cycle(["", "1", "2", "3"])), ("b", cycle(["", "x", "y", "x"])),
            ("c", cycle(["u", "", "v"])), ("none", cycle([""])),
        ])
        let missing = found.missing
        #expect(missing.emptyColumns == 1 && missing.completeRows == 30)
        #expect(missing.patternCount == 4)
        #expect(missing.patterns.reduce(0) { $0 + $1.rows } == 60)
        #expect(missing.patterns.map(\.columns) == [[], ["c"], ["a", "b"], ["a", "b", "c"]])
        #expect(missing.patterns.map(\.rows) == [30, 15, 10, 5])
        #expect(missing.together == [.init(columns: ["a", "b"], rows: 15)])
        #expect(found.findings.contains { $0.code == .missingTogether && $0.rows == 15 })
        #expect(found.findings.contains { $0.code == .emptyColumn && $0.columns == ["none"] })
    }

    @Test func emptyRowsAreCounted() throws {
        let found = try describe([("a", ["1", "", "3", ""]), ("b", ["", "", "x", ""])])
        #expect(found.missing.emptyRows == 2)
        #expect(found.findings.contains { $0.code == .emptyRows && $0.rows == 2 })
    }

    @Test func aCalendarOfStatesIsOneRun() throws {
        let states = ["school", "job", "training", "none"]
        var columns = [ids, ("sex", cycle(["f", "m"]))]
        for month in 0..<9 {
            columns.append(
                (
                    "m\(month)",
                    (0..<60).map {
                        states[($0 * 7 + $0 * month / 2 + $0 / 5) % (month < 3 ? 3 : 4)]
                    }
                ))
        }
        columns += (0..<9).map {
            ("flag\($0)", cycle($0 % 2 == 0 ? ["yes", "no"] : ["no", "yes"]))
        }
        let runs = try describe(columns).runs
        #expect(runs.map(\.first) == ["m0"] && runs.map(\.last) == ["m8"])
        #expect(runs.first?.positions == 3...11)
        #expect(runs.first?.levels.reduce(0) { $0 + $1.count } == 540)
    }

    /// Nothing depends on the number of threads, and nothing on a second run.
    @Test func threadsChangeNothing() throws {
        var generator = SeededGenerator(seed: 5)
        let columns = (0..<24).map { column in
            (
                "c\(column)",
                (0..<300).map { _ in
                    let value = Int.random(in: 0...(column + 2), using: &generator)
                    return value == 0 ? "" : column % 3 == 0 ? "level \(value)" : "\(value).5"
                }
            )
        }
        let table = try table(columns)
        func said(_ threads: Int) -> String {
            let found = TableDescription(of: table, extractDate: extractDate, threads: threads)
            return "\(found.columns)\(found.findings)\(found.missing)"
        }
        #expect(said(1) == said(5) && said(1) == said(1))
    }

    @Test func manyColumnsOfNumbersAreComparedUpToALimitAndSaidSo() throws {
        var generator = SeededGenerator(seed: 11)
        let columns = (0..<(Thresholds.columnsCompared + 5)).map { column in
            ("n\(column)", (0..<12).map { _ in "\(Int.random(in: 0...999, using: &generator)).25" })
        }
        #expect(try describe(columns).isComparisonCapped)
        #expect(try !describe(Array(columns.prefix(9))).isComparisonCapped)
    }
}
