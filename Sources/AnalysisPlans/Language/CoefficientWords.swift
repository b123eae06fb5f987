import GeneralizedLinearModels
import Glibc

/// How a coefficient of a family and link is said: as a ratio or a difference of what, with its
/// interval.
struct CoefficientWords {
    let outcome: String
    /// The level that is the event; nil where there is none.
    let event: String?
    let ratio: RatioKind?
    let link: Link
    let level: String

    /// "The odds that neet is "1"": what is larger or smaller.
    var subject: String {
        let happens = event.map { "that \(outcome) is \(NumberText.quoted($0))" } ?? "of success"
        let isLong = happens.count > 45
        let said = isLong ? "of the event" : happens
        switch (ratio, link) {
        case (.oddsRatio, _): return "The odds \(said)"
        case (.hazardRatio, _): return "The hazard \(said)"
        case (.rateRatio, _): return "The rate of \(short)"
        case (.meanRatio, _): return "The mean of \(short)"
        case (nil, .probit): return "The normal score \(said)"
        case (nil, .inverse): return "The inverse of the mean of \(short)"
        case (nil, _): return "The mean of \(short)"
        }
    }

    private var short: String { outcome.count > 45 ? "the outcome" : outcome }
    private var isPlural: Bool { ratio == .oddsRatio }

    /// "4.70 (95% interval 3.81 to 5.90)" of a ratio, or of a difference.
    func figures(_ row: FitResult.Coefficient, step: Double = 1) -> String? {
        guard let estimate = row.estimate.value, let low = row.confLow.value,
            let high = row.confHigh.value
        else { return nil }
        let (a, b, c) = (step * estimate, step * low, step * high)
        func show(_ value: Double) -> String {
            ratio == nil ? NumberText.plain(value) : NumberText.ratio(exp(value))
        }
        return "\(show(a)) (\(level) interval \(show(b)) to \(show(c)))"
    }

    /// A level beside its reference.
    func sentence(_ figures: String, where place: String, beside reference: String) -> String {
        ratio == nil
            ? "\(subject) \(place) differs by \(figures) from that where it is \(reference)"
            : "\(subject) \(place) \(isPlural ? "are" : "is") \(figures) times "
                + "\(isPlural ? "those" : "that") where it is \(reference)"
    }

    /// A level by itself, in a model without intercept.
    func alone(_ figures: String, where place: String) -> String {
        switch ratio {
        case .oddsRatio: "\(subject) \(place) are \(figures) to 1"
        default: "\(subject) \(place) is \(figures)"
        }
    }

    /// A step of a column of numbers.
    func sentence(_ figures: String, forEach step: String) -> String {
        ratio == nil
            ? "\(subject) changes by \(figures) for each \(step)"
            : "\(subject) \(isPlural ? "multiply" : "multiplies") by \(figures) for each \(step)"
    }
}
