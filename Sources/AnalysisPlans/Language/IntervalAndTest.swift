import Distributions

/// A test and an interval of the same difference, which are made in different ways and can lie on
/// different sides of none in small tables.
struct IntervalAndTest {
    let low: Double
    let high: Double
    let confidence: Double

    /// The interval of the risk difference; nil where there is none.
    ///
    /// - Parameter isOfOnePair: whether one level is compared with one reference, so that the test is
    ///   of the interval's own question.
    init?(_ result: HypothesisResult, confidence: Double, isOfOnePair: Bool) {
        guard isOfOnePair,
            let effect = result.effects.first(where: {
                $0.name == "risk_difference" && $0.stratum.value == nil
            }), let low = effect.confLow.value, let high = effect.confHigh.value
        else { return nil }
        self.low = low
        self.high = high
        self.confidence = confidence
    }

    /// What cannot be told where the two do not agree; nil where they do.
    func sentence(_ p: Double, _ display: String, _ cases: String) -> String? {
        let leavesOutNone = low > 0 || high < 0
        guard leavesOutNone != PValue.isAtMost(p, level: 1 - confidence) else { return nil }
        let points = NumberText.pointsShown(nil, low, high)
        return "Whether there is a difference: the test (\(NumberText.pValue(display))) and the "
            + "\(NumberText.level(confidence)) interval (\(points(low)) to \(points(high)) percentage "
            + "points, which \(leavesOutNone ? "leaves out" : "holds") 0) lie on different sides, as two "
            + "ways of reckoning can near the border; \(cases) cases do not settle it."
    }
}
