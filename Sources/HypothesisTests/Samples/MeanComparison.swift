import Distributions

/// Two independent samples compared by their means: the first less the second.
public struct MeanComparison: Sendable {
    /// The sample that is compared.
    public let first: Sample
    /// The sample it is compared with.
    public let second: Sample
    private let a: Moments
    private let b: Moments
    /// What differences of the moments are multiplied by: 2^exponent.
    private let exponent: Int

    /// A comparison of `first` with `second`.
    public init(_ first: Sample, with second: Sample) {
        self.first = first
        self.second = second
        exponent = scalingExponent(first.values, second.values)
        a = Moments(first.scaledDown(by: exponent))
        b = Moments(second.scaledDown(by: exponent))
    }

    /// Welch's t test, which lets the groups spread differently: t = (x̄ - ȳ) / √(s²ₓ/m + s²ᵧ/n) on
    /// Welch and Satterthwaite's degrees of freedom. As R's `t.test`.
    ///
    /// Not estimable with a sample of fewer than two, or without any spread. Source: Welch (1947).
    public func welchT() -> TestResult {
        result("welch_t", "Welch's t test (variances not taken as equal)", welch)
    }

    /// Student's t test, which takes the variances of both groups as equal: on m + n - 2 degrees of
    /// freedom.
    ///
    /// Not estimable with fewer than three cases in all, or without any spread. Source: Student
    /// (1908).
    public func studentT() -> TestResult {
        result("student_t", "Student's t test (variances taken as equal)", student)
    }

    /// The difference of the means with Welch's interval.
    public func meanDifference(confidence: Double) -> Effect {
        difference("Welch's t interval", welch, confidence)
    }

    /// The difference of the means with Student's interval.
    public func meanDifferenceWithEqualVariances(confidence: Double) -> Effect {
        difference("Student's t interval (variances taken as equal)", student, confidence)
    }

    /// Hedges' g: the difference of the means in pooled standard deviations s, times J(m + n - 2)
    /// against its small-sample bias.
    ///
    /// The interval is that of the standardised difference itself, δ √(1/m + 1/n) for the noncentral
    /// t distributions with t on the edge of a tail: exact for normal samples of equal variance,
    /// and not shrunk by J, which would take away its coverage. Source: Hedges (1981); Steiger and
    /// Fouladi (1997).
    public func hedgesG(confidence: Double) -> Effect {
        let name = "hedges_g"
        let method =
            "difference in pooled standard deviations, times J; noncentral t interval without J"
        if let note = student.note { return missing(name, method, note) }
        guard criticalValue(confidence) != nil else {
            return missing(name, method, confidenceNote)
        }
        let scale = (1 / a.count + 1 / b.count).squareRoot()
        let t = student.difference / student.error
        let estimate = t * scale * hedgesCorrection(student.df)
        guard t.isFinite else { return missing(name, method, "the numbers are out of range") }
        let limits = noncentralityLimits(t: t, df: student.df, confidence: confidence)
        return Effect(
            name: name, level: first.label, reference: second.label, estimate: estimate,
            confLow: limits.map { $0.low * scale }, confHigh: limits.map { $0.high * scale },
            method: method, status: limits == nil ? .notEstimable : .estimated,
            note: limits == nil ? "no limits were found" : nil)
    }

    /// A difference with its standard error and degrees of freedom, or why there is none.
    private struct Standardised {
        var difference = 0.0
        var error = 0.0
        var df = 0.0
        var note: String?
    }

    private var welch: Standardised {
        if let note = tooFew(each: 2) { return Standardised(note: note) }
        // Dividing by the larger first keeps squares of tiny and huge variances in range.
        let (u, v) = (a.variance / a.count, b.variance / b.count)
        let largest = max(u, v)
        guard largest > 0 else { return Standardised(note: "no group has any spread") }
        let (p, q) = (u / largest, v / largest)
        let df = (p + q) * (p + q) / (p * p / (a.count - 1) + q * q / (b.count - 1))
        return Standardised(
            difference: a.difference(from: b), error: (u + v).squareRoot(), df: df)
    }

    private var student: Standardised {
        if let note = tooFew(each: 1) { return Standardised(note: note) }
        let df = a.count + b.count - 2
        guard df > 0 else { return Standardised(note: "there are only two cases") }
        let pooled = (a.squares + b.squares) / df
        guard pooled > 0 else { return Standardised(note: "no group has any spread") }
        return Standardised(
            difference: a.difference(from: b),
            error: (pooled * (1 / a.count + 1 / b.count)).squareRoot(), df: df)
    }

    private func tooFew(each least: Int) -> String? {
        for sample in [first, second] where sample.count < least {
            let cases = sample.count == 0 ? "no case" : "only one case"
            return sample.label.isEmpty ? "a group has \(cases)" : "\(sample.label) has \(cases)"
        }
        return nil
    }

    private func result(_ name: String, _ method: String, _ s: Standardised) -> TestResult {
        if let note = s.note { return TestResult(name: name, method: method, notEstimable: note) }
        let t = s.difference / s.error
        let p = StudentT(degreesOfFreedom: s.df).twoSidedPValue(t)
        return TestResult(
            name: name, method: method, statistic: p == nil ? nil : t, df: p == nil ? nil : s.df,
            pValue: p)
    }

    private func difference(_ method: String, _ s: Standardised, _ confidence: Double) -> Effect {
        let name = "mean_difference"
        if let note = s.note {
            let difference =
                first.count > 0 && second.count > 0
                ? finite(scaled(a.difference(from: b), up: exponent)) : nil
            return missing(name, method, note, estimate: difference)
        }
        guard criticalValue(confidence) != nil else {
            return missing(name, method, confidenceNote)
        }
        let width =
            StudentT(degreesOfFreedom: s.df).upperQuantile((1 - confidence) / 2) * s.error
        guard let low = finite(scaled(s.difference - width, up: exponent)),
            let high = finite(scaled(s.difference + width, up: exponent))
        else { return missing(name, method, "the numbers are out of range") }
        return Effect(
            name: name, level: first.label, reference: second.label,
            estimate: scaled(s.difference, up: exponent), confLow: low, confHigh: high,
            method: method)
    }

    private func missing(
        _ name: String, _ method: String, _ note: String, estimate: Double? = nil
    ) -> Effect {
        Effect(
            name: name, level: first.label, reference: second.label, estimate: estimate,
            method: method, status: .notEstimable, note: note)
    }
}
