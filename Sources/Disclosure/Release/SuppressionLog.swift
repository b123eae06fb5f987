/// What a report does not say, and why; no entry holds a value.
public struct SuppressionLog: Sendable, Hashable {
    /// Why a number is not said.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Its count is small.
        case primary
        /// Others could be worked out from it.
        case complementary
        /// It was made of a number that is suppressed.
        case derived
        /// A few contributors decide it.
        case dominance
        /// Its model leaves too few degrees of freedom.
        case residualDegreesOfFreedom = "residual_degrees_of_freedom"
        /// It is the value of a few cases: a minimum, a maximum, an outer quantile.
        case fewCasesAtValue = "few_cases_at_value"
        /// Its count is small or would tell one: all that a reader may know of `primary`, `complementary` and
        /// `dominance`.
        case confidential

        /// The reason in words.
        public var sentence: String {
            switch self {
            case .primary: "It counts few cases."
            case .complementary:
                "A count of few cases could be worked out from it and other numbers of the report."
            case .derived: "It was made of a number that is not shown."
            case .dominance: "A few contributors give nearly all of it."
            case .residualDegreesOfFreedom: "Its model leaves too few residual degrees of freedom."
            case .fewCasesAtValue: "It is the value of a few cases."
            case .confidential:
                "It counts few cases, or such a count could be worked out from it."
            }
        }
    }

    /// What kind of number it is.
    public enum Kind: String, Sendable, Hashable {
        /// A count of cases.
        case count
        /// A share of a count.
        case share
        /// Another figure.
        case figure
    }

    /// One number that is not said.
    public struct Entry: Sendable, Hashable {
        /// The number's name in the report.
        public let name: String
        /// What kind of number it is.
        public let kind: Kind
        /// Why it is not said.
        public let reason: Reason
    }

    /// The numbers that are not said: counts, then shares, then figures, each in the order they were added.
    public let entries: [Entry]

    /// The log that may be printed beside the report.
    ///
    /// Who knows which counts were suppressed for their own sake knows that they are small and that the others are
    /// not, and can narrow both down; the two reasons are one here.
    public var forReaders: SuppressionLog {
        SuppressionLog(
            entries: entries.map { entry in
                switch entry.reason {
                case .primary, .complementary, .dominance:
                    Entry(name: entry.name, kind: entry.kind, reason: .confidential)
                default: entry
                }
            })
    }

    /// How many numbers are not said for each reason, in the order of ``Reason``; reasons that do not occur are
    /// absent.
    public var tally: [(reason: Reason, numbers: Int)] {
        Reason.allCases.compactMap { reason in
            let numbers = entries.count { $0.reason == reason }
            return numbers > 0 ? (reason, numbers) : nil
        }
    }
}
