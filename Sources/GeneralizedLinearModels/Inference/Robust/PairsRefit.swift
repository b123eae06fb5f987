import LinearAlgebra
import ModelFormula

/// Fits samples of a model's rows, each of which is a weight for every row.
///
/// Rows that are alike are one row of their summed weights where the model's own fit takes them so.
struct PairsRefit: Sendable {
    enum Outcome: Sendable {
        case fitted([Double])
        case separated
        case withoutLevel
        case failed
    }

    /// The outcomes so far.
    struct Tally {
        var estimates: [[Double]] = []
        var (separated, withoutLevel, failed) = (0, 0, 0)
        var count: Int { estimates.count + separated + withoutLevel + failed }

        mutating func add(_ outcome: Outcome) {
            switch outcome {
            case .fitted(let estimates): self.estimates.append(estimates)
            case .separated: separated += 1
            case .withoutLevel: withoutLevel += 1
            case .failed: failed += 1
            }
        }
    }

    /// Numbers that a core's cache holds: so many are standardised once and for all.
    private static let mostHeldNumbers = 1 << 19

    private let pass: RowPass
    /// The row of `pass` that each case belongs to; nil where it is its own.
    private let place: [Int]?
    /// The weight of each row for each time that it is drawn; nil for 1.
    private let weight: [Double]?
    private let draws: PairsDraws
    private let solution: ScaledSolution
    private let scale: OriginalScale
    private let rows: ActiveRows
    private let smallestPivot: Double
    private let climb: SampleClimb

    /// - Parameter frequencies: the cases of each row, where cases are drawn.
    init(_ fit: GLMFit, draws: PairsDraws, frequencies: [Double]?) {
        let frame = fit.frame
        let design = Design(
            fit.specification, values: frame.values, rowCount: frame.rowCount,
            threads: fit.settings.threads)
        let solution = fit.solution
        var prior = frame.prior
        if let isSeparated = solution.isSeparated {
            let known = prior ?? [Double](repeating: 1, count: frame.rowCount)
            prior = known.indices.map { isSeparated[$0] ? 0 : known[$0] }
        }
        let isHeld = design.dense.count * design.rowCount <= Self.mostHeldNumbers
        let single = RowPass(
            design: isHeld ? design.standardised() : design, outcome: frame.outcome, prior: prior,
            offset: frame.offset, model: solution.model, threads: 1,
            shortcuts: RowPass.Shortcuts(collapsesFrom: nil))
        let patterns = RowPatterns(single)
        let pass = patterns?.pass ?? single
        self.pass = pass
        place = patterns?.patternOfRow
        weight =
            frequencies.map { cases in
                cases.indices.map { cases[$0] > 0 ? (prior?[$0] ?? 1) / cases[$0] : 0 }
            } ?? prior
        self.draws = draws
        self.solution = solution
        scale = OriginalScale(design)
        rows = ActiveRows(pass.design, active: solution.active)
        smallestPivot = fit.smallestPivot
        climb = SampleClimb(pass, from: solution.beta, active: solution.active)
    }

    /// Fits a sample.
    func outcome(_ replicate: Int) -> Outcome {
        let weights = weights(replicate)
        guard rows.everyCellHasRow(among: { weights[$0] > 0 }) else { return .withoutLevel }
        var sample = pass.weighted(weights)
        var beta: [Double]?
        // Of negative-binomial counts coefficients and α are found in turn.
        let isNegativeBinomial = solution.model.family == .negativeBinomial
        let dispersion =
            isNegativeBinomial ? Overdispersion(pass.outcome, weights: weights) : nil
        for _ in 0..<(isNegativeBinomial ? 100 : 1) {
            let end = climb.end(of: sample, from: beta)
            var (place, pivot) = (end.beta, end.smallestPivot ?? 0)
            if end.smallestPivot == nil {
                let found = Newton(pass: sample, active: solution.active).run(from: place)
                switch found.ending {
                case .separated: return .separated
                case .stalled, .endless: return .failed
                case .converged: (place, pivot) = (found.beta, found.smallestPivot)
                }
            }
            // Columns that have become dependent have no coefficients of their own.
            if smallestPivot > 0, pivot < 1e-9 * smallestPivot { return .failed }
            beta = place
            guard let dispersion else { break }
            var model = sample.model
            let guess = model.alpha > 0 ? model.alpha : nil
            guard
                let alpha = dispersion.estimate(
                    model.means(sample.linearPredictors(place)), near: guess)
            else { return .failed }
            let change = abs(alpha - model.alpha)
            if change <= 1e-10 * alpha { break }
            model.alpha = alpha
            sample = sample.modelled(as: model)
        }
        let estimates = scale.vector(beta ?? solution.beta)
        let active = solution.active.map { estimates[$0] }
        return active.allSatisfy(\.isFinite) ? .fitted(active) : .failed
    }

    /// The weight of each row of the pass in a sample.
    private func weights(_ replicate: Int) -> [Double] {
        var drawn = draws.counts(replicate)
        if let weight {
            for row in drawn.indices { drawn[row] *= weight[row] }
        }
        guard let place else { return drawn }
        var sums = [Double](repeating: 0, count: pass.design.rowCount)
        for row in drawn.indices { sums[place[row]] += drawn[row] }
        return sums
    }
}
