import Distributions
import HypothesisTests

extension Study {
    /// False discovery rates of what a register says survives.
    ///
    /// The rate is an expectation of false survivors among all; a data set is a hit with just that
    /// share as its chance, so that hits come as often as the rate says.
    public static let registers: [Study] = [
        falseDiscoveries("Benjamini-Hochberg in one family", "40 hypotheses, 80% null", 40) {
            FalseDiscoveries($0, rate: 0.05)?.survives
        },
        falseDiscoveries("LORD++ over time", "200 hypotheses, 80% null", 200) {
            LevelsOnRecentDiscoveries.decisions($0, rate: 0.05)?.map(\.isRejected)
        },
        falseDiscoveries("LORD++ over time", "200 hypotheses, all null", 200, shareOfNulls: 1) {
            LevelsOnRecentDiscoveries.decisions($0, rate: 0.05)?.map(\.isRejected)
        },
        falseDiscoveries(
            "LORD++ over families, one Simes p each", "100 families of 5, 80% all null", 100,
            family: 5
        ) {
            LevelsOnRecentDiscoveries.decisions($0, rate: 0.05)?.map(\.isRejected)
        },
    ]

    private static func falseDiscoveries(
        _ method: String, _ scenario: String, _ count: Int, shareOfNulls: Double = 0.8,
        family: Int = 1, survives: @escaping @Sendable ([PValue?]) -> [Bool]?
    ) -> Study {
        Study(method, scenario, .sizeAtMost) { stream in
            let isNull = (0..<count).map { _ in stream.chance(shareOfNulls) }
            let pValues = isNull.map { isNull -> PValue? in
                let members = (0..<family).compactMap { _ in
                    PValue(naturalLog: Normal.logTwoSided(stream.normal() + (isNull ? 0 : 3)))
                }
                return SimesTest.pValue(members)
            }
            guard let verdicts = survives(pValues) else { return .none }
            let survivors = verdicts.count { $0 }
            let wrong = zip(verdicts, isNull).count { $0 && $1 }
            return survivors > 0 && stream.chance(Double(wrong) / Double(survivors)) ? .hit : .miss
        }
    }
}
