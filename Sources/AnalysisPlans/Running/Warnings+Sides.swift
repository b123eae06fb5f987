import Distributions
import HypothesisTests

extension Warnings {
    /// That the test to read and the interval beside it fall on two sides of the level, of two groups,
    /// where both speak of the same: Fisher's test beside the interval of a difference of shares, and
    /// a test of rates beside that of their ratio.
    static func sides(_ result: HypothesisResult, _ confidence: Double) -> [ResultWarning] {
        let isRatio = result.rates != nil
        guard let name = result.primary.value, isRatio || name == "fisher_exact",
            let test = result.tests.first(where: { $0.name == name }), let p = test.pValue.value,
            let display = test.pDisplay.value
        else { return [] }
        let rows = result.effects.filter {
            $0.name == (isRatio ? "rate_ratio" : "risk_difference") && $0.stratum.value == nil
        }
        guard rows.count == 1, let low = rows[0].confLow.value, let high = rows[0].confHigh.value
        else { return [] }
        let none = isRatio ? 1.0 : 0
        let isLeftOut = low > none || high < none
        guard isLeftOut != PValue.isAtMost(p, level: 1 - confidence) else { return [] }
        let show = isRatio ? NumberText.ratio : NumberText.points
        return [
            ResultWarning(
                "test_and_interval",
                "The test and the interval of the \(isRatio ? "ratio" : "difference") fall on "
                    + "two sides here (\(NumberText.pValue(display)); "
                    + "\(NumberText.level(confidence)) interval \(show(low)) to \(show(high))"
                    + "\(isRatio ? "" : " percentage points")): each keeps its level by a rule of "
                    + "its own, and so near the border neither settles it.", isNote: true)
        ]
    }
}
