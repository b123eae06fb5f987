/// The columns of the *neet* cohort and how a person is written in them.
struct NEETFormat: Sendable {
    static let columns = [
        "person_id", "family_id", "cohort_year", "age", "sex", "ethnicity", "ward", "school",
        "absence", "exclusions", "sen", "free_school_meals", "looked_after",
        "child_protection_plan", "social_care_contacts", "youth_justice", "young_carer",
        "pregnant_or_parent", "gcse_passes", "activity_code", "neet", "months_neet",
    ]
    /// Columns that only a leaking cohort has.
    static let lateColumns = ["neet_from", "support_code", "support_from"]
    static let sexes = ["female", "male"]
    static let ethnicities = ["Asian", "Black", "Mixed", "Other", "White"]
    static let provisions = ["none", "support", "ehcp"]
    static let answers = ["no", "yes"]
    static let supportCodes = ["none", "R1", "R2", "R3"]

    let header: [String]
    private let hasLateColumns: Bool
    // Neighbouring fields whose values are few are written as one word.
    private let profiles = Word.fields(
        NEETTruth.years.map(String.init), ["17", "18", "19"], Self.sexes, Self.ethnicities)
    private let wards = Word.fields(Ward.names)
    private let schools = Word.fields(Ward.schoolNames)
    private let histories = Word.fields(
        (0...8).map(String.init), Self.provisions, Self.answers, Self.answers, Self.answers)
    private let ends = Word.fields(
        Self.answers, Self.answers + [""], Self.answers, (0...10).map(String.init) + [""])
    private let supportCodes = Word.fields(Self.supportCodes)
    private let calendar: CalendarWords?

    init(_ kind: TruthKind) {
        hasLateColumns = kind == .leak
        header = Self.columns + (hasLateColumns ? Self.lateColumns : [])
        calendar = hasLateColumns ? CalendarWords() : nil
    }

    /// Writes a person's row.
    @inline(__always)
    func write(_ person: borrowing NEETPerson, to writer: RowWriter) {
        let comma = Row.comma
        var row = writer.startRow()
        row.write(UInt8(ascii: "P"))
        row.write(person.number, width: 5)
        row.write(comma)
        row.write(UInt8(ascii: "F"))
        row.write(person.family, width: 5)
        row.write(comma)
        let birth = person.year * 3 + (person.age - 17)
        row.write(profiles[(birth * 2 + Self.digit(person.isMale)) * 5 + person.ethnicity])
        row.write(wards[person.ward])
        row.write(schools[person.school])
        if person.lacksAbsence { row.write(comma) } else { row.field(thousandths: person.absence) }
        var history = person.exclusions * 3 + person.provision
        history = history * 2 + Self.digit(person.hasFreeMeals)
        history = history * 2 + Self.digit(person.wasLookedAfter)
        row.write(histories[history * 2 + Self.digit(person.hadProtectionPlan)])
        row.field(person.contacts)
        let carer = person.lacksCarer ? 2 : Self.digit(person.isCarer)
        var end = Self.digit(person.hadYouthJustice) * 3 + carer
        end = end * 2 + Self.digit(person.isPregnantOrParent)
        row.write(ends[end * 12 + (person.lacksPasses ? 11 : person.passes)])
        row.field(person.activity)
        if person.lacksOutcome {
            row.write(comma)
        } else {
            row.field(person.isNEET ? 1 : 0)
            row.write(person.months)
        }
        if hasLateColumns { writeLateColumns(person, to: &row) }
        row.write(UInt8(ascii: "\n"))
        writer.end(row)
    }

    @inline(__always)
    private static func digit(_ flag: Bool) -> Int { flag ? 1 : 0 }

    private func writeLateColumns(_ person: borrowing NEETPerson, to row: inout Row) {
        let comma = Row.comma
        guard let days = calendar?.days else { return }
        row.write(comma)
        if person.firstDayNEET >= 0 {
            row.write(days[person.firstDayNEET])
        } else {
            row.write(comma)
        }
        row.write(supportCodes[person.supportCode])
        guard person.supportDay >= 0 else { return }
        row.writeWithoutComma(days[person.supportDay])
    }
}
