/// The ends of an effect's interval: those of the delta method, cut at what can be, or why there are none.
struct EffectEnds {
    private(set) var interval: (low: Double, high: Double)?
    private(set) var low: ModelEffect.EndStatus?
    private(set) var high: ModelEffect.EndStatus?
    /// What to know of them; nil where they are the delta method's own.
    private(set) var note: String?

    /// - Parameters:
    ///   - delta: the interval by the delta method; nil where it has none.
    ///   - isBounded: whether the effect lies between -1 and 1.
    ///   - noError: why there is no standard error; nil where there is one.
    ///   - estimate: the effect.
    ///   - scale: the scale that the delta method was used on.
    init(
        _ delta: (low: Double, high: Double)?, isBounded: Bool, noError: String?, estimate: Double,
        scale: ModelEffect.Scale
    ) {
        guard noError == nil, let delta, delta.low.isFinite, delta.high.isFinite else {
            (low, high) = (.notEstimable, .notEstimable)
            note = noError ?? Self.open(estimate, scale)
            return
        }
        interval = delta
        guard isBounded else { return }
        if delta.low < -1 { low = .bounded }
        if delta.high > 1 { high = .bounded }
        guard low != nil || high != nil else { return }
        interval = (max(-1, delta.low), min(1, delta.high))
        let place = low == nil ? "above 1" : high == nil ? "below -1" : "below -1 and above 1"
        note =
            "By the delta method the interval would reach \(place), where no difference of risks lies, "
            + "and ends there: read it as rough."
    }

    /// Why a standard error makes no interval.
    private static func open(_ estimate: Double, _ scale: ModelEffect.Scale) -> String {
        switch scale {
        case .logit where estimate >= 1: "The risk is 1 to the last digit, and has no interval."
        case .logit where estimate <= 0: "The risk is 0 to the last digit, and has no interval."
        case .log where estimate <= 0: "The mean is 0 to the last digit, and has no interval."
        default: "The interval runs out of the range of numbers."
        }
    }
}
