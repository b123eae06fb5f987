/// How much of a report may be shown outside the team that holds the data.
///
/// The defaults of `publish` are those of ACRO's (threshold 10, residual degrees of freedom 10, dominance of
/// two contributors over 90%) with counts rounded to the nearest 5; `internal` is the analyst's own desk.
/// Sources: Green, Ritchie and others, "ACRO: a tool for semi-automated output checking" (2021);
/// Department for Education, symbols of statistical releases (c, z, k).
public struct DisclosureProfile: Sendable, Hashable {
    /// What becomes of a count of no case at all.
    public enum Zeros: String, Sendable, Hashable, CaseIterable {
        /// It is shown: everybody knows that a suppressed count is at least 1.
        case shown
        /// It is suppressed as a small count is.
        case suppressed
    }

    /// A number that a few contribute nearly all of.
    public struct Dominance: Sendable, Hashable {
        /// How many of the largest contributors are added up.
        public var contributors: Int
        /// The share of the whole above which they dominate it, over 0 and up to 1.
        public var share: Double

        /// So many contributors over such a share.
        public init(contributors: Int, share: Double) {
            self.contributors = contributors
            self.share = share
        }
    }

    /// What a reader calls it.
    public var name: String
    /// Counts from 1 up to, but not including, this are suppressed; 0 suppresses none.
    public var threshold: Int
    /// Whether counts of 0 are suppressed too.
    public var zeros: Zeros
    /// Whether other counts are suppressed so that no small one can be worked out.
    public var hasSecondarySuppression: Bool
    /// Counts are shown to the nearest multiple of this; 1 shows them as they are.
    public var roundingBase: Int
    /// A model with fewer residual degrees of freedom is not shown; 0 shows any.
    public var residualDegreesOfFreedom: Int
    /// The rule against numbers that a few contributors decide; nil for none.
    public var dominance: Dominance?
    /// What all shown numbers together allow for a suppressed count must span more than this.
    public var protectionRange: Int
    /// Figures other than counts and shares keep so many significant digits; nil keeps all.
    public var figureDigits: Int?

    /// The desk of those who hold the data: everything is shown as it is.
    public static let `internal` = DisclosureProfile(
        name: "internal", threshold: 0, zeros: .shown, hasSecondarySuppression: false,
        roundingBase: 1, residualDegreesOfFreedom: 0, dominance: nil, protectionRange: 0,
        figureDigits: nil)

    /// What may leave the house: counts under 10 and what would tell them suppressed, the rest to the
    /// nearest 5.
    public static let publish = DisclosureProfile(
        name: "publish", threshold: 10, zeros: .shown, hasSecondarySuppression: true,
        roundingBase: 5, residualDegreesOfFreedom: 10,
        dominance: Dominance(contributors: 2, share: 0.9), protectionRange: 4, figureDigits: 3)

    /// Whether it shows everything as it is.
    public var showsAll: Bool {
        threshold == 0 && zeros == .shown && roundingBase == 1 && residualDegreesOfFreedom == 0
            && dominance == nil && figureDigits == nil
    }

    /// Whether a count is suppressed for its own sake.
    func isSmall(_ count: Int) -> Bool {
        count == 0 ? zeros == .suppressed : count < threshold
    }

    /// The least that a suppressed count can be for all that a reader knows.
    var leastSuppressed: Int { zeros == .suppressed ? 0 : 1 }

    /// A count to the nearest multiple of the base, halves up.
    func rounded(_ count: Int) -> Int { (count + roundingBase / 2) / roundingBase * roundingBase }

    /// Whether a few of the contributors give more than the share of their sum.
    func isDominated(_ contributions: [Double]) -> Bool {
        guard let dominance else { return false }
        let sizes = contributions.map(abs).sorted(by: >)
        // Scaled by the largest, so that no sum overflows.
        guard let largest = sizes.first, largest > 0 else { return false }
        var sum = 0.0
        for size in sizes.reversed() { sum += size / largest }
        var top = 0.0
        for size in sizes.prefix(dominance.contributors) { top += size / largest }
        return top > dominance.share * sum
    }
}

extension DisclosureProfile {
    /// What the profile does, a sentence a rule, for the foot of a page.
    public var rules: [String] {
        guard !showsAll else { return ["Every number is shown as it is."] }
        var rules: [String] = []
        if threshold > 1 {
            let zero = zeros == .suppressed ? "0" : "1"
            rules.append("Counts from \(zero) to \(threshold - 1) are not shown.")
        } else if zeros == .suppressed {
            rules.append("Counts of 0 are not shown.")
        }
        if hasSecondarySuppression {
            rules.append(
                "Other counts are not shown where they would let one of those be worked out from totals, "
                    + "shares or tables that share their cells.")
        }
        if roundingBase > 1 {
            rules.append(
                "Counts are rounded to the nearest \(roundingBase), each by itself, so rows may not add up "
                    + "to their totals. Shares are worked out from the rounded counts.")
        }
        if residualDegreesOfFreedom > 0 {
            rules.append(
                "Models with fewer than \(residualDegreesOfFreedom) residual degrees of freedom are not "
                    + "shown.")
        }
        if let dominance {
            rules.append(
                "Numbers of which the largest \(dominance.contributors) contributors give more than "
                    + "\(Percentage(dominance.share).text) are not shown.")
        }
        if let figureDigits {
            rules.append("Other figures keep \(figureDigits) significant digits.")
        }
        return rules
    }
}

/// A share in words: "90%", "87.5%".
struct Percentage {
    let text: String

    init(_ share: Double) {
        let tenths = Int((share * 1000).rounded())
        text = tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }
}
