import Distributions
import HypothesisTests
import Tables

/// Events that came beside those expected, period by period of prediction, of cases old enough for it.
///
/// A case's outcome is known when its follow-up has ended by the extract: day of prediction + horizon <= day
/// of extract. Cases that are younger are left out and counted, those with an event as well: to keep only these
/// would make the newest periods look worse than they are.
public struct PeriodCalibration: Sendable, Hashable {
    /// How long a period is.
    public enum Length: String, Sendable, Hashable, Codable {
        /// A calendar month.
        case month
        /// Three months from January, April, July or October.
        case quarter
        /// A calendar year.
        case year
    }

    /// How an interval is made.
    public enum Interval: String, Sendable, Hashable, Codable {
        /// The exact one of a Poisson count, which holds for any spread of risks and is wide where they are high.
        case poisson
        /// The exact one of a binomial share (Clopper and Pearson) over the mean risk.
        case binomial
    }

    /// One period.
    public struct Period: Sendable, Hashable {
        /// Such as `2024`, `2024-Q2` or `2024-05`.
        public let label: String
        /// Its cases whose outcome is known.
        public let cases: Double
        /// Those with the event.
        public let events: Double
        /// What their risks add up to.
        public let expected: Double
        /// events / expected.
        public let observedOverExpected: Effect
        /// Cases too young for their outcome, which are left out.
        public let tooYoung: Double
    }

    /// The periods with cases, in order of time.
    public let periods: [Period]
    /// All cases whose outcome is known, as one period.
    public let overall: Period
    /// Cases too young for their outcome in all.
    public var tooYoung: Double { overall.tooYoung }
    /// Cases without a day of prediction, which are left out.
    public let undated: Double

    /// Calibration over periods.
    ///
    /// - Parameters:
    ///   - predictedOn: the day of each prediction since 1970-01-01; nil where it is not known.
    ///   - horizonDays: how long a case is followed.
    ///   - extractDay: the last day of which outcomes are known.
    /// - Throws: for days of another length than the cases, and a horizon below 0.
    public init(
        _ cases: ScoredCases, predictedOn: [Int32?], horizonDays: Int, extractDay: Int32,
        period: Length = .quarter, interval: Interval = .poisson, confidence: Double = 0.95
    ) throws(CapacityError) {
        guard predictedOn.count == cases.rowCount else {
            throw .lengths("The days of prediction", predictedOn.count, rows: cases.rowCount)
        }
        guard horizonDays >= 0 else {
            throw CapacityError(
                .invalidNumber, "A horizon of \(horizonDays) days lies in the past.")
        }
        var rows: [String: (known: [Int], young: Double)] = [:]
        var (known, young, undated) = ([Int](), 0.0, 0.0)
        for row in 0..<cases.rowCount where cases.multiplicity(row) > 0 {
            guard let day = predictedOn[row], CalendarDay.range.contains(day) else {
                undated += cases.multiplicity(row)
                continue
            }
            let label = period.label(of: day)
            // Subtracted, so that no horizon overflows.
            if Int(extractDay) - Int(day) >= horizonDays {
                rows[label, default: ([], 0)].known.append(row)
                known.append(row)
            } else {
                rows[label, default: ([], 0)].young += cases.multiplicity(row)
                young += cases.multiplicity(row)
            }
        }
        let make = { (label: String, rows: [Int], young: Double) in
            Self.period(
                label, cases.selecting(rows), tooYoung: young, interval: interval,
                confidence: confidence)
        }
        periods = rows.sorted { $0.key.precedesInBytes($1.key) }.map {
            make($0.key, $0.value.known, $0.value.young)
        }
        overall = make("all", known, young)
        self.undated = undated
    }

    private static func period(
        _ label: String, _ cases: ScoredCases, tooYoung: Double, interval: Interval,
        confidence: Double
    ) -> Period {
        let ratio = ObservedOverExpected(cases)
        return Period(
            label: label, cases: cases.caseCount, events: ratio.observed, expected: ratio.expected,
            observedOverExpected: interval == .poisson
                ? ratio.effect(confidence: confidence)
                : ratio.binomial(cases: cases.caseCount, confidence: confidence),
            tooYoung: tooYoung)
    }
}

extension PeriodCalibration.Length {
    /// The label of the period in which a day lies; labels in order of their bytes are in order of time.
    func label(of day: Int32) -> String {
        let (year, month, _) = CalendarDay.parts(day)
        let digits = { (number: Int, width: Int) in
            String(repeating: "0", count: max(width - String(number).count, 0)) + String(number)
        }
        switch self {
        case .year: return digits(year, 4)
        case .quarter: return "\(digits(year, 4))-Q\((month + 2) / 3)"
        case .month: return "\(digits(year, 4))-\(digits(month, 2))"
        }
    }
}

extension ObservedOverExpected {
    /// observed / expected with Clopper and Pearson's interval of observed of n over the mean risk.
    ///
    /// Source: Clopper and Pearson (1934); where cases share clusters, both counts over the spread that
    /// `effect` takes (Korn and Graubard 1998).
    func binomial(cases n: Double, confidence: Double) -> Effect {
        var effect = effect(confidence: confidence)
        guard let x = effectiveEvents, effect.status == .estimated, n > 0 else { return effect }
        let scale = x > 0 ? x / observed : 1 / max(spread, 1)
        let (events, others) = (x, (n - observed) * scale)
        let tail = (1 - confidence) / 2
        let low = events > 0 ? Beta(events, others + 1).quantile(tail) : 0
        let high = others > 0 ? Beta(events + 1, others).upperQuantile(tail) : 1
        effect.method =
            "Clopper-Pearson exact over the mean risk"
            + (scale < 1 ? " (clusters, at the effective number of cases)" : "")
        effect.confLow = low * n / expected
        effect.confHigh = high * n / expected
        return effect
    }
}
