import GeneralizedLinearModels
import ModelValidation
import Tables

/// What samples and folds of the cases say of a formula's figures.
struct ResampledFigures {
    private let bootstrap: OptimismBootstrap?
    private let crossed: [(mean: Double, low: Double, high: Double)?]?
    /// What came of samples and folds; nil where neither was asked for.
    let told: ValidationResult.Resampling?
    /// The cases of the first repeat with a risk from a model without them, and their places.
    let outOfFold: (cases: ScoredCases, places: [Int])?

    private static let ofCurve: Set = ["ici", "e50", "e90"]
    private static let names = PerformanceFigures.Figure.allCases

    init(
        _ plan: ValidatePlan, _ fit: GLMFit, _ refits: ModelRefits, _ cases: ScoredCases,
        threads: Int, _ progress: @escaping (String) -> Void
    ) throws(FitError) {
        let figures: @Sendable (ScoredCases) -> [Double?] = { cases in
            let figures = PerformanceFigures(cases)
            return Self.names.map { figures[$0] }
        }
        bootstrap =
            plan.replicates == 0
            ? nil
            : OptimismBootstrap(
                refits, cases: cases, replicates: plan.replicates, confidence: plan.confidence,
                threads: threads, figures: figures,
                progress: { progress("\($0) of \(plan.replicates) samples") })
        var crossing: RepeatedCrossValidation?
        if plan.folds > 0 {
            let fits = plan.folds * plan.repeats
            crossing = try RepeatedCrossValidation(
                refits, outcome: fit.frame.outcome, weights: nil, families: fit.frame.clusters,
                folds: plan.folds, repeats: plan.repeats, seed: plan.seed, threads: threads,
                progress: { progress("\($0) of \(fits) fits without a fold") })
        }
        crossed = crossing?.figures(cases, figures)
        outOfFold = crossing.flatMap { crossing in
            let places = crossing.repeats[0].rows
            let scored = crossing.cases(ofRepeat: 0, cases)
            return scored.hasBothOutcomes ? (scored, places) : nil
        }
        told =
            bootstrap == nil && crossing == nil
            ? nil
            : ValidationResult.Resampling(
                replicates: plan.replicates, fitted: bootstrap?.fitted ?? 0,
                separated: bootstrap?.separated ?? 0, failed: bootstrap?.failed ?? 0,
                withoutLevel: bootstrap?.withoutLevel ?? 0, folds: plan.folds,
                repeats: plan.folds > 0 ? plan.repeats : 0,
                foldsWithoutFit: crossing?.repeats.reduce(0) { $0 + $1.foldsWithoutFit } ?? 0,
                casesWithoutRisk: crossing.map { cases.rowCount - $0.repeats[0].rows.count } ?? 0,
                seed: plan.seed)
    }

    /// The figures on the cases that were fitted, corrected for optimism.
    ///
    /// Their limits are those of the samples' own figures, moved by the optimism; where every model has the same
    /// figure on its own cases, as a slope of 1, those of the formula moved as far.
    ///
    /// The distance of a smooth curve from the risks is mostly noise where these are good, and less of it on
    /// more cases, so that it has no optimism to take off: it is told by the risks of the folds.
    func corrected(
        _ apparent: [ValidationResult.FigureRow], heldOut: [ValidationResult.FigureRow]
    ) -> [ValidationResult.FigureRow] {
        zip(apparent, heldOut).map { row, heldOut in
            if Self.ofCurve.contains(row.name) {
                var told = heldOut
                told.apparent = row.estimate
                if crossed != nil { told.crossValidated = heldOut.estimate }
                return told
            }
            var row = row
            guard let place = Self.names.firstIndex(where: { $0.rawValue == row.name }) else {
                return row
            }
            row.apparent = row.estimate
            if let crossed { row.crossValidated = Figure(crossed[place]?.mean) }
            guard let found = bootstrap?.figures[place], let optimism = found.optimism else {
                return row
            }
            row.optimism = Figure(optimism)
            row.estimate = Figure(found.estimate)
            row.stdError = nil
            let samples = "\(found.samples) samples"
            if let interval = found.interval {
                row.confLow = Figure(interval.low)
                row.confHigh = Figure(interval.high)
                row.method =
                    "corrected for optimism by \(samples), location-shifted percentile interval"
            } else {
                row.confLow = Figure(row.confLow.value.map { $0 - optimism })
                row.confHigh = Figure(row.confHigh.value.map { $0 - optimism })
                row.method = "corrected for optimism by \(samples); \(row.method), moved as far"
            }
            row.status = found.estimate == nil ? "not_estimable" : "estimated"
            return row
        }
    }
}
