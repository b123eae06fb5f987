import Tables
import Testing

@testable import DataDescription

private func column(_ name: String, _ values: [String]) throws -> ColumnDescription {
    let text = "\(name),row\n" + values.map { "\"\($0)\",r" }.joined(separator: "\n")
    let table = try CSVReader.read(Array(text.utf8))
    return TableDescription(of: table, extractDate: 20088, threads: 1).columns[0]
}

private let few = (0..<40).map { "v\($0 % 4)" }
private let many = (0..<40).map { "v\($0)" }
private let twenty = (0..<60).map { "v\($0 % 25)" }

struct ColumnRoleTests {
    @Test(arguments: [
        ("LAchildID", ["l", "achild", "id"]), ("child_id", ["child", "id"]),
        ("Date of Birth", ["date", "of", "birth"]), ("MC_DOB", ["mc", "dob"]),
        ("postCode2", ["post", "code2"]), ("N.Eastern", ["n", "eastern"]), ("gcse5eq", ["gcse5eq"]),
        ("", []), ("___", []), ("Größe", ["größe"]),
    ])
    func namesAreCutIntoWords(_ name: String, _ words: [String]) {
        #expect(ColumnWords(name).words == words)
    }

    @Test(arguments: [
        ("upn", few, ColumnRole.idLike), ("UPN", few, .idLike), ("LAchildID", few, .idLike),
        ("childid", few, .idLike), ("Child ID", few, .idLike), ("id2", few, .idLike),
        ("postcode", few, .idLike), ("Home Post Code", few, .idLike), ("nhs_number", few, .idLike),
        ("forename", few, .idLike), ("child_name", few, .idLike), ("Mother Name", few, .idLike),
        ("social_worker", few, .idLike), ("family", twenty, .idLike),
        ("case_number", many, .idLike),
        ("anything", many, .idLike), ("email", few, .idLike), ("school_name", few, .category),
        ("ward", few, .category), ("paid", few, .category), ("covid", few, .category),
        ("email_consent", few, .category), ("id_type", few, .idLike),
        ("address_count", few, .category),
        ("placement", few, .category), ("nhs", few, .idLike), ("nhs_no", few, .idLike),
        ("cost_nhs", (0..<40).map { "\($0 * $0).25" }, .number),
        ("mobile", (0..<40).map { "\($0 * $0).5" }, .number),
        ("child_id", (0..<40).map { "\(1000 + $0 * $0).0" }, .idLike),
        ("case_number", few, .category),
        ("x", (0..<40).map { "NE\($0 % 4) 4A\($0 % 2 == 0 ? "B" : "C")" }, .idLike),
        ("x", (0..<40).map { "a\($0 % 3)@b.example" }, .idLike),
        ("x", (0..<40).map { "H80120000400\($0 % 4)" }, .idLike),
        ("x", (0..<40).map { "0191 49602\($0 % 4)0" }, .idLike),
        ("x", (0..<40).map { "\(1_000_000 + $0 * $0)" }, .idLike),
        ("x", (1...40).map { "\($0)" }, .idLike), ("age", (0..<40).map { "\($0 % 20)" }, .number),
        ("income", (0..<40).map { "\(900 + $0 * $0)" }, .number),
        ("dob", (0..<40).map { "2010-01-\(10 + $0 % 9)" }, .birthDate),
        ("seen", (0..<40).map { "2010-01-\(10 + $0 % 9)" }, .date),
        ("x", (0..<40).map { _ in "" }, .empty), ("x", (0..<40).map { _ in "a" }, .constant),
        ("x", (0..<40).map { "\($0 % 2)" }, .binary),
        ("x", (0..<40).map { "\($0 % 2)5.5" }, .binary),
        ("notes", (0..<40).map { "call \($0 % 30)" }, .freeText),
        ("x", (0..<40).map { "he told his teacher about the move on day \($0 % 20)" }, .freeText),
        (
            "reason", (0..<40).map { "concern for the welfare of a child at home \($0 % 3)" },
            .category
        ),
    ])
    func rolesAreDecided(_ name: String, _ values: [String], _ role: ColumnRole) throws {
        #expect(try column(name, values).role == role)
    }

    /// What points at a person leaves no value behind.
    @Test func whatIsWithheldHoldsNoValue() throws {
        for (name, values) in [
            ("upn", few), ("upn", (0..<40).map { "\(7_000_000 + $0)" }),
            ("notes", (0..<40).map { "call \($0)" }),
            ("cost", (0..<40).map { "£\($0),000" }), ("dob", (0..<40).map { "1\($0 % 3)/13/2001" }),
        ] {
            let found = try column(name, values)
            #expect(found.levels.isEmpty && found.numbers == nil && found.allLevels.isEmpty)
            #expect(found.dates?.first == nil && found.event == nil)
        }
        let birth = try column("dob", (0..<40).map { "2010-01-\(10 + $0 % 9)" })
        #expect(birth.dates?.first == nil && birth.dates?.last == nil)
        #expect(birth.dates?.years == 2010...2010)
    }

    /// A postcode among the levels of a category is not shown either.
    @Test func aLevelThatPointsAtAHomeIsNotShown() throws {
        let found = try column("ward", (0..<40).map { $0 % 4 == 0 ? "NE6 4XX" : "Byker \($0 % 3)" })
        #expect(found.role == .category)
        #expect(found.levels.contains { $0.level == "(withheld)" })
        #expect(!found.levels.contains { $0.level.contains("NE6") })
    }

    @Test(arguments: [
        ("yes", "no", "yes"), ("Y", "N", "Y"), ("TRUE", "FALSE", "true"), ("1", "0", "1"),
        ("t", "f", "t"),
    ])
    func theEventIsYes(_ yes: String, _ no: String, _ event: String) throws {
        let found = try column("closed", (0..<40).map { $0 % 5 == 0 ? yes : no })
        #expect(found.event == LevelCount(level: event, count: 8))
        #expect(found.isNamedLikeOutcome)
        #expect(try column("ward", (0..<40).map { $0 % 5 == 0 ? "a" : "b" }).event == nil)
    }

    @Test func repeatsAreCounted() throws {
        let repeats = try #require(
            try column("family_id", ["a", "a", "a", "b", "b", "c"]).repeats)
        #expect(repeats.repeatedValues == 2 && repeats.rows == 5)
        #expect(repeats.largest == 3 && repeats.second == 2)
    }

    /// A hundred thousand levels in one column, and no level in another.
    @Test func manyLevelsAndNoneAreFine() throws {
        let values = (0..<20_000).map { "level \($0)" }
        #expect(try column("x", values).distinct == 20_000)
        #expect(try column("x", ["", "", ""]).distinct == 0)
    }
}

struct ValidityMaskTests {
    @Test(arguments: [0, 1, 63, 64, 65, 200])
    func missingRowsComeInOrder(_ count: Int) {
        let valid = (0..<count).map { $0 % 7 != 3 && $0 != 64 }
        var found: [Int] = []
        ValidityMask(valid).forEachMissing { found.append($0) }
        #expect(found == valid.indices.filter { !valid[$0] })
        ValidityMask(allValid: count).forEachMissing { _ in Issue.record("a row is missing") }
    }
}
