import Distributions

/// Which test of an occupied table to read, why, and what the other one says.
struct TestChoice {
    let primary: String?
    let reason: String
    let runnerUp: String?
    let isSmall: Bool
    let smallest: Double?

    init(_ table: ContingencyTable, tests: [TestResult], confidence: Double) {
        let made = tests.filter { $0.pValue != nil }
        guard table.untestable == nil, made.count > 0 else {
            primary = nil
            reason = "there is nothing to test: " + (table.untestable ?? "the counts are too large")
            runnerUp = nil
            isSmall = false
            smallest = nil
            return
        }
        let summary = table.expectedCountSummary
        let isSmall = table.hasSmallExpectedCounts
        let find = { (name: String) in made.first { $0.name == name } }
        let pearson = find("pearson_chi_squared")
        let exact = find("fisher_exact")
        let chosen = isSmall ? exact ?? pearson : pearson
        let other = chosen == exact ? pearson : exact ?? find("g_test")
        primary = chosen?.name
        smallest = summary.smallest
        self.isSmall = isSmall
        reason = Self.reason(summary, isSmall: isSmall, isExact: chosen == exact)
        runnerUp = Self.comparison(chosen, other, level: 1 - confidence)
    }

    private static func reason(
        _ summary: (smallest: Double, belowFive: Int, cells: Int), isSmall: Bool, isExact: Bool
    ) -> String {
        let smallest = "the smallest expected count is " + shortened(summary.smallest)
        let share = "\(summary.belowFive) of \(summary.cells) expected counts are below 5"
        if isSmall && isExact {
            let why = summary.smallest < 1 ? "below 1" : "below 5"
            return smallest + ", \(why), so the exact test takes the place of the chi-square"
                + " approximation"
        }
        if isSmall {
            return smallest + " and \(share), so the chi-square approximation is doubtful here"
        }
        if summary.belowFive > 0 {
            return smallest + " and only \(share), so the chi-square approximation holds"
        }
        return smallest + ", so the chi-square approximation holds"
    }

    /// "Fisher's exact test says p = .036, on the same side of .05".
    private static func comparison(
        _ chosen: TestResult?, _ other: TestResult?, level: Double
    ) -> String? {
        guard let p = chosen?.pValue, let other, let otherP = other.pValue else { return nil }
        let agrees = (p.value < level) == (otherP.value < level)
        let name = [
            "fisher_exact": "Fisher's exact test", "g_test": "the likelihood-ratio test",
            "pearson_chi_squared": "Pearson's chi-squared test",
        ]
        let said = (name[other.name] ?? other.method) + " says " + otherP.sentence
        let limit = shortened(level, leadingZero: false)
        return agrees
            ? said + ", on the same side of \(limit)"
            : said + ", on the other side of \(limit), so the finding hangs on the choice of test"
    }
}

/// A positive number for a sentence, cut and not rounded so that "4.9, below 5" stays true: one
/// decimal from 1, two significant digits below.
func shortened(_ value: Double, leadingZero: Bool = true) -> String {
    guard value.isFinite, value < 1e15 else { return "\(value)" }
    if value >= 100 { return "\(Int(value))" }
    if value >= 1 {
        // Beyond the thresholds of 1 and 5 nothing is lost by rounding.
        let tenths = value >= 10 ? Int((value * 10).rounded()) : Int(value * 10 * (1 + 1e-12))
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
    var scale = 100.0
    var decimals = 2
    while value * scale < 10 && decimals < 12 {
        scale *= 10
        decimals += 1
    }
    // 1 - 0.95 lies a few units in the last place below .05.
    var digits = "\(Int(value * scale * (1 + 1e-12)))"
    digits = String(repeating: "0", count: max(decimals - digits.count, 0)) + digits
    while digits.last == "0" && digits.count > 1 { digits.removeLast() }
    return (leadingZero ? "0." : ".") + digits
}
