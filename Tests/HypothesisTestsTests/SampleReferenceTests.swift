import HypothesisTests
import TestSupport
import Testing

/// `Reference/samples.json`, worked out at 40 digits from the defining equations.
struct SampleReference: Decodable {
    struct Two: Decodable, CustomTestStringConvertible {
        let name: String
        let x: [Double]
        let y: [Double]
        let values: Values
        var testDescription: String { name }
    }
    struct Several: Decodable, CustomTestStringConvertible {
        let name: String
        let samples: [[Double]]
        let values: Values
        var testDescription: String { name }
    }
    struct Paired: Decodable, CustomTestStringConvertible {
        let name: String
        let differences: [Double]
        let values: Values
        var testDescription: String { name }
    }
    /// Numbers by name, and whether ranks are exact.
    struct Values: Decodable {
        let numbers: [String: [Double?]]
        let exact: Bool

        subscript(name: String) -> [Double?] { numbers[name, default: []] }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            var numbers: [String: [Double?]] = [:]
            var exact = false
            for key in container.allKeys {
                if key.stringValue == "exact" {
                    exact = try container.decode(Bool.self, forKey: key)
                } else {
                    numbers[key.stringValue] = try container.decode([Double?].self, forKey: key)
                }
            }
            self.numbers = numbers
            self.exact = exact
        }

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }
    let program: String
    let two: [Two]
    let several: [Several]
    let paired: [Paired]

    static func all() throws -> SampleReference { try reference("samples.json") }
}

/// Numbers against their reference, nil where there is none, each to a relative tolerance.
func expectNumbers(
    _ actual: [Double?], _ expected: [Double?], tolerance: Double, slack: Double = 0,
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    for (index, (a, e)) in zip(actual, expected).enumerated() {
        guard let a, let e else {
            #expect(a == e, "\(what) \(index)", sourceLocation: sourceLocation)
            continue
        }
        let error = relativeError(a, e)
        #expect(
            error <= tolerance || abs(a - e) <= slack,
            "\(what) \(index): \(a) and not \(e), error \(error)",
            sourceLocation: sourceLocation)
    }
}

extension Effect {
    var numbers: [Double?] { [estimate, confLow, confHigh] }
}

/// Tests and effects of samples against their defining equations.
@Suite struct SampleReferenceTests {
    @Test(arguments: try SampleReference.all().two)
    func twoSamples(entry: SampleReference.Two) throws {
        let first = try Sample(label: "x", values: entry.x)
        let second = try Sample(label: "y", values: entry.y)
        let means = MeanComparison(first, with: second)
        for test in [means.welchT(), means.studentT()] {
            let expected = entry.values[test.name]
            expectNumbers(
                [test.statistic, test.df], Array(expected[0..<2]), tolerance: 1e-12, test.name)
            expectNumbers([test.pValue?.naturalLog], [expected[2]], tolerance: 1e-12, test.name)
        }
        expectNumbers(
            means.meanDifference(confidence: 0.95).numbers, entry.values["mean_difference"],
            tolerance: 1e-10, "mean difference")
        expectNumbers(
            means.meanDifferenceWithEqualVariances(confidence: 0.95).numbers,
            entry.values["mean_difference_student"], tolerance: 1e-10, "mean difference, Student")
        expectNumbers(
            means.hedgesG(confidence: 0.95).numbers, entry.values["hedges_g"], tolerance: 1e-8, "g")
        let ranks = RankComparison(first, with: second)
        #expect(ranks.isExact == entry.values.exact)
        let test = ranks.mannWhitney()
        expectNumbers(
            [test.statistic, test.df, test.pValue?.naturalLog], entry.values["mann_whitney"],
            tolerance: 1e-12, "Mann-Whitney")
        // Where 95% cannot be reached the reference has the widest limits there are, and R too.
        let shift = ranks.shift(confidence: 0.95)
        if shift.status == .notEstimable {
            let reached = first.count > 0 && second.count > 0
            #expect(shift.confLow == nil && shift.confHigh == nil)
            #expect(!reached || shift.note?.contains("no interval reaches 95%") == true)
            let expected = entry.values["hodges_lehmann_shift"]
            expectNumbers(
                [shift.estimate], Array(expected.prefix(1)), tolerance: 1e-14, "shift")
        } else {
            expectNumbers(
                shift.numbers, entry.values["hodges_lehmann_shift"], tolerance: 1e-14, "shift")
        }
        expectNumbers(
            ranks.probabilityOfSuperiority(confidence: 0.95).numbers,
            entry.values["probability_of_superiority"], tolerance: 1e-10, "superiority")
    }

    @Test(arguments: try SampleReference.all().several)
    func severalSamples(entry: SampleReference.Several) throws {
        let samples = try entry.samples.map { try Sample(values: $0) }
        let means = OneWayAnalysis(samples)
        for test in [means.anova(), means.welchANOVA()] {
            expectNumbers(
                [test.statistic, test.df, test.df2, test.pValue?.naturalLog],
                entry.values[test.name], tolerance: 1e-11, test.name)
        }
        for effect in [means.etaSquared(confidence: 0.95), means.omegaSquared(confidence: 0.95)] {
            expectNumbers(
                effect.numbers, entry.values[effect.name], tolerance: 1e-8, effect.name)
        }
        let ranks = KruskalWallis(samples)
        let test = ranks.test()
        expectNumbers(
            [test.statistic, test.df, test.pValue?.naturalLog], entry.values["kruskal_wallis"],
            tolerance: 1e-12, test.name)
        expectNumbers(
            ranks.epsilonSquared().numbers, entry.values["epsilon_squared"], tolerance: 1e-13,
            "epsilon squared")
    }

    @Test(arguments: try SampleReference.all().paired)
    func pairs(entry: SampleReference.Paired) throws {
        let differences = try Sample(values: entry.differences)
        let means = PairedMeans(differences)
        let t = means.pairedT()
        expectNumbers(
            [t.statistic, t.df, t.pValue?.naturalLog], entry.values["paired_t"], tolerance: 1e-12,
            "paired t")
        expectNumbers(
            means.meanDifference(confidence: 0.95).numbers, entry.values["mean_difference"],
            tolerance: 1e-10, "mean difference")
        expectNumbers(
            means.hedgesG(confidence: 0.95).numbers, entry.values["hedges_g"], tolerance: 1e-8, "g")
        let ranks = SignedRankComparison(differences)
        #expect(ranks.isExact == entry.values.exact)
        let test = ranks.test()
        expectNumbers(
            [test.statistic, test.df, test.pValue?.naturalLog],
            entry.values["wilcoxon_signed_rank"], tolerance: 1e-12, "signed rank")
        expectNumbers(
            ranks.pseudomedian(confidence: 0.95).numbers, entry.values["pseudomedian"],
            tolerance: 1e-14, "pseudomedian")
    }
}
