import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// A null of a result has its reason beside it: a status, a note, or that there is none by its nature.
enum NullReasons {
    /// Statuses that say that all is there.
    private static let sound: Set<String> = ["estimated", "predicted", "tested"]

    /// What one status explains beside its own key.
    private static let alsoExplained: [String: Set<String>] = [
        "std_error_status": [
            "statistic", "p_value", "log10_p", "p_display", "conf_low", "conf_high",
            "odds_ratio_low", "odds_ratio_high", "ratio_low", "ratio_high",
        ],
        "conf_low_status": ["odds_ratio_low", "ratio_low"],
        "conf_high_status": ["odds_ratio_high", "ratio_high"],
        "log_likelihood_status": ["aic", "bic"], "theta_status": ["theta_std_error"],
        "mean_status": ["mean_probability", "mean_prediction"],
    ]

    /// What there may be none of: levels without a factor, ids of empty cells.
    private static let byNature: Set<String> = [
        "level", "reference", "event", "variable", "group", "id", "n_events",
        "prediction_intercept",
    ]

    /// The nulls without a reason, as paths.
    static func missing(in value: Any, ratio: String? = nil, at path: String = "") -> [String] {
        if let items = value as? [Any] {
            return items.enumerated().flatMap {
                missing(in: $1, ratio: ratio, at: "\(path)/\($0)")
            }
        }
        guard let object = value as? [String: Any] else {
            return value is NSNull ? [path] : []
        }
        let glance = object["glance"] as? [String: Any]
        let ratio = glance?["ratio"] as? String ?? ratio
        return object.keys.sorted().flatMap { key -> [String] in
            guard let value = object[key] else { return [] }
            guard value is NSNull else {
                return missing(in: value, ratio: ratio, at: "\(path)/\(key)")
            }
            return isExplained(key, object, ratio) ? [] : ["\(path)/\(key)"]
        }
    }

    private static func isExplained(_ key: String, _ object: [String: Any], _ ratio: String?)
        -> Bool
    {
        if byNature.contains(key) || object["\(key)_status"] is String { return true }
        if let status = object["status"] as? String, !sound.contains(status) { return true }
        if object["note"] is String { return true }
        for (status, keys) in alsoExplained where keys.contains(key) && object[status] is String {
            return true
        }
        // exp b is an odds ratio under a logit, and of no column of a curve.
        if key.hasPrefix("odds_ratio"), ratio != "odds_ratio" || object["curve"] != nil {
            return true
        }
        // A mean is tested against nothing.
        let name = object["name"] as? String ?? ""
        return name.hasPrefix("predicted_") && ["p_value", "log10_p", "p_display"].contains(key)
    }
}

struct NullReasonTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func unexplained<Body>(_ frame: ResultFrame<Body>) throws -> [String] {
        let object = try JSONSerialization.jsonObject(
            with: Data(try JSONText.encode(frame).utf8))
        return NullReasons.missing(in: object)
    }

    private func rows(_ header: String, _ count: Int, _ row: (Int) -> String) -> String {
        header + "\n" + (0..<count).map(row).joined(separator: "\n") + "\n"
    }

    /// Every outcome and column that breaks something.
    private var cases: String {
        rows("y,n,z,line,even,tiny,half,g,k,s,w,late", 48) { i in
            let y = (i * 7) % 5 > 2 ? 1 : 0
            return
                "\(y),\((i * 11) % 6),\(1 + Double((i * 13) % 17) / 4),\(2 * i + 1),"
                + "\(3 + i % 2),\(Double((i * 5) % 19) * 1e-6),\(i),"
                + "\(i < 9 ? "a" : i % 2 == 0 ? "b" : "c"),\(i),\(i < 9 ? 1 : y),\(1 + i % 3),"
                + "\(i < 24 ? 0 : 1)"
        }
    }

    private static let asked: [(String, [String: JSONValue])] = [
        ("y ~ tiny", ["checks": .boolean(true), "effects": .boolean(true)]),
        ("y ~ tiny", ["penalty": .text("firth")]), ("y ~ tiny", ["interval": .text("profile")]),
        ("n ~ tiny", ["family": .text("poisson")]),
        ("even ~ g", ["family": .text("negative_binomial"), "checks": .boolean(true)]),
        ("n ~ g", ["family": .text("poisson"), "dispersion": .text("estimated")]),
        (
            "line ~ half",
            ["family": .text("gaussian"), "checks": .boolean(true), "effects": .boolean(true)]
        ),
        ("line ~ half", ["family": .text("gaussian"), "verify": .boolean(true)]),
        ("z ~ C(k)", ["family": .text("gaussian"), "checks": .boolean(true)]),
        ("z ~ rcs(half, 4) + g", ["family": .text("gamma"), "effects": .boolean(true)]),
        ("s ~ g", ["checks": .boolean(true), "effects": .boolean(true), "verify": .boolean(true)]),
        ("s ~ g + half", ["interval": .text("profile")]),
        ("s ~ g", ["penalty": .text("firth")]), ("s ~ g", ["term_test": .text("score")]),
        ("s ~ g", ["bootstrap": .text("pairs"), "replicates": .number(39)]),
        ("s ~ g", ["se": .text("HC1")]),
        ("y ~ half + I(2 * half)", ["checks": .boolean(true), "effects": .boolean(true)]),
        ("y ~ rcs(half, 4) * g", ["effects": .boolean(true), "by": .text("g")]),
        ("y ~ 1", ["checks": .boolean(true), "effects": .boolean(true)]),
        ("y ~ 0", ["checks": .boolean(true), "effects": .boolean(true)]),
        (
            "z ~ g",
            ["family": .text("gaussian"), "weights": .text("w"), "weight_kind": .text("sampling")]
        ),
        ("late ~ half", ["checks": .boolean(true), "effects": .boolean(true)]),
        ("late ~ half", ["audience": .text("practitioner")]),
        ("y ~ half", ["effects": .boolean(true), "at": .text("half=1e9")]),
        (
            "n ~ half",
            ["family": .text("poisson"), "effects": .boolean(true), "at": .text("half=1e9")]
        ),
        ("y ~ half + g", ["cluster": .text("g"), "checks": .boolean(true)]),
        ("z ~ g", ["family": .text("gaussian"), "link": .text("log"), "effects": .boolean(true)]),
    ]

    @Test(arguments: asked.indices)
    func everyNullHasItsReason(_ index: Int) throws {
        let (formula, keys) = Self.asked[index]
        let data = try workspace.write("cases.csv", cases)
        let frame = try Runner().run(FitPlan.asked(formula, keys, data: data))
        #expect(try unexplained(frame) == [], "\(formula) \(keys)")
    }

    /// What overflows is told to do so.
    @Test func oddsBeyondAllNumbersAreInfinite() throws {
        let data = try workspace.write("cases.csv", cases)
        let row = try #require(
            try Runner().run(FitPlan.asked("y ~ tiny", [:], data: data)).result.coefficients.last)
        #expect(row.status == "estimated" && row.confHigh.value != nil)
        #expect(row.oddsRatioHigh.value == nil && row.oddsRatioHighStatus == "infinite")
        let counts = try #require(
            try Runner().run(
                FitPlan.asked("n ~ tiny", ["family": .text("poisson")], data: data)
            ).result.coefficients.last)
        #expect(counts.oddsRatioHighStatus == nil && counts.ratioHighStatus == "infinite")
    }

    /// A walk that finds nothing would prove nothing.
    @Test func aNullWithoutAReasonIsFound() throws {
        let object: [String: Any] = [
            "glance": ["ratio": "odds_ratio", "theta": NSNull()],
            "coefficients": [["status": "estimated", "odds_ratio": NSNull(), "level": NSNull()]],
        ]
        #expect(
            NullReasons.missing(in: object) == ["/coefficients/0/odds_ratio", "/glance/theta"])
    }
}
