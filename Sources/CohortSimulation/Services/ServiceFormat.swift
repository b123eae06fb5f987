/// The columns of the *services* cohort and how a case is written in them.
struct ServiceFormat: Sendable {
    static let columns = [
        "case_id", "family_id", "team", "referral_date", "referral_year", "child_age", "sex",
        "need_score",
        "prior_referrals", "domestic_abuse", "parental_mental_health",
        "parental_substance_use", "disability", "service", "start_date", "closure_date", "status",
        "days_open",
        "safely_closed", "rereferral_date", "rereferred_12m", "cost_council", "cost_nhs",
        "cost_police",
    ]
    /// The column that only a leaking cohort has.
    static let lateColumns = ["review_code"]
    static let statuses = ["open", "closed"]
    static let reviewCodes = ["none", "V1", "V2"]

    let header: [String]
    private let kind: TruthKind
    private let yes = Word("yes,")
    private let no = Word("no,")
    private let teams = Word.fields(Team.all.map(\.name))
    private let sexes = Word.fields(NEETFormat.sexes)
    private let services = Word.fields(Service.names)
    private let statuses = Word.fields(Self.statuses)
    private let reviewCodes = Word.fields(Self.reviewCodes)
    private let years = Word.fields(ServiceTruth.years.map(String.init))
    private let calendar = CalendarWords()

    init(_ kind: TruthKind) {
        self.kind = kind
        header = Self.columns + (kind == .leak ? Self.lateColumns : [])
    }

    /// The service that the column `service` names: what was offered; in a leaking cohort what was
    /// received, which is usual support where the case closed before the other began.
    static func recorded(_ one: borrowing ServiceCase, _ kind: TruthKind) -> Service {
        if kind == .leak, !one.isStarted { return .usual }
        return one.offered
    }

    /// Writes a case's row.
    @inline(__always)
    func write(_ one: borrowing ServiceCase, to writer: RowWriter) {
        let comma = Row.comma
        var row = writer.startRow()
        row.write(UInt8(ascii: "C"))
        row.write(one.number, width: 5)
        row.write(comma)
        row.write(UInt8(ascii: "F"))
        row.write(one.family, width: 5)
        row.write(comma)
        row.write(teams[one.team])
        row.write(calendar.days[one.referralDay])
        row.write(years[one.year])
        row.field(one.childAge)
        row.write(sexes[one.isMale ? 1 : 0])
        if one.lacksNeed { row.write(comma) } else { row.field(one.need) }
        row.field(one.priorReferrals)
        row.write(one.hasDomesticAbuse ? yes : no)
        row.write(one.hasParentalMentalHealth ? yes : no)
        if one.lacksSubstanceUse {
            row.write(comma)
        } else {
            row.write(one.hasParentalSubstanceUse ? yes : no)
        }
        row.write(one.hasDisability ? yes : no)
        row.write(services[Self.recorded(one, kind).rawValue])
        writeCourse(one, to: &row)
        row.field(one.councilCost)
        if one.lacksNHSCost { row.write(comma) } else { row.field(one.nhsCost) }
        if !one.lacksPoliceCost { row.write(one.policeCost) }
        if kind == .leak {
            row.write(comma)
            row.writeWithoutComma(reviewCodes[one.reviewCode])
        }
        row.write(UInt8(ascii: "\n"))
        writer.end(row)
    }

    /// Writes what the file knows of the course: nothing after its last day.
    @inline(__always)
    private func writeCourse(_ one: borrowing ServiceCase, to row: inout Row) {
        let comma = Row.comma
        if one.isStarted {
            row.write(calendar.days[one.referralDay + one.wait])
        } else {
            row.write(comma)
        }
        let isClosed = one.isClosed
        if isClosed { row.write(calendar.days[one.closureDay]) } else { row.write(comma) }
        row.write(statuses[isClosed ? 1 : 0])
        row.field(min(one.daysOpen, ServiceTruth.extractDay - one.referralDay))
        if isClosed { row.field(one.isSafelyClosed ? 1 : 0) } else { row.write(comma) }
        if one.hasKnownRereferral {
            row.write(calendar.days[one.closureDay + one.daysToRereferral])
        } else {
            row.write(comma)
        }
        if one.isFollowedUp { row.field(one.isRereferred ? 1 : 0) } else { row.write(comma) }
    }
}
