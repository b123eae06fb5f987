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
    static let supportCodes = ["none", "R1", "R2", "R3"]

    let header: [String]
    private let hasLateColumns: Bool
    private let yes = Word("yes,")
    private let no = Word("no,")
    private let sexes = Word.fields(Self.sexes)
    private let ethnicities = Word.fields(Self.ethnicities)
    private let wards = Word.fields(Ward.names)
    private let schools = Word.fields(Ward.schoolNames)
    private let provisions = Word.fields(Self.provisions)
    private let supportCodes = Word.fields(Self.supportCodes)
    private let years = Word.fields(NEETTruth.years.map(String.init))
    private let calendar: CalendarWords?

    init(_ kind: TruthKind) {
        hasLateColumns = kind == .leak
        header = Self.columns + (hasLateColumns ? Self.lateColumns : [])
        calendar = hasLateColumns ? CalendarWords() : nil
    }

    /// Writes a person's row.
    @inline(__always)
    func write(_ person: borrowing NEETPerson, to row: RowWriter) {
        let comma = RowWriter.comma
        row.startRow()
        row.write(UInt8(ascii: "P"))
        row.write(person.number, width: 5)
        row.write(comma)
        row.write(UInt8(ascii: "F"))
        row.write(person.family, width: 5)
        row.write(comma)
        row.write(years[person.year])
        row.field(person.age)
        row.write(sexes[person.isMale ? 1 : 0])
        row.write(ethnicities[person.ethnicity])
        row.write(wards[person.ward])
        row.write(schools[person.school])
        if person.lacksAbsence { row.write(comma) } else { row.field(thousandths: person.absence) }
        row.field(person.exclusions)
        row.write(provisions[person.provision])
        row.write(person.hasFreeMeals ? yes : no)
        row.write(person.wasLookedAfter ? yes : no)
        row.write(person.hadProtectionPlan ? yes : no)
        row.field(person.contacts)
        row.write(person.hadYouthJustice ? yes : no)
        if person.lacksCarer { row.write(comma) } else { row.write(person.isCarer ? yes : no) }
        row.write(person.isPregnantOrParent ? yes : no)
        if person.lacksPasses { row.write(comma) } else { row.field(person.passes) }
        row.field(person.activity)
        if person.lacksOutcome {
            row.write(comma)
        } else {
            row.field(person.isNEET ? 1 : 0)
            row.write(person.months)
        }
        if hasLateColumns { writeLateColumns(person, to: row) }
        row.write(UInt8(ascii: "\n"))
    }

    private func writeLateColumns(_ person: borrowing NEETPerson, to row: RowWriter) {
        let comma = RowWriter.comma
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
