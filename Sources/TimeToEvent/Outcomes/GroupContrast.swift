import Distributions
import HypothesisTests

/// Two independent groups' estimates against each other.
struct GroupContrast {
    private let own: OutcomeEstimate
    private let other: OutcomeEstimate
    private let z: Double?

    /// One group against its reference.
    init(_ own: OutcomeEstimate, _ other: OutcomeEstimate, _ confidence: Double) {
        self.own = own
        self.other = other
        z = twoSidedQuantile(confidence)
    }

    /// a - b ± z √(s² + r²), and a/b with limits exp(ln a/b ± z √(s²/a² + r²/b²)).
    ///
    /// Not estimable where one of the two is not, the ratio also where one is 0; without limits where
    /// neither has a standard error above 0.
    func effects(
        difference: String, ratio: String, level: String, reference: String, method: String,
        within range: ClosedRange<Double>? = nil
    ) -> [Effect] {
        var first = Effect(
            name: difference, level: level, reference: reference, method: method + " (Wald)",
            status: .notEstimable, note: own.note ?? other.note)
        var second = Effect(
            name: ratio, level: level, reference: reference,
            method: method + " (Wald on the logarithm)", status: .notEstimable,
            note: own.note ?? other.note ?? "one of the two is 0")
        guard let a = own.value, let b = other.value, let s = own.standardError,
            let r = other.standardError
        else { return [first, second] }
        first.status = .estimated
        first.note = nil
        first.estimate = a - b
        let width = (s * s + r * r).squareRoot()
        if let z, width > 0 {
            first.confLow = max(a - b - z * width, range?.lowerBound ?? -.infinity)
            first.confHigh = min(a - b + z * width, range?.upperBound ?? .infinity)
        } else {
            first.note = "no interval: neither group varies"
        }
        guard a > 0, b > 0 else { return [first, second] }
        second.status = .estimated
        second.note = nil
        second.estimate = a / b
        let logWidth = (s * s / (a * a) + r * r / (b * b)).squareRoot()
        if let z, logWidth > 0 {
            second.confLow = a / b * exponential(-z * logWidth)
            second.confHigh = a / b * exponential(z * logWidth)
        }
        return [first, second]
    }
}
