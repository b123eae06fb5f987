/// The numbers of a report as they may be said.
public struct ProtectedNumbers: Sendable {
    /// The profile that decided.
    public let profile: DisclosureProfile
    /// What is not said, and why, for those who hold the data; ``SuppressionLog/forReaders`` is for the rest.
    public let log: SuppressionLog

    private let counts: [Released<Int>]
    private let shares: [Released<ReleasedShare>]
    private let figures: [Released<Double>]
    let protection: Protection

    init(_ report: ReportNumbers, profile: DisclosureProfile) {
        self.profile = profile
        let protection = Self.protect(report, profile)
        self.protection = protection
        var entries: [SuppressionLog.Entry] = []

        var counts: [Released<Int>] = []
        for (index, cell) in report.cells.enumerated() {
            guard let cause = protection.causes[index] else {
                let value = profile.rounded(cell.count)
                counts.append(
                    Released(value, .shown, value == 0 && cell.count > 0 ? .roundsToZero : nil))
                continue
            }
            counts.append(.suppressed)
            if cell.isPrinted {
                entries.append(.init(name: cell.name, kind: .count, reason: cause.reason))
            }
        }

        var shares: [Released<ReleasedShare>] = []
        for share in report.shares {
            if let part = counts[share.part].value, let whole = counts[share.whole].value {
                let value = ReleasedShare(part: part, whole: whole)
                shares.append(
                    whole == 0
                        ? Released(nil, .notApplicable, .notApplicable)
                        : Released(value, .shown, counts[share.part].symbol))
            } else {
                shares.append(.suppressed)
                entries.append(.init(name: share.name, kind: .share, reason: .derived))
            }
        }

        var figures: [Released<Double>] = []
        for figure in report.figures {
            if let reason = Self.reason(figure, counts, figures, profile) {
                figures.append(.suppressed)
                entries.append(.init(name: figure.name, kind: .figure, reason: reason))
            } else if let value = figure.value {
                let shown = profile.figureDigits.map { value.rounded(toDigits: $0) } ?? value
                figures.append(
                    Released(shown, .shown, shown == 0 && value != 0 ? .roundsToZero : nil))
            } else {
                figures.append(Released(nil, .notEstimable))
            }
        }
        self.counts = counts
        self.shares = shares
        self.figures = figures
        log = SuppressionLog(entries: entries)
    }

    /// A count.
    public func count(_ cell: ReportNumbers.Cell) -> Released<Int> { counts[cell.index] }

    /// A share with the counts it was worked out from.
    public func share(_ share: ReportNumbers.Share) -> Released<ReleasedShare> {
        shares[share.index]
    }

    /// A figure.
    public func figure(_ figure: ReportNumbers.Figure) -> Released<Double> {
        figures[figure.index]
    }

    /// What is worked out from counts as they are shown, such as an interval or a risk ratio: it tells nothing
    /// that they do not. Suppressed where one of them is.
    public func value<Value: Sendable>(
        of cells: [ReportNumbers.Cell], _ compute: ([Int]) -> Value?
    ) -> Released<Value> {
        var shown: [Int] = []
        for cell in cells {
            guard let count = counts[cell.index].value else { return .suppressed }
            shown.append(count)
        }
        guard let value = compute(shown) else { return Released(nil, .notEstimable) }
        return Released(value, .shown)
    }

    private static func protect(
        _ report: ReportNumbers, _ profile: DisclosureProfile
    ) -> Protection {
        var isTold = report.cells.map(\.isPrinted)
        for figure in report.figures {
            for cell in figure.cells { isTold[cell] = true }
        }
        for share in report.shares {
            isTold[share.part] = true
            isTold[share.whole] = true
        }
        return Protection(
            counts: report.cells.map(\.count), relations: report.relations, isTold: isTold,
            causes: report.cells.map { cell in
                if profile.isSmall(cell.count) { return .small }
                return profile.isDominated(cell.contributions) ? .dominated : nil
            }, profile: profile)
    }

    private static func reason(
        _ figure: ReportNumbers.FigureEntry, _ counts: [Released<Int>],
        _ figures: [Released<Double>], _ profile: DisclosureProfile
    ) -> SuppressionLog.Reason? {
        let threshold = profile.threshold
        switch figure.rule {
        case .counts: break
        case .residualDegreesOfFreedom(let degrees):
            if degrees < profile.residualDegreesOfFreedom { return .residualDegreesOfFreedom }
        case .amounts(let contributions):
            if !contributions.isEmpty, profile.isSmall(contributions.count) { return .primary }
            if profile.isDominated(contributions) { return .dominance }
        case .extreme(let cases):
            if cases < threshold { return .fewCasesAtValue }
        case .quantile(let below, let above):
            if min(below, above) < threshold { return .fewCasesAtValue }
        }
        if figure.cells.contains(where: { counts[$0].status == .suppressed })
            || figure.figures.contains(where: { figures[$0].status == .suppressed })
        {
            return .derived
        }
        return nil
    }
}

extension ReportNumbers {
    /// What of this report may be said under a profile.
    ///
    /// 1. Counts below the threshold (and zeros, where the profile says so) and counts that a few contributors decide
    ///    are suppressed.
    /// 2. Others are suppressed so that, whatever a reader works out from all that is shown, the range left for every
    ///    suppressed count spans more than the protection range, and for a small one reaches the threshold. Each
    ///    claim is proved by tables of whole numbers that agree with everything shown.
    /// 3. What was made of a suppressed count is suppressed; the rest is rounded.
    public func protected(by profile: DisclosureProfile) -> ProtectedNumbers {
        ProtectedNumbers(self, profile: profile)
    }
}

extension Protection.Cause {
    var reason: SuppressionLog.Reason {
        switch self {
        case .small: .primary
        case .dominated: .dominance
        case .complementary: .complementary
        }
    }
}
