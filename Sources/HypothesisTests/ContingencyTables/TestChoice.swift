import Distributions

/// Which test of an occupied table to read, why, and what the other one says.
struct TestChoice {
    let primary: String?
    let reason: String
    let runnerUp: String?
    let isSmall: Bool
    let smallest: Double?

    /// - Parameter isTrendAsked: whether an order was declared, so that a trend is the question.
    init(
        _ table: ContingencyTable, tests: [TestResult], confidence: Double,
        isTrendAsked: Bool = false
    ) {
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
        let exact = find("fisher_exact") ?? find("fisher_exact_monte_carlo")
        let trend = find("cochran_armitage") ?? find("linear_by_linear")
        smallest = summary.smallest
        self.isSmall = isSmall
        let omnibus = isSmall ? exact ?? pearson : pearson
        let counts = Self.reason(summary, isSmall: isSmall, exact: omnibus == exact ? exact : nil)
        if isTrendAsked, let trend, table.rarerOutcomes >= Self.fewestForTrend {
            primary = trend.name
            reason =
                "the groups have a declared order, and a trend along it is one question on 1 degree"
                + " of freedom, where the test of any difference spreads over"
                + " \(shortened(table.degreesOfFreedom))" + Self.departure(find, confidence)
            runnerUp = Self.comparison(trend, omnibus, level: 1 - confidence)
            return
        }
        let other =
            trend
            ?? (omnibus == exact ? pearson : exact ?? find("g_test"))
        primary = omnibus?.name
        reason =
            counts
            + (isTrendAsked && trend != nil
                ? "; \(table.rarerOutcomes) cases beside the commonest outcome are too few for the"
                    + " test of trend" : "")
        runnerUp = Self.comparison(omnibus, other, level: 1 - confidence)
    }

    /// Cases beside the commonest outcome that the normal form of a test of trend wants.
    private static let fewestForTrend = 10

    private static func reason(
        _ summary: (smallest: Double, belowFive: Int, cells: Int), isSmall: Bool,
        exact: TestResult?
    ) -> String {
        let smallest = "the smallest expected count is " + shortened(summary.smallest)
        let share = "\(summary.belowFive) of \(summary.cells) expected counts are below 5"
        if isSmall, exact != nil {
            let why =
                summary.smallest < 1
                ? "below 1" : summary.cells > 4 ? "and " + share : "below 5"
            return smallest + (why.hasPrefix("and") ? " " : ", ") + why
                + ", so the exact test"
                + " takes the place of the chi-square approximation"
        }
        if isSmall {
            return smallest + " and \(share), so the chi-square approximation is doubtful here"
        }
        if summary.belowFive > 0 {
            return smallest + " and only \(share), so the chi-square approximation holds"
        }
        return smallest + ", so the chi-square approximation holds"
    }

    /// What a trend leaves out, where the table shows it.
    private static func departure(
        _ find: (String) -> TestResult?, _ confidence: Double
    ) -> String {
        guard let test = find("departure_from_trend"), let p = test.pValue else { return "" }
        return p.isAtMost(1 - confidence)
            ? "; the shares also leave a straight line (\(p.sentence)), which a trend does not show"
            : "; beyond the trend little is left (\(p.sentence))"
    }

    /// "Fisher's exact test says p = .036, on the same side of .05".
    static func comparison(
        _ chosen: TestResult?, _ other: TestResult?, level: Double
    ) -> String? {
        guard let p = chosen?.pValue, let other, let otherP = other.pValue else { return nil }
        let agrees = p.isAtMost(level) == otherP.isAtMost(level)
        let name = [
            "fisher_exact": "Fisher's exact test", "g_test": "the likelihood-ratio test",
            "fisher_exact_monte_carlo": "Fisher's exact test, simulated,",
            "pearson_chi_squared": "Pearson's chi-squared test",
            "cochran_armitage": "the Cochran-Armitage test of trend",
            "linear_by_linear": "the linear-by-linear test of trend",
            "multinomial_exact": "the exact multinomial test",
            "multinomial_exact_monte_carlo": "the exact multinomial test, simulated,",
        ]
        let said = (name[other.name] ?? other.method) + " says " + otherP.sentence
        let limit = shortened(level, leadingZero: false)
        if agrees { return said + ", on the same side of \(limit)" }
        let trends: Set<String> = ["cochran_armitage", "linear_by_linear"]
        let isOtherQuestion = trends.contains(other.name) != trends.contains(chosen?.name ?? "")
        return said + ", on the other side of \(limit), so the finding hangs on "
            + (isOtherQuestion
                ? "whether a trend or any difference is asked" : "the choice of test")
    }
}

/// "1.5e+307", cut to one decimal; what is no finite number above 0 as it is.
private func shortenedByPower(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "\(value)" }
    let ten = logarithm(10)
    var power = Int((logarithm(value) / ten).rounded(.down))
    var digits = Int(exponential(logarithm(value) - Double(power) * ten) * 10 * (1 + 1e-9))
    if digits >= 100 { (digits, power) = (digits / 10, power + 1) }
    let sign = power < 0 ? "-" : "+"
    return "\(digits / 10).\(digits % 10)e\(sign)\(abs(power))"
}

/// A positive number for a sentence, cut and not rounded so that "4.9, below 5" stays true: one
/// decimal from 1, two significant digits below.
func shortened(_ value: Double, leadingZero: Bool = true) -> String {
    guard value.isFinite, value < 1e15, value >= 1e-10 || value == 0 else {
        return shortenedByPower(value)
    }
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
