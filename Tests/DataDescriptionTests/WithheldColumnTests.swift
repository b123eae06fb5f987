import Tables
import TestSupport
import Testing

@testable import DataDescription

private func column(
    _ name: String, _ values: [String], isTold: Bool = false
) throws -> ColumnDescription {
    let text = "\"\(name)\",row\n" + values.map { "\"\($0)\",r" }.joined(separator: "\n")
    let table = try CSVReader.read(Array(text.utf8))
    return TableDescription(
        of: table, extractDate: 20088, toldKinds: isTold ? [name] : [], threads: 1
    ).columns[0]
}

/// 500 different whole numbers from 11 to 9,991 in an order that says nothing.
private let scattered = (0..<500).map { "\(11 + $0 * 7919 % 500 * 20)" }
private let names = ["Anna Smith", "Bob Jones", "Cara O'Neil", "Dev Patel", "Mary-Ann Low"]
private func repeated(_ levels: [String]) -> [String] {
    (0..<100).map { levels[($0 * 3 + $0 / 7) % levels.count] }
}

struct WithheldColumnTests {
    @Test(arguments: [
        "national_insurance", "reference", "record", "case", "mosaic_number", "key", "ref", "x",
        "caseRef", "NI No", "file reference 2", "benefit_number",
    ])
    func wholeNumbersThatAllDifferAreWithheld(_ name: String) throws {
        let found = try column(name, scattered)
        #expect(found.role == .idLike && found.numbers == nil && found.levels.isEmpty)
    }

    @Test(arguments: [
        "income", "days_open", "cost_council", "population", "distance", "amount paid",
        "number_of_visits", "n_children", "score", "year", "median_wage",
    ])
    func measurementsThatAllDifferAreShown(_ name: String) throws {
        let found = try column(name, scattered)
        #expect(found.role == .number && found.numbers?.quartiles.first == 11)
    }

    @Test(arguments: [
        // Ties, a fraction or a value below 0 show that nothing is numbered.
        ("x", (0..<500).map { "\($0 % 200)" }, ColumnRole.number),
        ("x", (0..<500).map { "\($0 * 7).5" }, .number),
        ("x", (0..<500).map { "\($0 * 7 - 90)" }, .number),
        // A child of two referrals has one number of five digits.
        ("x", (0..<500).map { "\(10_007 + $0 / 2 * 13)" }, .idLike),
        ("x", (0..<500).map { "\(1_007 + $0 / 2 * 13)" }, .number),
        ("mosaic_number", (0..<500).map { "\(1_007 + $0 / 2 * 13)" }, .idLike),
        // Few values.
        ("x", (0..<12).map { "\(1_007 + $0 * 13)" }, .idLike),
        ("x", (0..<12).map { "\(7 + $0 * 13)" }, .number),
        ("ref", (0..<12).map { "\(7 + $0 * 13)" }, .idLike),
        ("ref", ["1000", "1059"], .idLike), ("ref", repeated(["yes", "no"]), .binary),
        ("case", repeated(["yes", "no"]), .binary), ("case", repeated(["1", "0"]), .binary),
        ("case", repeated(["a", "b", "c"]), .category),
        ("key_stage", repeated(["1", "2"]), .binary),
        ("criminal_record", repeated(["yes", "no", "not known"]), .category),
        ("insurance", repeated(["yes", "no"]), .binary), ("cost_per_case", scattered, .number),
        ("reference_group", repeated(["a", "b", "c"]), .category),
    ])
    func numberedRowsAreToldFromMeasuredOnes(
        _ name: String, _ values: [String], _ role: ColumnRole
    ) throws {
        #expect(try column(name, values).role == role)
    }

    /// Telling the kind shows what only looked like an identifier, and nothing that is named so.
    @Test func aToldKindShowsNumbers() throws {
        #expect(try column("x", scattered, isTold: true).role == .number)
        #expect(try column("reference", scattered, isTold: true).role == .idLike)
        #expect(try column("mum", repeated(names), isTold: true).role == .idLike)
    }

    @Test(arguments: [
        "mum", "Dad", "parent", "carer", "foster_carer", "allocated_to", "assigned", "Carer 2",
        "initials", "seen_by", "x", "service_user", "school_contact",
    ])
    func namesOfPersonsAreWithheld(_ name: String) throws {
        let found = try column(name, repeated(names))
        #expect(found.role == .idLike && found.levels.isEmpty && found.allLevels.isEmpty)
    }

    @Test(arguments: [
        ("young_carer", ["yes", "no", "not known"]), ("carer", ["yes", "no"]),
        ("mother", ["Yes", "No", "Unknown"]), ("carer_type", ["Foster Carer", "Kin", "Own Home"]),
        ("ward", ["Ferry Bank", "Quarry Fell", "Low Moor", "Tarn Rise"]),
        ("school", ["Tarn Rise High School", "Bridgegarth School", "Elm Bank"]),
        ("team", ["East Team", "West Team", "Elm Row"]),
        ("assigned_team", ["East", "West", "Mid"]),
        ("ethnicity", ["White British", "Black African", "Mixed Heritage"]),
        ("x", ["East team", "West team", "South team"]), ("x", ["Child Protection", "Early Help"]),
        ("x", ["Ferry Bank", "Quarry Fell"]), ("x", ["Byker", "Walker", "Elswick", "Heaton"]),
        ("mother_education", ["school", "degree", "none"]),
        ("comment", ["yes", "no"]), ("notes", ["yes", "no", "not known"]),
        ("notes", ["a", "b", "c"]),
        ("ethnicity_description", ["White British", "Black African", "Mixed Heritage"]),
        ("comment_type", ["by telephone call", "by a letter sent", "at a visit"]),
    ])
    func levelsThatNameNobodyAreShown(_ name: String, _ levels: [String]) throws {
        let found = try column(name, repeated(levels))
        #expect(Set(found.levels.map(\.level)) == Set(levels))
    }

    @Test(arguments: [
        ("comment", ["he said so", "seen at home today"]), ("comment", ["he left", "seen"]),
        ("notes", ["a", "b", "c", "d"]),
        ("Case details", ["left the area in May"]), ("remark", names),
    ])
    func aNameOfFreeTextIsEnough(_ name: String, _ levels: [String]) throws {
        let found = try column(name, repeated(levels))
        #expect(found.role == .freeText && found.levels.isEmpty)
    }

    @Test(arguments: [
        ("Anna Smith", true), ("A. Smith", true), ("SMITH, Anna", true), ("O'Neil Mary-Ann", true),
        ("Dr Anna van Berg", false), ("Zoë Müller", true), ("Tarn Rise High School", false),
        ("East team", false), ("FE", false), ("A B", false), ("Anna", false), ("", false),
        ("Anna Smith 2", false), ("Not Known", false), ("One Two Three Four Five", false),
    ])
    func namesAreToldByTheirForm(_ text: String, _ isName: Bool) {
        #expect(PersonalName.matches(text) == isName)
    }

    /// However a date of birth is named and written, no day of it is shown.
    @Test(arguments: ["DoB", "ChildDoB", "D.O.B", "D.O.B.", "BDate", "birthdte", "MC_DOB"])
    func birthsAreWithheldHoweverTheyAreNamed(_ name: String) throws {
        let days = try column(name, ["17/03/2006", "19/04/2007", "23/05/2010"])
        #expect(days.role == .birthDate)
        for written in [["20060317", "20070419", "20100523"], ["38793", "39191", "40321"]] {
            let numbers = try column(name, written)
            #expect(numbers.role == .idLike && numbers.numbers == nil && numbers.levels.isEmpty)
        }
    }

    /// Episodes of few children repeat their numbers.
    @Test(arguments: ["CHILD", "CaseNo", "MOTHER", "child_ref", "ClientRef"])
    func numbersOfFewPersonsAreWithheld(_ name: String) throws {
        let found = try column(name, (0..<60).map { "\(88_120 + $0 % 8)" })
        #expect(found.role == .idLike && found.numbers == nil && found.levels.isEmpty)
    }

    @Test func aTitleAboveTheHeaderIsTold() throws {
        let text = "Children in need,,,\nref,team,open,y\n1,a,b,1\n2,a,c,0\n"
        let found = TableDescription(
            of: try CSVReader.read(Array(text.utf8)), extractDate: 20088, toldKinds: [],
            threads: 1)
        let finding = found.findings.first { $0.code == .unnamedColumns }
        #expect(finding?.rows == 3 && finding?.of == 4)
        let named = "ref,,open,y\n1,a,b,1\n2,a,c,0\n"
        let one = TableDescription(
            of: try CSVReader.read(Array(named.utf8)), extractDate: 20088, toldKinds: [],
            threads: 1)
        #expect(!one.findings.contains { $0.code == .unnamedColumns })
    }
}
