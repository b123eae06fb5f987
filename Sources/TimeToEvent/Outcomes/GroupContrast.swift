import Distributions
import HypothesisTests

/// Two groups' estimates against each other: independent, or with a covariance where clusters reach over
/// both.
struct GroupContrast {
    private let own: OutcomeEstimate
    private let other: OutcomeEstimate
    private let z: Double?
    private let covariance: Double

    /// One group against its reference.
    init(
        _ own: OutcomeEstimate, _ other: OutcomeEstimate, _ confidence: Double,
        covariance: Double = 0
    ) {
        self.own = own
        self.other = other
        self.covariance = covariance
        z = twoSidedQuantile(confidence)
    }

    /// a - b ± z √(s² + r² - 2c), and a/b with limits exp(ln a/b ± z √(s²/a² + r²/b² - 2c/(ab))), c the
    /// covariance of the two.
    ///
    /// Not estimable where one of the two is not, the ratio also where one is 0; without limits where
    /// neither has a standard error above 0, or one has none.
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
        guard let a = own.value, let b = other.value else { return [first, second] }
        first.status = .estimated
        first.note = nil
        first.estimate = a - b
        guard let s = own.standardError, let r = other.standardError else {
            first.note = own.note ?? other.note
            guard a > 0, b > 0 else { return [first, second] }
            second.status = .estimated
            second.estimate = a / b
            return [first, second]
        }
        let width = max(0, s * s + r * r - 2 * covariance).squareRoot()
        if let z, width > 1e-9 * max(s, r) {
            first.confLow = max(a - b - z * width, range?.lowerBound ?? -.infinity)
            first.confHigh = min(a - b + z * width, range?.upperBound ?? .infinity)
        } else {
            first.note = "no interval: nothing varies here"
        }
        guard a > 0, b > 0 else { return [first, second] }
        second.status = .estimated
        second.note = nil
        second.estimate = a / b
        let logWidth = max(0, s * s / (a * a) + r * r / (b * b) - 2 * covariance / (a * b))
            .squareRoot()
        if let z, logWidth > 1e-9 * max(s / a, r / b) {
            second.confLow = a / b * exponential(-z * logWidth)
            second.confHigh = a / b * exponential(z * logWidth)
        }
        return [first, second]
    }
}
