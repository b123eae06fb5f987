import Distributions
import GeneralizedLinearModels
import HypothesisTests
import ModelFormula
import Tables

extension ScreenedFactor {
    /// What numbers say: the likelihood-ratio test of a natural cubic spline with three knots in
    /// logistic regression, of a straight line where ties leave fewer knots or events are fewer than
    /// 20, and below 10 Fisher's exact test of their bins; one bin beside the bottom one; and the odds
    /// ratio of one standard deviation on a straight line.
    init(
        ofNumbers candidate: Candidate, values: [Double], isDate: Bool, outcome: [Bool],
        labels: (event: String, other: String), clusters: CaseClusters? = nil,
        _ options: ScreeningOptions
    ) throws {
        let counted = CountedLevels(candidate.codes, outcome)
        let table = try counted.table(labels)
        let hasFewEvents = counted.rarer < ScreeningOptions.fewestEvents
        let clustered = try clusters.map {
            try ClusteredEvidence(candidate.codes, outcome, $0, labels)
        }
        let shape = hasFewEvents ? nil : NumberShape(values, outcome)
        let fitted = shape.flatMap { $0.evidence(confidence: options.confidence) }
        let byBins = hasFewEvents ? Self.tableTest(table, isExact: true) : nil
        let test =
            clustered?.test ?? fitted?.test ?? byBins
            ?? TestResult(
                name: "likelihood_ratio",
                method: shape?.method ?? NumberShape.method(isSpline: true, tells: true),
                notEstimable: shape == nil
                    ? "every case has the same value or the same outcome"
                    : "the regression did not settle")
        let stands = test.pValue?.isAtMost(1 - options.confidence) ?? false
        let shown = counted.telling(bends: stands)
        var effects: [Effect] = []
        if let shown {
            if let clustered {
                effects += try clustered.effects(
                    of: shown, reference: 0, confidence: options.confidence)
            } else {
                let comparison = try counted.comparison(shown, 0)
                effects.append(comparison.riskDifference(confidence: options.confidence))
                effects.append(comparison.oddsRatio(confidence: options.confidence))
            }
        }
        if clusters == nil, let perDeviation = fitted?.perDeviation { effects.append(perDeviation) }
        let determination = Self.determination(
            statistic: fitted?.test.statistic, df: fitted?.test.df, events: counted.events,
            cases: counted.cases)
        name = candidate.name
        column = candidate.column
        kind = isDate ? .date : .number
        cases = counted.cases
        events = counted.events
        missing = candidate.codes.missingCount
        levels = try counted.levels(confidence: options.confidence, clustered)
        reference = counted.names.first ?? ""
        self.effects = effects
        leading = shown.map { counted.names[$0] }
        self.test = test
        designEffect = clustered?.correction?.meanDesignEffect
        self.hasFewEvents = hasFewEvents
        isSparse = hasFewEvents || clustered != nil && table.hasSmallExpectedCounts
        self.determination = determination
        suspectsLeakage = (determination ?? 0) >= options.determination
        lumpedLevels = 0
        lumpedCases = 0
    }
}

/// A number's place in logistic regression: itself in standard deviations from its mean, and the
/// spline beside it.
struct NumberShape {
    let mean: Double
    let deviation: Double
    /// nil where ties leave too few knots, or events cannot carry two degrees of freedom.
    let spline: ThreeKnotSpline?
    /// Whether there are events enough for a spline.
    private let tells: Bool
    /// The different values with their cases and events: all that a regression needs.
    private let patterns: [(value: Double, cases: Int, events: Int)]

    /// nil where all values are the same, or the deviation is beyond doubles, or all outcomes agree.
    init?(_ values: [Double], _ outcome: [Bool]) {
        var pairs: [(value: Double, isEvent: Bool)] = []
        for row in values.indices where !values[row].isNaN {
            pairs.append((values[row], outcome[row]))
        }
        pairs.sort { $0.value < $1.value }
        var patterns: [(value: Double, cases: Int, events: Int)] = []
        for pair in pairs {
            if let last = patterns.last, last.value == pair.value {
                patterns[patterns.count - 1].cases += 1
                patterns[patterns.count - 1].events += pair.isEvent ? 1 : 0
            } else {
                patterns.append((pair.value, 1, pair.isEvent ? 1 : 0))
            }
        }
        let n = Double(pairs.count)
        let first = pairs.first?.value ?? 0
        var sum = 0.0
        for pattern in patterns { sum += Double(pattern.cases) * (pattern.value - first) }
        let mean = first + sum / n
        var squares = 0.0
        for pattern in patterns {
            squares += Double(pattern.cases) * (pattern.value - mean) * (pattern.value - mean)
        }
        let deviation = (squares / (n - 1)).squareRoot()
        let events = patterns.reduce(0) { $0 + $1.events }
        guard patterns.count > 1, deviation > 0, deviation.isFinite, events > 0,
            events < pairs.count
        else { return nil }
        self.mean = mean
        self.deviation = deviation
        self.patterns = patterns
        tells = min(events, pairs.count - events) >= 2 * ScreeningOptions.eventsPerDegree
        spline =
            tells ? ThreeKnotSpline(sorted: pairs.map { ($0.value - mean) / deviation }) : nil
    }

    var method: String { Self.method(isSpline: spline != nil, tells: tells) }

    static func method(isSpline: Bool, tells: Bool) -> String {
        isSpline
            ? "likelihood-ratio test in logistic regression, natural cubic spline with knots at the "
                + "10th, 50th and 90th percentiles"
            : "likelihood-ratio test in logistic regression, straight line "
                + (tells
                    ? "(ties leave fewer than three knots)"
                    : "(fewer than \(2 * ScreeningOptions.eventsPerDegree) cases of the rarer "
                        + "outcome)")
    }

    func scaled(_ value: Double) -> Double { (value - mean) / deviation }

    /// The test and the odds ratio of one standard deviation; nil where the fit does not settle.
    func evidence(confidence: Double) -> (test: TestResult, perDeviation: Effect)? {
        guard let frame = try? frame(), let fit = try? GLM().fit(frame) else {
            return nil
        }
        let terms = spline == nil ? ["x"] : ["x", "bend"]
        let ratio = fit.likelihoodRatioTest(ofTerms: terms)
        guard ratio.status == .tested else { return nil }
        let test = TestResult(
            name: "likelihood_ratio", method: method, statistic: ratio.statistic,
            df: Double(ratio.degreesOfFreedom), pValue: ratio.pValue)
        guard let line = spline == nil ? fit : try? fit.keeping(terms: ["x"]) else { return nil }
        let row = line.coefficientTable(confidence: confidence).last
        return (test, .perDeviation(row, deviation: deviation))
    }

    /// The patterns as a table of frequencies: the same likelihood as the rows.
    private func frame() throws -> ModelFrame {
        var x: [Double] = []
        var bend: [Double] = []
        var outcome: [Int64] = []
        var cases: [Int64] = []
        for pattern in patterns {
            let value = scaled(pattern.value)
            for (isEvent, count) in [
                (false, pattern.cases - pattern.events), (true, pattern.events),
            ] where count > 0 {
                x.append(value)
                bend.append(spline?.value(value) ?? 0)
                outcome.append(isEvent ? 1 : 0)
                cases.append(Int64(count))
            }
        }
        let valid = ValidityMask(allValid: x.count)
        let table = try Table(
            columns: [
                Column(name: "event", values: .integer(Integers(outcome)), validity: valid),
                Column(name: "x", values: .real(x), validity: valid),
                Column(name: "bend", values: .real(bend), validity: valid),
                Column(name: "cases", values: .integer(Integers(cases)), validity: valid),
            ], rowCount: x.count)
        let formula = spline == nil ? "event ~ x" : "event ~ x + bend"
        return try ModelFrame(Formula(parsing: formula), table: table, weights: "cases")
    }
}

extension CountedLevels {
    /// The bin of numbers that is shown beside the bottom one; nil of a single bin.
    ///
    /// It is the top one, unless the numbers say something (`bends`) that it does not: then, where its
    /// odds lie within two standard errors of the bottom's, it is the bin that lies furthest beyond.
    func telling(bends: Bool) -> Int? {
        let top = names.count - 1
        guard top > 0 else { return nil }
        guard bends else { return top }
        let distance = { (bin: Int) in abs(smoothedLogOdds(bin, against: 0)) }
        guard distance(top) < 2 else { return top }
        var best = (bin: top, distance: 2.0)
        for bin in 1..<top where distance(bin) > best.distance { best = (bin, distance(bin)) }
        return best.bin
    }
}

extension Effect {
    /// exp(β) of a column in standard deviations, with Wald's limits.
    static func perDeviation(
        _ row: CoefficientRow?, deviation: Double, method: String? = nil
    ) -> Effect {
        let name = "odds_ratio_per_sd"
        let method =
            method ?? "logistic regression on a straight line, Wald; one standard deviation is "
            + NumberBins.text(NumberBins.rounded(deviation, 4), isDate: false)
        guard let row, let estimate = row.estimate, let interval = row.interval else {
            let isInfinite = row?.status == .infinite
            return Effect(
                name: name, method: method, status: isInfinite ? .infinite : .notEstimable,
                note: isInfinite
                    ? "the numbers part those with the event from those without"
                    : "the regression gives no estimate")
        }
        return Effect(
            name: name, estimate: exponential(estimate), confLow: exponential(interval.low),
            confHigh: exponential(interval.high), method: method)
    }
}
